"""Reads what the letters of a macro depend on: who gets a type, and who can be told something."""

from collections.abc import Sequence
from dataclasses import replace

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.letter_steps import LetterFacts
from wardoffice.domain.steps import CaseFacts, Names, Step, StepKind
from wardoffice.language import text
from wardoffice.office.case_pane import CasePane
from wardoffice.office.correspondents import people_of
from wardoffice.office.routing import Routing
from wardoffice.store.store import Store
from wardoffice.store.tables import Case


class MacroLetters:
    """``routing`` says which department gets a problem."""

    def __init__(self, store: Store, cases: CasePane, routing: Routing) -> None:
        self._store, self._cases, self._routing = store, cases, routing

    def known(self, actor: Actor, facts: Sequence[CaseFacts], steps: Sequence[Step]) -> tuple[CaseFacts, ...]:
        """The facts with those of letters, where a step writes any."""
        if not any(step.writes for step in steps):
            return tuple(facts)
        codes = {step.value for step in steps if step.kind is StepKind.SET_TYPE}
        with self._store.reading() as session:
            routed = {
                each.case_id: self._routing.owners(
                    session, session.get_one(Case, each.case_id), {each.service_code, *codes} - {""}
                )
                for each in facts
            }
        return tuple(
            replace(each, letters=self._letters(actor, each, routed[each.case_id])) for each in facts
        )

    def _letters(self, actor: Actor, facts: CaseFacts, routed: dict[str, int]) -> LetterFacts:
        view = self._cases.show(actor, facts.case_id)
        reachable = [each for each in people_of(self._store, view) if each.ways]
        thanked = sum(each.acknowledged for each in reachable)
        return LetterFacts(view.restricted, routed, len(view.people), len(reachable), thanked)


def require_letters(actor: Actor, steps: Sequence[Step], names: Names) -> None:
    """Raise NotAllowedError for what the actor may not write, CannotDoError for a department that is gone.

    Half of a macro would be another one, so nothing of it is done then.
    """
    kinds = {step.kind for step in steps}
    if StepKind.FORWARD in kinds:
        require(actor, Doing.FORWARD)
    if StepKind.REPLY in kinds:
        require(actor, Doing.ANSWER)
    known = names.departments
    for step in steps:
        if step.kind is not StepKind.FORWARD or not step.value:
            continue
        department_id = int(step.value)
        if department_id in known.gone or department_id not in known.names:
            name = known.names.get(department_id, text("The department of this macro"))
            raise CannotDoError(
                text("{department} is not on the list of departments any more.", department=name),
                text("Nothing was changed, and nothing was sent."),
                text("Change the macro: choose another department for it."),
            )
