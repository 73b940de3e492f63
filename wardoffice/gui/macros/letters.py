"""What a macro writes: the dialogs it opens once all else is done, one after the other."""

from collections.abc import Sequence
from functools import partial

from wardoffice.domain.previews import Preview
from wardoffice.domain.replying import ReplyKind
from wardoffice.domain.steps import Step, StepKind
from wardoffice.gui.answer.actions import AnswerActions
from wardoffice.gui.forward.actions import ForwardActions
from wardoffice.gui.notify import Notifier
from wardoffice.language import plural


class MacroLetters:
    """Opens them as their own keys do, with what the macro chose; nothing goes that nobody read (P5)."""

    def __init__(self, forwards: ForwardActions, answers: AnswerActions, notifier: Notifier) -> None:
        self._forwards, self._answers, self._notifier = forwards, answers, notifier

    def few_enough(self, steps: Sequence[Step], count: int) -> bool:
        """Whether so many may be written about at once; where not, it is said."""
        return not any(step.writes for step in steps) or self._forwards.few_enough(count)

    def open(self, steps: Sequence[Step], seen: Preview) -> None:
        """First the mail to a department; once that was sent or left, the answer to the people."""
        values = {step.kind: step.value for step in steps if step.writes}
        answer = partial(self._answer, values.get(StepKind.REPLY), seen)
        if StepKind.FORWARD in values and seen.to_forward:
            named = values[StepKind.FORWARD]
            self._forwards.open_for(seen.to_forward, department_id=int(named) if named else None, then=answer)
        else:
            answer()

    def _answer(self, kind: str | None, seen: Preview) -> None:
        if kind is None or not seen.to_answer:
            return
        self._answers.open_for(seen.to_answer[0], kind=ReplyKind(kind))
        if seen.waiting:
            self._notifier.info(
                plural(
                    "{count} other problem waits for its answer still.",
                    "{count} other problems wait for their answers still.",
                    seen.waiting,
                )
            )
