"""Putting problems together, and what is taken along when one is pulled apart."""

from collections.abc import Sequence

import qtawesome
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QListWidget, QListWidgetItem, QWidget

from wardoffice.domain.merging import Added, AddedKind, AddedSince
from wardoffice.domain.queue import QueueRow
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.together_words import city_stays_words
from wardoffice.gui.dialogs.frame import Question, field_label
from wardoffice.gui.theme import palette_of
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.parts import banner, facts
from wardoffice.gui.widgets.tip import tip_words
from wardoffice.language import plural, text

_ROW_HEIGHT = 46
_MOST_SHOWN_ROWS = 7
_ICON = QSize(18, 18)
_LONGEST_WORDS = 50


class MergeQuestion(Question):
    """What goes together, and which of them stands for the others; ``usual`` is the one the rule takes."""

    def __init__(self, rows: Sequence[QueueRow], usual: int, parent: QWidget | None) -> None:
        title = plural("Put them together", "Put {count} problems together", len(rows))
        words = text(
            "The one that is marked stands for all; its number and its words head the list. "
            "They can be pulled apart again at any time, and another can stand for them."
        )
        super().__init__(title, words, text("Put together"), parent)
        self._rows = sorted(rows, key=lambda row: row.case_id != usual)
        self._list = QListWidget()
        self._list.setIconSize(_ICON)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        for row in self._rows:
            item = QListWidgetItem()
            item.setSizeHint(QSize(0, _ROW_HEIGHT))
            item.setToolTip(tip_words(_row_words(row)))
            self._list.addItem(item)
        shown = min(len(self._rows), _MOST_SHOWN_ROWS)
        self._list.setMinimumHeight(shown * _ROW_HEIGHT + 8)
        self._list.setMaximumHeight(len(self._rows) * _ROW_HEIGHT + 8)
        self._list.itemActivated.connect(self.take_button.click)
        self._list.currentRowChanged.connect(self._mark)
        self.body.addWidget(field_label(text("Which one stands for all"), self._list))
        self.body.addWidget(self._list, 1)
        together = QLabel(_together(self._rows))
        together.setProperty("role", "strong")
        together.setWordWrap(True)
        self.body.addWidget(together)
        numbers = [number for row in self._rows for number in row.tracking_numbers]
        if numbers:
            self.body.addWidget(banner(city_stays_words(numbers), Tone.CHECK))
        self._list.setCurrentRow(0)
        self._list.setFocus()

    def root(self) -> int:
        """The problem the others go into."""
        return self._rows[max(0, self._list.currentRow())].case_id

    def _mark(self, chosen: int) -> None:
        """Say on each line what becomes of it."""
        ink = palette_of(self).accent
        number = self._rows[chosen].number if 0 <= chosen < len(self._rows) else ""
        for at, row in enumerate(self._rows):
            item = self._list.item(at)
            becomes = text("Stands for all") if at == chosen else text("Goes into {number}", number=number)
            icon = "mdi6.star" if at == chosen else "mdi6.subdirectory-arrow-right"
            item.setIcon(qtawesome.icon(icon, color=ink))
            item.setText(f"{_row_words(row)}\n{facts((becomes, _counts(row)))}")


class AddedQuestion(Question):
    """Which of what came since the merge belongs to the problem that is pulled apart; nothing is ticked."""

    def __init__(
        self, number: str, added: Sequence[AddedSince], moments: Moments, parent: QWidget | None
    ) -> None:
        words = text("This came since they were put together. What you do not tick stays where it is.")
        super().__init__(text("What belongs to {number}?", number=number), words, text("Pull apart"), parent)
        self._boxes: dict[Added, QCheckBox] = {}
        for each in added:
            said = " ".join(each.words.split())
            cut = said if len(said) <= _LONGEST_WORDS else f"{said[:_LONGEST_WORDS]}…"
            label = facts((kind_words(each.added.kind), each.who, moments.lately(each.at), cut))
            box = QCheckBox(label.replace("&", "&&"))
            box.setAccessibleName(label)
            box.setToolTip(tip_words(said))
            self.body.addWidget(box)
            self._boxes[each.added] = box
        next(iter(self._boxes.values()), self.take_button).setFocus()

    def answer(self) -> tuple[Added, ...]:
        """What was ticked."""
        return tuple(added for added, box in self._boxes.items() if box.isChecked())


def kind_words(kind: AddedKind) -> str:
    """What something is that was added."""
    return {
        AddedKind.NOTE: text("Note"),
        AddedKind.FILE: text("File"),
        AddedKind.MESSAGE: text("Message"),
        AddedKind.EXCHANGE: text("Answer or promise"),
    }[kind]


def _row_words(row: QueueRow) -> str:
    return facts((row.number, row.title, row.address))


def _counts(row: QueueRow) -> str:
    people = plural("{count} person", "{count} people", row.people) if row.people else ""
    photos = plural("{count} photo", "{count} photos", row.photos) if row.photos else ""
    owed = text("answer owed") if row.owed_since is not None else ""
    return facts((people, photos, ", ".join(row.tracking_numbers), owed))


def _together(rows: Sequence[QueueRow]) -> str:
    told = sum(row.requests for row in rows)
    numbers = len({number for row in rows for number in row.tracking_numbers})
    photos = sum(row.photos for row in rows)
    return facts(
        (
            plural("Together: told {count} time", "Together: told {count} times", told),
            plural("{count} photo", "{count} photos", photos) if photos else "",
            plural("{count} SR number", "{count} SR numbers", numbers) if numbers else "",
        )
    )
