"""An incident in the tour: begun over two problems, two callers logged, all of them told at once."""

from PySide6.QtWidgets import QWidget

from wardoffice.domain.queue import View
from wardoffice.gui.incident.update_question import UpdateQuestion
from wardoffice.gui.office_window import INCIDENTS, QUEUE
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps
from wardoffice.language import text


def begin_incident(guide: Guide) -> Steps[None]:
    """Begin one over problems of the list, log who calls, and tell everybody."""
    yield from guide.search("")
    yield from guide.show_view(View.TO_US)
    rows = [row for row in guide.rows() if row.point is not None and not row.safety and not row.incident][:2]
    if not rows:
        guide.say(text("No problem of the list has a place to begin an incident at."))
        return
    for number, row in enumerate(rows):
        yield from guide.click_row(row, more=number > 0)
    guide.hands.press("V")
    yield from guide.asked()
    guide.hands.write(text("Water main break"))
    yield guide.until(lambda: True, text("the words"))
    yield from guide.shot("new-incident")
    guide.hands.press("Ctrl+Return")
    yield guide.until(lambda: _is_shown(guide), text("the incident to be shown"))
    yield guide.settled()
    maria, joe = (text("Maria Lopez"), "773-555-0171"), (text("Joe Alvarez"), "773-555-0172")
    for name, phone in (maria, joe, maria):
        yield from _call(guide, name, phone)
    yield from guide.shot("incident")
    guide.say(text("Logged two callers under an incident, one of them twice"))
    yield from guide.click_named(text("Update to all"))
    question = yield from guide.asked()
    yield from guide.shot("update-to-all")
    if isinstance(question, UpdateQuestion):
        question.way.setFocus()
        guide.hands.press("Down")
    before = len(guide.said)
    yield from guide.answered("Ctrl+Return")
    yield from guide.told(before)
    yield guide.until(lambda: _waiting(guide) == 0, text("everybody to be told"))
    guide.say(text("Told everybody who called, in one step"))
    yield from guide.go("Alt+1", QUEUE)
    yield from guide.click_row(next(filter(guide.lists, reversed(rows)), rows[0]))
    yield from guide.shot("under-an-incident")


def _is_shown(guide: Guide) -> bool:
    view = guide.office.incident_screen.view
    return guide.office.window.current_screen == INCIDENTS and view is not None


def _call(guide: Guide, name: str, phone: str) -> Steps[None]:
    before, log = len(guide.said), guide.office.incident_screen.log
    yield guide.until(lambda: _cursor_in(guide, log.name), text("the cursor to wait for a name"))
    guide.hands.write(name)
    guide.hands.press("Return")
    yield guide.until(lambda: _cursor_in(guide, log.phone), text("the cursor to go to the number"))
    guide.hands.write(phone)
    guide.hands.press("Return")
    yield from guide.told(before)


def _cursor_in(guide: Guide, field: QWidget) -> bool:
    """Whether what is typed goes there, also while another window of this program is the active one."""
    return guide.office.window.focusWidget() is field


def _waiting(guide: Guide) -> int:
    view = guide.office.incident_screen.view
    return len(view.still_to_call) if view is not None else -1
