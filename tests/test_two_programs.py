"""The window and ``wardoffice sync`` at once on one mailbox and one data folder, two processes (P1)."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.conftest import CHECKOUT
from tests.databases import migrated_file
from tests.dovecot import PASSWORD, Account, dovecot, mailbox_account
from tests.gathering import PROGRAM, InlinePool, never, no_progress, write_office
from tests.keyring_of_a_test import BACKEND
from tests.keyring_of_a_test import PASSWORD as PASSWORD_NAME
from tests.mail.mails import mail
from wardoffice.bootstrap import opening as wiring
from wardoffice.bootstrap.office import Office
from wardoffice.bootstrap.opening import open_office
from wardoffice.system.pool import Done, Failed
from wardoffice.system.secrets import MemorySecrets, mailbox_secret

__all__ = ["dovecot", "mailbox_account", "migrated_file"]

pytestmark = pytest.mark.dovecot

T = TypeVar("T")
R = TypeVar("R")
_PATIENCE = 60.0


class HeldPool(InlinePool):
    """Reads in this process, and not before ``go_on``; ``reading`` says that it has mail to read."""

    def __init__(self) -> None:
        super().__init__()
        self.reading, self.go_on = threading.Event(), threading.Event()

    def run(
        self, work: Callable[[T], R], items: Sequence[T], cancelled: Callable[[], bool] = never
    ) -> list[Done[R] | Failed]:
        self.reading.set()
        assert self.go_on.wait(_PATIENCE)
        return super().run(work, items, cancelled)


def command_line(folder: Path) -> subprocess.Popen[bytes]:
    """``wardoffice sync`` on this data folder, as a person types it."""
    return subprocess.Popen(
        [sys.executable, "-m", "wardoffice", "sync", "--json", "--data-dir", str(folder)],
        cwd=CHECKOUT,
        env=os.environ | {"PYTHON_KEYRING_BACKEND": BACKEND, PASSWORD_NAME: PASSWORD},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ended(process: subprocess.Popen[bytes]) -> tuple[int, dict[str, Any]]:
    """Its exit code, and what it printed of the mail."""
    said, complained = process.communicate(timeout=_PATIENCE)
    assert b"Traceback" not in complained, complained.decode()
    told: dict[str, Any] = json.loads(said)["mail"]
    return process.returncode, told


def read(office: Office) -> str:
    return office.sync.read("mail", PROGRAM, no_progress, never)


def test_the_window_and_the_command_line_at_once_bring_each_mail_in_once(
    mailbox_account: Account, tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lease lets one read; the other says so, ends with 1, and has changed nothing."""
    pool = HeldPool()
    monkeypatch.setattr(wiring, "ParsingPool", lambda *_: pool)
    mailbox_account.deliver(*(mail(f"Pothole {each}", Message_ID=f"<{each}@x.org>") for each in range(12)))
    flags = mailbox_account.flags()
    server, user = mailbox_account.server, mailbox_account.user
    shutil.copyfile(migrated_file, tmp_path / "office.sqlite")
    write_office(tmp_path, mail=(server.host, server.port, user))
    secrets = MemorySecrets({mailbox_secret(user, server.host): PASSWORD})
    troubles: list[str] = []
    with open_office(tmp_path, secrets=secrets, user="Maria R.") as window:
        reading = threading.Thread(target=lambda: troubles.append(read(window)))
        reading.start()
        try:
            assert pool.reading.wait(_PATIENCE)
            code, said = ended(command_line(tmp_path))
        finally:
            pool.go_on.set()
            reading.join(_PATIENCE)
        elsewhere = (
            f"{user}@{server.host}: another program is reading this mailbox; what it reads appears here."
        )
        assert (code, said["trouble"]) == (1, elsewhere)
        assert (said["imported"], said["waiting"]) == (0, 12)
        assert troubles == [""]

        mailbox_account.deliver(*(mail(f"Lamp {each}", Message_ID=f"<l{each}@x.org>") for each in range(8)))
        other = command_line(tmp_path)
        told = {read(window)}
        code, said = ended(other)
        assert (code, said["trouble"]) in {(0, ""), (1, elsewhere)}
        assert told <= {"", elsewhere}
        assert read(window) == ""
        books = window.check.books(window.actor)
    assert (books.shown, books.imported, books.on_server) == (20, 20, 20)
    assert len(mailbox_account.flags()) == 20
    assert mailbox_account.flags()[:12] == flags
