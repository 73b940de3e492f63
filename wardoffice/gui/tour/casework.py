"""The third part: everything that is done with one case, each by its key."""

from PySide6.QtWidgets import QComboBox, QDialog, QListWidget

from wardoffice.domain.case_view import CaseView
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.places import PlaceSource
from wardoffice.domain.queue import QueueRow, View
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps, TourError
from wardoffice.language import text

_MOST_WALKED = 60
_MOST_FIELDS = 40


def open_one_of_ours(guide: Guide) -> Steps[QueueRow]:
    """A case that somebody wrote to us about and that is owed an answer."""
    yield from guide.show_view(View.TO_US)
    rows = [row for row in guide.rows() if row.people and not row.safety and row.address]
    if not rows:
        raise TourError(text("Nobody wrote to us of a problem at a known place."))
    rows.sort(key=lambda row: (row.photos == 0, row.owed_since is None))
    yield from guide.click_row(rows[0])
    return rows[0]


def describe(guide: Guide) -> Steps[None]:
    """Type, place, person, note."""
    yield from _set_type(guide)
    yield from _set_place(guide)
    guide.hands.press("A")
    yield from guide.asked()
    yield from guide.shot("assign")
    yield from guide.answered("Return")
    guide.say(text("Assigned it to {name}", name=_now(guide).assignee or text("nobody")))
    before = len(_now(guide).notes)
    guide.hands.press("N")
    yield from guide.asked()
    guide.hands.write(text("Asked the block club to send more photos."))
    yield guide.until(lambda: True, text("the words"))
    yield from guide.shot("note")
    yield from guide.answered("Ctrl+Return")
    yield guide.until(lambda: len(_now(guide).notes) == before + 1, text("the note to be kept"))
    guide.say(text("Wrote a note"))


def answer(guide: Guide) -> Steps[None]:
    """Log that somebody was called, and see that nothing is owed any more."""
    guide.hands.press("L")
    yield from guide.asked()
    guide.hands.press("Tab")
    guide.hands.write(text("Told them that it is with the city."))
    yield guide.until(lambda: True, text("the words"))
    yield from guide.shot("answer")
    yield from guide.answered("Ctrl+Return")
    case = _now(guide)
    yield guide.until(
        lambda: not any(each.owed_since for each in _now(guide).people), text("the answer to be logged")
    )
    guide.say(text("Logged that everyone of {number} was answered", number=case.number))
    yield from guide.shot("answered")


def split(guide: Guide) -> Steps[None]:
    """A mail that counts up its problems becomes one case for each."""
    yield from guide.show_view(View.TO_US)
    parts: list[str] = []
    row: QueueRow | None = None
    for each in filter(guide.lists, [row for row in guide.rows() if row.photos > 1][:_MOST_WALKED]):
        yield from guide.click_row(each)
        parts = _counted(guide)
        if len(parts) > 2:  # noqa: PLR2004 - two lines with numbers may be anything
            row = each
            break
    if row is None:
        guide.say(text("No mail of the list counts up several problems."))
        return
    yield from guide.shot("several-in-one-mail")
    guide.hands.press("B")
    yield from guide.asked()
    for number, words in enumerate(parts):
        if number > 1:
            guide.hands.press("Ctrl+N")
        yield from _to_part(guide, number + 1)
        guide.hands.write(words)
        yield guide.until(lambda: True, text("the words"))
    yield from guide.shot("split")
    yield from guide.answered("Ctrl+Return")
    guide.say(text("Split {number} into {count} problems", number=row.number, count=len(parts)))
    yield from guide.shot("was-split")


def take_watched(guide: Guide) -> Steps[None]:
    """Make a problem ours that only the city knows."""
    yield from guide.show_view(View.NEW_IN_311)
    row = next(guide.rows(), None)
    if row is None:
        guide.say(text("Nothing is new in 311."))
        return
    yield from guide.click_row(row)
    guide.hands.press("G")
    yield guide.until(
        lambda: guide.case is not None and guide.case.case_id == row.case_id and guide.case.ours,
        text("the problem to be ours"),
    )
    yield guide.settled()
    guide.say(text("Took {number} from 311: {title}", number=row.number, title=row.title))


def finish_and_reopen(guide: Guide) -> Steps[None]:
    """Be done with a case for a reason, find it again, and open it again."""
    row = yield from open_one_of_ours(guide)
    guide.hands.press("X")
    question = yield from guide.asked()
    reason = question.findChild(QComboBox)
    guide.hands.press("Down", "Tab")
    guide.hands.write(text("She called to thank us."))
    yield guide.until(lambda: True, text("the words"))
    yield from guide.shot("finish")
    why = reason.currentText() if isinstance(reason, QComboBox) else ""
    yield from guide.answered("Ctrl+Return")
    guide.say(text("Finished {number}: {reason}", number=row.number, reason=why))
    yield from guide.search(row.number)
    yield guide.until(lambda: _now(guide).status is CaseStatus.FINISHED, text("the finished problem"))
    yield from guide.shot("finished")
    guide.hands.press("O")
    yield guide.until(lambda: _now(guide).status is CaseStatus.OPEN, text("the problem to be open again"))
    yield guide.settled()
    guide.say(text("Opened {number} again", number=row.number))
    yield from guide.search("")


def _set_type(guide: Guide) -> Steps[None]:
    before = _now(guide).service_code
    guide.hands.press("T")
    question = yield from guide.asked()
    words = _other_choice(question, _now(guide).service_name)
    guide.hands.write(words)
    yield guide.until(lambda: True, text("the words"))
    yield from guide.shot("set-type")
    yield from guide.answered("Return")
    yield guide.until(lambda: _now(guide).service_code != before, text("the type to change"))
    guide.say(text("Said what kind it is: {kind}", kind=words))


def _set_place(guide: Guide) -> Steps[None]:
    address = _now(guide).place.address
    guide.hands.press("P")
    yield from guide.asked()
    guide.hands.press("Ctrl+A")
    guide.hands.write(address)
    yield guide.until(lambda: True, text("the words"))
    yield from guide.shot("set-place")
    yield from guide.answered("Return")
    yield guide.until(lambda: _now(guide).place.source is PlaceSource.PERSON, text("the place to be set"))
    guide.say(text("Said where it is: {address}", address=address))


def _to_part(guide: Guide, number: int) -> Steps[None]:
    """By Tab to the words of a problem, counted from 1."""
    yield guide.until(lambda: True, text("the next field"))
    question = guide.hands.question()
    wanted = f"{text('What is wrong')} {number}"
    for _ in range(_MOST_FIELDS):
        focused = question.focusWidget() if question is not None else None
        if focused is not None and focused.accessibleName() == wanted:
            return
        guide.hands.press("Tab")
        yield guide.until(lambda: True, text("the next field"))


def _counted(guide: Guide) -> list[str]:
    """The lines "1. ...", "2. ..." of the newest message of the case."""
    messages = guide.case.messages if guide.case is not None else ()
    lines = [line.strip() for line in (messages[-1].text if messages else "").splitlines()]
    return [line.partition(". ")[2] for line in lines if line[:1].isdigit() and line[1:3] == ". "]


def _other_choice(question: QDialog, now: str) -> str:
    listed = question.findChild(QListWidget)
    items = (
        [listed.item(at).text() for at in range(listed.count())] if isinstance(listed, QListWidget) else []
    )
    return next((each for each in items if each != now), "")


def _now(guide: Guide) -> CaseView:
    if guide.case is None:
        raise TourError(text("No problem is shown any more."))
    return guide.case
