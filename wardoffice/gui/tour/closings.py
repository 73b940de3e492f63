"""What the city's closings mean: a duplicate of an open request, and one that goes on elsewhere."""

from collections.abc import Callable

from PySide6.QtWidgets import QScrollArea

from wardoffice.domain.case_view import CityView
from wardoffice.domain.closing_counts import ClosingPart
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.queue import CityState, QueueRow, View
from wardoffice.gui.case.closing_words import closing_sentences
from wardoffice.gui.check.closings_card import SPANS, ClosingsCard
from wardoffice.gui.check.view import CheckView
from wardoffice.gui.office_window import CHECK
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps, TourError
from wardoffice.language import plural, text

_MOST_LOOKED_AT = 40


def look_at_closings(guide: Guide) -> Steps[None]:
    """Two that the city closed and that are not over, and what the program says of them."""
    yield from guide.show_view(View.NEW_IN_311)
    goes_on = [row for row in guide.rows() if row.city_state is CityState.OPEN and row.closing.is_closed]
    counted = [row for row in goes_on if row.closing is ClosingKind.DUPLICATE]
    yield from _look(guide, counted, _is_chain, text("The city has no chain of duplicates."))
    yield from guide.shot("duplicate-of-an-open-one")
    others = [row for row in goes_on if row.closing is not ClosingKind.DUPLICATE]
    yield from _look(guide, others, _goes_on, text("The city closed nothing that goes on elsewhere."))
    yield from guide.shot("closed-but-goes-on")


def count_closings(guide: Guide) -> Steps[None]:
    """What the city closed in the year, and the list behind what goes on elsewhere."""
    yield from guide.go("Alt+4", CHECK)
    view = guide.office.window.findChild(CheckView)
    card = view.findChild(ClosingsCard) if isinstance(view, CheckView) else None
    scroll = view.findChild(QScrollArea) if isinstance(view, CheckView) else None
    if not isinstance(card, ClosingsCard) or not isinstance(scroll, QScrollArea):
        raise TourError(text("The check screen does not say what the city closed."))
    scroll.ensureWidgetVisible(card)
    guide.hands.click(card.chip(SPANS[-1]))
    yield guide.settled()
    guide.hands.click(card.numbers.button(ClosingPart.GOES_ON))
    yield guide.settled()
    scroll.ensureWidgetVisible(card.numbers.table)
    guide.say(card.words)
    yield from guide.shot("what-the-city-closed")
    guide.hands.click(card.numbers.button(ClosingPart.GOES_ON))
    scroll.verticalScrollBar().setValue(0)


def _look(guide: Guide, rows: list[QueueRow], fits: Callable[[CityView], bool], none: str) -> Steps[None]:
    for row in filter(guide.lists, rows[:_MOST_LOOKED_AT]):
        yield from guide.click_row(row)
        record = next((each for each in guide.case.city if fits(each)), None) if guide.case else None
        if record is not None:
            guide.office.pane.area.ensureWidgetVisible(guide.office.pane.city)
            yield guide.settled()
            guide.say(f"{record.number}: {closing_sentences(record)[0]}")
            return
    looked_at = plural("{count} closed one was looked at.", "{count} closed ones were looked at.", len(rows))
    raise TourError(f"{none} {looked_at}")


def _is_chain(record: CityView) -> bool:
    chain = record.closing.chain
    return chain is not None and len(chain.links) > 1 and record.closing.still_open


def _goes_on(record: CityView) -> bool:
    return bool(record.closing.kind.is_closed and record.closing.open_follow_ons)
