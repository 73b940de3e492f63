"""What kinds of mail there are, each with its reason: voicemail, a paper with a clock, the same letter.

And what is asked of a person: a stranger's number, and a mailbox that wants somebody to sign in.
"""

from wardoffice.domain.mailboxes import MailboxState, SignInWay
from wardoffice.domain.messages import Channel, MessageKind
from wardoffice.domain.queue import View
from wardoffice.gui.queue.words import channel_words
from wardoffice.gui.sign_in_banner import SignInBanner
from wardoffice.gui.tour.finding import pick
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps
from wardoffice.language import text

_KINDS = (
    (MessageKind.RECORDS, "paper-with-a-clock"),
    (MessageKind.SAME_LETTER, "same-letter-from-many"),
    (MessageKind.BACK_AGAIN, "back-again"),
)


def look_at_kinds(guide: Guide) -> Steps[None]:
    """One mail of each kind, found by the filter."""
    yield from guide.show_view(View.ALL)
    for kind, name in _KINDS:
        yield from _narrowed(guide, text("Kind of mail"), text(kind.value), name)
    yield from _narrowed(guide, text("Came by"), channel_words(Channel.VOICEMAIL), "voicemail")
    yield from guide.show_view(View.TO_US)
    named = next((row for row in guide.rows() if row.names), None)
    if named is not None:
        yield from guide.click_row(named)
        guide.say(
            text(
                "{number} names {other}, from someone we do not know", number=named.number, other=named.names
            )
        )
        yield from guide.shot("names-a-number")


def look_at_sign_in(guide: Guide) -> Steps[None]:
    """The banner above every screen, as it stands while a mailbox wants somebody to sign in."""
    banner = guide.office.window.findChild(SignInBanner)
    if not isinstance(banner, SignInBanner):
        guide.say(text("No mailbox of this office wants a sign-in."))
        return
    banner.show_wanting(
        (MailboxState("office@ward.example", SignInWay.MICROSOFT, ("INBOX",), wants_sign_in=True),)
    )
    yield guide.settled()
    guide.say(text("Saw what a mailbox says that wants somebody to sign in"))
    yield from guide.shot("sign-in")
    banner.show_wanting(())


def _narrowed(guide: Guide, menu: str, choice: str, name: str) -> Steps[None]:
    filters = guide.office.queue.filters
    before = filters.narrowed
    yield from pick(guide, text("Filter"), (menu, choice))
    yield guide.until(lambda: filters.narrowed != before, text("the filter"))
    yield guide.settled()
    row = next(guide.rows(), None)
    if row is not None:
        yield from guide.click_row(row)
        guide.say(text("{kind}: {title}", kind=choice, title=row.title))
        yield from guide.shot(name)
    yield from guide.click_named(text("Clear"))
    yield guide.settled()
