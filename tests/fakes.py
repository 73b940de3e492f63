"""A small office in memory, of the shape the window asks for: no store, no network, believable rows."""

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.builders_queue import NOW, STAFF, TYPES, believable_rows, case_view, queue_row
from tests.fakes_departments import FakeDepartments
from tests.fakes_incidents import FakeIncidents
from tests.fakes_pairs import FakePairs
from tests.fakes_paper import FakePaper
from tests.fakes_staff import FakeStaffing
from wardoffice.domain.actor import Actor, StaffMember
from wardoffice.domain.case_view import (
    AbsorbedView,
    CaseView,
    Suggestion,
)
from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason, SplitPart
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CancelledError, CannotDoError, FinishedSinceError, WardOfficeError
from wardoffice.domain.expected_time import ExpectedTime
from wardoffice.domain.macros import Macro, check_macro
from wardoffice.domain.mailboxes import MailboxState
from wardoffice.domain.merging import Added, AddedSince
from wardoffice.domain.office_history import HistoryFilter, HistoryPage, OfficeLine
from wardoffice.domain.photo_edits import PhotoEdit
from wardoffice.domain.pictures import Rank
from wardoffice.domain.places import Point
from wardoffice.domain.plain_words import number_pieces
from wardoffice.domain.previews import Preview, preview
from wardoffice.domain.queue import CityState, Desk, MapPoint, QueueFilter, QueueRow, SortBy, View
from wardoffice.domain.service_families import TypeSuggestion
from wardoffice.domain.service_requests import ServiceType
from wardoffice.domain.split_proposal import SplitProposal
from wardoffice.domain.steps import CaseFacts, Names, Step
from wardoffice.domain.tags import TagUse
from wardoffice.domain.wards import HandOver, WardOffice


@dataclass(frozen=True, slots=True)
class SyncStateOf:
    """How the sync stands."""

    city_read_at: datetime | None = NOW - timedelta(minutes=2)
    city_trouble: str = ""
    mail_read_at: datetime | None = NOW - timedelta(minutes=2)
    mail_trouble: str = ""
    gaps: int = 0
    unreadable: int = 2
    left_alone: int = 0
    city_newest_at: datetime | None = NOW - timedelta(minutes=20)
    mailboxes: tuple[MailboxState, ...] = ()

    @property
    def wants_sign_in(self) -> tuple[MailboxState, ...]:
        return tuple(each for each in self.mailboxes if each.wants_sign_in)


