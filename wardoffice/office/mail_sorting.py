"""Decides what kind of mail it is and where it belongs, from its headers, its words and what is here already.

In this order: what programs sent (bounces, 311's notices, automatic mail, lists), papers with a clock, what
answers a case, the same letter from many, junk, and else a new problem. Each kind has its reason in a
sentence.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from wardoffice.domain.cases import CaseKind, LinkReason
from wardoffice.domain.deadlines import business_days_after
from wardoffice.domain.letters import Letter, letter_of
from wardoffice.domain.mail_kinds import MailWords
from wardoffice.domain.messages import Bounce, MessageKind, ReadMail
from wardoffice.domain.pictures import Rank
from wardoffice.domain.sender_check import sender_doubt
from wardoffice.domain.tracking_numbers import CityNumbers
from wardoffice.language import plural, text
from wardoffice.store.bounced import bounced_answer, bounced_mail
from wardoffice.store.city_numbers import record_of_number
from wardoffice.store.conversations import (
    answered_forward,
    case_by_subject_and_sender,
    case_state,
    forward_to,
    is_answer_by_subject,
    only_case_of,
    wrote_before,
)
from wardoffice.store.letters import people_writing, same_letter
from wardoffice.store.message_reading import answered_case, case_of_message, case_of_record
from wardoffice.store.tables import Message
from wardoffice.store.unit_of_work import UnitOfWork

IsHoliday = Callable[[date], bool]
LOOKED_AT = 20_000
"""Letters of a mail that are searched for words: of a million it would take seconds, inside a transaction."""
Answered = tuple[int, LinkReason]
"""The case a mail answers, and by what that is known."""

_REREAD = frozenset({MessageKind.PROBLEM, MessageKind.REPLY, MessageKind.JUNK})
"""Kinds by headers that the words may make another of."""


@dataclass(frozen=True, slots=True)
class Clock:
    """By when it is due (aware) and by whose rule."""

    due_at: datetime
    rule: str


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a mail is, why, and where it belongs.

    ``case_id`` is the case it is linked to for ``link``, or, for the same letter, the one it is filed in.
    ``silent``: nobody has to look at it there. ``again``: what was finished is open again, and an answer is
    owed. ``number`` is the 311 number of a notice; ``forward_id`` the forward a department answers.
    A bounce is about ``bounced_id`` of the outbox, or about ``answer_id``, a mail from a mail program.
    """

    kind: MessageKind
    reason: str
    case_id: int | None = None
    link: LinkReason | None = None
    silent: bool = False
    again: bool = False
    clock: Clock | None = None
    number: str = ""
    forward_id: int | None = None
    doubt: str = ""
    letter: Letter | None = None
    bounced_id: int | None = None
    answer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail with the row that was made of it, in the words of whoever told of it first."""

    mail: ReadMail
    message: Message
    has_place: bool

    @property
    def said(self) -> str:
        """Subject and words, as far as they are looked at."""
        return f"{self.message.subject}\n{self.text}"

    @property
    def text(self) -> str:
        """The words, as far as they are looked at."""
        return self.message.text[:LOOKED_AT]

    @property
    def sender(self) -> str:
        """The address it claims to come from."""
        return self.message.sender_address

    @property
    def message_id(self) -> int:
        """Its row."""
        return self.message.id

    @property
    def contact_id(self) -> int | None:
        """Its person."""
        return self.message.contact_id

    @property
    def at(self) -> datetime:
        """When it came (aware UTC)."""
        return self.message.received_at


@dataclass(frozen=True, slots=True)
class MailSorting:
    """Sorts mails by ``words``; ``numbers`` are how the city writes its own.

    Due days are counted in ``zone`` without what ``is_holiday``; ``trusted`` are the authserv-ids of the
    office's own mail provider.
    """

    words: MailWords
    numbers: CityNumbers
    zone: ZoneInfo
    is_holiday: IsHoliday
    trusted: tuple[str, ...] = ()

    def sort(self, work: UnitOfWork, arrived: Arrived) -> Sorted:
        """What this mail is; reads only."""
        found = self._sorted(work, arrived)
        return replace(found, doubt=sender_doubt(arrived.mail.authentication, self.trusted))

    def _sorted(self, work: UnitOfWork, arrived: Arrived) -> Sorted:
        answered = self._answered(work, arrived)
        steps = (
            self._bounce,
            self._notice,
            self._program,
            self._paper,
            self._reply,
            self._thanks,
            self._left,
        )
        found = (step(work, arrived, answered) for step in steps)
        return next((each for each in found if each is not None), None) or self._new(work, arrived)

    def _answered(self, work: UnitOfWork, arrived: Arrived) -> Answered | None:
        """The case it belongs to: by token, thread or number where it is an answer, by subject and sender."""
        mail = arrived.mail
        if mail.kind is not MessageKind.PROBLEM:
            found = answered_case(work.session, mail.subject, mail.in_reply_to, mail.references, self.numbers)
            if found is not None:
                return found
        if mail.kind is MessageKind.REPLY or is_answer_by_subject(mail.subject):
            case_id = case_by_subject_and_sender(work.session, mail.subject, arrived.contact_id, arrived.at)
            if case_id is not None:
                return case_id, LinkReason.SENDER
        return None

    def _bounce(self, work: UnitOfWork, arrived: Arrived, answered: Answered | None) -> Sorted | None:
        mail = arrived.mail
        if mail.kind is not MessageKind.BOUNCE:
            return None
        bounce = mail.bounce or Bounce("")
        ours = bounced_mail(work.session, bounce, arrived.at)
        answer = bounced_answer(work.session, bounce) if ours is None else None
        if ours is None and answer is None:
            case_id, link = answered or (None, None)
            return Sorted(mail.kind, mail.kind_reason, case_id, link)
        lost = [each for each in bounce.recipients if each.permanent]
        if lost:
            names = ", ".join(each.recipient for each in lost)
            reason = text(
                "Our mail to {names} did not arrive: {why}.",
                names=names,
                why=lost[0].answer or text("no reason told"),
            )
        else:
            reason = text("Our mail is held up on its way; the mail server goes on trying.")
        return Sorted(
            MessageKind.BOUNCE,
            reason,
            ours.case_id if ours else case_of_message(work.session, answer.id) if answer else None,
            LinkReason.BOUNCE,
            silent=not lost,
            bounced_id=ours.id if ours else None,
            answer_id=answer.id if answer else None,
        )

    def _program(self, _work: UnitOfWork, arrived: Arrived, answered: Answered | None) -> Sorted | None:
        """What its headers say it is, where words cannot make another of it."""
        mail = arrived.mail
        if mail.kind in _REREAD:
            return None
        if mail.kind is not MessageKind.AUTOMATIC or answered is None:
            return Sorted(mail.kind, mail.kind_reason)
        return Sorted(mail.kind, mail.kind_reason, *answered, silent=True)

    def _notice(self, work: UnitOfWork, arrived: Arrived, _answered: Answered | None) -> Sorted | None:
        """A notice of the city's 311 system; one that may be forged is an ordinary mail."""
        if not self.words.is_notice(arrived.sender, arrived.said) or self._doubt(arrived):
            return None
        named = self.numbers.named_in(arrived.said)
        for number in named:
            record = record_of_number(work.session, self.numbers.city, number)
            case_id = case_of_record(work.session, record.id) if record is not None else None
            if case_id is not None:
                reason = text("311 writes about its request {number}.", number=number)
                return Sorted(MessageKind.NOTICE, reason, case_id, LinkReason.TRACKING_NUMBER, number=number)
        if not named:
            return None
        reason = text(
            "311 writes about its request {number}, which the feed has not brought yet: it is joined then.",
            number=named[0],
        )
        return Sorted(MessageKind.NOTICE, reason, number=named[0])

    def _paper(self, work: UnitOfWork, arrived: Arrived, answered: Answered | None) -> Sorted | None:
        """A paper with a clock; word on one that is here is an ordinary reply."""
        found = self.words.paper_in(arrived.sender, arrived.said)
        if found is None:
            return None
        if answered is not None and case_state(work.session, answered[0]).kind is CaseKind.PAPERWORK:
            return None
        due = business_days_after(arrived.at, found.rule.days, self.zone, self.is_holiday)
        reason = text(
            "It says “{words}”. Due {rule}.", words="”, “".join(found.words), rule=text(found.rule.rule)
        )
        case_id, link = answered or (None, None)
        clock = Clock(due, text(found.rule.rule))
        return Sorted(found.rule.kind, reason, case_id, link, silent=True, clock=clock)

    def _reply(self, work: UnitOfWork, arrived: Arrived, answered: Answered | None) -> Sorted | None:
        if answered is None:
            return None
        mail, (case_id, link) = arrived.mail, answered
        forward = answered_forward(work.session, (mail.in_reply_to, *mail.references)) or forward_to(
            work.session, arrived.contact_id, case_id
        )
        if forward is not None:
            reason = text("It answers what was sent to {name}.", name=forward.department)
            return Sorted(MessageKind.DEPARTMENT, reason, case_id, link, forward_id=forward.id)
        state = case_state(work.session, case_id)
        back = self.words.back_again_in(arrived.text)
        if back and (state.finished or state.closed_by_city):
            return self._back_again(arrived, answered, back, finished=state.finished)
        thanks = "" if _has_pictures(mail) else self.words.thanks_in(arrived.text)
        if thanks:
            reason = text("It says “{words}” and asks for nothing.", words=thanks)
            return Sorted(MessageKind.THANKS, reason, case_id, link, silent=True)
        reason = mail.kind_reason if mail.kind is MessageKind.REPLY else text("It answers an earlier mail.")
        return Sorted(MessageKind.REPLY, reason, case_id, link)

    def _back_again(self, arrived: Arrived, answered: Answered, words: str, *, finished: bool) -> Sorted:
        case_id, link = answered
        if self._doubt(arrived):
            reason = text(
                "It says “{words}”, but its sender is not confirmed: nothing was opened.", words=words
            )
            return Sorted(MessageKind.BACK_AGAIN, reason, case_id, link)
        if finished:
            reason = text("It says “{words}” of what was finished: it is open again.", words=words)
        else:
            reason = text("It says “{words}” of what the city closed.", words=words)
        return Sorted(MessageKind.BACK_AGAIN, reason, case_id, link, again=True)

    def _thanks(self, work: UnitOfWork, arrived: Arrived, _answered: Answered | None) -> Sorted | None:
        """Thanks in a mail that answers none, from somebody who wrote about one problem only."""
        if arrived.mail.kind is MessageKind.REPLY or _has_pictures(arrived.mail):
            return None
        words = self.words.thanks_in(arrived.text)
        case_id = only_case_of(work.session, arrived.contact_id, arrived.at) if words else None
        if case_id is None:
            return None
        state = case_state(work.session, case_id)
        reason = text("It says “{words}” and asks for nothing.", words=words)
        silent = state.finished or state.closed_by_city
        return Sorted(MessageKind.THANKS, reason, case_id, LinkReason.ONLY_CASE, silent=silent)

    def _left(self, work: UnitOfWork, arrived: Arrived, _answered: Answered | None) -> Sorted | None:
        """Answers to nothing we have, and what the mail server took for junk of a stranger's."""
        mail = arrived.mail
        known = wrote_before(work.session, arrived.contact_id, arrived.message_id)
        if mail.kind is MessageKind.REPLY or (mail.kind is MessageKind.JUNK and not known):
            return Sorted(mail.kind, mail.kind_reason)
        return None

    def _new(self, work: UnitOfWork, arrived: Arrived) -> Sorted:
        mail = arrived.mail
        letter = letter_of(arrived.text) if mail.form is None else None
        same = same_letter(work.session, letter, arrived.at) if letter is not None else None
        if same is not None:
            others = people_writing(work.session, same.case_id)
            reason = plural(
                "It says nearly word for word what {count} person wrote before.",
                "It says nearly word for word what {count} people wrote before.",
                max(others, 1),
            )
            return Sorted(MessageKind.SAME_LETTER, reason, same.case_id, letter=letter)
        known = wrote_before(work.session, arrived.contact_id, arrived.message_id)
        junk = self.words.junk_in(arrived.said)
        if junk and not known and not arrived.has_place and not _has_pictures(mail):
            reason = text("A stranger who names no place and says “{words}”.", words="”, “".join(junk))
            return Sorted(MessageKind.JUNK, reason)
        reason = mail.kind_reason
        if mail.kind is MessageKind.JUNK:
            reason = text("The mail server took it for junk, but this person wrote to the office before.")
        return Sorted(MessageKind.PROBLEM, reason, letter=letter)

    def _doubt(self, arrived: Arrived) -> str:
        return sender_doubt(arrived.mail.authentication, self.trusted)


def left_alone(message: Message, case_id: int | None) -> str:
    """Why a mail that was filed without a problem waits for somebody to look at it, or "".

    People report potholes by answering a newsletter, and a resident's mail may look like junk.
    """
    if case_id is None and message.kind is MessageKind.REPLY:
        return text("It answers a mail we do not have.")
    return message.kind_reason if message.kind is MessageKind.JUNK else ""


def _has_pictures(mail: ReadMail) -> bool:
    """Also of one that could not be read: somebody sent it to show something."""
    return any(file.media_type.startswith("image/") and file.rank is not Rank.LOGO for file in mail.files)
