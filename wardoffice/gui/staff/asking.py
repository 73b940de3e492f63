"""The questions about people of the office, behind one object that tests can replace."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from wardoffice.domain.actor import Role
from wardoffice.domain.staffing import ROLES, CaseViewers, StaffEntry, role_name, role_words
from wardoffice.gui.dialogs.pick import Choice, Pick, pick
from wardoffice.gui.staff.questions import NewPersonQuestion, ViewersQuestion
from wardoffice.language import plural, text


@dataclass(frozen=True, slots=True)
class StaffAnswer:
    """Somebody new where ``staff_id`` is None; somebody who no longer works here where ``role`` is."""

    staff_id: int | None
    name: str
    role: Role | None


class StaffDialogs:
    """Each answers None where the person left. Call them on the GUI thread."""

    def __init__(self, parent: QWidget | None) -> None:
        self._parent = parent

    def ask_viewers(self, viewers: CaseViewers, me: int | None) -> frozenset[int] | None:
        """Who may see a problem; nobody named is everybody."""
        question = ViewersQuestion(viewers, me, self._parent)
        return question.named() if question.asked() else None

    def ask_change(self, entries: Sequence[StaffEntry]) -> StaffAnswer | None:
        """What changes on the staff list."""
        choices: list[Choice[StaffEntry | None]] = [Choice(each, _entry_words(each)) for each in entries]
        choices.append(Choice(None, text("Somebody new …")))
        words = text("Choose a person to say what they are in the office, or that they no longer work here.")
        chosen = pick(Pick(text("Who works here"), words, text("Go on"), choices, self._parent))
        if chosen is None:
            return None
        return self._ask_new() if chosen.value is None else self._ask_role(chosen.value)

    def _ask_new(self) -> StaffAnswer | None:
        question = NewPersonQuestion(self._parent)
        if not question.asked():
            return None
        return StaffAnswer(None, question.name.text().strip(), question.role())

    def _ask_role(self, entry: StaffEntry) -> StaffAnswer | None:
        roles: list[Choice[Role | None]] = [Choice(role, role_words(role)) for role in ROLES]
        roles.append(Choice(None, _leaving_words(entry)))
        words = text("It counts from the next time they open the program.")
        now = ROLES.index(entry.member.role)
        chosen = pick(Pick(entry.member.name, words, text("Save"), roles, self._parent, first=now))
        if chosen is None or chosen.value is entry.member.role:
            return None
        return StaffAnswer(entry.member.staff_id, entry.member.name, chosen.value)


def _entry_words(entry: StaffEntry) -> str:
    return plural(
        "{name} · {role} · {count} open problem",
        "{name} · {role} · {count} open problems",
        entry.problems,
        name=entry.member.name,
        role=role_name(entry.member.role),
    )


def _leaving_words(entry: StaffEntry) -> str:
    if not entry.problems:
        return text("No longer works here")
    return plural(
        "No longer works here: {count} open problem will be nobody's",
        "No longer works here: {count} open problems will be nobody's",
        entry.problems,
    )
