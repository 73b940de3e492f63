"""Putting problems together, and what is taken along when one is pulled apart."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wardoffice.domain.distances import distance_words
from wardoffice.domain.merging import Added, AddedKind, AddedSince
from wardoffice.domain.places import FAR_APART_METRES, Point, metres_between
from wardoffice.domain.queue import QueueRow
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.together_words import city_stays_words
from wardoffice.gui.dialogs.frame import Question, field_label
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.list_icons import ListIcons
from wardoffice.gui.widgets.parts import banner, facts
from wardoffice.gui.widgets.tip import tip_words
from wardoffice.language import plural, text

_ROW_HEIGHT = 46
_MOST_SHOWN_ROWS = 7
_ICON = QSize(18, 18)
_LONGEST_WORDS = 50
_LIST_HEIGHT = 320
_ALIKE_KINDS = 2  # a mail without a type is called by its own words: beside a 311 record it is no other kind


class MergeQuestion(Question):
    """What goes together, and which of them stands for the others; ``usual`` is the one the rule takes.

    Where some are unlike, far apart or danger, or somebody said of two (``not_same``) that they are not the
    same, it says so, and Enter alone does not put them together.
    """

    def __init__(
        self,
        rows: Sequence[QueueRow],
        usual: int,
        parent: QWidget | None,
        not_same: Collection[tuple[int, int]] = (),
    ) -> None:
        title = plural("Put them together", "Put {count} problems together", len(rows))
        words = text(
            "The one that is marked stands for all; its number and its words head the list. "
            "They can be pulled apart again at any time, and another can stand for them."
        )
        beware = " ".join(filter(None, (_said_words(rows, not_same), _unlike_words(rows))))
        super().__init__(title, words, text("Put together"), parent, beware=beware)
        self._rows = sorted(rows, key=lambda row: row.case_id != usual)
        self._list = QListWidget()
        self._list.setIconSize(_ICON)
        self._icons = ListIcons(self._list, lambda look: look.accent)
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
        if not beware:
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
        number = self._rows[chosen].number if 0 <= chosen < len(self._rows) else ""
        for at, row in enumerate(self._rows):
            item = self._list.item(at)
            becomes = text("Stands for all") if at == chosen else text("Goes into {number}", number=number)
            icon = "mdi6.star" if at == chosen else "mdi6.subdirectory-arrow-right"
            self._icons.put(item, icon)
            item.setText(f"{_row_words(row)}\n{facts((becomes, _counts(row)))}")


class AddedQuestion(Question):
    """Which of what came since the merge belongs to the problem that is pulled apart; nothing is ticked."""

    def __init__(
        self, number: str, added: Sequence[AddedSince], moments: Moments, parent: QWidget | None
    ) -> None:
        words = text("This came since they were put together. What you do not tick stays where it is.")
        super().__init__(text("What belongs to {number}?", number=number), words, text("Pull apart"), parent)
        self._boxes: dict[Added, QCheckBox] = {}
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        for each in added:
            said = " ".join(each.words.split())
            cut = said if len(said) <= _LONGEST_WORDS else f"{said[:_LONGEST_WORDS]}…"
            label = facts((kind_words(each.added.kind), each.who, moments.lately(each.at), cut))
            box = QCheckBox(label.replace("&", "&&"))
            box.setAccessibleName(label)
            box.setToolTip(tip_words(said))
            column.addWidget(box)
            self._boxes[each.added] = box
        column.addStretch(1)
        area = QScrollArea()
        area.setAccessibleName(text("What came since"))
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(page)
        area.setMinimumHeight(min(page.sizeHint().height(), _LIST_HEIGHT))
        self.body.addWidget(area, 1)
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


def _said_words(rows: Sequence[QueueRow], not_same: Collection[tuple[int, int]]) -> str:
    """What somebody said of some of them before; "" where nobody did."""
    if not not_same:
        return ""
    number = {row.case_id: row.number for row in rows}
    one, other = (number[each] for each in min(not_same))
    if len(not_same) == 1:
        return text(
            "Somebody of the office said that {one} and {other} are not the same.", one=one, other=other
        )
    return plural(
        "Somebody of the office said that {one} and {other} are not the same, and so of {count} more pair.",
        "Somebody of the office said that {one} and {other} are not the same, and so of {count} more pairs.",
        len(not_same) - 1,
        one=one,
        other=other,
    )


def _unlike_words(rows: Sequence[QueueRow]) -> str:
    """What speaks against their being one problem; "" where nothing does."""
    kinds = len({row.title.casefold() for row in rows})
    apart = _farthest([row.point for row in rows if row.point is not None])
    danger = sum(row.safety for row in rows)
    said = facts(
        (
            plural("{count} kind", "{count} kinds", kinds) if kinds > _ALIKE_KINDS else "",
            text("up to {distance} apart", distance=distance_words(apart))
            if apart > FAR_APART_METRES
            else "",
            plural("{count} is danger", "{count} are danger", danger) if danger else "",
        )
    )
    return text("{said}: are they one problem?", said=said) if said else ""


def _farthest(points: Sequence[Point]) -> float:
    """From corner to corner of all, in metres: there may be hundreds, too many to measure in pairs."""
    if not points:
        return 0.0
    lats, longs = [each.lat for each in points], [each.long for each in points]
    return metres_between(Point(min(lats), min(longs)), Point(max(lats), max(longs)))


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
