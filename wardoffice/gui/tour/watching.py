"""A part of the tour: how the endpoints answered, and what changed in the city's list of types."""

from PySide6.QtWidgets import QScrollArea

from wardoffice.gui.check.changes_card import ServiceChangesCard
from wardoffice.gui.check.endpoints import Endpoints
from wardoffice.gui.check.view import CheckView
from wardoffice.gui.office_window import CHECK
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps, TourError
from wardoffice.language import plural, text

_LOOK_SECONDS = 90.0


def look_at_endpoints(guide: Guide) -> Steps[None]:
    """Look at the endpoints now, then at the changes of the list, and mark these as seen."""
    yield from guide.go("Alt+4", CHECK)
    view = guide.office.window.findChild(CheckView)
    if not isinstance(view, CheckView):
        raise TourError(text("The window has no check screen."))
    endpoints, changes = view.findChild(Endpoints), view.findChild(ServiceChangesCard)
    scroll = view.findChild(QScrollArea)
    if (
        not isinstance(endpoints, Endpoints)
        or not isinstance(changes, ServiceChangesCard)
        or not isinstance(scroll, QScrollArea)
    ):
        raise TourError(text("The check screen shows no endpoint."))
    yield from guide.click_named(text("Look now whether 311 and the mailbox answer"))
    yield guide.until(
        lambda: bool(endpoints.cards) and all(each.answers for each in endpoints.cards),
        text("every endpoint to answer"),
        _LOOK_SECONDS,
    )
    yield guide.settled()
    for card in endpoints.cards:
        guide.say(text("{name}: {words}", name=card.accessibleName(), words=card.two_days))
    scroll.ensureWidgetVisible(changes)
    guide.say(
        plural(
            "The city's list changed in {count} way since it was first read.",
            "The city's list changed in {count} ways since it was first read.",
            changes.count,
        )
    )
    yield from guide.shot("changes-of-the-list")
    if changes.count:
        yield from guide.click_named(text("We have seen these"))
        yield guide.settled()
    scroll.verticalScrollBar().setValue(0)
