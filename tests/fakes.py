"""A small office in memory, of the shape the window asks for: no store, no network, believable rows."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wardoffice.domain.actor import Actor, Role, StaffMember
from wardoffice.domain.case_view import (
    AbsorbedView,
    AttachmentView,
    CaseView,
    PersonView,
    RequestView,
    Suggestion,
)
from wardoffice.domain.cases import AnswerWay, CaseKind, CaseStatus, FinishReason, SplitPart
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CancelledError, CannotDoError, ChangedSinceError, WardOfficeError
from wardoffice.domain.messages import Channel
from wardoffice.domain.places import Place, PlaceSource, Point
from wardoffice.domain.queue import CityState, MapPoint, QueueFilter, QueueRow, SortBy, View
from wardoffice.domain.service_requests import ServiceType
from wardoffice.gui.dialogs.answers import AnswerGiven, FinishAnswer, PlaceAnswer, SplitAnswer, StaffChoice
from wardoffice.gui.dialogs.ask import Dialogs

NOW = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
MARIA = Actor(1, "Maria R.", Role.MANAGER)
STAFF = (
    StaffMember(1, "Maria R.", Role.MANAGER),
    StaffMember(2, "Joe B.", Role.STAFF),
    StaffMember(3, "Ana L.", Role.STAFF),
)
TYPES = tuple(
    ServiceType(code, name)
    for code, name in (
        ("PHF", "Pothole in Street"),
        ("SFA", "Street Light Out"),
        ("SFB", "Alley Light Out"),
        ("SGA", "Rodent Baiting"),
        ("SIE", "Garbage Cart Maintenance"),
        ("SEL", "Tree Debris Clean-Up"),
        ("AAF", "Water on Street"),
        ("PCL", "Sidewalk Inspection"),
    )
)


def now() -> datetime:
    """The time of every test of the window."""
    return NOW


def queue_row(case_id: int, title: str = "Pothole in Street", **changed: object) -> QueueRow:
    """A row of one mailed problem of this morning, unanswered; ``changed`` says what is otherwise."""
    came = NOW - timedelta(hours=3, minutes=case_id % 60)
    row = QueueRow(
        case_id=case_id,
        number=f"2026-{4000 + case_id:05}",
        title=title,
        address=f"{4000 + 4 * case_id} N Damen Ave",
        point=Point(41.96, -87.68),
        status=CaseStatus.OPEN,
        ours=True,
        safety=False,
        restricted=False,
        assignee="",
        channels=(Channel.MAIL,),
        opened_at=came,
        last_word_at=came,
        owed_since=came,
        due_at=None,
        answered_at=None,
        people=1,
        photos=1,
        requests=1,
        tracking_numbers=(),
        city_state=CityState.NONE,
        city_closed_at=None,
        new_word=False,
    )
    return replace(row, **changed)  # type: ignore[arg-type]


def believable_rows() -> tuple[QueueRow, ...]:
    """What a ward office has before it at half past ten."""
    day, hour = timedelta(days=1), timedelta(hours=1)
    calm: dict[str, object] = {"owed_since": None, "answered_at": NOW - 2 * hour, "photos": 0}
    in_311: dict[str, object] = {"city_state": CityState.OPEN, "channels": (Channel.MAIL, Channel.CITY)}
    only_311: dict[str, object] = {
        "ours": False,
        "channels": (Channel.CITY,),
        "owed_since": None,
        "photos": 0,
    }
    return (
        queue_row(1, "Wires Down", safety=True, address="1938 W Berteau Ave", last_word_at=NOW - hour / 15),
        queue_row(
            2,
            "Tree Debris Clean-Up",
            address="4655 N Seeley Ave",
            city_state=CityState.CLOSED,
            city_closed_at=NOW - 8 * hour,
            due_at=NOW + 3 * hour,
            assignee="Joe B.",
            photos=0,
        ),
        queue_row(
            3,
            address="4812 N Damen Ave",
            photos=2,
            due_at=NOW + 3 * day,
            owed_since=NOW - 26 * hour,
            assignee="Maria R.",
        ),
        queue_row(
            4,
            "Alley Light Out",
            address="4420 N Paulina St",
            people=3,
            opened_at=NOW - 19 * day,
            **calm | in_311,
        ),
        queue_row(5, "Garbage Cart Maintenance", address="2110 W Wilson Ave", requests=3, photos=4),
        queue_row(6, "Water on Street", address="2110 W Wilson Ave", channels=(Channel.CALL,), **calm),
        queue_row(7, "Sidewalk Inspection", address="1801 W Montrose Ave", channels=(Channel.WALK_IN,)),
        queue_row(8, "Photo of a bent stop sign at the corner by the school", address="", new_word=True),
        queue_row(9, "Street Light Out", address="4716 N Wolcott Ave", restricted=True),
        queue_row(10, "Rodent Baiting", address="4301 N Hermitage Ave", status=CaseStatus.FINISHED, **calm),
        queue_row(11, "Graffiti Removal", address="4001 N Lincoln Ave", **only_311),
        queue_row(12, "Abandoned Vehicle", address="4555 N Honore St", **only_311),
    )


@dataclass(frozen=True, slots=True)
class SyncStateOf:
    """How the sync stands."""

    city_read_at: datetime | None = NOW - timedelta(minutes=2)
    city_trouble: str = ""
    mail_read_at: datetime | None = NOW - timedelta(minutes=2)
    mail_trouble: str = ""
    gaps: int = 0
    unreadable: int = 2


@dataclass
class FakeOffice:
    """Keeps rows by id and does with them what the office would; ``calls`` says what was asked."""

    known: dict[int, QueueRow] = field(
        default_factory=lambda: {row.case_id: row for row in believable_rows()}
    )
    calls: list[tuple[str, object]] = field(default_factory=list)
    absorbed: dict[int, tuple[int, QueueRow]] = field(default_factory=dict)
    before: list[dict[int, QueueRow]] = field(default_factory=list)
    broken: frozenset[int] = frozenset()
    reading_trouble: WardOfficeError | None = None
    undo_trouble: ChangedSinceError | None = None
    facts: SyncStateOf = field(default_factory=SyncStateOf)
    sync_blocks_until: Callable[[Callable[[], bool]], None] | None = None

    def ids(
        self, actor: Actor, view: View, narrowed: QueueFilter, sort: SortBy, first: int | None = None
    ) -> "array[int]":
        """The cases of the view that fit, by id or backwards."""
        found = [row for row in self.known.values() if _in_view(row, view, actor) and _fits(row, narrowed)]
        found.sort(key=lambda row: row.case_id, reverse=sort is SortBy.NEWEST)
        return array("q", [row.case_id for row in found][:first])

    def interrupt(self) -> None:
        """Nothing runs long enough to be stopped."""

    def map_points(self, actor: Actor, view: View, narrowed: QueueFilter, limit: int) -> tuple[MapPoint, ...]:
        """The cases of the view that have a point."""
        rows = [self.known[each] for each in self.ids(actor, view, narrowed, SortBy.NEWEST, limit)]
        return tuple(_map_point(row) for row in rows if row.point is not None)

    def near(self, _actor: Actor, _point: Point, _metres: float) -> tuple[MapPoint, ...]:
        """Every case: the fake ward is small."""
        return tuple(_map_point(row) for row in self.known.values() if row.point is not None)

    def suggest(self, _actor: Actor, case_id: int) -> tuple[Suggestion, ...]:
        """The next case of the same title."""
        title = self.known[case_id].title
        same = [row for row in self.known.values() if row.title == title and row.case_id != case_id]
        return tuple(
            Suggestion(
                row.case_id, row.number, row.title, row.address, (), row.people, None, True, ("11 m apart",)
            )
            for row in same[:1]
        )

    def rows(self, _actor: Actor, ids: Sequence[int]) -> dict[int, QueueRow]:
        """The rows, but for those that are broken."""
        self.calls.append(("rows", tuple(ids)))
        if self.reading_trouble is not None:
            raise self.reading_trouble
        return {each: self.known[each] for each in ids if each in self.known and each not in self.broken}

    def counts(self, actor: Actor) -> dict[View, int]:
        """How many cases each view holds."""
        return {view: sum(_in_view(row, view, actor) for row in self.known.values()) for view in View}

    def service_types(self, _actor: Actor) -> tuple[ServiceType, ...]:
        """Eight types of the city."""
        return TYPES

    def staff(self, _actor: Actor) -> tuple[StaffMember, ...]:
        """Three people."""
        return STAFF

    def show(self, _actor: Actor, case_id: int) -> CaseView:
        """The case with one person and one request of a message."""
        row = self.known[case_id]
        absorbed = tuple(
            AbsorbedView(each, gone.number, gone.title, gone.address, case_id)
            for each, (root, gone) in self.absorbed.items()
            if root == case_id
        )
        return case_view(row, absorbed)

    def assign(self, _actor: Actor, case_ids: Sequence[int], staff_id: int | None) -> Changes:
        """Assign, as the office does."""
        names = {each.staff_id: each.name for each in STAFF}
        name = names[staff_id] if staff_id is not None else ""
        return self._change("assign", case_ids, f"Assigned to {name or 'nobody'}", assignee=name)

    def set_type(self, _actor: Actor, case_ids: Sequence[int], service_code: str) -> Changes:
        """Set the type."""
        name = next(each.name for each in TYPES if each.code == service_code)
        return self._change("set_type", case_ids, f"Type set to {name}", title=name)

    def set_place(self, _actor: Actor, case_id: int, address: str, point: Point | None) -> Changes:
        """Set the place."""
        return self._change("set_place", [case_id], f"Place set to {address}", address=address, point=point)

    def note(self, _actor: Actor, case_id: int, words: str) -> Changes:
        """Keep a note among the calls."""
        self.calls.append(("note text", words))
        return self._change("note", [case_id], "Note written")

    def log_answer(
        self, _actor: Actor, case_id: int, contact_ids: Sequence[int], way: AnswerWay, words: str
    ) -> Changes:
        """Log that they were answered."""
        self.calls.append(("answer", (tuple(contact_ids), way, words)))
        return self._change("log_answer", [case_id], "Answer logged", owed_since=None, answered_at=NOW)

    def take(self, _actor: Actor, case_ids: Sequence[int]) -> Changes:
        """Make them ours."""
        return self._change("take", case_ids, "Taken", ours=True)

    def finish(self, _actor: Actor, case_ids: Sequence[int], reason: FinishReason, words: str) -> Changes:
        """Finish them."""
        self.calls.append(("reason", (reason, words)))
        return self._change("finish", case_ids, "Finished", status=CaseStatus.FINISHED)

    def reopen(self, _actor: Actor, case_ids: Sequence[int]) -> Changes:
        """Open them again."""
        return self._change("reopen", case_ids, "Opened again", status=CaseStatus.OPEN)

    def split(self, _actor: Actor, request_id: int, parts: Sequence[SplitPart]) -> Changes:
        """Make new cases of all parts but the first."""
        case_id = request_id // 10
        changes = self._change("split", [case_id], f"Split into {len(parts)}", title=parts[0].description)
        for part in parts[1:]:
            new = max(self.known) + 1
            self.known[new] = queue_row(new, part.description, address=part.address)
        return changes

    def merge(self, _actor: Actor, case_ids: Sequence[int], root_id: int | None = None) -> Changes:
        """Put them together into the root, or the first."""
        root = root_id if root_id is not None else case_ids[0]
        changes = self._change("merge", case_ids, "Put together")
        for case_id in case_ids:
            if case_id != root:
                self.absorbed[case_id] = (root, self.known.pop(case_id))
        return changes

    def unmerge(self, _actor: Actor, case_id: int) -> Changes:
        """Take it out again."""
        root, row = self.absorbed.pop(case_id)
        self.known[case_id] = row
        return self._change("unmerge", [root, case_id], "Pulled apart")

    def not_same(self, _actor: Actor, case_id: int, other_id: int) -> Changes:
        """Remember it among the calls."""
        self.calls.append(("not_same", (case_id, other_id)))
        return Changes(frozenset({case_id}), label="Two problems")

    def attach_files(
        self,
        _actor: Actor,
        case_id: int,
        paths: Sequence[Path],
        progress: Callable[[int, int | None], None],
        cancelled: Callable[[], bool],
    ) -> Changes:
        """Count them in."""
        if cancelled():
            raise CancelledError
        progress(len(paths), len(paths))
        self.calls.append(("files", tuple(paths)))
        return self._change("attach", [case_id], "Attached", photos=self.known[case_id].photos + len(paths))

    def attach_bytes(self, _actor: Actor, case_id: int, content: bytes, filename: str) -> Changes:
        """Count it in."""
        self.calls.append(("bytes", (content[:4], filename)))
        return self._change("attach", [case_id], "Attached", photos=self.known[case_id].photos + 1)

    def undo(self, _actor: Actor, action_id: int | None = None, *, rest_only: bool = False) -> Changes:
        """Take the last change back, unless trouble was prepared."""
        if self.undo_trouble is not None and not rest_only:
            raise self.undo_trouble
        if not self.before:
            raise CannotDoError("There is nothing to undo.", "Nothing was changed.", "Do something first.")
        self.calls.append(("undo", action_id))
        self.known = self.before.pop()
        return Changes(frozenset(self.known), label="Undone")

    def redo(self, _actor: Actor) -> Changes:
        """Say that it was asked."""
        self.calls.append(("redo", None))
        return Changes(frozenset(self.known), label="Done again")

    def run(
        self,
        _actor: Actor,
        progress: Callable[[str, int, int | None], None],
        cancelled: Callable[[], bool],
    ) -> object:
        """Say how far it is; wait where a stalled server was prepared."""
        progress("city", 40, 120)
        if self.sync_blocks_until is not None:
            self.sync_blocks_until(cancelled)
        if cancelled():
            raise CancelledError
        progress("mail", 3, 3)
        self.calls.append(("sync", None))
        return None

    def state(self, _actor: Actor) -> SyncStateOf:
        """How the sync stands."""
        return self.facts

    def asked(self, name: str) -> list[object]:
        """What was asked under that name."""
        return [what for each, what in self.calls if each == name]

    def _change(self, name: str, case_ids: Sequence[int], label: str, **changed: object) -> Changes:
        self.calls.append((name, tuple(case_ids)))
        self.before.append(dict(self.known))
        for case_id in case_ids:
            self.known[case_id] = replace(self.known[case_id], **changed)  # type: ignore[arg-type]
        return Changes(frozenset(case_ids), action_id=len(self.before), label=label)


def _map_point(row: QueueRow) -> MapPoint:
    point = row.point or Point(0.0, 0.0)
    return MapPoint(row.case_id, row.number, row.title, row.address, point, row.ours, row.safety)


def _in_view(row: QueueRow, view: View, actor: Actor) -> bool:
    unfinished = row.status is CaseStatus.OPEN and row.ours
    return {
        View.TO_US: unfinished,
        View.MINE: unfinished and row.assignee == actor.name,
        View.REALLY_DONE: unfinished and row.city_state is CityState.CLOSED,
        View.WAITING_ON_CITY: unfinished and row.city_state is CityState.OPEN,
        View.NEW_IN_311: not row.ours,
        View.ALL: True,
    }[view]


def _fits(row: QueueRow, narrowed: QueueFilter) -> bool:
    words = f"{row.title} {row.address} {row.number}".casefold()
    people = {each.staff_id: each.name for each in STAFF} | {0: ""}
    types = {each.code: each.name for each in TYPES}
    return (
        (narrowed.status is None or row.status is narrowed.status)
        and (narrowed.channel is None or narrowed.channel in row.channels)
        and (narrowed.service_code is None or types[narrowed.service_code] == row.title)
        and (narrowed.assignee_id is None or people[narrowed.assignee_id] == row.assignee)
        and all(part in words for part in narrowed.words.casefold().split())
    )


def case_view(row: QueueRow, absorbed: tuple[AbsorbedView, ...] = ()) -> CaseView:
    """The case behind a row: one person, and one request of one mail."""
    person = PersonView(
        50, "Jan Kowalski", "jan@example.org", "", "pl", row.owed_since, row.answered_at, None, 2
    )
    request = RequestView(
        row.case_id * 10, row.case_id, 7, "", "Huge hole right by the bus stop.\nAnd a light out."
    )
    attachments: tuple[AttachmentView, ...] = ()
    return CaseView(
        case_id=row.case_id,
        number=row.number,
        kind=CaseKind.PROBLEM,
        status=row.status,
        finish_reason=None,
        finished_at=None,
        title=row.title,
        service_code="PHF",
        service_name=row.title,
        place=Place(row.point, row.address, PlaceSource.PHOTO),
        ward=47,
        ours=row.ours,
        safety=row.safety,
        safety_words="",
        restricted=row.restricted,
        assignee_id=None,
        assignee=row.assignee,
        opened_at=row.opened_at,
        due_at=row.due_at,
        messages=(),
        requests=(request,),
        attachments=attachments,
        city=(),
        people=(person,),
        notes=(),
        absorbed=absorbed,
        history=(),
    )


@dataclass
class PreparedDialogs(Dialogs):
    """Answers every question as prepared; ``questions`` says which were asked."""

    staff: StaffChoice | None = None
    service_code: str | None = None
    place: PlaceAnswer | None = None
    words: str | None = None
    given: AnswerGiven | None = None
    finish: FinishAnswer | None = None
    files: tuple[Path, ...] | None = None
    parts: tuple[SplitPart, ...] | None = None
    root: int | None = None
    rest: bool = False
    questions: list[str] = field(default_factory=list)

    def ask_staff(self, staff: Sequence[StaffMember], count: int) -> StaffChoice | None:
        """As prepared."""
        self.questions.append(f"staff of {count}")
        return self.staff

    def ask_type(self, types: Sequence[ServiceType], count: int) -> str | None:
        """As prepared."""
        self.questions.append(f"type of {count}")
        return self.service_code

    def ask_place(self, address: str) -> PlaceAnswer | None:
        """As prepared."""
        self.questions.append("place")
        return self.place

    def ask_note(self) -> str | None:
        """As prepared."""
        self.questions.append("note")
        return self.words

    def ask_answer(self, people: Sequence[PersonView]) -> AnswerGiven | None:
        """As prepared."""
        self.questions.append("answer")
        return self.given

    def ask_finish(self, count: int, owed: int) -> FinishAnswer | None:
        """As prepared."""
        self.questions.append(f"finish {count}, {owed} owed")
        return self.finish

    def ask_files(self) -> tuple[Path, ...] | None:
        """As prepared."""
        self.questions.append("files")
        return self.files

    def ask_split(
        self, requests: Sequence[RequestView], photos: Sequence[AttachmentView], types: Sequence[ServiceType]
    ) -> SplitAnswer | None:
        """As prepared."""
        self.questions.append("split")
        return SplitAnswer(requests[0].request_id, self.parts) if self.parts else None

    def ask_root(self, rows: Sequence[QueueRow]) -> int | None:
        """As prepared."""
        self.questions.append(f"root of {len(rows)}")
        return self.root

    def ask_absorbed(self, absorbed: Sequence[AbsorbedView]) -> int | None:
        """The first."""
        self.questions.append("absorbed")
        return absorbed[0].case_id

    def ask_undo_rest(self, error: ChangedSinceError) -> bool:
        """As prepared."""
        self.questions.append("undo the rest")
        return self.rest
