"""Handing over, in the tour: a problem that turns out to lie in another ward, and its way back."""

from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.places import Point
from wardoffice.gui.dialogs.hand_over import HandOverQuestion
from wardoffice.gui.tour.casework import open_one_of_ours
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps
from wardoffice.language import text


def hand_over(guide: Guide, elsewhere: Point | None) -> Steps[None]:
    """Find that a problem is not in our ward, hand it over, and take that back."""
    if elsewhere is None:
        guide.say(text("No place in another ward is known to try handing over on."))
        return
    row = yield from open_one_of_ours(guide)
    guide.hands.press("P")
    yield from guide.asked()
    guide.hands.press("Tab")
    guide.hands.write(f"{elsewhere.lat:.6f}, {elsewhere.long:.6f}")
    yield guide.until(lambda: True, text("the words"))
    yield from guide.answered("Return")
    yield guide.until(lambda: _ward_elsewhere(guide) is not None, text("the other ward to be known"))
    yield guide.settled()
    ward = _ward_elsewhere(guide)
    guide.say(text("{number} is in Ward {ward}, and not in ours", number=row.number, ward=ward))
    yield from guide.shot("not-our-ward")
    guide.hands.press("H")
    question = yield from guide.asked()
    if isinstance(question, HandOverQuestion):
        guide.hands.press("Space")  # the cursor is on "I called their office"
    yield guide.until(lambda: True, text("the tick"))
    yield from guide.shot("hand-over")
    yield from guide.answered("Ctrl+Return")
    yield guide.until(
        lambda: guide.case is not None and guide.case.handed_to == ward, text("the problem to be handed over")
    )
    yield guide.settled()
    guide.say(text("Handed {number} over to Ward {ward}", number=row.number, ward=ward))
    yield from guide.shot("handed-over")
    # What was handed over by mistake comes back, and so does its place.
    for _ in range(2):
        yield from guide.act("Ctrl+Z")
    yield guide.until(
        lambda: guide.case is not None and guide.case.status is CaseStatus.OPEN,
        text("the problem to be ours again"),
    )
    guide.say(text("Took it back"))


def _ward_elsewhere(guide: Guide) -> int | None:
    office = guide.case.elsewhere if guide.case is not None else None
    return office.ward if office is not None else None
