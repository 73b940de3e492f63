"""A mail as it went: its pictures are read small, and what cannot be drawn is named all the same."""

from zoneinfo import ZoneInfo

from pytestqt.qtbot import QtBot

from tests.builders_queue import now
from tests.forwarding import located_jpeg
from tests.gui.case_pages import shown_words
from wardoffice.domain.mail_preview import MailPreview, PreviewedFile
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.outbox.mail_shown import MailShown, read_tiles

FILES = (
    PreviewedFile("hole.jpg", "image/jpeg", 90_000, located_jpeg(4_000, 3_000)),
    PreviewedFile("broken.jpg", "image/jpeg", 12, b"no picture"),
    PreviewedFile("letter.pdf", "application/pdf", 5_000),
)


def test_pictures_are_read_as_small_as_they_are_shown() -> None:
    """P10: a mail of ten large photos opens without a pause of the window."""
    whole, *others = read_tiles(FILES)
    assert (whole.width(), whole.height()) == (90, 120)
    assert all(each.isNull() for each in others)


def test_every_file_is_named_whether_it_can_be_drawn_or_not(qtbot: QtBot) -> None:
    shown = MailPreview("Ward 35", ("ana@x.org",), "Your street light", "It is done.", 95_012, FILES)
    dialog = MailShown(shown, read_tiles(FILES), Moments(ZoneInfo("America/Chicago"), now))
    qtbot.addWidget(dialog)
    dialog.show()
    words = " ".join(shown_words(dialog))
    assert [each.name for each in FILES if each.name not in words] == []