@dataclass
class FakeOffice(FakePaper, FakePairs):
    """Keeps rows by id and does with them what the office would; ``calls`` says what was asked."""

    known: dict[int, QueueRow] = field(
        default_factory=lambda: {row.case_id: row for row in believable_rows()}
    )
    calls: list[tuple[str, object]] = field(default_factory=list)
    absorbed: dict[int, tuple[int, QueueRow]] = field(default_factory=dict)
    added: dict[int, tuple[AddedSince, ...]] = field(default_factory=dict)
    incidents: FakeIncidents = field(default_factory=FakeIncidents)
    departments: FakeDepartments = field(default_factory=FakeDepartments)
    staffing: FakeStaffing = field(default_factory=FakeStaffing)
    before: list[dict[int, QueueRow]] = field(default_factory=list)
    broken: frozenset[int] = frozenset()
    reading_trouble: WardOfficeError | None = None
    undo_trouble: CannotDoError | None = None
    passed: frozenset[int] = frozenset()
    city_trouble: WardOfficeError | None = None
    expected: ExpectedTime | None = None
    facts: SyncStateOf = field(default_factory=SyncStateOf)
    likely_types: dict[int, tuple[TypeSuggestion, ...]] = field(default_factory=dict)
    proposals: dict[int, tuple[SplitProposal, ...]] = field(default_factory=dict)
    sync_blocks_until: Callable[[Callable[[], bool]], None] | None = None
    mail_comes: Callable[[Callable[[], None], Callable[[], bool]], None] | None = None
    kept_macros: list[Macro] = field(default_factory=list)
    told: tuple[OfficeLine, ...] = ()
    later: set[tuple[int, int]] = field(default_factory=set)
    not_the_same: set[tuple[int, int]] = field(default_factory=set)
    stalled: frozenset[str] = frozenset({"city", "mail"})

    @property
    def updates(self) -> FakeIncidents:
        """One update to all who called."""
        return self.incidents

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
        """The cases of the view that fit, by id or backwards."""
        found = [row for row in self.known.values() if _in_view(row, view, actor) and _fits(row, narrowed)]
        found.sort(key=lambda row: row.case_id, reverse=sort is SortBy.NEWEST)
        return array("q", [row.case_id for row in found][:first])

    def interrupt(self, _owner: object) -> None:
        """Nothing runs long enough to be stopped."""

    def map_points(self, actor: Actor, view: View, narrowed: QueueFilter, limit: int) -> tuple[MapPoint, ...]:
        """The cases of the view that have a point."""
        rows = [self.known[each] for each in self.ids(actor, view, narrowed, SortBy.NEWEST, limit)]
        return tuple(_map_point(row) for row in rows if row.point is not None)

    def count(self, actor: Actor, view: View, narrowed: QueueFilter) -> int:
        """How many of the view fit."""
        self.calls.append(("count", view))
        return len(self.ids(actor, view, narrowed, SortBy.NEWEST))

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

    def types_for(
        self, _actor: Actor, case_id: int
    ) -> tuple[tuple[ServiceType, ...], tuple[TypeSuggestion, ...]]:
        """Those types, with what was prepared for the case."""
        return TYPES, self.likely_types.get(case_id, ())

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

    def assign(
        self, _actor: Actor, case_ids: Sequence[int], staff_id: int | None, new_name: str = ""
    ) -> Changes:
        """Assign, as the office does."""
        names = {each.staff_id: each.name for each in STAFF}
        name = names[staff_id] if staff_id is not None else new_name
        return self._change("assign", case_ids, f"Assigned to {name or 'nobody'}", assignee=name)

    def office_of(self, _actor: Actor, ward: int) -> WardOffice:
        """An office with a telephone."""
        return WardOffice(ward, "Ald. Quill", "312-555-0132", "ward@example.org", "1 Elm St")

    def hand_over(self, _actor: Actor, case_ids: Sequence[int], given: HandOver) -> Changes:
        """Finish, as the office does."""
        label = f"Handed over to Ward {given.office.ward}"
        return self._change("hand_over", case_ids, label, status=CaseStatus.FINISHED)

    def set_type(self, _actor: Actor, case_ids: Sequence[int], service_code: str) -> Changes:
        """Set the type."""
        name = next(each.name for each in TYPES if each.code == service_code)
        return self._change("set_type", case_ids, f"Type set to {name}", title=name)

    def set_place(self, _actor: Actor, case_id: int, address: str, point: Point | None) -> Changes:
        """Set the place."""
        return self._change("set_place", [case_id], f"Place set to {address}", address=address, point=point)

    def look_up(self, _actor: Actor, case_id: int, _cancelled: Callable[[], bool]) -> Changes:
        """Find any address."""
        return self._change("look_up", [case_id], "Place set to 4812 N Damen Ave")

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

    def set_urgent(self, _actor: Actor, case_ids: Sequence[int], *, urgent: bool) -> Changes:
        """Make them urgent, or not."""
        return self._change("set_urgent", case_ids, "Made urgent" if urgent else "Calm", urgent=urgent)

    def tags(self, _actor: Actor) -> tuple[TagUse, ...]:
        """Those of the rows."""
        names = Counter(tag for row in self.known.values() for tag in row.tags)
        return tuple(TagUse(name, count) for name, count in names.most_common())

    def tag(self, _actor: Actor, case_ids: Sequence[int], typed: str) -> Changes:
        """Put one on, next to those that stand there."""
        self.calls.append(("tag text", typed))
        return self._change("tag", case_ids, f"Tagged: {typed}", tags=(typed,))

    def untag(self, _actor: Actor, case_ids: Sequence[int], name: str) -> Changes:
        """Take all off."""
        self.calls.append(("untag text", name))
        return self._change("untag", case_ids, f"Tag taken off: {name}", tags=())

    def rename_tag(self, _actor: Actor, name: str, to: str) -> Changes:
        """Call it something else."""
        tagged = [row.case_id for row in self.known.values() if name in row.tags]
        return self._change("rename_tag", tagged, f"Tag {name} renamed {to}", tags=(to,))

    def snooze(self, _actor: Actor, case_ids: Sequence[int], day: date) -> Changes:
        """Put them off."""
        self.calls.append(("day", day))
        until = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
        return self._change("snooze", case_ids, "Snoozed", snoozed_until=until)

    def wake(self, _actor: Actor, case_ids: Sequence[int]) -> Changes:
        """Bring them back."""
        return self._change("wake", case_ids, "No longer snoozed", snoozed_until=None)

    def next_end(self, _actor: Actor) -> datetime | None:
        """The earliest day that is still ahead."""
        ends = (row.snoozed_until for row in self.known.values() if row.snoozed_until)
        return min((end for end in ends if end > NOW), default=None)

    def macros(self, _actor: Actor) -> tuple[Macro, ...]:
        """Those that were prepared or kept."""
        return tuple(self.kept_macros)

    def names(self, actor: Actor) -> Names:
        """What the types and people here are called."""
        types = {each.code: each.name for each in TYPES}
        return Names(types, {each.staff_id: each.name for each in STAFF}, actor.staff_id, NOW.date())

    def preview(self, actor: Actor, case_ids: Sequence[int], steps: Sequence[Step]) -> Preview:
        """What the office would say of rows like these."""
        self.calls.append(("preview", (tuple(case_ids), tuple(steps))))
        return preview([_facts(self.known[each]) for each in case_ids], steps, self.names(actor))

    def keep_macro(self, _actor: Actor, macro: Macro, taken: Mapping[str, str]) -> Changes:
        """Keep it as the next one."""
        check_macro(macro, self.kept_macros, taken)
        kept = [each for each in self.kept_macros if each.macro_id != macro.macro_id]
        self.kept_macros = [*kept, replace(macro, macro_id=macro.macro_id or len(kept) + 1)]
        return Changes(label=f"Macro {macro.name} kept")

    def drop_macro(self, _actor: Actor, macro_id: int) -> Changes:
        """Put it away."""
        self.kept_macros = [each for each in self.kept_macros if each.macro_id != macro_id]
        return Changes(label="Macro put away")

    def run_macro(self, _actor: Actor, macro_id: int, case_ids: Sequence[int]) -> Changes:
        """Say that it was run; what its steps do is the office's matter."""
        self.calls.append(("macro", macro_id))
        return self._change("run_macro", case_ids, "Macro run", urgent=True)

    def history(
        self, _actor: Actor, asked: HistoryFilter, before: int | None = None, down_to: int | None = None
    ) -> HistoryPage:
        """What was prepared, two lines a page, or as many as it takes."""
        self.calls.append(("history", asked))
        lines = [
            each
            for each in self.told
            if (before is None or each.line.action_id < before) and asked.program is (each.line.who == "311")
        ]
        many = max(2, sum(down_to is not None and each.line.action_id >= down_to for each in lines))
        return HistoryPage(tuple(lines[:many]), lines[many - 1].line.action_id if len(lines) > many else None)

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

    def propose(self, _actor: Actor, case_id: int) -> tuple[SplitProposal, ...]:
        """What was prepared for this case."""
        return self.proposals.get(case_id, ())

    def merge(self, _actor: Actor, case_ids: Sequence[int], root_id: int | None = None) -> Changes:
        """Put them together into the root, or the first."""
        root = root_id if root_id is not None else case_ids[0]
        changes = self._change("merge", case_ids, "Put together")
        for case_id in case_ids:
            if case_id != root:
                self.absorbed[case_id] = (root, self.known.pop(case_id))
        return changes

    def make_root(self, _actor: Actor, case_id: int) -> Changes:
        """Let it stand for the one it was put into."""
        former, row = self.absorbed.pop(case_id)
        self.known[case_id] = row
        changes = self._change("make_root", [former, case_id], "Stands for all")
        self.absorbed[former] = (case_id, self.known.pop(former))
        return changes

    def added_since(self, _actor: Actor, case_id: int) -> tuple[AddedSince, ...]:
        """What was prepared for this case."""
        return self.added.get(case_id, ())

    def unmerge(
        self, _actor: Actor, case_id: int, *, finish_too: bool = False, bring: Sequence[Added] = ()
    ) -> Changes:
        """Take it out again."""
        if bring:
            self.calls.append(("bring", tuple(bring)))
        root, row = self.absorbed.pop(case_id)
        self.known[case_id] = row
        return self._change("unmerge", [root, case_id], "Pulled apart")

    def not_same(self, _actor: Actor, case_id: int, other_id: int) -> Changes:
        """Remember it among the calls."""
        self.calls.append(("not_same", (case_id, other_id)))
        self.not_the_same.add((min(case_id, other_id), max(case_id, other_id)))
        return Changes(frozenset({case_id}), label="Two problems")

    def said_not_same(self, _actor: Actor, case_ids: Collection[int]) -> frozenset[tuple[int, int]]:
        """Those it was told of."""
        return frozenset(pair for pair in self.not_the_same if set(pair) <= set(case_ids))

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

    def for_case(self, _actor: Actor, _case_id: int) -> ExpectedTime | None:
        """What was prepared."""
        return self.expected

    def attach_from(self, _actor: Actor, case_id: int, attachment_ids: Sequence[int]) -> Changes:
        """Count them in."""
        self.calls.append(("attach from", tuple(attachment_ids)))
        photos = self.known[case_id].photos + len(attachment_ids)
        return self._change("attach", [case_id], "Attached", photos=photos)

    def save_copy(self, _actor: Actor, attachment_id: int, edits: tuple[PhotoEdit, ...]) -> Changes:
        """Remember it among the calls."""
        self.calls.append(("copy", (attachment_id, edits)))
        return Changes(label="Copied")

    def set_rank(self, _actor: Actor, attachment_id: int, rank: Rank) -> Changes:
        """Remember it among the calls."""
        self.calls.append(("rank", (attachment_id, rank)))
        return Changes(label="Ranked")

    def fetch(self, _actor: Actor, case_id: int, url: str, cancelled: Callable[[], bool]) -> Changes:
        """Fetch a picture of the city's, unless trouble was prepared."""
        if cancelled():
            raise CancelledError
        self.calls.append(("city photo", (case_id, url)))
        if self.city_trouble is not None:
            raise self.city_trouble
        return self._change("attach", [case_id], "Attached", photos=self.known[case_id].photos + 1)

    def undo(
        self,
        _actor: Actor,
        action_id: int | None = None,
        *,
        rest_only: bool = False,
        past: Collection[int] = (),
        finish_too: bool | None = False,
    ) -> Changes:
        """Take the last change back, unless trouble was prepared."""
        if isinstance(self.undo_trouble, FinishedSinceError) and finish_too is not None:
            self.calls.append(("finish too", finish_too))
        elif self.undo_trouble is not None and not rest_only:
            raise self.undo_trouble
        if not self.before:
            raise CannotDoError("There is nothing to undo.", "Nothing was changed.", "Do something first.")
        self.calls.append(("undo", action_id))
        self.passed = frozenset(past)
        self.known = self.before.pop()
        return Changes(frozenset(self.known), label="Undone")

    def redo(self, _actor: Actor, *, past: Collection[int] = ()) -> Changes:
        """Say that it was asked."""
        self.calls.append(("redo", None))
        self.passed = frozenset(past)
        return Changes(frozenset(self.known), label="Done again")

    def read(
        self,
        part: str,
        _actor: Actor,
        progress: Callable[[int, int | None], None],
        cancelled: Callable[[], bool],
    ) -> str:
        """Say how far it is; wait where a stalled server was prepared for that part."""
        progress(40, 120)
        if self.sync_blocks_until is not None and part in self.stalled:
            self.sync_blocks_until(cancelled)
        if cancelled():
            raise CancelledError
        self.calls.append(("sync", part))
        return ""

    def watch_mail(self, _actor: Actor, news: Callable[[], None], cancelled: Callable[[], bool]) -> None:
        """Wait at the mailbox as it was prepared."""
        self.calls.append(("watch mail", ""))
        if self.mail_comes is not None:
            self.mail_comes(news, cancelled)

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
    shown = row.title, row.address, point, row.ours, row.safety
    return MapPoint(row.case_id, row.number, *shown, Desk.TO_US if row.ours else Desk.WATCHED_OPEN, "code")


