"""Mails to departments: shown exactly as they leave, then queued with their forwards in one action."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from wardoffice.domain.case_view import CaseView
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.department_wish import DepartmentWish, department_values
from wardoffice.domain.departments import DepartmentView
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.following_up import DepartmentMail, MailPart, look_after
from wardoffice.domain.forwarding import MadeOf
from wardoffice.domain.letter_texts import STAFF_LANGUAGE, LetterKey
from wardoffice.domain.outgoing_mail import Addressee, EnclosedFile, MailPurpose, OutgoingMail, token_of
from wardoffice.language import text
from wardoffice.office.letter_templates import LetterTemplates, Value
from wardoffice.office.mail_writing import MailWriting, RenderedMail
from wardoffice.store.directory_reading import AnswerTimes
from wardoffice.store.fitting import fit
from wardoffice.store.forward_reading import made_of, standing_forwards
from wardoffice.store.store import Store
from wardoffice.store.tables import Forward
from wardoffice.store.unit_of_work import UnitOfWork
from wardoffice.store.visibility import is_restricted


@dataclass(frozen=True, slots=True)
class Receiving:
    """Who gets a mail: a department with those of its people who are written to, or an address on no list."""

    department_id: int | None
    name: str
    to: tuple[Addressee, ...]


def receiving_of(department: DepartmentView) -> Receiving:
    """A department, with those of its people who are written to."""
    return Receiving(
        department.department_id,
        department.name,
        tuple(Addressee(each.email, each.name, each.contact_id) for each in department.written_to),
    )


class DepartmentLetters:
    """Fills, shows and queues them. ``letterhead`` are the fields ``office`` and ``office_phone``.

    ``size_limit`` is the most bytes the office's mail server takes, None while nobody knows.
    """

    def __init__(
        self,
        writing: MailWriting,
        letters: LetterTemplates,
        letterhead: Mapping[str, str],
        store: Store,
        size_limit: Callable[[], int | None] = lambda: None,
    ) -> None:
        self._writing, self._letters, self._letterhead, self._store = writing, letters, letterhead, store
        self.size_limit = size_limit

    def token(self, number: str) -> str:
        """A problem's number as a mail of this office names it."""
        office = self._writing.office
        return token_of(number, office.ward if office is not None else 0)

    def made_of(self, case_id: int) -> Mapping[int, MadeOf]:
        """What belongs to a problem now, by its root: read before all that a mail says of it.

        What changes while the mail is made is seen then when it goes.
        """
        with self._store.reading() as session:
            return made_of(session, [case_id])

    def preview(
        self,
        key: LetterKey,
        purpose: MailPurpose,
        receiving: Receiving,
        parts: Sequence[MailPart],
        values: Mapping[str, Value],
        *,
        wish: DepartmentWish,
        due_at: datetime,
        files: Sequence[EnclosedFile] = (),
        files_long: int = 0,
        left: Sequence[str] = (),
    ) -> DepartmentMail:
        """The mail, read back from its bytes; raises CannotDoError where it cannot be sent to anybody.

        ``files_long`` is how many bytes its files take over the line. ``wish`` is what was chosen and written
        for it, from which its question is filled again where it is taken back.

        The number of its first problem stands in the subject, so that an answer finds home even where a relay
        writes a Message-ID of its own.
        """
        if not receiving.to:
            raise CannotDoError(
                text("{department} has nobody with a mail address on the list.", department=receiving.name),
                text("Nothing was sent."),
                text("Fill one in under Departments, or call them."),
            )
        filled = self._letters.fill(
            key, STAFF_LANGUAGE, {**self._letterhead, "department": receiving.name, **values}
        )
        alone = len(parts) == 1
        mail = OutgoingMail(
            purpose=purpose,
            to=receiving.to,
            subject=filled.subject,
            text=filled.body,
            files=tuple(files),
            case_id=parts[0].case_id if alone else None,
            number=parts[0].number,
            wish=department_values(wish),
        )
        drafted = self._writing.draft(mail)
        case_ids = [part.case_id for part in parts]
        with self._store.reading() as session:
            stood = standing_forwards(session, case_ids, receiving.department_id, purpose)
        return DepartmentMail(
            department_id=receiving.department_id,
            department=receiving.name,
            purpose=purpose,
            sender=drafted.sender,
            to=drafted.to,
            subject=drafted.subject,
            text=drafted.text,
            mail=mail,
            parts=tuple(parts),
            due_at=due_at,
            size=drafted.size + files_long,
            gaps=filled.gaps,
            files=tuple(each.name for each in files),
            left=tuple(left),
            limit=self.size_limit(),
            stood=stood,
        )

    def render(self, mail: DepartmentMail) -> RenderedMail:
        """The bytes that go, outside of any transaction; raises CannotDoError where something is missing."""
        if mail.too_large:
            raise CannotDoError(
                text("The mail is larger than the mail server takes."),
                text("Nothing was sent."),
                text("Untick a photo, and look again."),
            )
        if not mail.can_go:
            raise CannotDoError(
                text("Something is missing in the mail: {gaps}.", gaps=", ".join(mail.gaps)),
                text("Nothing was sent."),
                text("Fill it in, and look again."),
            )
        return self._writing.render(mail.mail)

    def require_as_looked_at(self, work: UnitOfWork, mail: DepartmentMail) -> None:
        """Raise CannotDoError where a problem is not as it was when somebody looked at the mail.

        It was finished or restricted, put together, pulled apart or got other photos, or was sent to them.
        """
        case_ids = [part.case_id for part in mail.parts]
        stands = made_of(work.session, case_ids)
        for part in mail.parts:
            case = work.root(part.case_id)
            if case.status is not CaseStatus.OPEN:
                raise _changed(part.number, text("it was finished"))
            if is_restricted(work.session, case):
                raise _changed(part.number, text("it was restricted to named people"))
            if part.made_of != stands.get(case.id):
                raise _changed(part.number, text("what belongs to it was changed meanwhile"))
        if standing_forwards(work.session, case_ids, mail.department_id, mail.purpose) - mail.stood:
            raise _changed(
                mail.parts[0].number,
                text("it went to {department} since you looked", department=mail.department),
            )

    def queue(self, work: UnitOfWork, mail: DepartmentMail, rendered: RenderedMail) -> None:
        """Put it into the outbox, with a forward of each problem it is about."""
        message = self._writing.queue(work, rendered)
        for part in mail.parts:
            work.add(
                fit(
                    Forward(
                        case_id=work.root(part.case_id).id,
                        outbox_id=message.id,
                        contact_id=mail.mail.to[0].contact_id,
                        department_id=mail.department_id,
                        department=mail.department,
                        purpose=mail.purpose,
                        due_at=mail.due_at,
                        chase_of_id=part.chase_of_id,
                        staff_id=work.actor.staff_id,
                        created_at=work.now,
                    )
                )
            )

    def due_after(self, times: AnswerTimes) -> datetime:
        """When somebody looks whether they answered."""
        return self._store.now() + look_after(times.median_days, len(times.days))


def _changed(number: str, why: str) -> CannotDoError:
    return CannotDoError(
        text("{number} cannot go: {why}", number=number, why=why),
        text("Nothing was sent."),
        text("Look at the mail again."),
    )


def problem_values(case: CaseView) -> dict[str, Value]:
    """What every such mail says of a problem: people are counted and never named (P9)."""
    values: dict[str, Value] = {
        "type": case.service_name,
        "place": case.place.address,
        "people": str(len(case.people)) if case.people else "",
    }
    if case.place.point is not None:
        values["point"] = f"{case.place.point.lat:.5f}, {case.place.point.long:.5f}"
    if len(case.between) > 1:
        values["cross_one"], values["cross_other"] = case.between[:2]
    return values
