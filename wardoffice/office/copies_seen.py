"""A mail of our own is seen in the folder of sent mail: what may not have gone went (P3).

Relays write a Message-ID of their own into what they send. Such a copy is known by its number, its people and
its time, and the other id is kept: answers and bounces will name it.
"""

from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import ReadMail
from wardoffice.domain.outgoing_mail import SentCopy
from wardoffice.office.mail_fate import mail_arrived
from wardoffice.store.answered_mails import may_have_gone
from wardoffice.store.fitting import fit
from wardoffice.store.mail_consequences import mail_by_id, mail_with_copy
from wardoffice.store.shown_copies import note_shown
from wardoffice.store.unit_of_work import UnitOfWork


def copy_seen(work: UnitOfWork, read: ReadMail) -> bool:
    """Whether this mail of the folder of sent mail is one that the program itself sent; it has gone then."""
    sent = mail_by_id(work.session, read.message_id)
    if sent is None and read.sent_at is not None:
        to = [each.address for each in read.recipients]
        sent = mail_with_copy(work.session, read.subject, to, read.sent_at)
        if sent is not None:
            sent.copy_id = read.message_id
            fit(sent)
    if sent is None:
        return False
    if sent.sent_copy is None and sent.message_id == read.message_id:
        note_shown(work.session, work.now)  # put there by the provider, and not by us
    if sent.sent_copy is SentCopy.WANTED:
        sent.sent_copy = SentCopy.THERE
    if may_have_gone(sent):
        mail_arrived(work, sent)
        work.kind = ActionKind.DELIVERY
    return True
