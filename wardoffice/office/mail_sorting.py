"""Decides what kind of mail it is and where it belongs, from its headers, its words and what is here already.

In this order: bounces, 311's notices, papers with a clock, what answers a case, what else programs sent
(automatic mail, lists), the same letter from many, junk, and else a new problem. Each kind has its reason in
a sentence. Words of danger make a problem of what else would open none.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from wardoffice.domain.cases import CaseKind, LinkReason
from wardoffice.domain.deadlines import business_days_after
from wardoffice.domain.letters import letter_of
from wardoffice.domain.mail_kinds import MailWords, PaperFound, is_from
from wardoffice.domain.messages import OPENING, MessageKind, ReadMail
from wardoffice.domain.own_addresses import NOBODY, OwnAddresses
from wardoffice.domain.pictures import Rank
from wardoffice.domain.places import PlaceSource, Point, metres_between
from wardoffice.domain.sender_check import sender_doubt
from wardoffice.domain.tracking_numbers import CityNumbers
from wardoffice.language import plural, text
from wardoffice.mail.kinds import is_automatic_subject
from wardoffice.office.bounce_sorting import sort_bounce
from wardoffice.office.mail_answering import Answered, what_it_answers
from wardoffice.office.sorted_mail import Arrived, Clock, Sorted
from wardoffice.store.city_numbers import record_of_number
from wardoffice.store.conversations import (
    CaseState,
    answered_forward,
    case_state,
    forward_to,
    only_case_of,
    told_of,
    wrote_before,
)
from wardoffice.store.department_senders import speaks_for_department
from wardoffice.store.forward_chains import sent_together
from wardoffice.store.letters import people_writing, same_letter
from wardoffice.store.message_reading import case_of_record
from wardoffice.store.tables import Case, Forward, Message
from wardoffice.store.unit_of_work import UnitOfWork

IsHoliday = Callable[[date], bool]
_REREAD = frozenset({MessageKind.PROBLEM, MessageKind.REPLY, MessageKind.JUNK})
"""Kinds by headers that the words may make another of."""
_BY_PROGRAM = frozenset({MessageKind.LIST, MessageKind.AUTOMATIC})
_NO_WORDS = frozenset({MessageKind.UNREADABLE, MessageKind.SENT})
_ONE_PLACE = 250.0
"""Metres between photos of one matter at most."""
_LONGEST_OF_A_PERSON = 150
"""Words of a mail by a list that is taken for a person's, not for a newsletter."""


