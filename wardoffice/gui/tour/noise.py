"""Keeps out of the tour's plain lines what a platform without a screen says of itself."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_NOISE = "This plugin does not support "
"""Qt's offscreen platform says it whenever a window is shown, raised or asked for its size."""


@contextmanager
def without_platform_noise() -> Iterator[None]:
    """Until it ends, say nothing of what the platform cannot do; Qt's other words go where they went."""

    def hear(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
        if words.startswith(_NOISE):
            return
        if before is None:
            sys.stderr.write(f"{words}\n")
        else:
            before(kind, context, words)

    before = qInstallMessageHandler(hear)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
