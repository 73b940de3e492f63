"""A reader that dies of one kind of photo, as a codec may; a worker finds it by name."""

import os
import signal
from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from tests.gathering import never
from wardoffice.domain.messages import ReadMail
from wardoffice.office.reading import ReadingJob, read_mail_with_pictures
from wardoffice.system.pool import Done, Failed, ParsingPool

T = TypeVar("T")
R = TypeVar("R")

DEADLY = b"deadly-photo"


def read_or_die(job: ReadingJob) -> ReadMail:
    if DEADLY in job.raw.read_bytes():
        os.kill(os.getpid(), signal.SIGKILL)
    return read_mail_with_pictures(job)


class DyingPool(ParsingPool):
    """Real workers that read with ``read_or_die``."""

    def run(
        self, work: Callable[[T], R], items: Sequence[T], cancelled: Callable[[], bool] = never
    ) -> list[Done[R] | Failed]:
        assert work is read_mail_with_pictures
        return super().run(cast("Callable[[T], R]", read_or_die), items, cancelled)
