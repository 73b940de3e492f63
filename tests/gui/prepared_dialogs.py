"""The questions of the window, answered as a test prepares them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from tests.builders_queue import NOW
from wardoffice.domain.actor import StaffMember
from wardoffice.domain.case_view import (
    AbsorbedView,
    AttachmentView,
    CaseView,
    PersonView,
    RequestView,
)
from wardoffice.domain.cases import SplitPart
from wardoffice.domain.errors import ChangedSinceError
from wardoffice.domain.incidents import IncidentDraft, IncidentLine, IncidentView, Ring, UpdateForm
from wardoffice.domain.macros import Macro
from wardoffice.domain.merging import Added, AddedSince
from wardoffice.domain.place_choices import PlaceChoice
from wardoffice.domain.previews import Preview
from wardoffice.domain.queue import QueueRow
from wardoffice.domain.service_families import TypeSuggestion
from wardoffice.domain.service_requests import ServiceType
from wardoffice.domain.split_proposal import SplitProposal
from wardoffice.domain.steps import Names
from wardoffice.domain.tags import TagUse
from wardoffice.domain.wards import HandOver, WardOffice
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.thumbnails import Pictures
from wardoffice.gui.dialogs.answers import (
    AnswerGiven,
    FinishAnswer,
    ListName,
    PlaceAnswer,
    SplitAnswer,
    StaffChoice,
)
from wardoffice.gui.dialogs.ask import Dialogs
from wardoffice.gui.dialogs.paper import PrintAnswer
from wardoffice.gui.dialogs.tags import TagAnswer
from wardoffice.gui.incident.asking import IncidentDialogs
from wardoffice.gui.incident.questions import Described, Ended


@dataclass
class PreparedIncidents(IncidentDialogs):
    """Answers the questions of incidents as prepared."""

    which: int | None = None
    draft: IncidentDraft | None = None
    described: Described | None = None
    update: AnswerGiven | None = None
    ended: Ended | None = None
    asked: list[object] = field(default_factory=list)

    def ask_which(self, lines: Sequence[IncidentLine], count: int) -> int | None:
        """As prepared."""
        self.asked.append(("which", [each.name for each in lines], count))
        return self.which

    def ask_begin(self, case_ids: Sequence[int], ring: Ring) -> IncidentDraft | None:
        """As prepared, for the problems that are selected."""
        self.asked.append(("begin", tuple(case_ids), ring))
        return replace(self.draft, case_ids=tuple(case_ids), ring=ring) if self.draft else None

    def ask_described(self, view: IncidentView) -> Described | None:
        """As prepared."""
        return self.described

    def ask_update(self, form: UpdateForm, begun: AnswerGiven | None = None) -> AnswerGiven | None:
        """As prepared; what was written before is left."""
        self.asked.append(("update", [each.name for each in form.waiting]))
        if begun is None:
            return self.update
        self.asked.append(("begun", begun))
        return None

    def ask_end(self, view: IncidentView) -> Ended | None:
        """As prepared."""
        return self.ended


@dataclass
class PreparedDialogs(Dialogs):
    """Answers every question as prepared; ``questions`` says which were asked."""

    staff: StaffChoice | None = None
    service_code: str | None = None
    place: PlaceAnswer | None = None
    words: str | None = None
    given: AnswerGiven | None = None
    finish: FinishAnswer | None = None
    handed: HandOver | None = None
    files: tuple[Path, ...] | None = None
    printed: PrintAnswer | None = None
    folder: Path | None = None
    saved_as: Path | None = None
    other: str | None = None
    parts: tuple[SplitPart, ...] | None = None
    root: int | None = None
    rest: bool = False
    finish_too: bool | None = True
    typing: str = ""
    list_name: ListName | None = None
    agrees: bool = True
    tag: TagAnswer | None = None
    renamed: tuple[str, str] | None = None
    day: date | None = None
    macro: int | None = None
    which_macro: tuple[int, bool] | None = None
    written: Macro | None = None
    seen: Preview | None = None
    questions: list[str] = field(default_factory=list)
    incidents: PreparedIncidents = field(default_factory=PreparedIncidents)

    def ask_staff(
        self, staff: Sequence[StaffMember], count: int, *, may_add: bool = False
    ) -> StaffChoice | None:
        """As prepared."""
        self.questions.append(f"staff of {count}")
        return self.staff

    def ask_list_name(self, name: str, *, shared: bool | None) -> ListName | None:
        """As prepared."""
        self.questions.append(f"list name, was {name!r}")
        return self.list_name

    def ask_type(
        self, types: Sequence[ServiceType], count: int, suggested: Sequence[TypeSuggestion] = ()
    ) -> str | None:
        """As prepared."""
        likely = "".join(f", likely {each.type.name}" for each in suggested)
        self.questions.append(f"type of {count}{likely}")
        return self.service_code

    def ask_place(self, address: str, choices: Sequence[PlaceChoice] = ()) -> PlaceAnswer | None:
        """As prepared."""
        self.questions.append(" or ".join(("place", *(each.label for each in choices))))
        return self.place

    def ask_note(self, begun: str = "", typed: Callable[[str], None] | None = None) -> str | None:
        """As prepared; ``typing`` is typed on the way."""
        self.questions.append(f"note, begun {begun!r}" if begun else "note")
        if typed is not None and self.typing:
            typed(self.typing)
        return self.words

    def ask_answer(self, people: Sequence[PersonView]) -> AnswerGiven | None:
        """As prepared."""
        self.questions.append("answer")
        return self.given

    def ask_finish(self, count: int, owed: int, danger: int) -> FinishAnswer | None:
        """As prepared."""
        self.questions.append(f"finish {count}, {owed} owed" + (f", {danger} danger" if danger else ""))
        return self.finish

    def ask_hand_over(self, office: WardOffice, count: int, owed: int) -> HandOver | None:
        """As prepared."""
        self.questions.append(f"hand {count} over to ward {office.ward}, {owed} owed")
        return self.handed

    def ask_print(self, title: str, tick: str, name: str) -> PrintAnswer | None:
        """As prepared."""
        self.questions.append(title)
        return self.printed

    def ask_files(self) -> tuple[Path, ...] | None:
        """As prepared."""
        self.questions.append("files")
        return self.files

    def ask_folder(self) -> Path | None:
        """As prepared."""
        self.questions.append("folder")
        return self.folder

    def ask_save_place(self, filename: str) -> Path | None:
        """As prepared."""
        self.questions.append(f"save {filename}")
        return self.saved_as

    def ask_other_problem(self) -> str | None:
        """As prepared."""
        self.questions.append("other problem")
        return self.other

    def ask_attachments(self, other: CaseView, _pictures: Pictures) -> tuple[int, ...] | None:
        """All of them."""
        self.questions.append(f"attachments of {other.number}")
        return tuple(each.attachment_id for each in other.attachments)

    def ask_split(
        self,
        requests: Sequence[RequestView],
        photos: Sequence[AttachmentView],
        types: Sequence[ServiceType],
        proposals: Sequence[SplitProposal] = (),
    ) -> SplitAnswer | None:
        """As prepared, else as proposed."""
        self.questions.append("split")
        if proposals and not self.parts:
            return SplitAnswer(proposals[0].request_id, proposals[0].parts)
        return SplitAnswer(requests[0].request_id, self.parts) if self.parts else None

    def ask_root(self, rows: Sequence[QueueRow], not_same: Collection[tuple[int, int]] = ()) -> int | None:
        """As prepared."""
        self.questions.append(f"root of {len(rows)}")
        return self.root

    def ask_absorbed(self, absorbed: Sequence[AbsorbedView]) -> int | None:
        """The first."""
        self.questions.append("absorbed")
        return absorbed[0].case_id

    def ask_new_root(self, absorbed: Sequence[AbsorbedView], number: str) -> int | None:
        """The first."""
        self.questions.append(f"another in place of {number}")
        return absorbed[0].case_id

    def ask_added(self, number: str, added: Sequence[AddedSince]) -> tuple[Added, ...] | None:
        """The first of what came since."""
        self.questions.append(f"what belongs to {number}")
        return tuple(each.added for each in added[:1])

    def ask_finished_too(self, root_number: str) -> bool | None:
        """As prepared."""
        self.questions.append(f"finished too with {root_number}")
        return self.finish_too

    def ask_preview(self, title: str, seen: Preview) -> bool:
        """As prepared; what was shown is kept."""
        self.questions.append(f"{title}: {len(seen.changes)} change, {len(seen.stays)} stay")
        self.seen = seen
        return self.agrees

    def ask_tags(self, used: Sequence[TagUse], standing: Sequence[str], count: int) -> TagAnswer | None:
        """As prepared."""
        self.questions.append(f"tag of {count}, {len(used)} used, on it {', '.join(standing) or 'none'}")
        return self.tag

    def ask_tag_name(self, used: Sequence[TagUse]) -> tuple[str, str] | None:
        """As prepared."""
        self.questions.append(f"rename one of {len(used)}")
        return self.renamed

    def ask_snooze(self, count: int, owed: int, *, snoozed: bool) -> date | None:
        """As prepared."""
        self.questions.append(f"snooze {count}, {owed} owed{', snoozed' if snoozed else ''}")
        return self.day

    def ask_macro(self, macros: Sequence[Macro], names: Names, *, making: bool) -> int | None:
        """As prepared."""
        self.questions.append(f"macro of {len(macros)}")
        return self.macro

    def ask_which_macro(self, macros: Sequence[Macro]) -> tuple[int, bool] | None:
        """As prepared."""
        self.questions.append(f"which of {len(macros)}")
        return self.which_macro

    def ask_new_macro(
        self,
        macro: Macro | None,
        others: Sequence[Macro],
        names: Names,
        *,
        tags: Sequence[str],
        taken: Mapping[str, str],
    ) -> Macro | None:
        """As prepared."""
        self.questions.append(f"write {macro.name if macro else 'a new macro'}, N is {taken['N']}")
        return self.written

    def show_history(self, show: Callable[[Moments, QWidget | None], QWidget]) -> None:
        """Over nothing."""
        show(Moments(ZoneInfo("America/Chicago"), lambda: NOW), None)

    def ask_undo_rest(self, error: ChangedSinceError) -> bool:
        """As prepared."""
        self.questions.append("undo the rest")
        return self.rest
