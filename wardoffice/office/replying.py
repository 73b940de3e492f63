"""Answers the people of a problem: each is written to singly, and sees nothing of anybody else (P9).

Sent mail settles what is owed to its reader from the moment it is queued, in the same transaction; where it
is taken back or does not arrive, the answer is owed again (P6). A letter is an answer once it was posted, a
call once somebody logs it: until then each is a promise that stands.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.case_view import CaseView, PersonView
from wardoffice.domain.cases import AnswerWay, CaseStatus
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CancelledError
from wardoffice.domain.expected_time import ExpectedTime
from wardoffice.domain.history import ActionKind
from wardoffice.domain.letter_texts import STAFF_LANGUAGE, FilledLetter
from wardoffice.domain.outgoing_mail import Addressee, MailPurpose, OutgoingMail
from wardoffice.domain.people import FollowUpKind
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.replying import (
    ASKED_FOR,
    Correspondent,
    ReplyChoice,
    ReplyForm,
    ReplyKind,
    ReplyPreview,
    ReplyTo,
    ReplyWay,
    choice_values,
)
from wardoffice.language import text
from wardoffice.office.answering import log_answers
from wardoffice.office.case_pane import CasePane
from wardoffice.office.correspondents import people_of
from wardoffice.office.letter_templates import LetterTemplates, Value, gap_words
from wardoffice.office.letter_texts import UsableLanguages
from wardoffice.office.letter_values import called, numbers_of, values_of
from wardoffice.office.mail_writing import MailWriting, RenderedMail
from wardoffice.office.reply_checks import (
    cannot_send,
    require_seen,
    require_unanswered,
    require_way,
    require_whole,
)
from wardoffice.store.casework import home_of_person, homes_of
from wardoffice.store.fitting import fit
from wardoffice.store.replying_reading import newest_answer
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, Contact, FollowUp, Letter
from wardoffice.store.unit_of_work import UnitOfWork

_CALL_WITHIN = timedelta(days=1)
GOES = {ReplyWay.MAIL: "by mail", ReplyWay.LETTER: "a letter to post", ReplyWay.CALL: "a call to make"}
"""What the history says of each way: a letter and a call are no answer yet."""
_OWN_FIELDS = frozenset({"note", "sender", *(each for names in ASKED_FOR.values() for each in names)})

Expecting = Callable[[Actor, int], ExpectedTime | None]


class Replying:
    """Writes to the people of a problem. ``letterhead`` are the fields ``office`` and ``office_phone``."""

    def __init__(
        self,
        store: Store,
        cases: CasePane,
        templates: LetterTemplates,
        writing: MailWriting,
        expecting: Expecting,
        *,
        languages: UsableLanguages,
        letterhead: Mapping[str, str],
        zone: ZoneInfo,
    ) -> None:
        self._store = store
        self._cases = cases
        self._templates = templates
        self._writing = writing
        self._expecting = expecting
        self._languages = languages
        self._letterhead = letterhead
        self._zone = zone

    def begin(self, actor: Actor, case_id: int) -> ReplyForm:
        """Who can be answered about a problem, how, and with what; raises CannotDoError for no problem."""
        require(actor, Doing.ANSWER)
        case = self._cases.show(actor, case_id)
        languages = {each: self._languages(each.letter) for each in ReplyKind}
        return ReplyForm(
            case_id=case.case_id,
            number=case.number,
            title=" · ".join(each for each in (case.service_name or case.title, case.place.address) if each),
            people=people_of(self._store, case),
            suggested=_suggested(case),
            doubts=_doubts(case),
            languages={kind: tuple(usable) for kind, (usable, _) in languages.items()},
            waiting_for_approval={kind: tuple(waiting) for kind, (_, waiting) in languages.items()},
            newest_answer=self._newest_answer(case.case_id),
            knows_status=bool(values_of(case, None, STAFF_LANGUAGE, self._zone).get("status")),
        )

    def preview(self, actor: Actor, case_id: int, choice: ReplyChoice) -> tuple[ReplyPreview, ...]:
        """What each person gets, word for word, with what is missing in it."""
        require(actor, Doing.ANSWER)
        case = self._cases.show(actor, case_id)
        expected = self._expecting(actor, case_id)
        people = {each.contact_id: each for each in case.people}
        return tuple(
            self._preview(case, expected, choice, each, people[each.contact_id])
            for each in choice.to
            if each.contact_id in people
        )

    def send(
        self, actor: Actor, case_id: int, choice: ReplyChoice, cancelled: Cancelled = lambda: False
    ) -> Changes:
        """Queue a mail to each person, keep their letters, and note whom to call: one action.

        Raises CannotDoError where something is missing, a language may not be used, somebody cannot or must
        not be written to, or it is no more what ``choice.seen`` says was looked at, and CancelledError; then
        nothing is sent to anybody.
        """
        require(actor, Doing.ANSWER)
        if not choice.to:
            raise cannot_send(text("Nobody is ticked."), text("Tick who gets it."))
        form = self.begin(actor, case_id)
        people = {each.contact_id: each for each in form.people}
        for each in choice.to:
            require_way(each, people.get(each.contact_id), choice.kind, form.languages[choice.kind])
        previews = self.preview(actor, case_id, choice)
        for preview in previews:
            require_whole(preview)
            require_seen(preview, choice.seen)
        mails = self._render(form, choice, previews, people, cancelled)
        ways = list(dict.fromkeys(GOES[each.to.way] for each in previews))
        with self._store.unit_of_work(actor, ActionKind.REPLY, count=len(previews), ways=ways) as work:
            case = work.root(form.case_id)
            told = [people[each.to.contact_id] for each in previews]
            require_unanswered(work, case, told, choice)
            for preview in previews:
                mail = mails.get(preview.to.contact_id)
                if mail is not None:
                    self._queue(work, case, preview, mail)
                else:
                    self._promise(work, case, preview)
        return work.changes

    def _newest_answer(self, case_id: int) -> int:
        with self._store.reading() as session:
            return newest_answer(session, homes_of(session, case_id))

    def _preview(
        self,
        case: CaseView,
        expected: ExpectedTime | None,
        choice: ReplyChoice,
        to: ReplyTo,
        person: PersonView,
    ) -> ReplyPreview:
        def fill(language: str) -> FilledLetter:
            values: dict[str, Value] = {
                **values_of(case, expected, language, self._zone),
                **self._letterhead,
                **{name: words for name, words in choice.fields.items() if name in _OWN_FIELDS},
                "greeting": self._templates.greeting(language, called(person.name)),
            }
            return self._templates.fill(choice.kind.letter, language, values)

        letter = fill(to.language)
        if to.subject is not None or to.body is not None:
            subject = letter.subject if to.subject is None else to.subject
            body = letter.body if to.body is None else to.body
            letter = FilledLetter(
                " ".join(subject.split()),
                body,
                tuple(each for each in letter.gaps if _shows(each, subject + body)),
            )
        english = fill(STAFF_LANGUAGE) if to.language != STAFF_LANGUAGE else None
        return ReplyPreview(to, person.name, letter, english)

    def _render(
        self,
        form: ReplyForm,
        choice: ReplyChoice,
        previews: Sequence[ReplyPreview],
        people: Mapping[int, Correspondent],
        cancelled: Cancelled,
    ) -> dict[int, RenderedMail]:
        rendered = {}
        for each in previews:
            if cancelled():
                raise CancelledError
            if each.to.way is not ReplyWay.MAIL:
                continue
            person = people[each.to.contact_id]
            acknowledges = choice.kind is ReplyKind.ACKNOWLEDGE
            rendered[person.contact_id] = self._writing.render(
                OutgoingMail(
                    purpose=MailPurpose.ACKNOWLEDGEMENT if acknowledges else MailPurpose.ANSWER,
                    to=(Addressee(person.email, person.name, person.contact_id),),
                    subject=each.letter.subject,
                    text=each.letter.body,
                    case_id=form.case_id,
                    number=form.number,
                    answers=person.thread,
                    wish=choice_values(choice.kind, each.to, choice.fields),
                )
            )
        return rendered

    def _queue(self, work: UnitOfWork, case: Case, preview: ReplyPreview, mail: RenderedMail) -> None:
        message = self._writing.queue(work, mail)
        given = log_answers(work, case, [preview.to.contact_id], AnswerWay.REPLIED, preview.letter.body)
        for each in given:
            each.outbox_id = message.id

    def _promise(self, work: UnitOfWork, case: Case, preview: ReplyPreview) -> None:
        """A letter to be posted, or a call to be made: promised, and open until somebody did it."""
        contact_id = preview.to.contact_id
        home = home_of_person(work.session, case.id, homes_of(work.session, case.id), contact_id)
        is_letter = preview.to.way is ReplyWay.LETTER
        if is_letter:
            if preview.to.address.strip():
                contact = work.session.get_one(Contact, contact_id)
                contact.address = " ".join(preview.to.address.split())
                fit(contact)
            work.add(
                fit(
                    Letter(
                        case_id=home,
                        contact_id=contact_id,
                        language=preview.to.language,
                        subject=preview.letter.subject,
                        body=preview.letter.body,
                        staff_id=work.actor.staff_id,
                        created_at=work.now,
                    )
                )
            )
        work.add(
            fit(
                FollowUp(
                    case_id=home,
                    contact_id=contact_id,
                    kind=FollowUpKind.PROMISE,
                    words=text("a letter") if is_letter else text("a call"),
                    due_at=work.now + _CALL_WITHIN,
                    staff_id=work.actor.staff_id,
                    created_at=work.now,
                )
            )
        )


def _suggested(case: CaseView) -> ReplyKind:
    """What is likely to be said next: thanks to who heard nothing, that it is done, or how it stands."""
    if case.status is CaseStatus.FINISHED:
        return ReplyKind.DONE
    if all(each.answered_at is None for each in case.people):
        return ReplyKind.ACKNOWLEDGE
    return ReplyKind.UPDATE


def _doubts(case: CaseView) -> dict[ReplyKind, str]:
    doubts = {}
    if case.status is not CaseStatus.FINISHED:
        doubts[ReplyKind.DONE] = text(
            "We are not done with this problem yet: finish it first, or send an update."
        )
    elif any(each.closing.still_open for each in case.city):
        numbers = ", ".join(numbers_of(case))
        doubts[ReplyKind.DONE] = text("The city has not closed it: {numbers}.", numbers=numbers)
    return doubts


def _shows(gap: str, words: str) -> bool:
    """Whether a text somebody changed still has this gap in it."""
    return gap_words(gap) in words
