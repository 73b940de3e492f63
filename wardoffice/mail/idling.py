"""Waits for the mail server to tell that something changed (IDLE, RFC 2177).

A hint and no more: whoever waited looks for himself afterwards, whatever was told. An answer that comes
together with the server's "+ idling" stays in the library's buffer until the wait ends, and a connection
that is gone looks to it like one that says nothing, at once and for ever.
"""

import time

from imapclient.exceptions import IMAPClientAbortError

from wardoffice.mail.line import Line

_NEWS = frozenset({b"EXISTS", b"RECENT", b"EXPUNGE", b"VANISHED"})


def wait_for_news(line: Line, seconds: float) -> bool:
    """Wait at most so long; whether the open folder changed. Raises MailboxError, or CancelledError."""
    with line.translated():
        line.client.idle()
        end = time.monotonic() + seconds
        told = False
        while not told and (left := end - time.monotonic()) > 0:
            began = time.monotonic()
            answers = line.client.idle_check(timeout=left)
            if not answers and time.monotonic() - began < left / 2:
                message = "the connection was closed while waiting"
                raise IMAPClientAbortError(message)
            told = any(_is_news(each) for each in answers)
        _, late = line.client.idle_done()
    return told or any(_is_news(each) for each in late)


def _is_news(answer: object) -> bool:
    return isinstance(answer, tuple) and any(word in _NEWS for word in answer if isinstance(word, bytes))
