"""An SMTP server on loopback that does what a test says: drops the line, delays, refuses, cuts after taking.

It keeps what it took, each mail as (sender, recipients, bytes), and every Message-ID it was given whole.
"""

import re
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)
GREETING, EHLO, AUTH, MAIL, RCPT, DATA, BODY, END = (
    "greeting",
    "ehlo",
    "auth",
    "mail",
    "rcpt",
    "data",
    "body",
    "end",
)
DROP = "drop"
"""Instead of an answer: close the connection without a word."""
TAKE_AND_DROP = "take and drop"
"""At the end of a mail: keep it, and close the connection without a word."""
TAKE_LATE = "take late "
"""At the end of a mail, with so many seconds behind it: keep it, and say so only after them."""


@dataclass(frozen=True, slots=True)
class TakenMail:
    """A mail that was taken whole."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message_id(self) -> str:
        found = _MESSAGE_ID.search(self.raw)
        return found[1].decode() if found else ""


Answering = Callable[[str, str], str | None]
"""``answering(step, words)``: what is said at a step instead of yes, as above; None for yes."""


@dataclass
class ScriptedSmtp:
    """A running server; ``answer`` is asked at every step, and may be changed as a test goes on.

    ``size`` is told in EHLO, ``mechanisms`` are the ways to sign in, ``context`` makes it offer STARTTLS.
    ``wait_at_end`` is waited for before a mail's last answer. ``VRFY <Message-ID>`` says whether it was
    taken.
    """

    answer: Answering = lambda _step, _words: None
    size: int | None = None
    mechanisms: str = ""
    context: ssl.SSLContext | None = None
    wait_at_end: threading.Event | None = None
    taken: list[TakenMail] = field(default_factory=list)
    steps: list[tuple[str, str]] = field(default_factory=list)
    connections: int = 0
    host: str = "127.0.0.1"

    def __enter__(self) -> Self:
        self._listening = socket.create_server((self.host, 0))
        self.port = int(self._listening.getsockname()[1])
        self._lines: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._guard = threading.Lock()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        # A blocked accept is not woken by closing: one last connection is.
        self._closing = True
        socket.create_connection((self.host, self.port)).close()
        self._accepting.join()
        self._listening.close()
        with self._guard:
            lines = list(self._lines)
        for line in lines:
            try:
                socket.socket.shutdown(line, socket.SHUT_RDWR)
            except OSError:
                continue
        for thread in self._threads:
            thread.join()

    @property
    def message_ids(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        with self._guard:
            return Counter(each.message_id for each in self.taken)

    _closing = False

    def _accept(self) -> None:
        while True:
            line, _ = self._listening.accept()
            if self._closing:
                line.close()
                return
            self.connections += 1
            with self._guard:
                self._lines.add(line)
            thread = threading.Thread(target=self._serve, args=(line,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        talk = _Talk(self, line)
        try:
            talk.run()
        except (OSError, _HungUpError, ValueError):
            pass
        finally:
            talk.close()
            with self._guard:
                self._lines.discard(line)

    def take(self, mail: TakenMail) -> None:
        with self._guard:
            self.taken.append(mail)


class _HungUpError(Exception):
    pass


class _Talk:
    """One connection."""

    def __init__(self, server: ScriptedSmtp, line: socket.socket) -> None:
        self._server, self._line = server, line
        self._file = line.makefile("rb")
        self._sender = ""
        self._to: list[str] = []

    def close(self) -> None:
        self._file.close()
        self._line.close()

    def run(self) -> None:
        self._say(self._asked(GREETING, "") or "220 sink.example ready")
        while words := self._file.readline():
            self._one(words.decode("ascii", "replace").strip())

    def _one(self, words: str) -> None:
        verb = words[:4].upper()
        if verb in ("EHLO", "HELO"):
            self._say(self._asked(EHLO, words) or self._features())
        elif verb == "STAR":
            self._say("220 go ahead")
            assert self._server.context is not None
            self._file.close()
            self._line = self._server.context.wrap_socket(self._line, server_side=True)
            self._file = self._line.makefile("rb")
        elif verb == "AUTH":
            self._authenticate(words)
        elif verb == "MAIL":
            self._sender, self._to = words.partition("<")[2].partition(">")[0], []
            self._say(self._asked(MAIL, words) or "250 fine")
        elif verb == "RCPT":
            said = self._asked(RCPT, words) or "250 fine"
            if said.startswith("250"):
                self._to.append(words.partition("<")[2].partition(">")[0])
            self._say(said)
        elif verb == "DATA":
            self._data(words)
        elif verb == "VRFY":
            taken = words.rsplit(maxsplit=1)[-1] in self._server.message_ids
            self._say("250 taken" if taken else "550 not here")
        elif verb == "QUIT":
            self._say("221 bye")
            raise _HungUpError
        else:
            self._say("250 fine")

    def _authenticate(self, words: str) -> None:
        said = self._asked(AUTH, words) or "235 welcome"
        while said.startswith("334"):
            self._say(said)
            words = self._file.readline().decode().strip()
            said = self._asked(AUTH, words) or "235 welcome"
        self._say(said)

    def _data(self, words: str) -> None:
        said = self._asked(DATA, words)
        if said is not None:
            self._say(said)
            return
        self._say("354 go on")
        lines: list[bytes] = []
        if (said := self._asked(BODY, "")) is not None:
            self._file.readline()
            self._say(said)
            while self._file.readline():  # else what was said would be lost with what was not heard
                pass
            raise _HungUpError
        while (one := self._file.readline()) != b".\r\n":
            if not one:
                raise _HungUpError
            lines.append(one[1:] if one.startswith(b".") else one)
        mail = TakenMail(self._sender, tuple(self._to), b"".join(lines))
        if self._server.wait_at_end is not None:
            self._server.wait_at_end.wait(60)
        said = self._asked(END, " ".join((mail.message_id, *mail.recipients)))
        late = said is not None and said.startswith(TAKE_LATE)
        if said is None or said == TAKE_AND_DROP or late:
            self._server.take(mail)
        if late:
            time.sleep(float((said or "").removeprefix(TAKE_LATE)))
            said = None
        if said in (TAKE_AND_DROP, DROP):
            raise _HungUpError
        self._say(said or "250 kept")

    def _asked(self, step: str, words: str) -> str | None:
        self._server.steps.append((step, words))
        return self._server.answer(step, words)

    def _say(self, words: str) -> None:
        if words == DROP:
            raise _HungUpError
        self._line.sendall(f"{words}\r\n".encode())

    def _features(self) -> str:
        features = ["sink.example"]
        if self._server.context is not None and not isinstance(self._line, ssl.SSLSocket):
            features.append("STARTTLS")
        if self._server.size is not None:
            features.append(f"SIZE {self._server.size}")
        if self._server.mechanisms:
            features.append(f"AUTH {self._server.mechanisms}")
        *first, last = features
        return "\r\n".join([*(f"250-{each}" for each in first), f"250 {last}"])
