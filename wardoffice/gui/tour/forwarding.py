"""A problem with its photos goes to a department: looked at as it leaves, sent, and taken back."""

from functools import partial

from wardoffice.domain.forwarding import Receiver
from wardoffice.domain.queue import QueueRow, View
from wardoffice.gui.forward.dialog import ForwardDialog
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps, TourError
from wardoffice.language import plural, text

_SEVERAL = 3
_MOST_LOOKED_AT = 12


def send_to_department(guide: Guide) -> Steps[None]:
    """One problem with photos, by key; its mail is looked at, sent, and taken back in time."""
    dialog = yield from dialog_that_can_go(guide)
    shown = len(dialog.preview.mails[0].pictures) if dialog.preview and dialog.preview.mails else 0
    yield from guide.shot("to-department")
    before = len(guide.said)
    yield from guide.answered("Ctrl+Return")
    yield from guide.told(before)
    guide.say(
        plural("To a department, with {count} picture", "To a department, with {count} pictures", shown)
    )
    yield from guide.shot("to-department-leaves")
    before = len(guide.said)
    yield from guide.click_named(text("Take it back"))
    yield from guide.told(before)
    guide.say(guide.said[-1])


def send_several(guide: Guide) -> Steps[None]:
    """Several problems at once, shown mail by mail; nothing is sent."""
    yield from guide.show_view(View.TO_US)
    rows = [row for row in guide.rows() if _can_go(row)][:_SEVERAL]
    for number, row in enumerate(rows):
        yield from guide.click_row(row, more=number > 0)
    yield from _open(guide)
    yield from guide.shot("several-to-departments")
    yield from guide.answered("Esc")


def dialog_that_can_go(guide: Guide) -> Steps[ForwardDialog]:
    """The dialog of the first problem, those with photos first, that can go; one without a type is named."""
    yield from guide.show_view(View.TO_US)
    rows = sorted((row for row in guide.rows() if _can_go(row)), key=lambda row: row.photos == 0)
    for row in filter(guide.lists, rows[:_MOST_LOOKED_AT]):
        yield from guide.click_row(row)
        dialog = yield from _open(guide)
        if dialog.choices.what.isVisible():
            dialog.choices.what.setFocus()
            guide.hands.write(row.title)
            yield guide.until(partial(_is_anew, dialog), text("the mail to be made anew"))
            yield guide.settled()
        yield from _choose_somebody(guide, dialog)
        if dialog.preview is not None and dialog.preview.can_go:
            return dialog
        dialog.choices.what.clear()  # or leaving would ask whether the words may go
        yield from guide.answered("Esc")
    raise TourError(text("There is no problem that can go to a department."))


def _choose_somebody(guide: Guide, dialog: ForwardDialog) -> Steps[None]:
    """A department that has somebody to write to, where none was proposed."""
    box = dialog.choices.department
    wish = dialog.choices.wish()
    if wish.receiver is not None and wish.receiver.to:
        return
    known = (box.itemData(at) for at in range(box.count()))
    staffed = [at for at, each in enumerate(known) if isinstance(each, Receiver) and each.to]
    if staffed:
        box.setCurrentIndex(staffed[0])
        yield guide.until(partial(_is_anew, dialog), text("the mail to be made anew"))
        yield guide.settled()


def _is_anew(dialog: ForwardDialog) -> bool:
    return dialog.preview is not None and dialog.preview.wish == dialog.choices.wish()


def _can_go(row: QueueRow) -> bool:
    return bool(row.address) and not row.restricted and row.elsewhere is None


def _open(guide: Guide) -> Steps[ForwardDialog]:
    guide.hands.press("Q")
    dialog = yield from guide.asked()
    if not isinstance(dialog, ForwardDialog):
        raise TourError(text("The mail to a department did not open."))
    yield guide.until(lambda: not dialog.waiting, text("the mail to be made ready"))
    yield guide.settled()
    return dialog
