"""Tells everybody who called about an incident at once, by mail: each is written to singly (P9)."""

from collections.abc import Mapping, Sequence

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.cases import AnswerWay
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.incidents import Caller, IncidentView
from wardoffice.domain.letter_texts import STAFF_LANGUAGE, LetterKey
from wardoffice.domain.outgoing_mail import Addressee, MailPurpose, OutgoingMail
from wardoffice.language import text
from wardoffice.office.answering import log_answers
from wardoffice.office.incidents import Incidents
from wardoffice.office.letter_templates import LetterTemplates
from wardoffice.office.mail_writing import MailWriting, RenderedMail
from wardoffice.store.incident_reading import incident_roots, live_incident, roots_told_by
from wardoffice.store.replying_reading import bounced_addresses, silent_senders
from wardoffice.store.store import Store
from wardoffice.store.tables import Case
from wardoffice.store.unit_of_work import UnitOfWork


class IncidentUpdates:
    """Sends one update to the callers of an incident; ``letterhead`` are ``office`` and ``office_phone``."""

    def __init__(
        self,
        store: Store,
        incidents: Incidents,
        templates: LetterTemplates,
        writing: MailWriting,
        *,
        letterhead: Mapping[str, str],
    ) -> None:
        self._store = store
        self._incidents = incidents
        self._templates = templates
        self._writing = writing
        self._letterhead = letterhead

    def send_all(self, actor: Actor, incident_id: int, contact_ids: Sequence[int], words: str) -> Changes:
        """Queue a mail to each of these who can be written to; the others stay to be called.

        Raises CannotDoError where there is nothing to say, or nobody with an address among them.
        """
        require(actor, Doing.ANSWER)
        view = self._incidents.show(actor, incident_id)
        mails = {
            each.contact_id: self._render(actor, view, each, words)
            for each in self._reached(view, contact_ids)
        }
        if not mails:
            raise CannotDoError(
                text("Nobody of them can be written to by mail."),
                text("Nothing was sent."),
                text("Call them, and log that they were told."),
            )
        with self._store.unit_of_work(actor, ActionKind.UPDATE_ALL, count=len(mails)) as work:
            row = live_incident(work.session, incident_id)
            if row is None:
                raise CannotDoError(text("There is no such incident."), text("Nothing was sent."))
            work.details["name"] = row.name
            roots = incident_roots(work.session, actor, row)
            for contact_id, mail in mails.items():
                self._queue(work, roots_told_by(work.session, roots, contact_id), contact_id, mail)
        return work.changes

    def _reached(self, view: IncidentView, contact_ids: Sequence[int]) -> list[Caller]:
        wanted = [each for each in view.callers if each.contact_id in set(contact_ids) and each.email]
        with self._store.reading() as session:
            bounced = bounced_addresses(session, [each.email for each in wanted])
            silent = silent_senders(session, [each.contact_id for each in wanted])
        return [
            each for each in wanted if each.email.casefold() not in bounced and each.contact_id not in silent
        ]

    def _place(self, view: IncidentView) -> str:
        with self._store.reading() as session:
            return session.get_one(Case, view.own_case_id).address or text("your block")

    def _render(self, actor: Actor, view: IncidentView, caller: Caller, words: str) -> RenderedMail:
        greeting = self._templates.greeting(STAFF_LANGUAGE, "" if "@" in caller.name else caller.name)
        letter = self._templates.fill(
            LetterKey.UPDATE,
            STAFF_LANGUAGE,
            {
                "greeting": greeting,
                "type": view.name,
                "place": self._place(view),
                "number": view.number,
                "news": words.strip(),
                "sender": actor.name,
                **self._letterhead,
            },
        )
        if not letter.can_go:
            raise CannotDoError(
                text("Something is missing: {fields}.", fields=", ".join(letter.gaps)),
                text("Nothing was sent."),
                text("Fill it in."),
            )
        return self._writing.render(
            OutgoingMail(
                purpose=MailPurpose.ANSWER,
                to=(Addressee(caller.email, caller.name, caller.contact_id),),
                subject=letter.subject,
                text=letter.body,
                case_id=view.own_case_id,
                number=view.number,
            )
        )

    def _queue(self, work: UnitOfWork, roots: Sequence[int], contact_id: int, mail: RenderedMail) -> None:
        message = self._writing.queue(work, mail)
        for root in roots:
            given = log_answers(work, work.root(root), [contact_id], AnswerWay.REPLIED, mail.mail.text)
            for each in given:
                each.outbox_id = message.id
