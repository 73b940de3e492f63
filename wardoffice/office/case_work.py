"""What is done to one case inside an action: the pieces that single actions and macros are both made of."""

from datetime import date
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import CaseStatus, FinishReason
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.snoozing import wake_time
from wardoffice.domain.tags import tag_key
from wardoffice.language import text
from wardoffice.office.answering import see_links
from wardoffice.store.casework import former_member, homes_of
from wardoffice.store.staff_reading import staff_members
from wardoffice.store.tables import Case, CaseTag, Note, QueueEntry, Staff
from wardoffice.store.tag_reading import tag_rows
from wardoffice.store.unit_of_work import UnitOfWork


def person_of(work: UnitOfWork, staff_id: int | None) -> Staff | None:
    """An active person of the office, or None for nobody; raises CannotDoError for who has left."""
    person = work.session.get(Staff, staff_id) if staff_id is not None else None
    if staff_id is not None and (person is None or not person.active):
        raise CannotDoError(
            text("This person is not in the office any more."),
            text("Nothing was changed."),
            text("Choose somebody from the staff list."),
        )
    return person


def join_staff(work: UnitOfWork, name: str, role: Role) -> Staff:
    """Put a person on the staff list, or back on it; raises CannotDoError unless the name is theirs alone."""
    called = name.strip()
    taken = {member.name.casefold() for member in staff_members(work.session)}
    if not called or called.casefold() in taken or role is Role.PROGRAM:
        raise CannotDoError(
            text("A person needs a name of their own."),
            text("Nothing was changed."),
            text("Add a family name or an initial to tell people apart."),
        )
    person = former_member(work.session, called) or work.add(Staff(name=called, role=role))
    person.role, person.active = role, True
    return person


def write_note(work: UnitOfWork, case: Case, words: str) -> None:
    """Write a note on the case."""
    work.add(
        Note(
            case_id=case.id,
            staff_id=work.actor.staff_id,
            by=work.actor.name,
            text=words.strip(),
            created_at=work.now,
        )
    )


def take_case(work: UnitOfWork, case: Case, actor: Actor) -> None:
    """Make a case of the city's feed the office's own work."""
    case.taken_at = case.taken_at or work.now
    case.assignee_id = case.assignee_id or actor.staff_id


def finish_case(work: UnitOfWork, case: Case, reason: FinishReason, words: str) -> None:
    """Be done with a case; who is owed an answer stays owed one (P6)."""
    require_status(case, CaseStatus.OPEN)
    case.status = CaseStatus.FINISHED
    case.finish_reason = reason
    case.finished_at = work.now
    if reason is FinishReason.SEEN_DONE:
        case.verified_at = work.now
        case.verified_by_id = work.actor.staff_id
    see_links(work, homes_of(work.session, case.id))
    if words.strip():
        write_note(work, case, words)


def open_again(case: Case) -> None:
    """Make a finished case an open one, with nothing left of how it was finished."""
    case.status = CaseStatus.OPEN
    case.finish_reason = None
    case.handed_to = None
    case.finished_at = None
    case.verified_at = None
    case.verified_by_id = None


def tag_case(work: UnitOfWork, case: Case, name: str) -> None:
    """Put a tag on a case, unless it has it."""
    key = tag_key(name)
    rows = tag_rows(work.session, homes_of(work.session, case.id), key)
    if any(row.withdrawn_at is None for row in rows):
        return
    own = next((row for row in rows if row.case_id == case.id), None)
    if own is None:
        work.add(CaseTag(case_id=case.id, name=name, key=key, created_at=work.now))
    else:
        own.name, own.withdrawn_at = name, None


def untag_case(work: UnitOfWork, case: Case, name: str) -> None:
    """Take a tag off a case and off all that was put together with it."""
    for row in tag_rows(work.session, homes_of(work.session, case.id), tag_key(name)):
        row.withdrawn_at = row.withdrawn_at or work.now


def snooze_case(work: UnitOfWork, case: Case, day: date, zone: ZoneInfo) -> None:
    """Put a case out of the lists until a day; raises CannotDoError for a finished or dangerous one."""
    require_status(case, CaseStatus.OPEN)
    entry = work.session.get_one(QueueEntry, case.id)
    if entry.safety:
        raise CannotDoError(
            text("{number} tells of danger, which is not put off.", number=case.number),
            text("Nothing was changed."),
            text("See to the danger first, or finish it."),
        )
    case.snoozed_until, case.snoozed_at = wake_time(day, zone), work.now
    case.snoozed_city = entry.city_state


def wake_case(case: Case) -> None:
    """Put a case back into the lists."""
    case.snoozed_until = case.snoozed_at = case.snoozed_city = None


def require_status(case: Case, wanted: CaseStatus) -> None:
    """Raise CannotDoError unless the case is open, or finished, as wanted."""
    if case.status is not wanted:
        raise CannotDoError(
            text("{number} is already {status}.", number=case.number, status=text(case.status.value)),
            text("Nothing was changed."),
            text("Refresh the list: somebody else may have done it."),
        )
