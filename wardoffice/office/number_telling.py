"""Sends a 311 number on to those who were promised it when their problem was submitted.

Staff asked for it on the form of the submission, for these people (P5); it waits in the outbox like any mail
and can be taken back there. The program writes once about a number to each: where that is taken back or does
not arrive, the promise stands, as it does for who has no mail address, for somebody to keep.
"""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor
from wardoffice.domain.address_lint import only_sends
from wardoffice.domain.cases import AnswerWay
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.letter_texts import STAFF_LANGUAGE, LetterKey
from wardoffice.domain.outgoing_mail import MailPurpose, OutgoingMail
from wardoffice.domain.replying import ReplyKind, ReplyTo, ReplyWay, choice_values, letter_language_of
from wardoffice.office.answering import log_answers
from wardoffice.office.case_pane import CasePane
from wardoffice.office.letter_templates import LetterTemplates
from wardoffice.office.letter_texts import LetterTexts
from wardoffice.office.letter_values import called, values_of
from wardoffice.office.mail_writing import MailWriting, RenderedMail
from wardoffice.office.replying import GOES
from wardoffice.store.casework import homes_of
from wardoffice.store.number_telling import NUMBER_OF, NumberToTell, numbers_to_tell
from wardoffice.store.replying_reading import bounced_addresses, silent_senders, threads_of
from wardoffice.store.store import Store

_TELLER = Actor.program("311")


class NumberTelling:
    """Queues the mails; ``letterhead`` are the fields ``office`` and ``office_phone``."""

    def __init__(
        self,
        store: Store,
        cases: CasePane,
        texts: LetterTexts,
        writing: MailWriting,
        *,
        letterhead: Mapping[str, str],
        zone: ZoneInfo,
    ) -> None:
        self._store = store
        self._cases = cases
        self._texts = texts
        self._templates = LetterTemplates(texts.own)
        self._writing = writing
        self._letterhead = letterhead
        self._zone = zone

    def tell(self) -> Changes:
        """Queue a mail to each who waits for a number that has come; where one cannot be written, none."""
        changes = Changes()
        for each in self._waiting():
            mail = self._render(each)
            if mail is not None:
                changes = changes.joined([self._queue(each, mail)])
        return changes

    def _waiting(self) -> list[NumberToTell]:
        """Whom a mail reaches: the others keep the promise, for somebody to call them."""
        with self._store.reading() as session:
            found = numbers_to_tell(session)
            silent = silent_senders(session, [each.to.contact_id or 0 for each in found])
            bounced = bounced_addresses(session, [each.to.address for each in found])
        return [
            each
            for each in found
            if each.to.contact_id not in silent
            and each.to.address.casefold() not in bounced
            and not only_sends(each.to.address)
        ]

    def _render(self, each: NumberToTell) -> RenderedMail | None:
        """The mail, or None where something it must say is not known: then the promise stands."""
        case = self._cases.show(_TELLER, each.root_id)
        usable, _ = self._texts.usable(LetterKey.UPDATE)
        wanted = letter_language_of(each.language)
        language = wanted if wanted in usable else STAFF_LANGUAGE
        values = {
            **values_of(case, None, language, self._zone),
            **self._letterhead,
            "greeting": self._templates.greeting(language, called(each.to.name)),
            "tracking_numbers": each.number,
            "several_numbers": "",
        }
        if all(city.number != each.number for city in case.city):  # its record did not come yet
            values["status"] = "open"
        letter = self._templates.fill(LetterKey.UPDATE, language, values)
        # An office may word its letters without the number: then nobody was told it, and somebody calls.
        if not letter.can_go or each.number not in letter.body:
            return None
        with self._store.reading() as session:
            thread = threads_of(session, homes_of(session, each.root_id)).get(each.to.contact_id or 0, [])
        to = ReplyTo(each.to.contact_id or 0, ReplyWay.MAIL, language, letter.subject, letter.body)
        try:
            return self._writing.render(
                OutgoingMail(
                    purpose=MailPurpose.ANSWER,
                    to=(each.to,),
                    subject=letter.subject,
                    text=letter.body,
                    case_id=each.root_id,
                    number=case.number,
                    answers=tuple(thread),
                    automatic=True,
                    wish={**choice_values(ReplyKind.UPDATE, to, {}), NUMBER_OF: each.submission_id},
                )
            )
        except CannotDoError:  # no address of the office, or none of theirs: somebody calls them
            return None

    def _queue(self, each: NumberToTell, mail: RenderedMail) -> Changes:
        ways = [GOES[ReplyWay.MAIL]]
        with self._store.unit_of_work(_TELLER, ActionKind.REPLY, count=1, ways=ways) as work:
            # Asked again inside the transaction: somebody may have told them meanwhile.
            waiting = numbers_to_tell(work.session)
            if each in waiting:
                message = self._writing.queue(work, mail)
                root = work.root(each.root_id)
                contacts = [each.to.contact_id or 0]
                for answer in log_answers(work, root, contacts, AnswerWay.REPLIED, mail.mail.text):
                    answer.outbox_id = message.id
        return work.changes
