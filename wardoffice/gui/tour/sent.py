"""What a colleague answered in Outlook, and the warning before a second answer."""

from wardoffice.domain.queue import QueueRow, View
from wardoffice.gui.case.sent_words import is_ours, sent_head
from wardoffice.gui.case.told_card import ToldCard
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps, TourError
from wardoffice.language import text


def look_at_sent(guide: Guide) -> Steps[None]:
    """A problem whose person was answered in a mail program, and the question on answering once more."""
    yield from guide.show_view(View.TO_US)
    row = yield from _answered_elsewhere(guide)
    guide.hands.press("L")
    yield from guide.asked()
    yield from guide.shot("second-answer-is-warned-of")
    yield from guide.answered("Esc")
    guide.say(text("Was warned before {number} was answered twice", number=row.number))


def _answered_elsewhere(guide: Guide) -> Steps[QueueRow]:
    answered = [row for row in guide.rows() if row.answered_at is not None and row.owed_since is None]
    for row in filter(guide.lists, answered):
        yield from guide.click_row(row)
        ours = next((each for each in guide.case.messages if is_ours(each)), None) if guide.case else None
        if ours is None:
            continue
        told = guide.office.pane.findChild(ToldCard)
        if isinstance(told, ToldCard):
            guide.office.pane.area.ensureWidgetVisible(told)
        yield guide.settled()
        said = text("{number} was answered in a mail program: {who}", number=row.number, who=sent_head(ours))
        guide.say(said)
        yield from guide.shot("answered-in-a-mail-program")
        return row
    raise TourError(text("Nobody was answered in a mail program."))