@dataclass(frozen=True, slots=True)
class MailSorting:
    """Sorts mails by ``words``; ``numbers`` are how the city writes its own.

    Due days are counted in ``zone`` without what ``is_holiday``; ``tells`` says whether a sentence tells of a
    problem and where; ``trusted`` are the authserv-ids of the office's own mail provider, ``own`` the
    addresses of the office's people. The city's people are known by their domain.
    """

    words: MailWords
    numbers: CityNumbers
    zone: ZoneInfo
    is_holiday: IsHoliday
    tells: Callable[[str], bool]
    trusted: tuple[str, ...] = ()
    own: OwnAddresses = NOBODY

    def sort(self, work: UnitOfWork, arrived: Arrived) -> Sorted:
        """What this mail is; reads only."""
        doubted = bool(self.doubt_of(arrived.mail))
        trusted = not doubted and (
            arrived.sender in self.own or is_from(arrived.sender, self.words.notice_senders)
        )
        answered, named = what_it_answers(work, arrived, self.numbers, trusted=trusted)
        found = self._sorted(work, replace(arrived, named_id=named), answered)
        if found.kind not in OPENING or found.case_id is not None:
            named = None
        return replace(found, doubt=self.doubt_of(arrived.mail), named_id=named)

    def doubt_of(self, mail: ReadMail) -> str:
        """Why its sender may be another than it says, or ""."""
        return sender_doubt(mail.authentication, self.trusted)

    def _sorted(self, work: UnitOfWork, arrived: Arrived, answered: Answered | None) -> Sorted:
        steps = (
            self._bounce,
            self._notice,
            self._paper,
            self._reply,
            self._program,
            self._thanks,
            self._left,
        )
        found = (step(work, arrived, answered) for step in steps)
        return next((each for each in found if each is not None), None) or self._new(work, arrived)

    def _bounce(self, work: UnitOfWork, arrived: Arrived, answered: Answered | None) -> Sorted | None:
        return sort_bounce(work, arrived, answered) if arrived.mail.kind is MessageKind.BOUNCE else None

    def _program(self, _work: UnitOfWork, arrived: Arrived, answered: Answered | None) -> Sorted | None:
        """What its headers say it is, where words cannot make another of it."""
        mail = arrived.mail
        if mail.kind in _REREAD:
            return None
        if mail.kind is MessageKind.LIST and arrived.danger and _is_short(arrived.text):
            return None
        if mail.kind is not MessageKind.AUTOMATIC or answered is None:
            return Sorted(mail.kind, mail.kind_reason)
        return Sorted(mail.kind, mail.kind_reason, *answered, silent=not arrived.danger)

    def _notice(self, work: UnitOfWork, arrived: Arrived, _answered: Answered | None) -> Sorted | None:
        """A notice of the city's 311 system; one that may be forged is an ordinary mail."""
        if not self.words.is_notice(arrived.sender, arrived.said) or self.doubt_of(arrived.mail):
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
        by_program = arrived.mail.kind in _BY_PROGRAM
        if arrived.mail.kind in _NO_WORDS:
            return None
        found = self.words.paper_in(arrived.sender, arrived.said, by_program=by_program)
        if found is None:
            return None
        if answered is not None and case_state(work.session, answered[0]).kind is CaseKind.PAPERWORK:
            return None
        due = business_days_after(arrived.at, found.rule.days, self.zone, self.is_holiday)
        reason = text(
            "It says “{words}”. Due {rule}.", words="”, “".join(found.words), rule=text(found.rule.rule)
        )
        clock = Clock(due, text(found.rule.rule))
        if answered is not None:
            return self._paper_in_reply(work, arrived, answered, Sorted(found.rule.kind, reason, clock=clock))
        both = self._tells_of_problem(arrived, found)
        if both:
            reason += " " + text("It tells of a problem as well, which has its own place in the queue.")
        return Sorted(found.rule.kind, reason, silent=True, also_problem=both, clock=clock)

    def _tells_of_problem(self, arrived: Arrived, found: PaperFound) -> bool:
        """Whether a paper tells of a problem besides: by its photos or danger, or in a sentence of its own.

        What a lawyer or reporter tells of their matter asks for no crew: the rule's ``things`` are in it.
        """
        if _has_photos(arrived.mail) or arrived.danger:
            return True
        if arrived.has_place and self.words.back_again_in(arrived.text):
            return True
        return any(self.tells(each) for each in found.rule.sentences_beside(arrived.text))

    def _paper_in_reply(
        self, work: UnitOfWork, arrived: Arrived, answered: Answered, paper: Sorted
    ) -> Sorted:
        """A paper in an answer to a problem: it starts its clock, and its word on the problem counts."""
        case_id, link = answered
        word = self._reply(work, arrived, answered)
        if word is None:
            return replace(paper, case_id=case_id, link=link, silent=True)
        said = bool(arrived.danger or word.again or _has_pictures(arrived.mail))
        said = said or bool(self.words.back_again_in(arrived.text))
        if word.again or arrived.danger:
            paper = replace(paper, reason=f"{paper.reason} {word.reason}")
        return replace(
            paper,
            case_id=case_id,
            link=link,
            silent=not said,
            again=word.again,
            forward_id=word.forward_id,
            about_all=word.about_all,
        )

    def _reply(self, work: UnitOfWork, arrived: Arrived, answered: Answered | None) -> Sorted | None:
        if answered is None or arrived.mail.kind in _NO_WORDS:
            return None
        mail, (case_id, _link) = arrived.mail, answered
        forward = self._answered_forward(work, arrived, case_id)
        if forward is not None:
            known = speaks_for_department(work.session, forward, arrived.contact_id, arrived.sender)
            if known or mail.kind is MessageKind.AUTOMATIC:
                return self._department(work, arrived, answered, forward, known=known)
        if mail.kind is MessageKind.AUTOMATIC:
            return None
        state = case_state(work.session, case_id)
        if state.finished and arrived.danger and self.doubt_of(arrived.mail):
            return None
        word = self._word_on(arrived, answered, state)
        return word if forward is None or word.silent else replace(word, reason=_stranger(forward, word))

    def _answered_forward(self, work: UnitOfWork, arrived: Arrived, case_id: int) -> Forward | None:
        """The forward that a department's mail answers.

        Whoever told of a problem it is about and stands in copy answers to all, as our own people do; and
        what may be forged settles nothing.
        """
        mail = arrived.mail
        if arrived.sender in self.own or self.doubt_of(mail):
            return None
        sent = forward_to(work.session, arrived.contact_id, case_id)
        found = answered_forward(work.session, (mail.in_reply_to, *mail.references)) or sent
        about = {case_id, *(each.case_id for each in sent_together(work.session, found))} if found else set()
        if sent is None and any(told_of(work.session, arrived.contact_id, each) for each in about):
            return None
        return found

    def _department(
        self, work: UnitOfWork, arrived: Arrived, answered: Answered, forward: Forward, *, known: bool
    ) -> Sorted | None:
        """An answer to a forward, from somebody ``known`` there or from a program.

        Who is away has not answered, nor a system that nobody knows or that does not say it is done.
        """
        automatic = arrived.mail.kind is MessageKind.AUTOMATIC
        if automatic and is_automatic_subject(arrived.mail.subject):
            return None
        if automatic and not (known and self.words.answers.settled_in(arrived.text)):
            if self.words.only_received(arrived.text):
                reason = text("The system of {name} has taken in what was sent.", name=forward.department)
            else:
                reason = text(
                    "A program at {name} answered: see whether it says anything.", name=forward.department
                )
            return Sorted(MessageKind.DEPARTMENT, reason, *answered)
        reason = text("It answers what was sent to {name}.", name=forward.department)
        asked = len(sent_together(work.session, forward))
        about_all = self.words.answers.speaks_of_all(arrived.text, asked)
        return Sorted(MessageKind.DEPARTMENT, reason, *answered, forward_id=forward.id, about_all=about_all)

    def _word_on(self, arrived: Arrived, answered: Answered, state: CaseState) -> Sorted:
        """What somebody says of a problem that they, or whom we wrote to, know of."""
        mail, (case_id, link) = arrived.mail, answered
        back = self.words.back_again_in(arrived.text)
        if back and (state.finished or state.closed_by_city):
            return self._back_again(arrived, answered, back, finished=state.finished)
        if arrived.danger:
            over = self.words.thanks_before(arrived.text, arrived.danger)
            reason = text("It says “{words}”: see at once.", words=arrived.danger)
            return Sorted(MessageKind.REPLY, reason, case_id, link, again=state.finished and not over)
        thanks = "" if _has_pictures(mail) else self.words.thanks_in(arrived.text)
        if thanks:
            reason = text("It says “{words}” and asks for nothing.", words=thanks)
            return Sorted(MessageKind.THANKS, reason, case_id, link, silent=True)
        reason = mail.kind_reason if mail.kind is MessageKind.REPLY else text("It answers an earlier mail.")
        return Sorted(MessageKind.REPLY, reason, case_id, link)

    def _back_again(self, arrived: Arrived, answered: Answered, words: str, *, finished: bool) -> Sorted:
        case_id, link = answered
        if self.doubt_of(arrived.mail):
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
        if arrived.mail.kind is MessageKind.REPLY or _has_pictures(arrived.mail) or arrived.danger:
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
        if arrived.danger or (arrived.named_id is not None and mail.kind is MessageKind.REPLY):
            return None
        known = wrote_before(work.session, arrived.contact_id, arrived.message_id)
        if mail.kind is MessageKind.REPLY or (mail.kind is MessageKind.JUNK and not known):
            return Sorted(mail.kind, mail.kind_reason)
        return None

    def _new(self, work: UnitOfWork, arrived: Arrived) -> Sorted:
        mail = arrived.mail
        letter = letter_of(arrived.text) if mail.form is None else None
        same = same_letter(work.session, letter, arrived.at) if letter is not None else None
        if same is not None and _lies_elsewhere(work, arrived, same.case_id):
            same = None
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
        if mail.kind is not MessageKind.PROBLEM and arrived.danger:
            reason = text("{why} But it says “{words}”.", why=mail.kind_reason, words=arrived.danger)
            return Sorted(MessageKind.PROBLEM, reason, letter=letter)
        if junk and not arrived.danger and not known and not arrived.has_place and not _has_pictures(mail):
            reason = text("A stranger who names no place and says “{words}”.", words="”, “".join(junk))
            return Sorted(MessageKind.JUNK, reason)
        reason = mail.kind_reason
        if arrived.named_id is not None:
            number = work.session.get_one(Case, arrived.named_id).number
            reason = text(
                "It names {number} in its subject, but nobody knows its sender there: see whether it belongs "
                "to that problem.",
                number=number,
            )
        if mail.kind is MessageKind.JUNK:
            reason = text("The mail server took it for junk, but this person wrote to the office before.")
        papers = self.words.papers_spoken_of(arrived.said)
        if papers:
            reason += " " + text("It speaks of papers (“{words}”) and brings none.", words=papers)
        return Sorted(MessageKind.PROBLEM, reason, letter=letter)


