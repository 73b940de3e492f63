"""The first part: gather from the city and the mailbox, prove the books, look through the lists."""

from wardoffice.domain.queue import View
from wardoffice.gui.check.city_books import CityBooksCard
from wardoffice.gui.check.ledger_list import LedgerList
from wardoffice.gui.check.mail_books import MailBooksCard, NumberButton
from wardoffice.gui.office_window import CHECK, QUEUE
from wardoffice.gui.queue.filters import view_words
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps, TourError
from wardoffice.language import plural, text
from wardoffice.office.sync import SyncReport

_GATHER_SECONDS = 180.0
_SHOWN_VIEWS = (View.MINE, View.REALLY_DONE, View.WAITING_ON_CITY, View.NEW_IN_311, View.ALL)


def gather(guide: Guide) -> Steps[None]:
    """Wait until 311 and the mailbox are in, and say what that brought."""
    guide.say(text("Reading 311 and the mailbox ..."))
    sync = guide.office.sync
    yield guide.until(lambda: not sync.running, text("311 and the mailbox to be read"), _GATHER_SECONDS)
    yield guide.settled()
    yield from _check(guide, shot=False)
    yield from guide.go("Alt+1", QUEUE)


def look_at_lists(guide: Guide) -> Steps[None]:
    """Every view of the queue, and the danger that stands first."""
    yield from guide.show_view(View.TO_US)
    first = next(guide.rows(), None)
    if first is None:
        raise TourError(text("Nothing came to us, so there is nothing to show."))
    yield from guide.click_row(first)
    if first.safety:
        guide.say(text("Opened {number} first: {title}, a danger.", number=first.number, title=first.title))
    else:
        guide.say(text("No danger waits today."))
    yield from guide.shot("safety-first")
    for view in _SHOWN_VIEWS:
        yield from guide.show_view(view)
        count = guide.office.queue.model.rowCount()
        guide.say(plural("{view}: {count} problem", "{view}: {count} problems", count, view=view_words(view)))
        yield from guide.shot(f"view-{view.name.lower().replace('_', '-')}")
    yield from guide.show_view(View.TO_US)


def look_at_check(guide: Guide) -> Steps[None]:
    """The books on their screen, and a mail that could not be read, as it came."""
    yield from _check(guide, shot=True)
    window = guide.office.window
    books = window.findChild(MailBooksCard)
    listed = window.findChild(LedgerList)
    if not isinstance(books, MailBooksCard) or not isinstance(listed, LedgerList):
        raise TourError(text("The window has no check screen."))
    for button in books.findChildren(NumberButton):
        guide.hands.click(button)
        yield guide.settled()
    if not books.books.unreadable:
        guide.say(text("Every mail could be read, so there is none to look at as it came."))
        return
    yield from guide.click_named(
        text("{number} {words}: show them", number=books.books.unreadable, words=text("could not be read"))
    )
    yield guide.settled()
    yield from guide.click_named(text("Show the mail as it came"))
    yield from guide.asked()
    guide.say(text("Looked at a mail that could not be read, as it came."))
    yield from guide.shot("mail-as-it-came")
    yield from guide.answered("Esc")


def _check(guide: Guide, *, shot: bool) -> Steps[None]:
    yield from guide.go("Alt+4", CHECK)
    window = guide.office.window
    mail, city = window.findChild(MailBooksCard), window.findChild(CityBooksCard)
    if not isinstance(mail, MailBooksCard) or not isinstance(city, CityBooksCard):
        raise TourError(text("The window has no check screen."))
    yield guide.until(lambda: mail.books.shown > 0, text("the books"))
    if shot:
        yield from guide.shot("check")
        return
    for sentence in SyncReport(city.books, mail.books).sentences():
        guide.say(sentence)
    if mail.books.waiting:
        raise TourError(text("Mail is still waiting after the reading."))
