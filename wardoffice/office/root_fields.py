"""What a root takes over from the cases under it, and gives back when they are pulled apart.

Fields that say one thing together go together: a ward without its point would be half a place.
"""

from wardoffice.domain.cases import CaseStatus
from wardoffice.store.case_wards import DERIVED
from wardoffice.store.merge_reading import gifts_of, givers_under
from wardoffice.store.recorder import plain
from wardoffice.store.restoring import restore_field
from wardoffice.store.tables import Case
from wardoffice.store.unit_of_work import UnitOfWork

Fields = tuple[str, ...]
Groups = tuple[Fields, ...]

_PLACE = ("lat", "long", "address", "place_source", "place_metres", "place_others", "place_apart", "ward")
_STATUS = ("status", "finish_reason", "finished_at", "verified_at", "verified_by_id", "handed_to")
_TYPE = ("service_code",)
_ASSIGNEE = ("assignee_id",)
_URGENT = ("urgent",)
_SNOOZED = ("snoozed_until", "snoozed_at", "snoozed_city")
_TOGETHER: Groups = (_PLACE, _STATUS, _TYPE, _ASSIGNEE, _URGENT, _SNOOZED)


def fill(work: UnitOfWork, root: Case, other: Case) -> None:
    """Give the root what it lacks of another; the action's ``given`` remembers from which case it came.

    An open case opens a finished root, and one that nobody put off wakes a snoozed one: something of it is
    still to do now.
    """
    for fields in _lacking(root, other):
        _give(work, root, other, fields, other.id)


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


def give_back(work: UnitOfWork, case: Case, above: Case) -> Groups:
    """Take from ``above`` what it got of the case, where it still holds it; returns what went back."""
    gifts = {event.field: event for event in gifts_of(work.session, case.id, above.id)}
    back = []
    for fields in _TOGETHER:
        some = [gifts[field] for field in fields if field in gifts]
        told = [event for event in some if event.field not in DERIVED]
        if some and all(plain(getattr(above, event.field)) == event.after for event in told):
            for event in some:
                restore_field(above, event.field, event.before)
            back.append(fields)
    return tuple(back)


def keep(work: UnitOfWork, above: Case, groups: Groups, turned: Case | None = None) -> None:
    """Let what went back be given by those that stay under ``above``, where one of them would give it too.

    Of an open and an urgent problem two may have told, and the first gave it alone. ``turned`` is a case that
    stood above this one until now: it gives whatever is lacking. The action's ``kept`` remembers it.
    """
    if not groups and turned is None:
        return
    # What went back is told of for itself: whoever keeps it gives back to that.
    work.session.flush()
    for other in givers_under(work.session, above.id):
        for fields in _lacking(above, other):
            if fields in groups or other is turned:
                kept = work.details.setdefault("kept", {}).setdefault(str(above.id), {})
                kept |= dict.fromkeys(_set(above, other, fields), other.id)


def _lacking(root: Case, other: Case) -> Groups:
    """What the root lacks and the other has."""
    lacks = {
        _PLACE: not _has_place(root) and _has_place(other),
        _TYPE: not root.service_code and bool(other.service_code),
        _ASSIGNEE: root.assignee_id is None and other.assignee_id is not None,
        _STATUS: root.status is CaseStatus.FINISHED and other.status is CaseStatus.OPEN,
        _URGENT: other.urgent and not root.urgent,
        _SNOOZED: root.snoozed_until is not None and other.snoozed_until is None,
    }
    return tuple(fields for fields in _TOGETHER if lacks[fields])


def _has_place(case: Case) -> bool:
    return case.lat is not None or bool(case.address)


def _give(work: UnitOfWork, to: Case, of: Case, fields: Fields, giver_id: int) -> None:
    given = work.details.setdefault("given", {})
    given |= dict.fromkeys(_set(to, of, fields), giver_id)


def _set(to: Case, of: Case, fields: Fields) -> list[str]:
    """Let one say what the other says; returns the fields that changed by that."""
    changed = [field for field in fields if getattr(to, field) != getattr(of, field)]
    for field in changed:
        setattr(to, field, getattr(of, field))
    return changed
