"""A mail answers one of ours of which nobody knew whether it went: it did (P3).

Whoever names a Message-ID of ours has read that mail, however the line broke when it was sent. Only the id
proves it: a number in a subject may stand in any mail.
"""

from wardoffice.domain.messages import MessageKind
from wardoffice.office.mail_fate import mail_arrived
from wardoffice.store.answered_mails import mails_named, may_have_gone, tells_that_it_went
from wardoffice.store.tables import Message
from wardoffice.store.unit_of_work import UnitOfWork


def answer_seen(work: UnitOfWork, message: Message) -> None:
    """Write of the mails in doubt that this one names that they went; what came back tells of itself."""
    if message.kind is MessageKind.BOUNCE:
        return
    work.session.flush()
    for sent in mails_named(work.session, message):
        if may_have_gone(sent) and tells_that_it_went(work.session, sent, message):
            mail_arrived(work, sent)
