"""What the window asks of the office, one small protocol a job, so that a screen sees no more than it needs.

Every call may raise a WardOfficeError and belongs on a lane; only ``QueueReading.rows`` is quick enough for
the GUI thread (a page of rows by id).
"""

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from wardoffice.domain.actor import Actor, StaffMember
from wardoffice.domain.blocks import BlockView
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.cases import AnswerWay, FinishReason
from wardoffice.domain.changes import Changes
from wardoffice.domain.expected_time import ExpectedTime
from wardoffice.domain.places import Point
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.queue import MapPoint, QueueFilter, QueueRow, SortBy, View
from wardoffice.domain.service_families import TypeSuggestion
from wardoffice.domain.service_requests import ServiceType
from wardoffice.domain.wards import HandOver, WardOffice
from wardoffice.gui.answer.port import AnswerDesk
from wardoffice.gui.departments.port import DepartmentDesk
from wardoffice.gui.duplicate_desk.port import Pairing, PuttingOff
from wardoffice.gui.forward.port import ForwardDesk
from wardoffice.gui.incident.port import CallLogging, IncidentJobs
from wardoffice.gui.photos.port import Attaching, CityPhotos, PhotoEditing
from wardoffice.gui.same_problem_port import Matching, Merging, SplitProposing, Splitting
from wardoffice.gui.staff.port import Staffing
from wardoffice.gui.working_port import HistoryReading, MacroDesk, SnoozeDesk, TagDesk


class QueueReading(Protocol):
    """The lists of the queue."""

    def ids(
        self,
        actor: Actor,
        view: View,
        narrowed: QueueFilter,
        sort: SortBy,
        first: int | None = None,
        *,
        owner: object = None,
    ) -> "array[int]":
        """Case ids in order; the ``first`` of them only, where given."""
        ...

    def interrupt(self, owner: object) -> None:
        """Stop the running ``ids`` of this owner: a newer question made it needless."""
        ...

    def rows(self, actor: Actor, ids: Sequence[int]) -> dict[int, QueueRow]:
        """The rows of these cases."""
        ...

    def counts(self, actor: Actor) -> dict[View, int]:
        """How many cases each view holds."""
        ...

    def service_types(self, actor: Actor) -> tuple[ServiceType, ...]:
        """The types a case may have."""
        ...

    def staff(self, actor: Actor) -> tuple[StaffMember, ...]:
        """The people a case may be assigned to."""
        ...


class TypeSuggesting(Protocol):
    """The types a problem may have."""

    def types_for(
        self, actor: Actor, case_id: int
    ) -> tuple[tuple[ServiceType, ...], tuple[TypeSuggestion, ...]]:
        """All of them by name, and those that what people wrote in this problem may be about."""
        ...


class PointReading(Protocol):
    """Cases with a known place, for the maps."""

    def map_points(self, actor: Actor, view: View, narrowed: QueueFilter, limit: int) -> tuple[MapPoint, ...]:
        """Those of a view, at most ``limit``."""
        ...

    def count(self, actor: Actor, view: View, narrowed: QueueFilter) -> int:
        """How many a view holds, with a known place or without."""
        ...

    def near(self, actor: Actor, point: Point, metres: float) -> tuple[MapPoint, ...]:
        """The open ones around a point."""
        ...


class CaseReading(Protocol):
    """Everything about one case."""

    def show(self, actor: Actor, case_id: int) -> CaseView:
        """What the case pane shows."""
        ...


class LookingUp(Protocol):
    """Addresses looked up online."""

    def look_up(self, actor: Actor, case_id: int, cancelled: Cancelled) -> Changes:
        """Put a case where an online service knows its address to be."""
        ...


class Triaging(Protocol):
    """What a person may do with a case."""

    def assign(
        self, actor: Actor, case_ids: Sequence[int], staff_id: int | None, new_name: str = ""
    ) -> Changes:
        """Give the cases to somebody, to nobody, or to who joins the staff under a new name."""
        ...

    def set_type(self, actor: Actor, case_ids: Sequence[int], service_code: str) -> Changes:
        """Say what kind of problem they are."""
        ...

    def set_place(self, actor: Actor, case_id: int, address: str, point: Point | None) -> Changes:
        """Say where it is."""
        ...

    def note(self, actor: Actor, case_id: int, words: str) -> Changes:
        """Write a note."""
        ...

    def log_answer(
        self, actor: Actor, case_id: int, contact_ids: Sequence[int], way: AnswerWay, words: str
    ) -> Changes:
        """Log that people were answered."""
        ...

    def take(self, actor: Actor, case_ids: Sequence[int]) -> Changes:
        """Make watched cases ours."""
        ...

    def finish(self, actor: Actor, case_ids: Sequence[int], reason: FinishReason, words: str) -> Changes:
        """Be done with them, for a reason."""
        ...

    def set_urgent(self, actor: Actor, case_ids: Sequence[int], *, urgent: bool) -> Changes:
        """Say that they come first, or no longer."""
        ...

    def reopen(self, actor: Actor, case_ids: Sequence[int]) -> Changes:
        """Open finished cases again."""
        ...


class Expecting(Protocol):
    """How long the city takes."""

    def for_case(self, actor: Actor, case_id: int) -> ExpectedTime | None:
        """For the type of a problem; None where too little is known."""
        ...


class HandingOver(Protocol):
    """Handing problems of other wards over to their offices."""

    def office_of(self, actor: Actor, ward: int) -> WardOffice:
        """How to reach the office of a ward, as far as that is known."""
        ...

    def hand_over(self, actor: Actor, case_ids: Sequence[int], given: HandOver) -> Changes:
        """Finish them as handed over."""
        ...


class PaperPrinting(Protocol):
    """What goes on paper, and the block that it is about."""

    def block(self, actor: Actor, case_id: int, *, done_too: bool = False) -> BlockView:
        """Everything on the block of a case."""
        ...

    def print_case(self, actor: Actor, case_id: int, path: Path, *, names: bool = False) -> Path:
        """Write a case as a PDF of one page."""
        ...

    def print_block(self, actor: Actor, case_id: int, path: Path, *, done_too: bool = False) -> Path:
        """Write the block of a case as a PDF."""
        ...


class Undoing(Protocol):
    """Taking back and doing again."""

    def undo(
        self,
        actor: Actor,
        action_id: int | None = None,
        *,
        rest_only: bool = False,
        past: Collection[int] = (),
        finish_too: bool | None = False,
    ) -> Changes:
        """Take back an action (the person's last by default); ChangedSinceError names fields in the way."""
        ...

    def redo(self, actor: Actor, *, past: Collection[int] = ()) -> Changes:
        """Do again what was taken back last."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """The jobs behind the actions of the queue and the case pane; ``lookup`` where it is switched on."""

    queue: QueueReading
    points: PointReading
    cases: CaseReading
    triage: Triaging
    splitting: Splitting
    proposing: SplitProposing
    merging: Merging
    duplicates: Matching
    attaching: Attaching
    photo_editing: PhotoEditing
    city_photos: CityPhotos
    undoing: Undoing
    types: TypeSuggesting
    expecting: Expecting
    staffing: Staffing
    handing: HandingOver
    tagging: TagDesk
    snoozing: SnoozeDesk
    macros: MacroDesk
    history: HistoryReading
    pairing: Pairing
    putting_off: PuttingOff
    paper: PaperPrinting
    answers: AnswerDesk
    incidents: IncidentJobs
    calls: CallLogging
    forwards: ForwardDesk
    departments: DepartmentDesk
    lookup: LookingUp | None = None
