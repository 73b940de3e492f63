"""The questions of working on many: what would change, tags, snoozing, macros."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from wardoffice.domain.macros import Macro
from wardoffice.domain.previews import Preview
from wardoffice.domain.steps import Names, step_words
from wardoffice.domain.tags import TagUse
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.dialogs.pick import Choice, Pick, pick
from wardoffice.gui.dialogs.preview import PreviewQuestion
from wardoffice.gui.dialogs.snooze import ANOTHER_DAY, DayQuestion, snooze_choices
from wardoffice.gui.dialogs.tags import RenameTagQuestion, TagAnswer, TagsQuestion
from wardoffice.gui.incident.asking import IncidentDialogs
from wardoffice.gui.macros.editor import MacroQuestion
from wardoffice.gui.staff.asking import StaffDialogs
from wardoffice.language import plural, text

NEW_MACRO = 0
"""Chosen for: make a new macro."""


class WorkingDialogs:
    """Every ``ask_*`` answers None, or False, where the person left. Call them on the GUI thread."""

    def __init__(self, parent: QWidget | None, moments: Moments) -> None:
        self._parent = parent
        self._moments = moments
        self.incidents = IncidentDialogs(parent)
        self.staff_list = StaffDialogs(parent)

    def ask_preview(self, title: str, seen: Preview) -> bool:
        """Whether to do what would change."""
        return PreviewQuestion(title, seen, self._parent).asked()

    def ask_tags(self, used: Sequence[TagUse], standing: Sequence[str], count: int) -> TagAnswer | None:
        """Which tag goes on ``count`` problems, or off them; ``standing`` are those on any of them now."""
        question = TagsQuestion(used, standing, count, self._parent)
        return question.answer() if question.asked() else None

    def ask_tag_name(self, used: Sequence[TagUse]) -> tuple[str, str] | None:
        """Which tag is renamed, and what to."""
        choices = [
            Choice(
                each,
                plural("{tag} ({count} problem)", "{tag} ({count} problems)", each.problems, tag=each.name),
            )
            for each in used
        ]
        chosen = pick(Pick(text("Rename which tag?"), "", text("Go on"), choices, self._parent))
        if chosen is None:
            return None
        question = RenameTagQuestion(chosen.value, self._parent)
        return (chosen.value.name, question.name.text().strip()) if question.asked() else None

    def ask_snooze(self, count: int, owed: int, *, snoozed: bool) -> date | None:
        """Until which day ``count`` problems are snoozed; ``snooze.AT_ONCE`` where they come back at once.

        In ``owed`` of them somebody waits for an answer.
        """
        title = plural("Snooze this problem", "Snooze {count} problems", count)
        words = text("Until then it is out of the lists. New word on it brings it back at once.")
        if owed:
            words += " " + plural(
                "Somebody is owed an answer in {count} problem, and waits as long.",
                "Somebody is owed an answer in {count} problems, and waits as long.",
                owed,
            )
        today = self._moments.today()
        choices = snooze_choices(today, snoozed=snoozed)
        chosen = pick(Pick(title, words, text("Snooze"), choices, self._parent))
        if chosen is None or chosen.value != ANOTHER_DAY:
            return chosen.value if chosen else None
        question = DayQuestion(title, today, self._parent)
        return question.answer() if question.asked() else None

    def ask_macro(self, macros: Sequence[Macro], names: Names, *, making: bool) -> int | None:
        """Which macro is run; ``NEW_MACRO`` where one is made, which is offered where ``making``."""
        choices = [
            Choice(
                each.macro_id,
                _macro_words(each),
                " ".join(step_words(step, names) for step in each.steps),
            )
            for each in macros
        ]
        if making:
            choices.append(Choice(NEW_MACRO, text("Make a new macro …")))
        words = text("Several steps at once. You see what changes before anything does.")
        chosen = pick(Pick(text("Run a macro"), words, text("Go on"), choices, self._parent))
        return chosen.value if chosen else None

    def ask_which_macro(self, macros: Sequence[Macro]) -> tuple[int, bool] | None:
        """Which macro is changed, or put away where the second is true; ``NEW_MACRO`` where one is made."""
        choices = [
            *(
                Choice((each.macro_id, False), text("Change {name}", name=each.name))
                for each in macros
                if not each.trouble
            ),
            Choice((NEW_MACRO, False), text("Make a new macro …")),
            *(Choice((each.macro_id, True), text("Put {name} away", name=each.name)) for each in macros),
        ]
        chosen = pick(Pick(text("Macros of the office"), "", text("Go on"), choices, self._parent))
        return chosen.value if chosen else None

    def ask_new_macro(
        self,
        macro: Macro | None,
        others: Sequence[Macro],
        names: Names,
        *,
        tags: Sequence[str],
        taken: Mapping[str, str],
    ) -> Macro | None:
        """A macro as somebody wrote it: a new one, or one that is changed."""
        question = MacroQuestion(macro, others, names, tags=tags, taken=taken, parent=self._parent)
        return question.macro() if question.asked() else None

    def show_history(self, show: Callable[[Moments, QWidget | None], QWidget]) -> None:
        """Let ``show`` open the history over the window, with times as this window says them."""
        show(self._moments, self._parent)


def _macro_words(macro: Macro) -> str:
    if macro.trouble:
        return text("{name} cannot be run here. {why}", name=macro.name, why=macro.trouble)
    return text("{name} ({key})", name=macro.name, key=macro.key) if macro.key else macro.name
