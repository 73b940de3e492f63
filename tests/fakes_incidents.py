"""Incidents without an office: what the screen asked for, and believable answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from tests.builders_queue import NOW
from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.incidents import (
    Caller,
    IncidentCaseView,
    IncidentDraft,
    IncidentLine,
    IncidentView,
    UpdateForm,
    UpdateText,
)
from wardoffice.domain.letter_texts import FilledLetter
from wardoffice.domain.places import Point

RING = (Point(41.965, -87.679), Point(41.967, -87.679), Point(41.967, -87.676))


def a_caller(contact_id: int = 1, **changes: object) -> Caller:
    """Maria, who called twenty minutes ago and waits."""
    at = NOW - timedelta(minutes=20)
    caller = Caller(contact_id, "Maria Lopez", "773-555-0101", "", at, at, None)
    return replace(caller, **changes)  # type: ignore[arg-type]  # a test names the fields


def a_member(case_id: int, **changes: object) -> IncidentCaseView:
    """A problem on the block."""
    view = IncidentCaseView(
        case_id,
        f"2026-{4000 + case_id:05d}",
        "No water",
        f"{4800 + 4 * case_id} N Damen Ave",
        CaseStatus.OPEN,
        NOW - timedelta(hours=1),
        1,
    )
    return replace(view, **changes)  # type: ignore[arg-type]  # a test names the fields


def an_incident(incident_id: int = 1, **changes: object) -> IncidentView:
    """A broken main with two callers, two problems under it and one that may belong to it."""
    view = IncidentView(
        incident_id,
        own_case_id=3,
        number="2026-04003",
        name="Main break on Damen",
        script="Crews are there since 7. Water will be back tonight. Boil it until tomorrow noon.",
        ring=RING,
        began_at=NOW - timedelta(hours=3),
        ended_at=None,
        callers=(
            a_caller(),
            a_caller(2, name="Joe Alvarez", phone="773-555-0102", owed_since=None, answered_at=NOW),
        ),
        cases=(a_member(4), a_member(5, title="Water in Basement")),
        proposed=(a_member(6, why="In its area, told since it began"),),
    )
    return replace(view, **changes)  # type: ignore[arg-type]  # a test names the fields


def an_update(*waiting: Caller, **changes: object) -> UpdateForm:
    """Callers who wait; who has an address reads English, or Spanish where that is known of them."""
    reached = [each for each in waiting if each.email]
    texts = [
        UpdateText(
            language,
            FilledLetter("News", f"{hello}\n\n<news>\n", ("news",)),
            "<news>",
            frozenset(each.contact_id for each in reached if (each.language or "en") == language),
        )
        for language, hello in (("en", "Hello,"), ("es", "Hola:"))
        if language == "en" or any(each.language == language for each in reached)
    ]
    form = UpdateForm(tuple(waiting), tuple(texts), frozenset(each.contact_id for each in reached), {})
    return replace(form, **changes)  # type: ignore[arg-type]  # a test names the fields


@dataclass
class FakeIncidents:
    """Keeps incidents by id; ``calls`` says what was asked.

    ``refuses`` is what a call or a mail is answered with.
    """

    known: dict[int, IncidentView] = field(default_factory=dict)
    calls: list[tuple[str, object]] = field(default_factory=list)
    refuses: CannotDoError | None = None

    def lines(self, _actor: Actor) -> tuple[IncidentLine, ...]:
        """Those that go on first, the newest before the older."""
        views = sorted(self.known.values(), key=lambda each: (each.ended_at is not None, -each.incident_id))
        return tuple(
            IncidentLine(
                each.incident_id,
                each.name,
                each.began_at,
                each.ended_at,
                len(each.cases) + 1,
                len(each.callers),
                len(each.still_to_call),
            )
            for each in views
        )

    def show(self, _actor: Actor, incident_id: int) -> IncidentView:
        """As it is kept."""
        return self.known[incident_id]

    def begin(self, _actor: Actor, draft: IncidentDraft) -> Changes:
        """Keep one more."""
        new = max(self.known, default=0) + 1
        members = tuple(a_member(each) for each in draft.case_ids)
        self.known[new] = an_incident(
            new, name=draft.name, script=draft.script, callers=(), cases=members, proposed=()
        )
        return self._asked("begin", draft, "Incident begun")

    def describe(self, _actor: Actor, incident_id: int, name: str, script: str) -> Changes:
        """Rename it."""
        self.known[incident_id] = replace(self.known[incident_id], name=name, script=script)
        return self._asked("describe", (name, script), "Written")

    def take_in(self, _actor: Actor, incident_id: int, case_ids: Sequence[int]) -> Changes:
        """Move proposals under it."""
        view = self.known[incident_id]
        cases = (*view.cases, *(a_member(each) for each in case_ids))
        left = tuple(each for each in view.proposed if each.case_id not in case_ids)
        self.known[incident_id] = replace(view, cases=cases, proposed=left)
        return self._asked("take_in", tuple(case_ids), "Stands under it")

    def leave_out(self, _actor: Actor, incident_id: int, case_id: int) -> Changes:
        """Drop it from both lists."""
        view = self.known[incident_id]
        cases = tuple(each for each in view.cases if each.case_id != case_id)
        left = tuple(each for each in view.proposed if each.case_id != case_id)
        self.known[incident_id] = replace(view, cases=cases, proposed=left)
        return self._asked("leave_out", case_id, "Is none of it")

    def update_all(
        self, _actor: Actor, incident_id: int, contact_ids: Sequence[int], way: AnswerWay, words: str
    ) -> Changes:
        """Settle what these people were owed."""
        view = self.known[incident_id]
        callers = tuple(
            replace(each, owed_since=None, answered_at=NOW) if each.contact_id in contact_ids else each
            for each in view.callers
        )
        self.known[incident_id] = replace(view, callers=callers)
        return self._asked("update_all", (tuple(contact_ids), way, words), "Told")

    def form(self, _actor: Actor, incident_id: int) -> UpdateForm:
        """Who waits."""
        return an_update(*self.known[incident_id].still_to_call)

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
        """Settle what these people were owed, by mail, or refuse it."""
        assert seen is not None, "what was read is what goes"
        if self.refuses is not None:
            raise self.refuses
        changes = self.update_all(actor, incident_id, contact_ids, AnswerWay.REPLIED, words)
        self.calls.append(("send_all", (tuple(contact_ids), words, dict(translated or {}))))
        return changes

    def end(self, _actor: Actor, incident_id: int, finish: FinishReason | None = None) -> Changes:
        """Be over."""
        self.known[incident_id] = replace(self.known[incident_id], ended_at=NOW)
        return self._asked("end", finish, "Over")

    def log_call(self, _actor: Actor, incident_id: int, name: str, phone: str, words: str = "") -> Changes:
        """One more caller, or a refusal."""
        if self.refuses is not None:
            raise self.refuses
        view = self.known[incident_id]
        caller = a_caller(len(view.callers) + 1, name=name, phone=phone)
        self.known[incident_id] = replace(view, callers=(*view.callers, caller))
        return self._asked("log_call", (name, phone, words), f"Call logged: {name}")

    def asked(self, name: str) -> list[object]:
        """With what this was asked."""
        return [what for each, what in self.calls if each == name]

    def _asked(self, name: str, what: object, label: str) -> Changes:
        self.calls.append((name, what))
        return Changes(action_id=1, label=label)
