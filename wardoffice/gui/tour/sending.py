"""The fifth part: to 311 by the form and by the copy card, what gets lost on the way, and the outbox."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from wardoffice.domain.outgoing import OutboxKind, OutboxLine, OutboxState
from wardoffice.domain.queue import QueueRow, View
from wardoffice.domain.submissions import FieldKind, FormField, SubmissionState, SubmissionView
from wardoffice.gui.office_window import OUTBOX
from wardoffice.gui.outbox.words import Part
from wardoffice.gui.submit.dialog import SubmitDialog
from wardoffice.gui.submit.typed_dialog import TypedDialog
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps, TourError
from wardoffice.language import text

# The city's own names, in any language of the program.
_BY_TOKEN, _DOUBLE, _LOST = "Tree Removal Inspection", "Abandoned Vehicle Complaint", "Restaurant Complaint"
_MOST_FIELDS = 60
_ANSWERED = (SubmissionState.NUMBERED, SubmissionState.REFUSED)


def send_by_form(guide: Guide) -> Steps[None]:
    """A problem goes to 311 by the form, and its number comes by its token."""
    row = yield from _one_to_send(guide, 0)
    dialog = yield from _open_form(guide)
    yield from _choose_type(guide, dialog, _BY_TOKEN, shot="to-311-type")
    guide.hands.press("Ctrl+Return")
    yield guide.until(lambda: bool(dialog.said), text("what is missing to be said"))
    yield from guide.shot("to-311-form")
    yield from _fill(guide, dialog)
    yield from _give_reason(guide, dialog, text("It is another tree."))
    yield from _send(guide, dialog)
    guide.say(text("Sent {number} to 311: {type}", number=row.number, type=_newest(guide).service_name))
    yield from guide.shot("to-311-sent")
    yield from _until_it_is(guide, SubmissionState.NUMBERED, text("311 to give the number"))
    before = len(guide.said)
    guide.hands.press("Y")
    yield from guide.told(before)
    number = _newest(guide).number
    yield guide.until(lambda: QGuiApplication.clipboard().text() == number, text("the number to be copied"))
    guide.say(text("311 gave the number {number}: it is copied", number=number))
    yield from guide.shot("to-311-number")


def type_it_yourself(guide: Guide) -> Steps[None]:
    """A problem is typed into the city's own program from the copy card, and its number is noted."""
    number = _newest(guide).number
    row = yield from _one_to_send(guide, 1)
    guide.hands.press("E")
    dialog = yield from guide.asked()
    if not isinstance(dialog, TypedDialog):
        raise TourError(text("The copy card did not open."))
    yield guide.until(lambda: bool(dialog.fields.lines), text("the fields of the copy card"))
    guide.hands.press("2")
    yield guide.until(lambda: bool(dialog.said), text("a field to be copied"))
    guide.say(dialog.said)
    yield from _look_up(guide, dialog, number.removeprefix("SR").replace("-", ""))
    guide.say(dialog.number.said)
    yield from guide.shot("copy-card")
    guide.hands.press("Ctrl+A")
    typed = f"{datetime.now(tz=None).astimezone():%y}-09999{row.case_id % 1_000:03}"
    yield from _look_up(guide, dialog, typed)
    yield from guide.answered("Return")
    guide.say(
        text("Noted {number}, typed into 311 for {case}", number=_newest(guide).number, case=row.number)
    )
    yield from guide.shot("number-noted")


def lose_and_be_refused(guide: Guide) -> Steps[None]:
    """One request gets lost on its way, another is one 311 has already."""
    yield from _one_to_send(guide, 2)
    dialog = yield from _open_form(guide)
    yield from _choose_type(guide, dialog, _LOST)
    yield from _give_reason(guide, dialog, text("It is another kitchen."))
    yield from _send(guide, dialog)
    yield from _until_it_is(guide, SubmissionState.UNKNOWN, text("the answer to be lost"))
    guide.say(text("The answer of 311 got lost: not sure it went"))
    yield from guide.shot("not-sure-it-went")
    yield from _one_to_send(guide, 3)
    for _ in range(2):
        dialog = yield from _open_form(guide)
        yield from _choose_type(guide, dialog, _DOUBLE)
        yield from _fill(guide, dialog)
        yield from _give_reason(
            guide, dialog, text("A second car stands beside it."), shot="to-311-once-more"
        )
        yield from _send(guide, dialog)
        yield guide.until(lambda: _newest(guide).state in _ANSWERED, text("311 to answer"))
        yield guide.settled()
        if _newest(guide).state is SubmissionState.REFUSED:
            break
    guide.say(text("311 refused it: it has the problem already"))
    yield from guide.shot("refused")


def look_at_outbox(guide: Guide) -> Steps[None]:
    """The outbox, with one that nobody is sure of and one that was refused."""
    yield from guide.go("Alt+2", OUTBOX)
    view = guide.office.outgoing.view
    lost = yield from outbox_line(guide, lambda line: line.state is OutboxState.UNKNOWN and line.needs_person)
    view.go_to(lost.outbox_id)
    yield guide.settled()
    yield from guide.shot("outbox-not-sure")
    before = lost.looked
    guide.hands.press("L")
    yield guide.settled()
    guide.say(view.details.looked or before)
    guide.hands.press("S")
    yield from guide.asked()
    guide.hands.write(text("The kitchen is still dirty."))
    yield guide.until(lambda: True, text("the words"))
    yield from guide.shot("outbox-send-again")
    yield from guide.answered("Esc")
    refused = yield from outbox_line(
        guide, lambda line: line.kind is OutboxKind.SUBMISSION and line.state is OutboxState.REFUSED
    )
    view.go_to(refused.outbox_id)
    yield guide.settled()
    yield from guide.shot("outbox-refused")
    view.show_part(Part.TAKEN_BACK)
    yield guide.settled()
    yield from guide.shot("outbox-empty-part")
    view.show_part(Part.ALL)
    yield from guide.go("Alt+1", "queue")


