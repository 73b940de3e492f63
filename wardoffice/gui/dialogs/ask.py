"""The questions, behind one object that tests can replace."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from wardoffice.domain.actor import StaffMember
from wardoffice.domain.case_view import AbsorbedView, AttachmentView, CaseView, PersonView, RequestView
from wardoffice.domain.cases import MergeCandidate, choose_root
from wardoffice.domain.errors import ChangedSinceError
from wardoffice.domain.merging import Added, AddedSince
from wardoffice.domain.place_choices import PlaceChoice
from wardoffice.domain.queue import QueueRow
from wardoffice.domain.service_families import TypeSuggestion
from wardoffice.domain.service_requests import ServiceType
from wardoffice.domain.split_proposal import SplitProposal
from wardoffice.domain.wards import HandOver, WardOffice
from wardoffice.gui.case.answered_words import answered_already
from wardoffice.gui.case.thumbnails import Pictures
from wardoffice.gui.dialogs.answers import (
    AnswerGiven,
    FinishAnswer,
    ListName,
    PlaceAnswer,
    SplitAnswer,
    StaffChoice,
)
from wardoffice.gui.dialogs.ask_working import WorkingDialogs
from wardoffice.gui.dialogs.attachments import AttachmentsQuestion, OtherProblemQuestion
from wardoffice.gui.dialogs.forms import (
    AnswerQuestion,
    FinishQuestion,
    NoteQuestion,
    PersonQuestion,
    PlaceQuestion,
)
from wardoffice.gui.dialogs.frame import Question
from wardoffice.gui.dialogs.hand_over import HandOverQuestion
from wardoffice.gui.dialogs.merge import AddedQuestion, MergeQuestion
from wardoffice.gui.dialogs.paper import PrintAnswer, PrintQuestion
from wardoffice.gui.dialogs.pick import Choice, Pick, pick
from wardoffice.gui.dialogs.saved_list import ListQuestion
from wardoffice.gui.dialogs.split import SplitQuestion
from wardoffice.language import plural, text

_SOMEBODY_NEW = StaffChoice(None, "?")
_SHOWN_WORDS = 2


class Dialogs(WorkingDialogs):
    """Every ``ask_*`` answers None where the person left. Call them on the GUI thread."""

    def ask_staff(
        self, staff: Sequence[StaffMember], count: int, *, may_add: bool = False
    ) -> StaffChoice | None:
        """Whom to assign ``count`` problems to; somebody new where the person may add to the staff list."""
        title = plural("Assign this problem", "Assign {count} problems", count)
        choices = [Choice(StaffChoice(each.staff_id), each.name) for each in staff]
        choices.append(Choice(StaffChoice(None), text("Nobody")))
        if may_add:
            choices.append(Choice(_SOMEBODY_NEW, text("Somebody new …")))
        chosen = pick(Pick(title, "", text("Assign"), choices, self._parent))
        if chosen is None or chosen.value != _SOMEBODY_NEW:
            return chosen.value if chosen else None
        question = PersonQuestion(self._parent)
        return StaffChoice(None, question.name.text().strip()) if question.asked() else None

    def ask_type(
        self, types: Sequence[ServiceType], count: int, suggested: Sequence[TypeSuggestion] = ()
    ) -> str | None:
        """The service code of ``count`` problems; what is suggested stands first, with its reason."""
        title = plural("What kind of problem is it?", "What kind of problem are these {count}?", count)
        likely = [Choice(each.type.code, suggestion_words(each)) for each in suggested]
        known = {each.value for each in likely}
        choices = likely + [Choice(each.code, each.name) for each in types if each.code not in known]
        chosen = pick(Pick(title, "", text("Set type"), choices, self._parent))
        return chosen.value if chosen else None

    def ask_place(self, address: str, choices: Sequence[PlaceChoice] = ()) -> PlaceAnswer | None:
        """Where it is; ``choices`` are places it may be."""
        question = PlaceQuestion(address, self._parent, choices)
        return question.answer() if question.asked() else None

    def ask_note(self, begun: str = "", typed: Callable[[str], None] | None = None) -> str | None:
        """The words of a note, from what was begun on; ``typed`` is told of the words on the way."""
        question = NoteQuestion(self._parent, begun, typed)
        return question.words.toPlainText().strip() if question.asked() else None

    def ask_list_name(self, name: str, *, shared: bool | None) -> ListName | None:
        """What a list is called, and who sees it unless ``shared`` is None."""
        question = ListQuestion(name, shared=shared, parent=self._parent)
        return question.answer() if question.asked() else None

    def ask_answer(self, people: Sequence[PersonView]) -> AnswerGiven | None:
        """Who was answered and how; who was answered already, and how, is said before."""
        told = answered_already(people, self._moments)
        question = AnswerQuestion(people, self._parent, told)
        return question.answer() if question.asked() else None

    def ask_finish(self, count: int, owed: int, danger: int) -> FinishAnswer | None:
        """Why ``count`` problems are finished; ``owed`` people wait for an answer, ``danger`` are danger."""
        question = FinishQuestion(count, owed, self._parent, danger)
        return question.answer() if question.asked() else None

    def ask_hand_over(self, office: WardOffice, count: int, owed: int) -> HandOver | None:
        """What was done to hand ``count`` problems over to the office of their ward."""
        question = HandOverQuestion(office, count, owed, self._parent)
        return question.answer() if question.asked() else None

    def ask_print(self, title: str, tick: str, name: str) -> PrintAnswer | None:
        """Where a page for paper called ``name`` is written; ``tick`` is what may be on it besides."""
        question = PrintQuestion(title, tick, name, self._parent)
        return question.answer() if question.asked() else None

    def ask_files(self) -> tuple[Path, ...] | None:
        """Files to attach."""
        names, _ = QFileDialog.getOpenFileNames(self._parent, text("Attach photos or files"))
        return tuple(Path(name) for name in names) or None

    def ask_folder(self) -> Path | None:
        """A folder of files to attach."""
        name = QFileDialog.getExistingDirectory(self._parent, text("Attach a folder"))
        return Path(name) if name else None

    def ask_save_place(self, filename: str) -> Path | None:
        """Where a photo or file called ``filename`` is written."""
        name, _ = QFileDialog.getSaveFileName(self._parent, text("Save a copy"), filename)
        return Path(name) if name else None

    def ask_other_problem(self) -> str | None:
        """The number of another problem."""
        question = OtherProblemQuestion(self._parent)
        return question.number.text().strip() if question.asked() else None

    def ask_attachments(self, other: CaseView, pictures: Pictures) -> tuple[int, ...] | None:
        """Which photos and files of another problem are attached here too."""
        question = AttachmentsQuestion(other, pictures, self._parent)
        return question.chosen() if question.asked() else None

    def ask_split(
        self,
        requests: Sequence[RequestView],
        photos: Sequence[AttachmentView],
        types: Sequence[ServiceType],
        proposals: Sequence[SplitProposal] = (),
    ) -> SplitAnswer | None:
        """Which problems a request tells of; filled in as proposed, where anything is."""
        question = SplitQuestion(requests, photos, types, self._parent, proposals)
        return question.answer() if question.asked() else None

    def ask_root(self, rows: Sequence[QueueRow], not_same: Collection[tuple[int, int]] = ()) -> int | None:
        """Which problem the others go into; the one the rule would take stands first.

        ``not_same`` are the pairs of which somebody said that they are two problems.
        """
        question = MergeQuestion(rows, _usual_root(rows), self._parent, not_same)
        root: int | None = None

        def remember() -> None:
            nonlocal root
            root = question.root()

        question.accepted.connect(remember)
        question.asked()
        return root

    def ask_new_root(self, absorbed: Sequence[AbsorbedView], number: str) -> int | None:
        """Which of the problems that were put together stands for all, in place of ``number``."""
        choices = [Choice(each.case_id, f"{each.number} · {each.title}") for each in absorbed]
        title = text("Which one stands for all?")
        words = text("Now it is {number}. What is known of the problem stays as it is.", number=number)
        chosen = pick(Pick(title, words, text("Let it stand for all"), choices, self._parent))
        return chosen.value if chosen else None

    def ask_added(self, number: str, added: Sequence[AddedSince]) -> tuple[Added, ...] | None:
        """What of all that came since the merge belongs to the problem that is pulled apart."""
        question = AddedQuestion(number, added, self._moments, self._parent)
        return question.answer() if question.asked() else None

    def ask_absorbed(self, absorbed: Sequence[AbsorbedView]) -> int | None:
        """Which of the problems that were put together comes out again."""
        choices = [Choice(each.case_id, f"{each.number} · {each.title}") for each in absorbed]
        title, words = text("Pull apart"), text("Which one is another problem after all?")
        chosen = pick(Pick(title, words, text("Pull apart"), choices, self._parent))
        return chosen.value if chosen else None

    def ask_finished_too(self, root_number: str) -> bool | None:
        """Whether what comes out of a finished problem is finished too; None for neither."""
        choices = [Choice(0, text("Open again: it still needs work")), Choice(1, text("Finished too"))]
        words = text("{number} was finished since they were put together.", number=root_number)
        chosen = pick(Pick(text("Pull apart"), words, text("Pull apart"), choices, self._parent))
        return bool(chosen.value) if chosen else None

    def ask_undo_rest(self, error: ChangedSinceError) -> bool:
        """Whether to take back what nobody changed since."""
        words = " ".join(part for part in (error.happened, error.safe) if part)
        return Question(text("Undo the rest?"), words, text("Undo the rest"), self._parent).asked()


def _usual_root(rows: Sequence[QueueRow]) -> int:
    return choose_root(
        [
            MergeCandidate(
                row.case_id,
                row.number,
                is_root=True,
                ours=row.ours,
                has_tracking_number=bool(row.tracking_numbers),
                opened_at=row.opened_at,
            )
            for row in rows
        ]
    )


def suggestion_words(suggested: TypeSuggestion) -> str:
    """A type with why it may be meant: "Pothole in Street Complaint (they wrote “crater”)"."""
    quoted = ", ".join(f"\u201c{word}\u201d" for word in suggested.words[:_SHOWN_WORDS])
    if suggested.chosen_before:
        return text("{type} (chosen before for {words})", type=suggested.type.name, words=quoted)
    return text("{type} (they wrote {words})", type=suggested.type.name, words=quoted)
