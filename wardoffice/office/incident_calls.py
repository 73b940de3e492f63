"""Logs who calls about an incident: a name, a number, and nothing more to ask."""

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.cases import LinkReason
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import Channel, MessageKind
from wardoffice.domain.phone_numbers import phone_in
from wardoffice.language import text
from wardoffice.office.mail_effects import owe_answer
from wardoffice.store.fitting import fit
from wardoffice.store.incident_reading import incident_roots, live_incident, roots_told_by
from wardoffice.store.people import contact_of
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, Incident, Message, MessageLink, Request
from wardoffice.store.unit_of_work import UnitOfWork


class IncidentCalls:
    """The log of an incident."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def log_call(self, actor: Actor, incident_id: int, name: str, phone: str, words: str = "") -> Changes:
        """File a call about an incident in its own problem; an answer is owed to the caller (P6).

        Who told of it before, known by the phone number, is counted once. Raises CannotDoError where neither
        name nor number is given, what was typed as a number is none, or the incident is over.
        """
        require(actor, Doing.TRIAGE)
        number = phone_in(phone)
        _check(name, phone, number)
        with self._store.unit_of_work(actor, ActionKind.LOG_CALL) as work:
            row = live_incident(work.session, actor, incident_id)
            if row is None:
                raise CannotDoError(
                    text("There is no such incident."), text("Nothing was logged."), text("Refresh the list.")
                )
            if row.ended_at is not None:
                raise CannotDoError(
                    text("{name} is over.", name=row.name),
                    text("Nothing was logged."),
                    text(
                        "If it goes on, take its end back in the history and log the call again. Else it is "
                        "a problem of its own."
                    ),
                )
            contact = contact_of(work.session, work.now, name=name.strip(), phone=number)
            roots = incident_roots(work.session, actor, row)
            told = roots_told_by(work.session, roots, contact.id) if contact is not None else []
            message = _message(work, row, name, words, again=bool(told))
            message.contact_id = contact.id if contact is not None else None
            work.add(message)
            shown = name.strip() or (contact.name if contact is not None else phone.strip())
            work.details["name"] = text("{name}, who told us before", name=shown) if told else shown
            _file(work, row, message, told)
        return work.changes


def _check(name: str, phone: str, number: str) -> None:
    if phone.strip() and not number:
        raise CannotDoError(
            text("{phone} is no phone number.", phone=phone.strip()),
            text("Nothing was logged."),
            text("Type it with its area code, or leave it empty."),
        )
    if not name.strip() and not number:
        raise CannotDoError(
            text("Nobody is named."), text("Nothing was logged."), text("Type a name or a phone number.")
        )


def _message(work: UnitOfWork, row: Incident, name: str, words: str, *, again: bool) -> Message:
    said = words.strip() or text("Called about {incident}.", incident=row.name)
    return fit(
        Message(
            channel=Channel.CALL,
            kind=MessageKind.REPLY if again else MessageKind.PROBLEM,
            kind_reason=text("Logged by {name}.", name=work.actor.name),
            sender_name=name.strip(),
            text=said,
            whole_text=said,
            received_at=work.now,
            created_at=work.now,
        )
    )


def _file(work: UnitOfWork, row: Incident, message: Message, told: list[int]) -> None:
    """In the incident's own problem; of one who told of it before, as further word on what they told."""
    home = row.case_id
    if told:
        home = told[0] if work.session.get_one(Case, row.case_id).root_id not in told else row.case_id
        work.add(
            MessageLink(
                message_id=message.id,
                case_id=home,
                reason=LinkReason.PERSON,
                seen_at=work.now,
                created_at=work.now,
            )
        )
    else:
        work.add(
            Request(
                case_id=home, message_id=message.id, description=message.text, created_at=message.received_at
            )
        )
    owe_answer(work, message, home)
