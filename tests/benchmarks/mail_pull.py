"""How fast a mailbox of 2,000 mails (417 MB) is booked and kept safe, against mbsync pulling the same one.

One mail in twenty is sent mail, in a folder of its own.

``uv run python -m tests.benchmarks.mail_pull [--size MAILS]``; needs Dovecot and isync. Both pull from the
same server to the same disk, each in a process of its own, in turns. Ours is everything that happens before a
mail is read: listed, booked, fetched, hashed, written, synced, and the rows committed.

    mail_pull_plain, mail_pull_tls   seconds of a full pull, against mbsync's
    mail_pull_memory                 the most memory our process took for it, in MB, against the most it may
    mail_nothing_new                 seconds from being signed in to knowing that nothing is new, against the
                                     most they may be
    mail_nothing_new_dialled         the same with dialling and signing in, against all of mbsync's
"""

import email.utils
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from itertools import accumulate, islice
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.benchmarks.figures import options, show
from tests.benchmarks.mail_pulling import Ran
from tests.dovecot import PASSWORD, Account, Dovecot
from wardoffice.store.engine import sqlite_url
from wardoffice.store.migrate import migrate

MAILS = 2_000
_SENT = "Outgoing"  # the server says that it is for sent mail
_ONE_IN = 20  # has a photo, and the next one is sent mail
_PHOTO_BYTES = 3_000_000
_ROUNDS = 3
_CHUNK = 60

_MBSYNC = """
IMAPAccount bench
Host localhost
Port {port}
User {user}
Pass {password}
{security}
AuthMechs LOGIN PLAIN

IMAPStore remote
Account bench

MaildirStore local
Path {folder}/
Inbox {folder}/INBOX
SubFolders Verbatim

Channel in
Far :remote:
Near :local:
Patterns INBOX {sent}
Create Near
Sync Pull
SyncState *
"""


def made_up_mails(count: int) -> Iterator[bytes]:
    """Mails of 1 to 4 KB, one in twenty with a photo of 3 MB."""
    chance = random.Random(7)
    words = [f"{chance.choice('bcdfgklmnprst')}{number:x}" for number in range(20_000)]
    likely = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    photo = chance.randbytes(_PHOTO_BYTES)
    for number in range(count):
        mail = EmailMessage(policy=SMTP)
        mail["From"] = f"Resident {number} <resident{number}@example.org>"
        mail["To"] = "ward@example.org"
        mail["Subject"] = " ".join(chance.choices(words, cum_weights=likely, k=6))
        mail["Message-ID"] = f"<{number}@bench.example.org>"
        mail["Date"] = email.utils.format_datetime(
            datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=7 * number)
        )
        lines = chance.randint(12, 60)
        mail.set_content(
            "".join(" ".join(chance.choices(words, cum_weights=likely, k=11)) + "\n" for _ in range(lines))
        )
        if number % _ONE_IN == 0:
            own = photo[:-6] + f"{number:06d}".encode()
            mail.add_attachment(own, maintype="image", subtype="jpeg", filename=f"IMG_{number:04d}.jpg")
        yield mail.as_bytes()


class Bench:
    """A server with the mails, and a folder on the disk that both write to."""

    def __init__(self, server: Dovecot, account: Account, folder: Path) -> None:
        self._server = server
        self._account = account
        self._folder = folder

    def ours(self, *, tls: bool, again: bool = False) -> Ran:
        """A pull of our own in a process of its own; ``again`` into what the last one filled."""
        folder = self._folder / f"ours-{tls}"
        if not again:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            migrate(sqlite_url(folder / "office.sqlite"), folder / "backups")
        job = {
            "folder": str(folder),
            "server": (
                "localhost",
                self._server.tls_port if tls else self._server.port,
                self._account.user,
                PASSWORD,
            ),
            "certificate": str(self._server.folder / "cert.pem") if tls else "",
        }
        command = [sys.executable, "-m", "tests.benchmarks.mail_pulling", json.dumps(job)]
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        return Ran(**json.loads(said))

    def mbsyncs(self, *, tls: bool, again: bool = False) -> Ran:
        """The same by mbsync, at its usual care for the disk (FSync Normal)."""
        folder = self._folder / f"mbsync-{tls}"
        if not again:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        certificate = self._server.folder / "cert.pem"
        security = f"SSLType IMAPS\nCertificateFile {certificate}" if tls else "SSLType None"
        settings = folder.with_suffix(".rc")
        settings.write_text(
            _MBSYNC.format(
                port=self._server.tls_port if tls else self._server.port,
                user=self._account.user,
                password=PASSWORD,
                security=security,
                folder=folder,
                sent=_SENT,
            )
        )
        began = perf_counter()
        code = subprocess.run([_mbsync(), "-q", "-c", str(settings), "in"], check=False).returncode
        took = perf_counter() - began
        if code:
            sys.exit(f"mbsync ended with {code}")
        return Ran(took, 0, sum(1 for name in ("INBOX", _SENT) for _ in (folder / name).glob("*/*,*")))


def main() -> None:
    """Measure and print."""
    size = options(__doc__ or "", MAILS).size
    with (
        tempfile.TemporaryDirectory(prefix="pull") as folder,
        tempfile.TemporaryDirectory(prefix="dove", ignore_cleanup_errors=True) as home,
    ):
        Path(home).chmod(0o755)
        server = Dovecot(Path(home))
        try:
            account = server.account()
            total = 0
            account.create(_SENT)
            mails = made_up_mails(size)
            while some := list(islice(mails, _CHUNK)):
                account.deliver(*(each for at, each in enumerate(some) if at % _ONE_IN != 1))
                account.deliver(*some[1::_ONE_IN], folder=_SENT)
                total += sum(map(len, some))
            print(f"# {size:,} mails, {total / 1e6:.1f} MB")
            measure(Bench(server, account, Path(folder)), size)
        finally:
            server.stop()


def measure(bench: Bench, size: int) -> None:
    """Full pulls in turns, then looks that find nothing new."""
    for name, tls in (("mail_pull_plain", False), ("mail_pull_tls", True)):
        ours, theirs = [], []
        for _ in range(_ROUNDS):
            theirs.append(bench.mbsyncs(tls=tls))
            ours.append(bench.ours(tls=tls))
        for ran in (*ours, *theirs):
            if ran.mails != size:
                sys.exit(f"{ran.mails} mails came of {size}")
        show(name, _median(ours), "s", ("mbsync", _median(theirs)))
        most = max(each.megabytes for each in ours)
        show(f"{name}_memory", most, "MB", ("100 MB", 100.0))
    ours = [bench.ours(tls=False, again=True) for _ in range(_ROUNDS)]
    theirs = [bench.mbsyncs(tls=False, again=True) for _ in range(_ROUNDS)]
    show("mail_nothing_new", median(each.connected for each in ours), "s", ("0.1 s", 0.1))
    show("mail_nothing_new_dialled", _median(ours), "s", ("mbsync", _median(theirs)))


def _median(runs: list[Ran]) -> float:
    return median(each.seconds for each in runs)


def _mbsync() -> str:
    return shutil.which("mbsync") or sys.exit("mbsync is not installed (Debian: apt-get install isync)")


if __name__ == "__main__":
    main()
