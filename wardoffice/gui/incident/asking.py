"""The questions of incidents, behind one object that tests can replace; None is that somebody left."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from wardoffice.domain.incidents import IncidentDraft, IncidentLine, IncidentView, Ring, UpdateForm
from wardoffice.gui.dialogs.answers import AnswerGiven
from wardoffice.gui.dialogs.pick import Choice, Pick, pick
from wardoffice.gui.incident.questions import (
    BeginQuestion,
    Described,
    DescribeQuestion,
    Ended,
    EndQuestion,
)
from wardoffice.gui.incident.update_question import UpdateQuestion
from wardoffice.language import plural, text

NEW = 0
"""The answer for an incident that is yet to begin."""


class IncidentDialogs:
    """Call them on the GUI thread."""

    def __init__(self, parent: QWidget | None) -> None:
        self._parent = parent

    def ask_which(self, lines: Sequence[IncidentLine], count: int) -> int | None:
        """Under which incident ``count`` problems stand: its id, or NEW."""
        choices = [Choice(each.incident_id, each.name) for each in lines]
        choices.append(Choice(NEW, text("A new one …")))
        title = plural("Which incident is it part of?", "Which incident are these {count} part of?", count)
        chosen = pick(Pick(title, "", text("Put it under this one"), choices, self._parent))
        return chosen.value if chosen else None

    def ask_begin(self, case_ids: Sequence[int], ring: Ring) -> IncidentDraft | None:
        """A new incident."""
        question = BeginQuestion(case_ids, ring, self._parent)
        return question.draft() if question.asked() else None

    def ask_described(self, view: IncidentView) -> Described | None:
        """Its name and what to say."""
        question = DescribeQuestion(view, self._parent)
        return question.described() if question.asked() else None

    def ask_update(self, form: UpdateForm, begun: AnswerGiven | None = None) -> AnswerGiven | None:
        """Who was told, and what; or what they are told now. ``begun`` is what was written before."""
        question = UpdateQuestion(form, self._parent, begun)
        return question.answer() if question.asked() else None

    def ask_end(self, view: IncidentView) -> Ended | None:
        """Whether it is over, and its problems finished with it."""
        question = EndQuestion(view, self._parent)
        return question.ended() if question.asked() else None
