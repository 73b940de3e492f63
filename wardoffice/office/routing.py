"""Which department gets a problem: by the office's rules, else as the city publishes; always with its reason.

What staff choose instead is counted from the forwards themselves. A rule that shows in them is proposed to a
manager, and so is one that somebody else of the staff makes.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from functools import cache, partial
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Doing, may, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.departments import ListedDepartment
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.incidents import Ring
from wardoffice.domain.places import Point
from wardoffice.domain.routing import (
    LOOKED_AT,
    Alternative,
    Routed,
    RuleProposal,
    RuleView,
    published_words,
    road_of,
    rule_words,
    seen_in,
)
from wardoffice.geo.drawn_areas import inside
from wardoffice.language import text
from wardoffice.store.directory_keeping import departments_keyed, live_department
from wardoffice.store.directory_reading import department
from wardoffice.store.point_reading import point_of
from wardoffice.store.routing_reading import Reading, last_chosen, refused_rules, rules_of
from wardoffice.store.service_types import service_names
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, Department, RoutingRule
from wardoffice.store.unit_of_work import UnitOfWork
from wardoffice.store.visibility import may_see


class Routing:
    """The rules; ``listed`` is what the city publishes, ``ward`` ours, 0 while nobody said."""

    def __init__(
        self, store: Store, listed: Sequence[ListedDepartment], zone: ZoneInfo, ward: int = 0
    ) -> None:
        self._store = store
        self._owners = {code: each.key for each in listed for code in each.types}
        self._roads = tuple(each for each in listed if each.roads)
        self._zone = zone
        self._ward = ward

    def for_case(self, actor: Actor, case_id: int) -> Routed:
        """Whom a problem goes to; raises CannotDoError for one the actor may not see."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            case = session.get(Case, case_id)
            if case is None or case.withdrawn_at is not None or not may_see(session, actor, case):
                raise CannotDoError(
                    text("There is no such problem."),
                    text("Nothing was changed."),
                    text("Refresh the list: it may have been taken back."),
                )
            return self.route(session, actor, session.get_one(Case, case.root_id or case.id))

    def route(self, session: Reading, actor: Actor, case: Case) -> Routed:
        """Whom a problem goes to, in a session of the caller's."""
        ruled = self._by_rule(session, case)
        published = self._published(session, case.service_code)
        chosen_id, reason = ruled or published or (None, _nobody_words(case))
        chosen = department(session, actor, chosen_id) if chosen_id is not None else None
        others = self._alternatives(session, case, published if ruled else None)
        return Routed(
            chosen,
            reason,
            tuple(each for each in others if each.department_id is None or each.department_id != chosen_id),
        )

    def may_go_to(self, session: Reading, department_id: int) -> frozenset[str]:
        """The types that some of a department's problems may be of: by a rule, or as the city publishes."""
        ruled = {
            row.service_code
            for row, _ in rules_of(session)
            if row.accepted_at is not None and row.department_id == department_id
        }
        owned = {code for code, key in self._owners.items() if key == self._key_of(session, department_id)}
        return frozenset(ruled | owned)

    def goes_to(self, session: Reading, department_id: int) -> Callable[[Case], bool]:
        """Whether a problem goes to a department; the rules of a type are read once for all of them."""
        held = cache(partial(self._held, session))
        published = cache(partial(self._published, session))

        def goes(case: Case) -> bool:
            found = self._first_that_holds(case, held(case.service_code)) or published(case.service_code)
            return found is not None and found[0] == department_id

        return goes

    def owners(self, session: Reading, case: Case, codes: Iterable[str]) -> dict[str, int]:
        """Who would get a problem were it of each of these types; a type that nobody gets is left out."""
        found = {
            code: self._first_that_holds(case, self._held(session, code)) or self._published(session, code)
            for code in codes
        }
        return {code: each[0] for code, each in found.items() if each is not None}

    def rules(self, actor: Actor) -> tuple[RuleView, ...]:
        """The rules that hold, the newest first."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            names = service_names(session)
            return tuple(
                RuleView(
                    row.id,
                    row.service_code,
                    names.get(row.service_code, row.service_code),
                    row.department_id,
                    session.get_one(Department, row.department_id).name,
                    row.area_name,
                    by,
                )
                for row, by in rules_of(session)
                if row.accepted_at is not None
            )

    def proposals(self, actor: Actor) -> tuple[RuleProposal, ...]:
        """The rules a manager may accept: made by staff, or seen in where the last forwards went."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return (*self._made(session), *self._seen(session))

    def add_rule(
        self, actor: Actor, service_code: str, department_id: int, ring: Ring = (), area_name: str = ""
    ) -> Changes:
        """Let a type (in an area) go to a department: at once by a manager, else as a proposal."""
        require(actor, Doing.CHANGE_DEPARTMENTS)
        if not service_code or (ring and not area_name.strip()):
            raise CannotDoError(
                text("A rule needs a type, and a name for its area."),
                text("Nothing was changed."),
                text("Fill in what is missing."),
            )
        holds = may(actor, Doing.DECIDE_ROUTING)
        with self._work(actor, text("rule made") if holds else text("proposed")) as work:
            _named(work, service_code, department_id)
            work.add(
                RoutingRule(
                    service_code=service_code,
                    department_id=department_id,
                    area=[[each.long, each.lat] for each in ring] if ring else None,
                    area_name=area_name.strip()[:120] if ring else "",
                    reason=text("made by {name}", name=actor.name),
                    staff_id=actor.staff_id,
                    created_at=work.now,
                    accepted_at=work.now if holds else None,
                )
            )
        return work.changes

    def decide(self, actor: Actor, proposal: RuleProposal, *, accept: bool) -> Changes:
        """Accept a proposal, or say for good that it is none; raises CannotDoError where it is gone."""
        require(actor, Doing.DECIDE_ROUTING)
        with self._work(actor, text("accepted") if accept else text("not wanted")) as work:
            _named(work, proposal.service_code, proposal.department_id)
            row = self._proposed(work, proposal)
            if accept:
                row.accepted_at = work.now
            else:
                row.refused_at = work.now
        return work.changes

    def remove_rule(self, actor: Actor, rule_id: int) -> Changes:
        """Take a rule away: from then on the type goes where the city publishes."""
        require(actor, Doing.DECIDE_ROUTING)
        with self._work(actor, text("rule taken away")) as work:
            row = work.session.get(RoutingRule, rule_id)
            if row is None or row.withdrawn_at is not None:
                raise _gone()
            _named(work, row.service_code, row.department_id)
            row.withdrawn_at = work.now
        return work.changes

    def _work(self, actor: Actor, outcome: str) -> AbstractContextManager[UnitOfWork]:
        return self._store.unit_of_work(actor, ActionKind.ROUTING, outcome=outcome)

    def _by_rule(self, session: Reading, case: Case) -> tuple[int, str] | None:
        return self._first_that_holds(case, self._held(session, case.service_code))

    def _held(self, session: Reading, service_code: str) -> list[tuple[RoutingRule, str]]:
        """The accepted rules of a type: what holds for an area is narrower than what holds everywhere."""
        held = [(row, by) for row, by in rules_of(session, service_code) if row.accepted_at is not None]
        return sorted(held, key=lambda each: each[0].area is None)

    def _first_that_holds(
        self, case: Case, held: Sequence[tuple[RoutingRule, str]]
    ) -> tuple[int, str] | None:
        point = point_of(case.lat, case.long)
        for row, by in held:
            if row.area is not None and (
                point is None or not inside([Point(lat, long) for long, lat in row.area], [point])
            ):
                continue
            day = (row.accepted_at or row.created_at).astimezone(self._zone).date()
            return row.department_id, rule_words(by, day, row.area_name)
        return None

    def _key_of(self, session: Reading, department_id: int) -> str | None:
        owners = departments_keyed(session, set(self._owners.values()))
        return next((key for key, row in owners.items() if row.id == department_id), None)

    def _published(self, session: Reading, service_code: str) -> tuple[int, str] | None:
        key = self._owners.get(service_code, "")
        found = departments_keyed(session, [key]).get(key) if key else None
        if found is None:
            return None
        name = service_names(session).get(service_code, service_code)
        return found.id, published_words(name, found.name)

    def _alternatives(
        self, session: Reading, case: Case, published: tuple[int, str] | None
    ) -> Iterable[Alternative]:
        if published is not None:
            yield Alternative(published[0], session.get_one(Department, published[0]).name, published[1])
        rows = departments_keyed(session, [each.key for each in self._roads])
        for each in self._roads:
            road, row = road_of(case.address, each.roads), rows.get(each.key)
            if road is not None and row is not None:
                reason = text("{street} may be theirs: {route}.", street=road.street, route=road.known_as)
                yield Alternative(row.id, row.name, reason)
        if self._ward and case.ward is not None and case.ward != self._ward:
            name = text("Ward {ward} office", ward=case.ward)
            yield Alternative(None, name, text("It lies in Ward {ward}.", ward=case.ward), case.ward)

    def _made(self, session: Reading) -> Iterable[RuleProposal]:
        names = service_names(session)
        for row, _by in rules_of(session):
            if row.accepted_at is None:
                name = session.get_one(Department, row.department_id).name
                said = names.get(row.service_code, row.service_code)
                yield RuleProposal(
                    row.id, row.service_code, said, row.department_id, name, row.reason, row.area_name
                )

    def _seen(self, session: Reading) -> Iterable[RuleProposal]:
        names, unwanted = service_names(session), refused_rules(session)
        made = {(row.service_code, row.department_id) for row, _ in rules_of(session)}
        for code, chosen in last_chosen(session).items():
            everywhere = [
                row.department_id
                for row, _ in rules_of(session, code)
                if row.area is None and row.accepted_at is not None
            ]
            published = self._published(session, code)
            ruled = everywhere[0] if everywhere else published[0] if published else None
            found = seen_in(chosen, ruled)
            if found is None or (code, found[0]) in unwanted | made:
                continue
            name = session.get_one(Department, found[0]).name
            reason = text(
                "{times} of the last {all} went there.", times=found[1], all=min(len(chosen), LOOKED_AT)
            )
            yield RuleProposal(None, code, names.get(code, code), found[0], name, reason)

    def _proposed(self, work: UnitOfWork, proposal: RuleProposal) -> RoutingRule:
        if proposal.rule_id is None:
            return work.add(
                RoutingRule(
                    service_code=proposal.service_code,
                    department_id=proposal.department_id,
                    reason=proposal.reason,
                    staff_id=work.actor.staff_id,
                    created_at=work.now,
                )
            )
        row = work.session.get(RoutingRule, proposal.rule_id)
        decided = row is None or any((row.withdrawn_at, row.accepted_at, row.refused_at))
        if row is None or decided:
            raise _gone()
        return row


def _nobody_words(case: Case) -> str:
    if not case.service_code:
        return text("It has no type yet: choose who gets it.")
    return text("Nobody is known for its type yet: choose who gets it.")


def _named(work: UnitOfWork, service_code: str, department_id: int) -> None:
    row = live_department(work.session, department_id)
    if row is None:
        raise CannotDoError(
            text("This department is not on the list any more."),
            text("Nothing was changed."),
            text("Choose another one."),
        )
    work.details.update(name=row.name, type=service_names(work.session).get(service_code, service_code))


def _gone() -> CannotDoError:
    return CannotDoError(
        text("This rule is not there any more."),
        text("Nothing was changed."),
        text("Refresh the list: somebody else may have decided it."),
    )
