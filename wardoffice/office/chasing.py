"""Asks departments again about what they did not answer: one mail for each, the oldest first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.department_wish import DepartmentWish
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.following_up import AskedLine, DepartmentMail, MailPart, Overdue, oldest_first
from wardoffice.domain.history import ActionKind
from wardoffice.domain.letter_texts import STAFF_LANGUAGE, LetterKey
from wardoffice.domain.outgoing_mail import Addressee, MailPurpose
from wardoffice.language import text
from wardoffice.office.department_letters import DepartmentLetters, Receiving, receiving_of
from wardoffice.office.letter_templates import Value
from wardoffice.office.letter_values import date_words
from wardoffice.store.directory_reading import AnswerTimes, answer_times, department
from wardoffice.store.overdue_reading import asked_lines
from wardoffice.store.store import Store


class Chasing:
    """What is overdue, and the mails that ask again. Days in them are of ``zone``."""

    def __init__(self, store: Store, letters: DepartmentLetters, zone: ZoneInfo) -> None:
        self._store, self._letters, self._zone = store, letters, zone

    def overdue(self, actor: Actor) -> tuple[Overdue, ...]:
        """Each department that owes answers, whoever waits longest first."""
        return self._owed(actor, self._store.now())

    def waiting(self, actor: Actor) -> tuple[Overdue, ...]:
        """The same with what is not due yet: somebody may ask before its day."""
        return self._owed(actor, None)

    def _owed(self, actor: Actor, now: datetime | None) -> tuple[Overdue, ...]:
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            lines = asked_lines(session, actor, now)
            found = []
            for who, some in lines.items():
                view = department(session, actor, who.department_id) if who.department_id else None
                if view is None and not who.address:
                    continue
                name = view.name if view is not None else who.address
                again = max((each.asked_again_at for each in some if each.asked_again_at), default=None)
                found.append(Overdue(who.department_id, name, oldest_first(some), again, who.address))
        return tuple(sorted(found, key=lambda each: each.lines[0].asked_at))

    def preview(
        self, actor: Actor, department_id: int | None, forward_ids: Sequence[int], words: str = ""
    ) -> DepartmentMail:
        """The mail to a department about these, as it will leave; ``words`` stand above the list.

        Without a department it goes to the address that was typed when these were sent.
        Raises CannotDoError where none is chosen or waits any more, or nobody there has an address.
        """
        require(actor, Doing.FORWARD)
        if not forward_ids:
            raise CannotDoError(
                text("Nothing is ticked."), text("Nothing was sent."), text("Tick what you ask about again.")
            )
        with self._store.reading() as session:
            lines = asked_lines(session, actor, self._store.now(), forward_ids=forward_ids)
            view = department(session, actor, department_id) if department_id is not None else None
            times = answer_times(session, actor, department_id).get(department_id or 0, AnswerTimes())
        who = next((each for each in lines if each.department_id == department_id), None)
        some = oldest_first(lines[who]) if who is not None else ()
        if who is None or (view is None and not who.address):
            raise CannotDoError(
                text("They owe no answer about this any more."),
                text("Nothing was sent."),
                text("Refresh the list: somebody else may have asked, or they answered."),
            )
        receiving = (
            receiving_of(view)
            if view is not None
            else Receiving(None, who.address, (Addressee(who.address),))
        )
        values: dict[str, Value] = {
            "sender": actor.name,
            "words": words.strip(),
            "count": str(len(some)),
            "lines": [self._line(each) for each in some],
            "first_place": some[0].place or some[0].number,
        }
        return self._letters.preview(
            LetterKey.CHASE,
            MailPurpose.CHASE,
            receiving,
            [MailPart(each.case_id, each.number, each.forward_id, each) for each in some],
            values,
            wish=DepartmentWish(
                receiving.department_id,
                receiving.name,
                words,
                tuple(each.forward_id for each in some),
                address=who.address,
            ),
            due_at=self._letters.due_after(times),
        )

    def send(self, actor: Actor, mail: DepartmentMail) -> Changes:
        """Queue the mail that was looked at, with a forward of each problem; undo takes it back.

        Raises CannotDoError where one of them, or what belongs to it, was changed, answered or asked again.
        """
        require(actor, Doing.FORWARD)
        rendered = self._letters.render(mail)
        asked = [each.chase_of_id for each in mail.parts if each.chase_of_id is not None]
        with self._store.unit_of_work(
            actor, ActionKind.CHASE, count=len(mail.parts), name=mail.department
        ) as work:
            waiting = asked_lines(work.session, actor, work.now, forward_ids=asked)
            known = {each.forward_id: each for some in waiting.values() for each in some}
            _require_as_shown(mail, known)
            self._letters.queue(work, mail, rendered)
        return work.changes

    def _line(self, each: AskedLine) -> dict[str, str]:
        def day(moment: datetime) -> str:
            return date_words(moment, STAFF_LANGUAGE, self._zone)

        return {
            "token": self._letters.token(each.number),
            "what": each.what or text("Problem"),
            "place": each.place or text("place not known"),
            "numbers": ", ".join(each.numbers),
            "asked": day(each.asked_at),
            "again": day(each.asked_again_at) if each.asked_again_at is not None else "",
        }


def _require_as_shown(mail: DepartmentMail, known: Mapping[int, AskedLine]) -> None:
    """Raise CannotDoError where what the mail lists is not as it was when somebody looked at it."""
    for part in mail.parts:
        found, shown = known.get(part.chase_of_id or 0), part.asked
        if found is None or shown is None or found.asked_again_at != shown.asked_again_at:
            raise _since(text("{number} was answered or asked about since you looked.", number=part.number))
        # When an answer is looked for is not said in the mail.
        if replace(found, due_at=shown.due_at) != shown:
            raise _since(text("What belongs to {number} was changed since you looked.", number=part.number))


def _since(happened: str) -> CannotDoError:
    return CannotDoError(happened, text("Nothing was sent."), text("Look at the mail again."))
