"""What the reply dialog, the letters and the texts ask of the office; all of it belongs on a lane."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.incidents import UpdateForm
from wardoffice.domain.letter_texts import LetterKey, LetterState, LetterText
from wardoffice.domain.paper_letters import WaitingLetter
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.replying import ReplyChoice, ReplyForm, ReplyPreview


class ReplyOffice(Protocol):
    """Answers to the people of a problem."""

    def begin(self, actor: Actor, case_id: int) -> ReplyForm:
        """Who can be answered, how, and with what."""
        ...

    def preview(self, actor: Actor, case_id: int, choice: ReplyChoice) -> tuple[ReplyPreview, ...]:
        """What each person gets, word for word."""
        ...

    def send(self, actor: Actor, case_id: int, choice: ReplyChoice, cancelled: Cancelled = ...) -> Changes:
        """Queue, keep or note what each person gets."""
        ...


class LetterOffice(Protocol):
    """Letters on paper."""

    def waiting(self, actor: Actor) -> tuple[WaitingLetter, ...]:
        """Those that nobody posted yet."""
        ...

    def print_letters(self, actor: Actor, letter_ids: Collection[int], path: Path) -> Path:
        """Write them as one PDF; raises OSError where it cannot be written."""
        ...

    def posted(self, actor: Actor, letter_ids: Collection[int]) -> Changes:
        """They went to the post."""
        ...

    def withdraw(self, actor: Actor, letter_ids: Collection[int]) -> Changes:
        """They are not posted after all."""
        ...


class TextOffice(Protocol):
    """The office's texts."""

    def states(self, actor: Actor) -> tuple[LetterState, ...]:
        """Every text in every language."""
        ...

    def speakers(self, actor: Actor) -> tuple[str, ...]:
        """Who can approve a text, by name."""
        ...

    def reword(self, actor: Actor, key: LetterKey, language: str, subject: str, body: str) -> Changes:
        """Use another wording from now on."""
        ...

    def reset(self, actor: Actor, key: LetterKey, language: str) -> Changes:
        """Go back to the wording that came with the program."""
        ...

    def approve(self, actor: Actor, key: LetterKey, language: str, speaker: str, read: LetterText) -> Changes:
        """Somebody who speaks the language approves the text that they read."""
        ...


class UpdateOffice(Protocol):
    """One update to all who called about an incident."""

    def form(self, actor: Actor, incident_id: int) -> UpdateForm:
        """Who waits, who can be written to, and what they would read."""
        ...

    def send_all(
        self,
        actor: Actor,
        incident_id: int,
        contact_ids: Sequence[int],
        words: str,
        translated: Mapping[str, str] | None = None,
        *,
        seen: UpdateForm | None = None,
    ) -> Changes:
        """Queue a mail to each of these who can be written to, in their language where it was written."""
        ...


@dataclass(frozen=True, slots=True)
class AnswerDesk:
    """The jobs behind everything that is written to residents."""

    replying: ReplyOffice
    letters: LetterOffice
    texts: TextOffice
    updates: UpdateOffice
