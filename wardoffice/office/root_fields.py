"""What a root takes over from the cases under it, and gives back when they are pulled apart.

Fields that say one thing together go together: a ward without its point would be half a place.
"""

from wardoffice.domain.cases import CaseStatus
from wardoffice.store.case_wards import DERIVED
from wardoffice.store.merge_reading import gifts_of
from wardoffice.store.recorder import plain
from wardoffice.store.restoring import restore_field
from wardoffice.store.tables import Case
from wardoffice.store.unit_of_work import UnitOfWork

_PLACE = ("lat", "long", "address", "place_source", "place_metres", "place_others", "place_apart", "ward")
_STATUS = ("status", "finish_reason", "finished_at", "verified_at", "verified_by_id", "handed_to")
_TYPE = ("service_code",)
_ASSIGNEE = ("assignee_id",)
_URGENT = ("urgent",)
_SNOOZED = ("snoozed_until", "snoozed_at", "snoozed_city")
_TOGETHER = (_PLACE, _STATUS, _TYPE, _ASSIGNEE, _URGENT, _SNOOZED)


def fill(work: UnitOfWork, root: Case, other: Case) -> None:
    """Give the root what it lacks of another; the action's ``given`` remembers from which case it came.

    An open case opens a finished root, and one that nobody put off wakes a snoozed one: something of it is
    still to do now.
    """
    if not _has_place(root) and _has_place(other):
        _give(work, root, other, _PLACE, other.id)
    if not root.service_code and other.service_code:
        _give(work, root, other, _TYPE, other.id)
    if root.assignee_id is None and other.assignee_id is not None:
        _give(work, root, other, _ASSIGNEE, other.id)
    if root.status is CaseStatus.FINISHED and other.status is CaseStatus.OPEN:
        _give(work, root, other, _STATUS, other.id)
    if other.urgent and not root.urgent:
        _give(work, root, other, _URGENT, other.id)
    if root.snoozed_until is not None and other.snoozed_until is None:
        _give(work, root, other, _SNOOZED, other.id)


def take_over(work: UnitOfWork, new: Case, old: Case, through: int) -> None:
    """Let a new root say what the old one said: only the number that people go by is another.

    It is given back when ``through``, the case under the new root that holds the old one, is pulled apart.
    """
    for fields in (_STATUS, _URGENT, _SNOOZED):
        _give(work, new, old, fields, through)
    if _has_place(old):
        _give(work, new, old, _PLACE, through)
    if old.service_code:
        _give(work, new, old, _TYPE, through)
    if old.assignee_id is not None:
        _give(work, new, old, _ASSIGNEE, through)


def give_back(work: UnitOfWork, case: Case, above: Case) -> None:
    """Take from ``above`` what it got of the case, where it still holds that value."""
    gifts = {event.field: event for event in gifts_of(work.session, case.id, above.id)}
    for fields in _TOGETHER:
        some = [gifts[field] for field in fields if field in gifts]
        told = [event for event in some if event.field not in DERIVED]
        if all(plain(getattr(above, event.field)) == event.after for event in told):
            for event in some:
                restore_field(above, event.field, event.before)


def _has_place(case: Case) -> bool:
    return case.lat is not None or bool(case.address)


def _give(work: UnitOfWork, to: Case, of: Case, fields: tuple[str, ...], giver_id: int) -> None:
    given = work.details.setdefault("given", {})
    for field in fields:
        if getattr(to, field) != getattr(of, field):
            setattr(to, field, getattr(of, field))
            given[field] = giver_id
