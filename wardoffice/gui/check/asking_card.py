"""How the 311 system is asked, as found out, and what was mended in its answers."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from wardoffice.domain.books import CityBooks, CityFindings, Paging, UpdatesAsked
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.parts import badge, clear, label
from wardoffice.language import plural, text


class AskingCard(Card):
    """Findings at the left, repairs by kind at the right, the most frequent first."""

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("311: how it is asked, and what was mended in its answers"), parent)
        self._moments = moments
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)
        self.body.addLayout(self._grid)
        self.show_books(CityBooks())

    def show_books(self, books: CityBooks) -> None:
        """Show what the books say of the endpoint."""
        clear(self._grid)
        top = Qt.AlignmentFlag.AlignTop
        for row, (name, words) in enumerate(finding_words(books, self._moments)):
            self._grid.addWidget(label(name, "quiet", wrap=False), row, 0, top)
            self._grid.addWidget(label(words), row, 1, top)
        self._grid.addWidget(label(repaired_words(books), "quiet"), 0, 2, 1, 2, top)
        ordered = sorted(books.repairs.items(), key=lambda each: (-each[1], each[0]))
        for row, (kind, count) in enumerate(ordered, 1):
            number = badge(f"{count:,}", Tone.QUIET)
            self._grid.addWidget(number, row, 2, top | Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(label(text(kind)), row, 3, top)


def repaired_words(books: CityBooks) -> str:
    """How much was mended, in a sentence."""
    mended = sum(books.repairs.values())
    if not mended:
        return text("Nothing had to be mended: its answers are as the standard says.")
    return plural(
        "One thing was mended so that it could be read, counted over all readings:",
        "{count} things were mended so that they could be read, counted over all readings:",
        mended,
    )


def finding_words(books: CityBooks, moments: Moments) -> list[tuple[str, str]]:
    """What was found out, each a name and a sentence."""
    found = books.found
    size = (
        plural("{count} record at a time", "{count} records at a time", found.page_size)
        if found.page_size
        else text("not found out yet")
    )
    words = [(text("Pages"), f"{size}; {_paging_words(found)}"), (text("Changes"), _update_words(found))]
    if books.newest is not None:
        words.append((text("Without a gap"), text("up to {moment}", moment=moments.moment(books.newest))))
    if found.ask_from is not None:
        words.append(
            (text("Asked us to wait"), text("until {moment}", moment=moments.moment(found.ask_from)))
        )
    return words


def _paging_words(found: CityFindings) -> str:
    return {
        Paging.UNKNOWN: text("whether it turns pages is not known yet"),
        Paging.OBEYED: text("it turns pages as it is asked"),
        Paging.OWN_SIZE: text("it turns pages, in a size of its own"),
        Paging.NONE: text("it has no pages, so shorter times are asked for"),
    }[found.paging]


def _update_words(found: CityFindings) -> str:
    return {
        UpdatesAsked.UNKNOWN: text("whether it can be asked for what changed is not known yet"),
        UpdatesAsked.OBEYED: text("it tells what changed since a time, and is asked for that"),
        UpdatesAsked.IGNORED: text("it does not heed the question what changed, so days are read anew"),
        UpdatesAsked.SILENT: text("asked what changed it tells nothing, so days are read anew"),
        UpdatesAsked.REFUSED: text("it refuses the question what changed, so days are read anew"),
    }[found.updates]
