"""The people of a problem as an answer sees them: how each can be reached, and why not by mail."""

from wardoffice.domain.address_lint import address_doubts, only_sends
from wardoffice.domain.case_view import CaseView, PersonView
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.replying import Correspondent, ReplyWay
from wardoffice.language import text
from wardoffice.mail.addresses import sound_address
from wardoffice.store.casework import homes_of
from wardoffice.store.replying_reading import (
    ACKNOWLEDGED_FOR,
    acknowledged_since,
    bounced_addresses,
    postal_addresses,
    silent_senders,
    threads_of,
)
from wardoffice.store.store import Store


def people_of(store: Store, case: CaseView) -> tuple[Correspondent, ...]:
    """Everybody who told us of a problem, with how they can be answered now."""
    now = store.now()
    ids = [each.contact_id for each in case.people]
    addresses = [each.email for each in case.people if each.email]
    with store.reading() as session:
        threads = threads_of(session, homes_of(session, case.case_id))
        silent, bounced = silent_senders(session, ids), bounced_addresses(session, addresses)
        thanked = acknowledged_since(session, addresses, now - ACKNOWLEDGED_FOR)
        postal = postal_addresses(session, ids)
    return tuple(
        _correspondent(
            each,
            postal.get(each.contact_id, ""),
            _why_no_mail(each, silent, bounced),
            tuple(threads.get(each.contact_id, ())),
            acknowledged=each.email.casefold() in thanked,
        )
        for each in case.people
    )


def _correspondent(
    person: PersonView, postal: str, no_mail: str, thread: tuple[str, ...], *, acknowledged: bool
) -> Correspondent:
    by_mail = (ReplyWay.MAIL,) if person.email and not no_mail else ()
    by_call = (ReplyWay.CALL,) if person.phone else ()
    by_letter = (ReplyWay.LETTER,) if postal else ()
    doubts = address_doubts(person.email) if by_mail else ()
    heard = ""
    if person.answered_how is not None:
        heard = text("answered {way}", way=text(person.answered_how.value))
    return Correspondent(
        contact_id=person.contact_id,
        name=person.name,
        email=person.email,
        phone=person.phone,
        address=postal,
        language=person.language,
        ways=(*by_mail, *by_call, *by_letter),
        no_mail=no_mail,
        heard=heard,
        answered_at=person.answered_at,
        owed=person.owed_since is not None,
        promised=person.promised,
        thread=thread,
        acknowledged=acknowledged,
        address_doubt=" ".join(doubts),
        under_way=person.under_way,
    )


def _why_no_mail(person: PersonView, silent: set[int], bounced: set[str]) -> str:
    if not person.email:
        return text("no mail address is known")
    if person.contact_id in silent:
        return text("only a machine or a mailing list ever wrote from there")
    if only_sends(person.email):
        return text("nobody reads {address}: it only sends", address=person.email)
    if person.email.casefold() in bounced:
        return text("the last mail to {address} did not arrive", address=person.email)
    try:
        sound_address(person.email)
    except CannotDoError:
        return text("{address} is no mail address", address=person.email)
    return ""