def _one_to_send(guide: Guide, number: int) -> Steps[QueueRow]:
    """A problem of ours at a known place that was not sent yet, the ``number``-th from 0."""
    yield from guide.show_view(View.TO_US)
    rows = [row for row in guide.rows() if row.point is not None and not row.tracking_numbers]
    rows = [row for row in rows if not row.safety and row.elsewhere is None]
    rows.sort(key=lambda row: row.photos == 0)
    if len(rows) <= number:
        raise TourError(text("There is no problem at a known place to send."))
    yield from guide.click_row(rows[number])
    return rows[number]


def _open_form(guide: Guide) -> Steps[SubmitDialog]:
    guide.hands.press("S")
    dialog = yield from guide.asked()
    if not isinstance(dialog, SubmitDialog):
        raise TourError(text("The form did not open."))
    yield guide.until(lambda: not dialog.waiting, text("the city's questions"))
    return dialog


def _choose_type(guide: Guide, dialog: SubmitDialog, name: str, shot: str = "") -> Steps[None]:
    """By Ctrl+T, the name, and Enter."""
    guide.hands.press("Ctrl+T")
    yield guide.until(lambda: guide.hands.question() is not dialog, text("the list of types"))
    guide.hands.write(name)
    yield guide.until(lambda: True, text("the words"))
    if shot:
        yield from guide.shot(shot)
    guide.hands.press("Return")
    yield guide.until(lambda: guide.hands.question() is dialog, text("the type to be chosen"))
    yield guide.until(
        lambda: not dialog.waiting and dialog.form.form is not None and dialog.form.form.service_name == name,
        text("the questions of the type"),
    )


def _fill(guide: Guide, dialog: SubmitDialog) -> Steps[None]:
    """Answer what must be answered, by Tab to each question."""
    form = dialog.form.form
    for field in form.fields if form is not None else ():
        if field.required:
            yield from _to_field(guide, field.label)
            _answer(guide, field)
            yield guide.until(lambda: True, text("the answer"))


def _give_reason(guide: Guide, dialog: SubmitDialog, words: str, shot: str = "") -> Steps[None]:
    """Write why it goes to 311 all the same, where the form asks for it."""
    form = dialog.form.form
    if form is None or not form.needs_reason:
        return
    yield from _to_field(guide, text("Send it all the same, because"))
    guide.hands.write(words)
    yield guide.until(lambda: True, text("the words"))
    if shot:
        yield from guide.shot(shot)


def _answer(guide: Guide, field: FormField) -> None:
    match field.kind:
        case FieldKind.SINGLE:
            guide.hands.press("Down")
        case FieldKind.MULTI | FieldKind.TICK:
            guide.hands.press("Space")
        case _:
            guide.hands.write("AB 12345 IL")


def _to_field(guide: Guide, name: str) -> Steps[None]:
    """By Tab to the field of that name, or the first of several that begin with it."""
    for _ in range(_MOST_FIELDS):
        focused = QApplication.focusWidget()
        if focused is not None and focused.accessibleName().startswith(name):
            return
        guide.hands.press("Tab")
        yield guide.until(lambda: True, text("the next field"))
    raise TourError(text("No field is called “{name}”.", name=name))


def _send(guide: Guide, dialog: SubmitDialog) -> Steps[None]:
    before = len(guide.said)
    guide.hands.press("Ctrl+Return")
    yield guide.until(
        lambda: guide.hands.question() is not dialog or bool(dialog.said), text("the form to go")
    )
    if guide.hands.question() is dialog:
        raise TourError(dialog.said)
    yield from guide.told(before)


def _look_up(guide: Guide, dialog: TypedDialog, number: str) -> Steps[None]:
    guide.hands.press("I") if not dialog.number.typed.hasFocus() else None
    yield guide.until(dialog.number.typed.hasFocus, text("the field for the number"))
    guide.hands.write(number)
    yield guide.until(lambda: bool(dialog.number.typed.text()), text("the number"))
    guide.hands.press("Return")
    yield guide.until(lambda: dialog.number.finding is not None, text("the number to be looked up"))


def _newest(guide: Guide) -> SubmissionView:
    if guide.case is None or not guide.case.submissions:
        raise TourError(text("Nothing was sent to 311 for the problem that is shown."))
    return guide.case.submissions[0]


def _until_it_is(guide: Guide, state: SubmissionState, words: str) -> Steps[None]:
    yield guide.until(lambda: _newest(guide).state is state, words)
    yield guide.settled()


def outbox_line(guide: Guide, fits: Callable[[OutboxLine], bool]) -> Steps[OutboxLine]:
    """Wait for such a line of the outbox."""
    view = guide.office.outgoing.view
    yield guide.until(lambda: any(fits(line) for line in view.lines), text("the outbox to show it"))
    return next(line for line in view.lines if fits(line))
