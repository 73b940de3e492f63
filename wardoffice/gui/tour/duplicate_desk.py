"""The duplicate desk in the tour: a pair is said to be two problems, and that is taken back."""

from wardoffice.domain.queue import View
from wardoffice.gui.duplicate_desk.window import DuplicateDesk
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps
from wardoffice.language import plural, text


def walk_pairs(guide: Guide) -> Steps[None]:
    """Look at the best pair, answer it, and come back to it."""
    yield from guide.show_view(View.TO_US)
    guide.hands.press("D")
    yield guide.until(lambda: _desk(guide) is not None, text("the duplicate desk to open"))
    desk = _desk(guide)
    if desk is None:
        return
    keeper = desk.keeper
    yield guide.until(lambda: not keeper.progress.looking, text("all pairs to be found"))
    yield guide.settled()
    yield from guide.shot("duplicate-desk")
    first = keeper.view
    if first is None:
        guide.say(text("No two problems look the same."))
    else:
        left = keeper.progress.left
        guide.say(
            plural(
                "The duplicate desk has {count} pair to look at",
                "The duplicate desk has {count} pairs to look at",
                left,
            )
        )
        guide.hands.click(desk.different)
        yield guide.until(lambda: keeper.progress.answered == 1, text("the pair to be answered"))
        yield guide.settled()
        guide.hands.click(desk.undo)
        yield guide.until(
            lambda: keeper.progress.answered == 0 and keeper.view is not None, text("the pair to come back")
        )
        yield guide.settled()
        guide.say(text("Said that two problems differ, and took it back: the pair stands there again"))
    guide.hands.click(desk.close_it)
    yield guide.until(lambda: not desk.isVisible(), text("the duplicate desk to close"))


def _desk(guide: Guide) -> DuplicateDesk | None:
    desk = guide.office.duplicates.shown
    return desk if desk is not None and desk.isVisible() else None
