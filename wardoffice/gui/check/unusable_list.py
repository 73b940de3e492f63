"""The city's records that could not be filed: when, what, where, why; so that a person can ask for them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from wardoffice.domain.books import ToldBy, UnusableLine
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.parts import badge, clear, label
from wardoffice.gui.widgets.tip import tip_words
from wardoffice.language import plural, text

_SHOWN = 50


class UnusableList(QWidget):
    """Hidden while there are none."""

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cityUnusable")
        self.setAccessibleName(text("Records of the city that could not be used"))
        self._moments = moments
        self._said = label("", "heading")
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(16)
        self._rows.setVerticalSpacing(4)
        self._rows.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._said)
        column.addLayout(self._rows)
        self.hide()

    def show_lines(self, lines: Sequence[UnusableLine]) -> None:
        """Show the newest of them, and how many more there are."""
        self.setVisible(bool(lines))
        self._said.setText(
            plural(
                "{count} record of the city could not be used. If it is yours, ask 311 for its number.",
                "{count} records of the city could not be used. If one is yours, ask 311 for its number.",
                len(lines),
            )
        )
        clear(self._rows)
        for row, line in enumerate(lines[:_SHOWN]):
            self._add(row, line)
        hidden = len(lines) - _SHOWN
        if hidden > 0:
            words = plural("and {count} more record", "and {count} more records", hidden)
            self._rows.addWidget(label(words, "quiet"), _SHOWN, 0, 1, 3)

    def _add(self, row: int, line: UnusableLine) -> None:
        top = Qt.AlignmentFlag.AlignTop
        day = self._moments.moment(line.day) if line.day is not None else text("no date")
        self._rows.addWidget(label(day, wrap=False), row, 0, top)
        what = label(unusable_words(line))
        what.setToolTip(tip_words(line.excerpt))
        self._rows.addWidget(what, row, 1)
        tries = plural("told once", "told {count} times", line.tries)
        self._rows.addWidget(badge(tries, Tone.WAITING), row, 2, top)


def unusable_words(line: UnusableLine) -> str:
    """What and where it says it is, who told, and why it cannot be used."""
    what = line.service_name or text("no type told")
    where = line.address or text("no address told")
    if line.told_by is ToldBy.PORTAL:
        return text(
            "{what}, {where}. From the data portal: {reason}", what=what, where=where, reason=line.reason
        )
    return text("{what}, {where}. {reason}", what=what, where=where, reason=line.reason)
