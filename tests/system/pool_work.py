"""Work for the pool's tests: top-level functions, since workers import them by name."""

import errno
import os
import signal
import sys
import time
from pathlib import Path

from wardoffice.domain.errors import UnreadableError
from wardoffice.office.reading import ReadingJob, read_mail_with_pictures


def double(number: int) -> int:
    return number * 2


def treacherous(word: str) -> str:
    """Does to its worker what the word says; any other word comes back in capitals."""
    if word == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "doze":
        time.sleep(1.5)
    while word == "spin":
        pass
    if word == "sleep":
        time.sleep(3600)
    if word == "eat":
        hoard = [bytearray(64 * 1024 * 1024) for _ in range(1000)]
        return str(len(hoard))
    if word == "bad":
        raise UnreadableError("It is bad.", "It is safe.", "Try another.")
    if word == "bug":
        raise KeyError(word)
    if word == "disk":
        raise OSError(errno.ENOSPC, "No space left on device")
    return word.upper()


def pid_of_worker(_item: int) -> int:
    return os.getpid()


def niceness(_item: int) -> int:
    return os.nice(0)


def worker_and_nap(folder: str) -> None:
    """Leaves a file with the worker's pid, then sleeps for ever."""
    (Path(folder) / f"{os.getpid()}.pid").touch()
    time.sleep(3600)


def interrupt_handler(_item: int) -> bool:
    return signal.getsignal(signal.SIGINT) == signal.SIG_IGN


def modules_after_reading(job: ReadingJob) -> list[str]:
    read_mail_with_pictures(job)
    return sorted(sys.modules)
