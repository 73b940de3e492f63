"""The tour says in plain lines what it did, and nothing of the platform it runs on."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler, qWarning

from wardoffice.gui.tour.noise import without_platform_noise

NOISE = "This plugin does not support propagateSizeHints()"


@pytest.fixture
def heard() -> Iterator[list[str]]:
    words: list[str] = []

    def hear(_kind: QtMsgType, _context: QMessageLogContext, said: str) -> None:
        words.append(said)

    before = qInstallMessageHandler(hear)
    yield words
    qInstallMessageHandler(before)


def test_what_the_platform_cannot_do_is_not_said_and_all_else_is(heard: list[str]) -> None:
    with without_platform_noise():
        qWarning(NOISE)
        qWarning("QPainter::begin: Paint device returned engine == 0")
    assert heard == ["QPainter::begin: Paint device returned engine == 0"]
    qWarning(NOISE)
    assert heard[-1] == NOISE, "only as long as it is asked for"


def test_other_words_are_printed_where_nobody_else_listens(capsys: pytest.CaptureFixture[str]) -> None:
    before = qInstallMessageHandler(None)
    try:
        with without_platform_noise():
            qWarning(NOISE)
            qWarning("something is wrong")
    finally:
        qInstallMessageHandler(before)
    assert capsys.readouterr().err == "something is wrong\n"
