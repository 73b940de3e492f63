"""The part on the map: every problem of a list, by status and by type, a selection, and a block."""

from PySide6.QtWidgets import QComboBox

from wardoffice.domain.queue import QueueRow, View
from wardoffice.gui.dialogs.block import BlockDialog
from wardoffice.gui.office_window import MAP, QUEUE
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps, TourError
from wardoffice.language import plural, text

_DRAW_SECONDS = 180.0


def look_at_map(guide: Guide) -> Steps[None]:
    """Every problem of the view on the large map; by type, with all in view selected."""
    yield from guide.show_view(View.ALL)
    yield from guide.go("Alt+3", MAP)
    large = guide.office.map
    yield guide.until(lambda: large.drawn, text("the map to be drawn"), _DRAW_SECONDS)
    guide.say(text("The map shows: {words}", words=large.count_words))
    yield from guide.shot("map")
    box = next((each for each in large.findChildren(QComboBox) if each.isVisible()), None)
    if box is None:
        raise TourError(text("The map has no choice of what its marks tell."))
    before = large.legend_words
    box.setFocus()
    guide.hands.press("Down")
    yield guide.until(lambda: large.legend_words != before and large.drawn, text("marks by type"))
    yield from guide.click_named(text("Select all in view"))
    yield guide.until(lambda: large.selected.count > 0, text("the selection"))
    yield guide.settled()
    count = large.selected.count
    guide.say(plural("Selected on the map: {count} problem", "Selected on the map: {count} problems", count))
    yield from guide.shot("map-selected")
    guide.hands.press("Esc")
    yield guide.until(lambda: large.selected.count == 0, text("the selection to be left"))
    yield from guide.go("Alt+1", QUEUE)


def look_at_block(guide: Guide) -> Steps[None]:
    """Everything on the block of a problem that has a house number."""
    yield from guide.show_view(View.NEW_IN_311)
    row = next((each for each in guide.rows() if _is_numbered(each)), None)
    if row is None:
        guide.say(text("No problem has a house number, so there is no block to look at."))
        return
    yield from guide.click_row(row)
    guide.hands.press("W")
    question = yield from guide.asked()
    if isinstance(question, BlockDialog):
        guide.say(text("Looked at the {block}", block=question.windowTitle()))
    yield from guide.shot("block")
    yield from guide.answered("Esc")


def _is_numbered(row: QueueRow) -> bool:
    return row.point is not None and row.address[:1].isdigit()