def left_alone(message: Message, case_id: int | None) -> str:
    """Why a mail that was filed without a problem waits for somebody to look at it, or "".

    People report potholes by answering a newsletter, and a resident's mail may look like junk.
    """
    if case_id is None and message.kind in _BY_PROGRAM and message.danger:
        return text("{why} But it says “{words}”.", why=message.kind_reason, words=message.danger)
    if case_id is None and message.kind is MessageKind.REPLY:
        return text("It answers a mail we do not have.")
    return message.kind_reason if message.kind is MessageKind.JUNK else ""


def _lies_elsewhere(work: UnitOfWork, arrived: Arrived, case_id: int) -> bool:
    """Whether its photo or pin shows another place than that of the case.

    An address in the words of a letter may be the home of whoever signed.
    """
    case = work.session.get_one(Case, case_id)
    here = arrived.place.point if arrived.place.source in {PlaceSource.PHOTO, PlaceSource.PIN} else None
    if here is None or case.lat is None or case.long is None:
        return False
    return metres_between(here, Point(case.lat, case.long)) > _ONE_PLACE


def _is_short(said: str) -> bool:
    return len(said.split()) <= _LONGEST_OF_A_PERSON


def _has_photos(mail: ReadMail) -> bool:
    return any(file.rank is Rank.PHOTO for file in mail.files)


def _stranger(forward: Forward, word: Sorted) -> str:
    """Why somebody has to say whether it is their answer, beside what is told of it already."""
    doubt = text(
        "It answers what was sent to {name}, from an address that nobody here knows: say whether it is "
        "their answer.",
        name=forward.department,
    )
    return f"{word.reason} {doubt}"


def _has_pictures(mail: ReadMail) -> bool:
    """Also of one that could not be read: somebody sent it to show something."""
    return any(file.media_type.startswith("image/") and file.rank is not Rank.LOGO for file in mail.files)
