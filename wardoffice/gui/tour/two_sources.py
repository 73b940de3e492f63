"""A part of the tour: the year before, and what 311 and the city's data portal say of the same requests."""

from PySide6.QtWidgets import QScrollArea

from wardoffice.domain.portal import Difference
from wardoffice.domain.year import YearStep
from wardoffice.gui.check.sources_card import SourcesCard
from wardoffice.gui.check.view import CheckView
from wardoffice.gui.check.year_card import YearCard
from wardoffice.gui.office_window import CHECK, QUEUE
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps, TourError
from wardoffice.language import plural, text


def look_at_two_sources(guide: Guide) -> Steps[None]:
    """Wait for the year, open the list of what is open in 311 and completed on the portal, and one of it."""
    yield from guide.go("Alt+4", CHECK)
    view = guide.office.window.findChild(CheckView)
    year = view.findChild(YearCard) if isinstance(view, CheckView) else None
    both = view.findChild(SourcesCard) if isinstance(view, CheckView) else None
    scroll = view.findChild(QScrollArea) if isinstance(view, CheckView) else None
    if (
        not isinstance(year, YearCard)
        or not isinstance(both, SourcesCard)
        or not isinstance(scroll, QScrollArea)
    ):
        raise TourError(text("The check screen shows no second source."))
    yield guide.until(lambda: year.state.step is YearStep.DONE, text("the year before to be read"))
    yield guide.settled()
    for sentence in year.words:
        guide.say(sentence)
    scroll.ensureWidgetVisible(both)
    guide.hands.click(both.button(Difference.OPEN_IN_311))
    yield guide.settled()
    scroll.ensureWidgetVisible(both.table)
    counted = both.table.model().rowCount()
    guide.say(
        plural(
            "{count} request is open in 311 and completed on the portal.",
            "{count} requests are open in 311 and completed on the portal.",
            counted,
        )
    )
    yield from guide.shot("two-sources")
    if counted:
        yield from guide.click_named(text("Open its problem"))
        yield guide.until(lambda: guide.office.window.current_screen == QUEUE, text("its problem"))
        yield guide.settled()
        yield from guide.shot("two-words-on-one-request")
        yield from guide.go("Alt+4", CHECK)
    guide.hands.click(both.button(Difference.OPEN_IN_311))
    scroll.verticalScrollBar().setValue(0)
