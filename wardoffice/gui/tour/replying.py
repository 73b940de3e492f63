"""A reply in the tour: looked at for each person as it leaves, sent, and taken back while it waits."""

from wardoffice.gui.answer.dialog import ReplyDialog
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps
from wardoffice.language import text


def reply(guide: Guide) -> Steps[None]:
    """Write to who told us of the problem that is shown, and take it back before it goes."""
    case = guide.case
    if case is None or not any(each.email and each.owed_since for each in case.people):
        guide.say(text("Nobody who is owed an answer here wrote by mail."))
        return
    guide.hands.press("C")
    yield from guide.asked()
    yield guide.until(lambda: _shown(guide), text("the message to be shown"))
    yield from guide.shot("reply")
    before = len(guide.said)
    yield from guide.answered("Ctrl+Return")
    yield from guide.told(before)
    guide.say(text("Wrote to who told us of {number}", number=case.number))
    yield from guide.shot("replied")
    before = len(guide.said)
    guide.hands.press("Ctrl+Z")
    yield from guide.told(before)
    guide.say(text("Took it back before it went"))
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