def _facts(row: QueueRow) -> CaseFacts:
    people = {each.name: each.staff_id for each in STAFF}
    return CaseFacts(
        case_id=row.case_id,
        number=row.number,
        title=row.title,
        address=row.address,
        status=row.status,
        ours=row.ours,
        safety=row.safety,
        urgent=row.urgent,
        assignee_id=people.get(row.assignee),
        service_code=next((each.code for each in TYPES if each.name == row.title), ""),
        tags=row.tags,
        snoozed_until=row.snoozed_until.date() if row.snoozed_until else None,
        owed=row.people if row.owed_since else 0,
    )


def _in_view(row: QueueRow, view: View, actor: Actor) -> bool:
    unfinished = row.status is CaseStatus.OPEN and row.ours and row.snoozed_until is None
    return {
        View.TO_US: unfinished,
        View.MINE: unfinished and row.assignee == actor.name,
        View.REALLY_DONE: unfinished and row.city_state is CityState.CLOSED,
        View.WAITING_ON_CITY: unfinished and row.city_state is CityState.OPEN,
        View.NEW_IN_311: not row.ours,
        View.SNOOZED: row.snoozed_until is not None,
        View.ALL: True,
    }[view]


def _fits(row: QueueRow, narrowed: QueueFilter) -> bool:
    words = f"{row.title} {row.address} {row.number}".casefold()
    people = {each.staff_id: each.name for each in STAFF} | {0: ""}
    types = {each.code: each.name for each in TYPES}
    return (
        (narrowed.status is None or row.status is narrowed.status)
        and (narrowed.channel is None or narrowed.channel in row.channels)
        and (not narrowed.urgent or row.urgent)
        and (not narrowed.tag or narrowed.tag in row.tags)
        and (narrowed.service_code is None or types[narrowed.service_code] == row.title)
        and (narrowed.assignee_id is None or people[narrowed.assignee_id] == row.assignee)
        and all(_says(row, part, words) for part in narrowed.words.casefold().split())
    )


def _says(row: QueueRow, part: str, words: str) -> bool:
    """Whether a row has a word of a search, or the number that one asks for."""
    if not part.startswith("number:"):
        return part in words
    numbers = (row.number, *row.tracking_numbers)
    wanted = part.removeprefix("number:")
    return any(piece.startswith(wanted) for each in numbers for piece in number_pieces(each))
