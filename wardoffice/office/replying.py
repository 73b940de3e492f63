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
from wardoffice.domain.errors import CancelledError, CannotDoError
from wardoffice.domain.expected_time import ExpectedTime
from wardoffice.domain.history import ActionKind
from wardoffice.domain.letter_texts import STAFF_LANGUAGE, FilledLetter, LetterKey
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
from wardoffice.mail.addresses import sound_address
from wardoffice.office.answering import log_answers
from wardoffice.office.case_pane import CasePane
from wardoffice.office.letter_templates import LetterTemplates, Value, gap_words
from wardoffice.office.letter_values import numbers_of, values_of
from wardoffice.office.mail_writing import MailWriting, RenderedMail
from wardoffice.store.casework import home_of_person, homes_of
from wardoffice.store.fitting import fit
from wardoffice.store.replying_reading import (
    ACKNOWLEDGED_FOR,
    acknowledged_since,
    bounced_addresses,
    postal_addresses,
    silent_senders,
    threads_of,
)
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, FollowUp, Letter
from wardoffice.store.unit_of_work import UnitOfWork

_CALL_WITHIN = timedelta(days=1)
_OWN_FIELDS = frozenset({"note", "sender", *(each for names in ASKED_FOR.values() for each in names)})

UsableLanguages = Callable[[LetterKey], tuple[Sequence[str], Sequence[str]]]
"""The languages a text may be sent in, and those that wait for an approval."""

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
            people=self._people(case),
            suggested=_suggested(case),
            doubts=_doubts(case),
            languages={kind: tuple(usable) for kind, (usable, _) in languages.items()},
            waiting_for_approval={kind: tuple(waiting) for kind, (_, waiting) in languages.items()},
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

        Raises CannotDoError where something is missing, a language may not be used, or somebody cannot or
        must not be written to, and CancelledError; then nothing is sent to anybody.
        """
        require(actor, Doing.ANSWER)
        if not choice.to:
            raise _cannot(text("Nobody is ticked."), text("Tick who gets it."))
        form = self.begin(actor, case_id)
        people = {each.contact_id: each for each in form.people}
        for each in choice.to:
            _require_way(each, people.get(each.contact_id), choice.kind, form.languages[choice.kind])
        previews = self.preview(actor, case_id, choice)
        for preview in previews:
            _require_whole(preview)
        mails = self._render(form, choice, previews, people, cancelled)
        with self._store.unit_of_work(actor, ActionKind.ANSWER, count=len(previews)) as work:
            case = work.root(form.case_id)
            if choice.kind is ReplyKind.ACKNOWLEDGE:
                self._require_first(work, [people[each.to.contact_id] for each in previews])
            for preview in previews:
                mail = mails.get(preview.to.contact_id)
                if mail is not None:
                    self._queue(work, case, preview, mail)
                else:
                    self._promise(work, case, preview)
        return work.changes

    def _people(self, case: CaseView) -> tuple[Correspondent, ...]:
        now = self._store.now()
        ids = [each.contact_id for each in case.people]
        addresses = [each.email for each in case.people if each.email]
        with self._store.reading() as session:
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
                "greeting": self._templates.greeting(language, _called(person)),
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

    def _require_first(self, work: UnitOfWork, people: Sequence[Correspondent]) -> None:
        """Asked once more inside the transaction: two desks may thank the same person at once."""
        since = work.now - ACKNOWLEDGED_FOR
        thanked = acknowledged_since(work.session, [each.email for each in people if each.email], since)
        for each in people:
            if each.email.casefold() in thanked:
                raise _cannot(
                    text("{name} got an acknowledgement within the last day already.", name=each.name),
                    text("Untick them, or send an update."),
                )


def _correspondent(
    person: PersonView, postal: str, no_mail: str, thread: tuple[str, ...], *, acknowledged: bool
) -> Correspondent:
    by_mail = (ReplyWay.MAIL,) if person.email and not no_mail else ()
    by_call = (ReplyWay.CALL,) if person.phone else ()
    by_letter = (ReplyWay.LETTER,) if postal else ()
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
    )


def _why_no_mail(person: PersonView, silent: set[int], bounced: set[str]) -> str:
    if not person.email:
        return text("no mail address is known")
    if person.contact_id in silent:
        return text("only a machine or a mailing list ever wrote from there")
    if person.email.casefold() in bounced:
        return text("the last mail to {address} did not arrive", address=person.email)
    try:
        sound_address(person.email)
    except CannotDoError:
        return text("{address} is no mail address", address=person.email)
    return ""


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


def _require_way(
    to: ReplyTo, person: Correspondent | None, kind: ReplyKind, languages: Sequence[str]
) -> None:
    if person is None:
        raise _cannot(text("Somebody who is ticked did not tell us of this problem."), text("Open it anew."))
    if to.way not in person.ways:
        why = person.no_mail if to.way is ReplyWay.MAIL else text("no number or address for that is known")
        raise _cannot(
            text("{name} cannot be reached so: {why}.", name=person.name, why=why),
            text("Choose another way, or untick them."),
        )
    if to.way is not ReplyWay.CALL and to.language not in languages:
        raise _cannot(
            text("Nobody in the office has approved the texts in that language yet."),
            text("Have somebody who speaks it approve them, or choose another language."),
        )
    if kind is ReplyKind.ACKNOWLEDGE and to.way is ReplyWay.MAIL and person.acknowledged:
        raise _cannot(
            text("{name} got an acknowledgement within the last day already.", name=person.name),
            text("Untick them, or send an update."),
        )


def _require_whole(preview: ReplyPreview) -> None:
    letter = preview.letter
    if letter.gaps and preview.to.way is not ReplyWay.CALL:
        raise _cannot(
            text("Something is missing: {fields}.", fields=", ".join(letter.gaps)),
            text("Fill it in."),
        )
    if not letter.subject.strip() or not letter.body.strip():
        raise _cannot(text("The message to {name} is empty.", name=preview.name), text("Write it."))


def _called(person: PersonView) -> str:
    """The name to greet somebody by: none where all that is known is how to reach them."""
    name = person.name.strip()
    return "" if not name or "@" in name or any(each.isdigit() for each in name) else name


def _shows(gap: str, words: str) -> bool:
    """Whether a text somebody changed still has this gap in it."""
    return gap_words(gap) in words


def _cannot(happened: str, next_step: str) -> CannotDoError:
    return CannotDoError(happened, text("Nothing was sent."), next_step)
