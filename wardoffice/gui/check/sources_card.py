"""311 and the city's data portal side by side: how many requests differ, and the list each number opens."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.portal import Difference, Freshness, SourceCounts, SourceLine
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.check.mail_books import NumberButton
from wardoffice.gui.check.numbered_list import NumberedList
from wardoffice.gui.check.sources_table import source_columns
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.line_table import LineTable
from wardoffice.gui.widgets.parts import label
from wardoffice.language import plural, text


class SourcesCard(Card):
    """``list_asked`` carries a Difference whose requests somebody wants, ``case_asked`` a case id."""

    list_asked = Signal(object)
    case_asked = Signal(int)

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("311 and the city's data portal, side by side"), parent)
        self._moments = moments
        self._fresh = label("", "quiet")
        self._fresh.setObjectName("sourcesFresh")
        self._numbers: NumberedList[Difference, SourceLine] = NumberedList(
            difference_words(),
            source_columns(moments),
            text("Requests on which 311 and the portal differ"),
            "difference",
        )
        self._numbers.list_asked.connect(self.list_asked)
        self._numbers.opened.connect(lambda line: self.case_asked.emit(line.case_id))
        self.body.addWidget(self._fresh)
        self.body.addWidget(self._numbers)
        self.show_counts(SourceCounts())

    @property
    def chosen(self) -> Difference | None:
        """The number whose list is open, if any."""
        return self._numbers.chosen

    @property
    def table(self) -> LineTable[SourceLine]:
        """The table of requests."""
        return self._numbers.table

    def button(self, which: Difference) -> NumberButton:
        """The number of one difference."""
        return self._numbers.button(which)

    def show_counts(self, counted: SourceCounts) -> None:
        """Show how many requests stand how."""
        self._fresh.setText(fresh_words(counted.fresh, self._moments))
        self._numbers.show_counts(counted.counts, known=counted.fresh.portal_read_at is not None)

    def show_lines(self, which: Difference, lines: Sequence[SourceLine]) -> None:
        """Show the requests behind a number."""
        counted = plural("{count} request", "{count} requests", len(lines))
        self._numbers.show_lines(lines, f"{counted}. {rule_words(which)}")


def difference_words() -> dict[Difference, str]:
    """The differences that are counted, in the order of their numbers."""
    return {
        Difference.OPEN_IN_311: text("open in 311,\ncompleted on the portal"),
        Difference.OPEN_ON_PORTAL: text("open on the portal,\nclosed in 311"),
        Difference.ONLY_ON_PORTAL: text("only on\nthe portal"),
        Difference.ONLY_IN_311: text("only\nin 311"),
        Difference.SAME: text("the same\nin both"),
        Difference.NOT_ASKED: text("older than\n311's list"),
    }


def rule_words(which: Difference) -> str:
    """What a number counts: its definition, as printed beside its list (P7)."""
    return {
        Difference.OPEN_IN_311: text(
            "The city's newest word, on the portal, is that it is done. Look, or ask 311."
        ),
        Difference.OPEN_ON_PORTAL: text("311 closed it; the portal publishes later, or was not told."),
        Difference.ONLY_ON_PORTAL: text(
            "311 was asked for the days it was made on, or for its number, and did not tell of it."
        ),
        Difference.ONLY_IN_311: text("Made on days that were read of the portal, which does not list it."),
        Difference.SAME: text("Both say it is open, or both that it is not."),
        Difference.NOT_ASKED: text("The portal alone tells of it: 311's list was not read so far back."),
        Difference.NOT_PUBLISHED: text("Made on days that were not read of the portal."),
    }[which]


def fresh_words(fresh: Freshness, moments: Moments) -> str:
    """How fresh each source is."""
    city = (
        text("311 read {when}.", when=moments.lately(fresh.city_read_at))
        if fresh.city_read_at is not None
        else text("311 was not read yet.")
    )
    if fresh.portal_read_at is None:
        return text("{city} The city's data portal was not read yet.", city=city)
    published = fresh.portal_newest or fresh.portal_read_at
    return text(
        "{city} The portal read {when}; its newest word is of {day}.",
        city=city,
        when=moments.lately(fresh.portal_read_at),
        day=moments.moment(published),
    )
