"""A reply in the tour: looked at as it leaves, by mail and by letter, and taken back while it waits."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLineEdit, QWidget

from wardoffice.domain.replying import ReplyWay
from wardoffice.gui.answer.dialog import ReplyDialog
from wardoffice.gui.answer.texts_dialog import TextsDialog
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps
from wardoffice.language import text

Control = TypeVar("Control", bound=QWidget)

_HOME = "4812 N Damen Ave, Chicago, IL 60625"


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
    person = next(each for each in case.people if each.email and each.owed_since)
    yield from _by_letter(guide, [each.name for each in case.people], person.name)
    guide.hands.press("Ctrl+Shift+L")
    dialog = yield from guide.asked()
    yield from guide.shot("texts")
    if isinstance(dialog, TextsDialog):
        dialog.filled.setChecked(True)
        yield from guide.shot("texts-filled-in")
    yield from guide.answered("Esc")
    guide.say(text("Looked at the office's texts, and at an example of one"))


def _by_letter(guide: Guide, everybody: Sequence[str], name: str) -> Steps[None]:
    """Write a letter to one of them, see it among those that wait, and take it back."""
    guide.hands.press("C")
    dialog = yield from guide.asked()
    yield guide.until(lambda: _shown(guide), text("the message to be shown"))
    for other in everybody:
        if other != name:
            _named(dialog, QCheckBox, text("Write to {name}", name=other)).setChecked(False)
    _named(dialog, QCheckBox, text("Write to {name}", name=name)).setChecked(True)
    way = _named(dialog, QComboBox, text("How {name} is told", name=name))
    way.setCurrentIndex(way.findData(ReplyWay.LETTER.value))
    _named(dialog, QLineEdit, text("Postal address of {name}", name=name)).setText(_HOME)
    yield guide.until(lambda: _shown(guide), text("the message to be shown"))
    yield from guide.shot("reply-by-letter")
    before = len(guide.said)
    yield from guide.answered("Ctrl+Return")
    yield from guide.told(before)
    guide.hands.press("Shift+L")
    yield from guide.asked()
    yield from guide.shot("letters")
    before = len(guide.said)
    yield from guide.answered("Del")
    yield from guide.told(before)
    guide.say(text("Wrote a letter, and took it back before it was posted"))


def _named(dialog: QDialog, kind: type[Control], name: str) -> Control:
    return next(each for each in dialog.findChildren(kind) if each.accessibleName() == name)


def _shown(guide: Guide) -> bool:
    dialog = guide.hands.question()
    return isinstance(dialog, ReplyDialog) and dialog.is_shown and dialog.take_button.isEnabled()
