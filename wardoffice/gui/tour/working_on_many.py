"""Working on many, in the tour: urgent, a tag, a preview, a snooze, a macro, and the history of it all."""

from typing import TypeVar

from PySide6.QtWidgets import QDialog

from wardoffice.domain.queue import QueueRow, View
from wardoffice.gui.dialogs.preview import PreviewQuestion
from wardoffice.gui.dialogs.tags import TagsQuestion
from wardoffice.gui.history.dialog import HistoryDialog
from wardoffice.gui.macros.editor import MacroQuestion
from wardoffice.gui.tour.casework import open_one_of_ours
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps, TourError
from wardoffice.language import text

Q = TypeVar("Q", bound=QDialog)
_FEW = 3
_KINDS = 4  # how many kinds of steps are gone down to: type, person, urgent


def work_on_many(guide: Guide) -> Steps[None]:
    """Mark one problem, assign several, put one off, make a macro and run it, and look at what was done."""
    row = yield from open_one_of_ours(guide)
    yield from _mark(guide, row)
    yield from _assign_some(guide)
    yield from _snooze(guide)
    yield from _make_macro(guide)
    yield from _look_back(guide)


def _mark(guide: Guide, row: QueueRow) -> Steps[None]:
    yield from guide.act("!")
    guide.hands.press("Shift+T")
    question = yield from _asked(guide, TagsQuestion)
    guide.hands.write(text("block party"))
    yield guide.until(lambda: bool(question.name.text()), text("the words"))
    yield from guide.shot("tag")
    yield from guide.answered("Return")
    yield guide.until(lambda: guide.case is not None and bool(guide.case.tags), text("the tag"))
    guide.say(text("Made {number} urgent, and tagged it", number=row.number))
    yield from guide.shot("urgent-and-tagged")


def _assign_some(guide: Guide) -> Steps[None]:
    yield from guide.show_view(View.TO_US)
    rows = list(guide.rows(_FEW))
    for number, row in enumerate(rows):
        yield from guide.click_row(row, more=number > 0)
    if len(rows) < _FEW:
        guide.say(text("Too few problems are on the list to work on many."))
        return
    guide.hands.press("A")
    yield from guide.asked()
    # The next question follows at once: the first need not be seen to be gone.
    guide.hands.press("Down", "Return")
    yield from _asked(guide, PreviewQuestion)
    yield from guide.shot("preview")
    yield from guide.answered("Return")
    guide.say(text("Assigned {count} problems at once, after a look at what changes", count=len(rows)))


def _snooze(guide: Guide) -> Steps[None]:
    row = yield from open_one_of_ours(guide)
    guide.hands.press("Z")
    yield from guide.asked()
    yield from guide.shot("snooze")
    yield from guide.answered("Return")
    yield guide.until(
        lambda: guide.office.queue.model.position(row.case_id) is None, text("the problem to be put off")
    )
    yield from guide.show_view(View.SNOOZED)
    yield from guide.shot("snoozed")
    guide.hands.press("Z")
    yield from guide.asked()
    yield from guide.answered("Return")
    guide.say(text("Put {number} off, and brought it back", number=row.number))


def _make_macro(guide: Guide) -> Steps[None]:
    yield from open_one_of_ours(guide)
    guide.hands.press("R")
    yield from guide.asked()
    guide.hands.press("Return")
    question = yield from _asked(guide, MacroQuestion)
    guide.hands.write(text("Graffiti"))
    yield guide.until(lambda: bool(question.name.text()), text("the words"))
    for kinds in range(1, _KINDS):
        yield from _add_step(guide, question, kinds)
    yield from guide.shot("macro")
    yield from guide.answered("Return")
    guide.hands.press("R")
    yield from guide.asked()
    guide.hands.press("Return")
    yield from _asked(guide, PreviewQuestion)
    yield from guide.shot("macro-preview")
    yield from guide.answered("Return")
    guide.say(text("Made a macro of three steps, and ran it"))
    yield from guide.act("Ctrl+Z")


def _add_step(guide: Guide, question: MacroQuestion, number: int) -> Steps[None]:
    """Add a step of the kind below that of the step before."""
    question.kind.setFocus()
    guide.hands.press("Down")
    yield guide.until(lambda: question.kind.currentIndex() == number, text("the kind of step"))
    guide.hands.click(question.add)
    yield guide.until(lambda: len(question.macro().steps) == number, text("the step"))


def _look_back(guide: Guide) -> Steps[None]:
    guide.hands.press("Shift+H")
    history = yield from _asked(guide, HistoryDialog)
    yield guide.until(lambda: history.table.current() is not None, text("the history"))
    yield from guide.shot("history")
    yield from guide.answered("Esc")
    guide.say(text("Looked at what the office did"))


def _asked(guide: Guide, kind: type[Q]) -> Steps[Q]:
    """Wait for one kind of question to be open."""
    yield guide.until(lambda: isinstance(guide.hands.question(), kind), text("a question to be asked"))
    question = yield from guide.asked()
    if not isinstance(question, kind):
        raise TourError(text("Another question was asked."))
    return question
