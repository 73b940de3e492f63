"""Macros: several steps under one key, kept by the office, looked at before they are done, undone as one."""

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.cases import AnswerWay, FinishReason
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.macros import Macro, check_macro, check_steps, steps_as_kept, steps_of
from wardoffice.domain.previews import Preview, preview
from wardoffice.domain.snoozing import check_snooze
from wardoffice.domain.steps import (
    CaseFacts,
    Names,
    Step,
    StepKind,
    after,
    assignee_of,
    snooze_day,
    why_not,
)
from wardoffice.domain.tags import clean_tag
from wardoffice.language import text
from wardoffice.office.answering import log_answers
from wardoffice.office.case_work import (
    finish_case,
    open_again,
    person_of,
    snooze_case,
    tag_case,
    take_case,
    untag_case,
    wake_case,
    write_note,
)
from wardoffice.office.macro_letters import MacroLetters, require_letters
from wardoffice.store.macro_reading import macro_row, macros
from wardoffice.store.step_facts import owed_people, step_facts, step_names
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, MacroRow
from wardoffice.store.unit_of_work import UnitOfWork


class Macros:
    """The macros of the office, and what steps would do; ``zone`` is the city's."""

    def __init__(self, store: Store, zone: ZoneInfo, letters: MacroLetters) -> None:
        self._store = store
        self._zone = zone
        self._letters = letters

    def macros(self, actor: Actor) -> tuple[Macro, ...]:
        """All macros by name."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return macros(session)

    def names(self, actor: Actor) -> Names:
        """What the values of steps are called, today."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return step_names(session, actor, self._today())

    def preview(self, actor: Actor, case_ids: Sequence[int], steps: Sequence[Step]) -> Preview:
        """What steps would change, problem by problem, and what would stay; nothing is changed.

        Raises NotAllowedError for a step that writes what the actor may not, and CannotDoError where it
        names somebody who has left, a type or department that is gone, or a day that is past.
        """
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            facts = step_facts(session, actor, case_ids, self._store.now(), self._zone)
            names = step_names(session, actor, self._today())
        require_letters(actor, steps, names)
        _require_there(steps, names)
        return preview(self._letters.known(actor, facts, steps), steps, names)

    def keep_macro(self, actor: Actor, macro: Macro, taken: Mapping[str, str]) -> Changes:
        """Make a macro, or change the one with that id.

        ``taken`` are the keys that do something already. Raises CannotDoError as ``check_macro`` does, and
        where it would write over a step that a newer program made.
        """
        require(actor, Doing.CHANGE_MACROS)
        outcome = text("changed") if macro.macro_id else text("made")
        with self._store.unit_of_work(actor, ActionKind.MACROS, macro=macro.name, outcome=outcome) as work:
            check_macro(macro, macros(work.session), taken)
            kept = steps_as_kept(macro.steps)
            if not macro.macro_id:
                work.add(MacroRow(name=macro.name.strip(), key=macro.key, steps=kept, created_at=work.now))
            else:
                row = macro_row(work.session, macro.macro_id)
                steps_of(row.steps)
                row.name, row.key, row.steps = macro.name.strip(), macro.key, kept
        return work.changes

    def drop_macro(self, actor: Actor, macro_id: int) -> Changes:
        """Put a macro away; undo brings it back."""
        require(actor, Doing.CHANGE_MACROS)
        with self._store.unit_of_work(actor, ActionKind.MACROS, outcome=text("put away")) as work:
            row = macro_row(work.session, macro_id)
            work.details["macro"] = row.name
            row.withdrawn_at = work.now
        return work.changes

    def run_macro(self, actor: Actor, macro_id: int, case_ids: Sequence[int]) -> Changes:
        """Do the steps of a macro to these problems, as one action; what fits no problem is passed over.

        What it writes is not done here: a person reads it first, and sends it. Raises CannotDoError where it
        would change none of them, and where ``preview`` does.
        """
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.MACRO) as work:
            row = macro_row(work.session, macro_id)
            steps = steps_of(row.steps)
            check_steps(steps)
            if any(step.kind is StepKind.ANSWER for step in steps):
                require(actor, Doing.ANSWER)
            names = step_names(work.session, actor, self._today())
            require_letters(actor, steps, names)
            _require_there(steps, names)
            steps = tuple(step for step in steps if not step.writes)
            changed = 0
            for facts in step_facts(work.session, actor, case_ids, work.now, self._zone):
                changed += self._run(work, facts, steps, names)
            if not changed:
                raise CannotDoError(
                    text("“{macro}” changes none of these problems.", macro=row.name),
                    text("Nothing was changed."),
                    text("Choose others, or look at the steps of the macro."),
                )
            work.details.update(macro=row.name, count=changed)
        return work.changes

    def _run(self, work: UnitOfWork, facts: CaseFacts, steps: Sequence[Step], names: Names) -> bool:
        """Do what fits, one step after the other; whether anything did."""
        case = work.root(facts.case_id)
        done = False
        for step in steps:
            if why_not(facts, step, names):
                continue
            self._do(work, case, step, names)
            facts, done = after(facts, step, names), True
        return done

    def _do(self, work: UnitOfWork, case: Case, step: Step, names: Names) -> None:  # noqa: C901 - one line a kind
        match step.kind:
            case StepKind.TAKE:
                take_case(work, case, work.actor)
            case StepKind.SET_TYPE:
                case.service_code = step.value
            case StepKind.ASSIGN:
                person = person_of(work, assignee_of(step, names))
                case.assignee_id = person.id if person else None
            case StepKind.URGENT | StepKind.NOT_URGENT:
                case.urgent = step.kind is StepKind.URGENT
            case StepKind.TAG:
                tag_case(work, case, clean_tag(step.value))
            case StepKind.UNTAG:
                untag_case(work, case, step.value)
            case StepKind.NOTE:
                write_note(work, case, step.words)
            case StepKind.ANSWER:
                known = [each for each in owed_people(work.session, [case.id])[case.id] if each is not None]
                log_answers(work, case, known, AnswerWay(step.value), step.words)
            case StepKind.SNOOZE:
                snooze_case(work, case, snooze_day(step, names), self._zone)
            case StepKind.WAKE:
                wake_case(case)
            case StepKind.FINISH:
                finish_case(work, case, FinishReason(step.value), step.words)
            case StepKind.REOPEN:
                open_again(case)
        work.session.flush()

    def _today(self) -> date:
        return self._store.now().astimezone(self._zone).date()


def _require_there(steps: Sequence[Step], names: Names) -> None:
    """Raise CannotDoError for a person who has left, a type that is gone, a day that is past.

    Half of a macro would be another one, so nothing of it is done then.
    """
    for step in steps:
        match step.kind:
            case StepKind.ASSIGN if assignee_of(step, names) in names.former:
                raise CannotDoError(
                    text("{name} is not in the office any more.", name=names.staff[int(step.value)]),
                    text("Nothing was changed."),
                    text("Choose somebody else; if a macro says it, change the macro."),
                )
            case StepKind.SET_TYPE if step.value in names.gone_types:
                raise CannotDoError(
                    text("311 has dropped the type \u201c{type}\u201d.", type=names.types[step.value]),
                    text("Nothing was changed."),
                    text("Choose another type; if a macro says it, change the macro."),
                )
            case StepKind.SNOOZE:
                check_snooze(snooze_day(step, names), names.today)
            case _:
                pass
