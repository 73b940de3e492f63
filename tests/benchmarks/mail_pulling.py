"""One pull of a mailbox in a process of its own, which holds nothing else; run by ``mail_pull``."""

import json
import ssl
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from wardoffice.domain.ports import TidyWish
from wardoffice.mail.folders import sent_folders
from wardoffice.mail.imap import ImapMailbox
from wardoffice.mail.sign_in import PasswordSignIn
from wardoffice.office.mail_pulling import MailPulling
from wardoffice.store.engine import sqlite_url
from wardoffice.store.files import FileStore
from wardoffice.store.leases import lease
from wardoffice.store.store import Store


@dataclass(frozen=True)
class Ran:
    """Seconds of a pull, the most memory its process took in MB, and how many mails came.

    ``connected`` are the seconds of it after dialling, TLS and sign-in.
    """

    seconds: float
    megabytes: float
    mails: int
    connected: float = 0.0


def pull(folder: Path, server: tuple[str, int, str, str], certificate: str) -> Ran:
    """Pull inbox and sent mail into the office in ``folder``, as its intake does before it reads anything."""
    host, port, user, password = server
    store = Store(sqlite_url(folder / "office.sqlite"), FileStore(folder))
    trusting = ssl.create_default_context(cafile=certificate) if certificate else None
    signing_in = PasswordSignIn(user, lambda: password)
    mailbox = ImapMailbox(host, port, user, signing_in, tls=trusting is not None, ssl_context=trusting)
    pulling = MailPulling(store, mailbox.account, TidyWish())
    came = 0
    began = perf_counter()
    with lease(store, "bench") as held, mailbox.connect() as session:
        connected = perf_counter()
        sent = sent_folders(session.folders())
        for name in ("INBOX", *sent):
            opened = pulling.open(held, session, name, sent=name in sent)
            came += sum(len(batch) for batch in pulling.pull(held, session, opened, lambda: False))
            pulling.close(held, session, opened)
        done = perf_counter()
    took = perf_counter() - began
    store.close()
    return Ran(took, most_memory(), came, done - connected)


def most_memory() -> float:
    """The most this process ever held in MB (Linux only: 0 elsewhere). getrusage counts a forked parent's."""
    place = Path("/proc/self/status")
    told = place.read_text(encoding="ascii") if place.exists() else ""
    return int((told.partition("VmHWM:")[2].split() or ["0"])[0]) / 1024


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    print(json.dumps(asdict(pull(Path(told["folder"]), tuple(told["server"]), told["certificate"]))))
