"""A reply in the tour: looked at for each person as it leaves, sent, and taken back while it waits."""

from wardoffice.domain.queue import View
from wardoffice.gui.answer.dialog import ReplyDialog
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps
from wardoffice.language import text

_MOST_LOOKED_AT = 12


def reply(guide: Guide) -> Steps[None]:
    """Write to who told us of a problem that has an address of somebody."""
    yield from guide.show_view(View.TO_US)
    rows = [row for row in guide.rows() if row.people and row.owed_since and row.address]
    for row in rows[:_MOST_LOOKED_AT]:
        yield from guide.click_row(row)
        case = guide.case
        if (
            case is not None
            and case.service_name
            and any(each.email and each.owed_since for each in case.people)
        ):
            break
    else:
        guide.say(text("Nobody who wrote by mail is owed an answer."))
        return
    guide.hands.press("C")
    yield from guide.asked()
    yield guide.until(lambda: _shown(guide), text("the message to be shown"))
    yield from guide.shot("reply")
    before = len(guide.said)
    yield from guide.answered("Ctrl+Return")
    yield from guide.told(before)
    guide.say(text("Wrote to who told us of {number}", number=row.number))
    yield from guide.shot("replied")
    guide.hands.press("Shift+L")
    yield from guide.asked()
    yield from guide.shot("letters")
    yield from guide.answered("Esc")
    guide.hands.press("Ctrl+Shift+L")
    yield from guide.asked()
    yield from guide.shot("texts")
    yield from guide.answered("Esc")
    guide.say(text("Looked at the letters that wait, and at the office's texts"))


def _shown(guide: Guide) -> bool:
    dialog = guide.hands.question()
    return isinstance(dialog, ReplyDialog) and dialog.take_button.isEnabled()
