"""A mail in the outbox of the tour: it waits, is hurried, and does not reach somebody who is not there."""

from wardoffice.domain.outgoing import OutboxKind, OutboxState
from wardoffice.gui.forward.dialog import ForwardDialog
from wardoffice.gui.office_window import OUTBOX
from wardoffice.gui.tour.forwarding import dialog_that_can_go
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.sending import outbox_line
from wardoffice.gui.tour.waiting import Steps
from wardoffice.language import text

_GONE = "left-the-city@departments.example"
"""Whom the practice ward's mail server refuses."""


def have_a_mail_refused(guide: Guide) -> Steps[None]:
    """Send a problem to an address nobody has, look at it in the outbox, and see who it did not reach."""
    dialog = yield from dialog_that_can_go(guide)
    yield from _address(guide, dialog)
    before = len(guide.said)
    yield from guide.answered("Ctrl+Return")
    yield from guide.told(before)
    yield from guide.go("Alt+2", OUTBOX)
    view = guide.office.outgoing.view
    waiting = yield from outbox_line(
        guide, lambda line: line.kind is OutboxKind.MAIL and line.state is OutboxState.QUEUED
    )
    view.go_to(waiting.outbox_id)
    yield guide.settled()
    yield from guide.shot("outbox-mail-waits")
    guide.hands.press("N")
    refused = yield from outbox_line(guide, lambda line: line.kind is OutboxKind.MAIL and line.needs_person)
    view.go_to(refused.outbox_id)
    yield guide.settled()
    guide.say(refused.words)
    yield from guide.shot("outbox-mail-refused")
    guide.hands.press("P")
    yield from guide.asked()
    yield from guide.shot("outbox-mail-as-it-went")
    yield from guide.answered("Esc")
    yield from guide.go("Alt+1", "queue")


def _address(guide: Guide, dialog: ForwardDialog) -> Steps[None]:
    dialog.choices.address.setFocus()
    guide.hands.write(_GONE)
    yield guide.until(
        lambda: dialog.preview is not None and _GONE in dialog.preview.mails[0].mail.to[-1].address,
        text("the mail to be made anew"),
    )
    yield guide.settled()
