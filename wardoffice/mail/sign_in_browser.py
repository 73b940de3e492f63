"""Waits on loopback for what a sign-in page in the browser sends back (RFC 8252, section 7.3)."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wardoffice.domain.errors import CancelledError, CannotDoError
from wardoffice.domain.ports import Cancelled
from wardoffice.language import text

if TYPE_CHECKING:
    from wardoffice.mail.sign_in_server import SignInServer

OpenPage = Callable[[str], bool]
"""Shows a page to the person; False where that cannot be done here."""

LONGEST_SECONDS = 600.0


class LoopbackPage:
    """A page of this program on a free port of this machine, to which the provider sends the browser back.

    ``address`` is what the provider is told: Microsoft takes any port of ``http://localhost``.
    """

    def __init__(self, server: "SignInServer") -> None:
        self._server = server
        self.address = f"http://localhost:{server.server_port}"

    def wait(self, state: str, cancelled: Cancelled, seconds: float = LONGEST_SECONDS) -> dict[str, str]:
        """What came back with this ``state``: a code, or the provider's error.

        Anything else that calls at the port is turned away and does not end the waiting. Raises
        CancelledError, or CannotDoError when nobody signs in within so many seconds.
        """
        end = time.monotonic() + seconds
        self._server.state = state
        while self._server.answer is None:
            if cancelled():
                raise CancelledError
            if time.monotonic() > end:
                raise CannotDoError(
                    text("Nobody signed in on the page in the browser."),
                    text("Nothing was changed."),
                    text("Sign in again when you are ready."),
                )
            self._server.handle_request()
        return dict(self._server.answer)


@contextmanager
def loopback_page() -> Iterator[LoopbackPage]:
    """Listen on a free port of this machine for as long as the block lasts."""
    from wardoffice.mail.sign_in_server import SignInServer  # loads a web server, which few starts need

    with SignInServer() as server:
        yield LoopbackPage(server)


def show_page(open_page: OpenPage, address: str) -> None:
    """Open the sign-in page; raises CannotDoError, naming it, where no browser comes up."""
    if not open_page(address):
        raise CannotDoError(
            text("No browser could be opened for the sign-in page."),
            text("Nothing was changed."),
            text("Sign in on a computer with a browser: {address}", address=address),
        )
