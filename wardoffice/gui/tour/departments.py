"""Departments in the tour: who is on the list, the list of the day for one of them, and what comes back."""

from wardoffice.gui.departments.mail_question import MailQuestion
from wardoffice.gui.departments.phone_questions import DailyQuestion
from wardoffice.gui.office_window import DEPARTMENTS, QUEUE
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps
from wardoffice.gui.widgets.elided import ElidedCheckBox
from wardoffice.language import plural, text


def look_at_departments(guide: Guide) -> Steps[None]:
    """Search the list, hand a department the list of the day, and open the box for its answers."""
    yield from guide.go("Alt+6", DEPARTMENTS)
    screen = guide.office.department_screen
    yield guide.until(lambda: bool(screen.names), text("the departments"))
    screen.search.setText("pothole")
    yield guide.settled()
    yield from guide.shot("departments")
    count = len(screen.names)
    guide.say(plural("{count} department gets potholes", "{count} departments get potholes", count))
    guide.hands.press("Ctrl+Shift+D")
    question = yield from guide.asked()
    yield guide.until(lambda: _is_read(question), text("the list of the day"))
    yield from guide.shot("todays-list")
    listed = isinstance(question, DailyQuestion) and bool(question.chosen())
    before = len(guide.said)
    yield from guide.answered("Return" if listed else "Esc")
    if listed:
        yield from guide.told(before)
        guide.hands.press("Ctrl+Shift+A")
        asked = yield from guide.asked()
        # What was handed over a moment ago is not late: nothing of it is ticked at first.
        for box in asked.findChildren(ElidedCheckBox):
            if not box.isChecked():
                box.setFocus()
                guide.hands.press("Space")
                yield guide.until(box.isChecked, text("the line to be ticked"))
        yield guide.until(lambda: _is_made(asked), text("the mail that asks again"))
        yield from guide.shot("ask-again")
        yield from guide.answered("Esc")
    guide.hands.press("Ctrl+Shift+V")
    yield from guide.asked()
    yield from guide.shot("what-came-back")
    yield from guide.answered("Esc")
    screen.search.clear()
    yield from guide.go("Alt+1", QUEUE)


def _is_made(question: object) -> bool:
    return isinstance(question, MailQuestion) and question.mail is not None


def _is_read(question: object) -> bool:
    return isinstance(question, DailyQuestion) and not question.waiting
