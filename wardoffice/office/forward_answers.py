"""What departments answer: whose line it is, and that nobody waits for it any more."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.cases import LinkReason
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.following_up import answered_numbers
from wardoffice.domain.history import ActionKind
from wardoffice.language import text
from wardoffice.office.case_work import write_note
from wardoffice.store.asked_reading import city_numbers, our_numbers
from wardoffice.store.casework import homes_of
from wardoffice.store.forward_chains import asked_until, sent_together
from wardoffice.store.sent_reading import links_of
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, Forward, Message, MessageLink
from wardoffice.store.unit_of_work import UnitOfWork
from wardoffice.store.unsaid_answers import unanswered_forwards, unsaid_answers
from wardoffice.store.visibility import hidden_cases

MORNING = time(9)
"""When answers are looked for."""


class ForwardAnswers:
    """What a person writes down of an answer, or of when to look for one. Days are of ``zone``."""

    def __init__(self, store: Store, zone: ZoneInfo) -> None:
        self._store, self._zone = store, zone

    def log(self, actor: Actor, forward_id: int, words: str, *, everything: bool = False) -> Changes:
        """Write down what somebody was told by phone or on a website, about all of a mail if it was so.

        Raises CannotDoError where the forward was taken back. The words stand as a note on each problem.
        """
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.FORWARD_ANSWERED) as work:
            forward = _standing(work, forward_id)
            about = _about(work, forward, everything=everything)
            roots = list(dict.fromkeys(_root(work, each.case_id) for each in about))
            work.details.update(name=forward.department, count=len(roots))
            mark_answered(work, about, work.now)
            if words.strip():
                said = text("{name} answered: {words}", name=forward.department, words=words.strip())
                for root in work.roots(roots):
                    write_note(work, root, said)
        return work.changes

    def answers(self, actor: Actor, forward_id: int, message_id: int, *, everything: bool = False) -> Changes:
        """Say that a mail is what they answer about a problem, or about all of the mail it answers.

        It is shown with each of these from then on. Raises CannotDoError where the forward was taken back.
        """
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.FORWARD_ANSWERED) as work:
            _settle(work, _standing(work, forward_id), message_id, everything=everything)
        return work.changes

    def answers_all(self, actor: Actor, case_id: int) -> Changes:
        """Say that the newest mail shown with a problem answers all that was asked in the mail it answers.

        Raises CannotDoError where no mail waits for somebody to say so.
        """
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.FORWARD_ANSWERED) as work:
            homes = homes_of(work.session, work.root(case_id).id)
            unsaid = unsaid_answers(work.session, homes, unanswered_forwards(work.session, homes))
            if not unsaid:
                raise CannotDoError(
                    text("No mail of a department waits for you to say what it answers."),
                    text("Nothing was changed."),
                    text("What was said by phone is written down under “To departments”."),
                )
            newest = max(unsaid, key=lambda each: unsaid[each].at)
            _settle(work, _standing(work, newest), unsaid[newest].message_id, everything=True)
        return work.changes

    def look_later(self, actor: Actor, forward_id: int, day: date) -> Changes:
        """Look for an answer on another day, at nine in the morning."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.LOOK_LATER) as work:
            forward = _standing(work, forward_id)
            work.details.update(name=forward.department, day=day.isoformat())
            forward.due_at = datetime.combine(day, MORNING, self._zone).astimezone(UTC)
        return work.changes


def settle_forwards(
    work: UnitOfWork, message: Message, forward: Forward, *, about_all: bool
) -> Sequence[int]:
    """Settle what a department's mail answers, and give the cases it belongs to, as homes.

    A mail about several problems is answered line by line: in each that it names, or that it is written
    below. Where it names none, it is about all of them if it says so (``about_all``); else it is shown with
    each, and a person says which it answers: they owe the others an answer still.
    """
    together = sent_together(work.session, forward)
    asked: dict[str, list[Forward]] = defaultdict(list)
    roots: dict[int, str] = {}
    for each in together:
        root = work.session.get_one(Case, _root(work, each.case_id))
        roots[root.id] = root.number
        asked[root.number].append(each)
    of_city = city_numbers(work.session, roots)
    by_city = {number: roots[root_id] for root_id, some in of_city.items() for number in some}
    # Their mail names what we named: a number may stand under another problem since.
    known = {
        number: roots[root_id]
        for root_id, some in our_numbers(work.session, roots).items()
        for number in some
    }
    named = answered_numbers(message.text, message.whole_text, known, by_city)
    answered = [each for number in dict.fromkeys(known[each] for each in named) for each in asked[number]]
    if not answered and len(asked) > 1 and not about_all:
        message.kind_reason = text(
            "{name} answers a mail about {count} problems and does not say which it means: read it, and "
            "write down with each that it is answered.",
            name=forward.department,
            count=len(asked),
        )
        return [each.case_id for each in together]
    mark_answered(work, answered or together, message.received_at, message.id)
    return [each.case_id for each in answered or together]


def link_everywhere(
    work: UnitOfWork,
    message: Message,
    case_ids: Collection[int],
    linked: Collection[int],
    reason: LinkReason = LinkReason.IN_REPLY_TO,
) -> None:
    """Show an answer with every problem it belongs to; it is shown with the cases ``linked`` already."""
    roots = {_root(work, each) for each in linked}
    for case_id in case_ids:
        root_id = _root(work, case_id)
        if root_id in roots:
            continue
        roots.add(root_id)
        work.add(
            MessageLink(
                message_id=message.id,
                case_id=case_id,
                reason=reason,
                created_at=work.now,
            )
        )


def mark_answered(
    work: UnitOfWork, forwards: Collection[Forward], at: datetime, message_id: int | None = None
) -> None:
    """Say that these were answered, and with each all that was asked of them about it until then."""
    for forward in forwards:
        for each in asked_until(work.session, forward):
            if each.answered_at is None:
                each.answered_at, each.answer_message_id = at, message_id


def _settle(work: UnitOfWork, forward: Forward, message_id: int, *, everything: bool) -> None:
    message = work.session.get_one(Message, message_id)
    about = _about(work, forward, everything=everything)
    roots = {_root(work, each.case_id) for each in about}
    work.details.update(name=forward.department, count=len(roots))
    mark_answered(work, about, message.received_at, message.id)
    linked = [each.case_id for each in links_of(work.session, message.id)]
    link_everywhere(work, message, [each.case_id for each in about], linked, LinkReason.PERSON)


def _about(work: UnitOfWork, forward: Forward, *, everything: bool) -> list[Forward]:
    """The forward, or with it all of its mail that wait and that the actor may see."""
    if not everything:
        return [forward]
    hidden = hidden_cases(work.session, work.actor)
    together = sent_together(work.session, forward)
    return [each for each in together if each.answered_at is None and each.case_id not in hidden] or [forward]


def _root(work: UnitOfWork, case_id: int) -> int:
    case = work.session.get_one(Case, case_id)
    return case.root_id or case.id


def _standing(work: UnitOfWork, forward_id: int) -> Forward:
    forward = work.session.get(Forward, forward_id)
    if forward is None or forward.withdrawn_at is not None:
        raise CannotDoError(
            text("This was taken back."),
            text("Nothing was changed."),
            text("Refresh: somebody else may have done it."),
        )
    work.case(forward.case_id)
    return forward
