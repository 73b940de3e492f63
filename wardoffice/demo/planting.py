"""Plants what the practice ward is for: problems told twice, look-alikes, closures that fixed nothing.

What was planted is known (the truth), so that a test can say how many of them the program finds.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import combinations
from random import Random

from wardoffice.demo.catalogue import Service, service, services
from wardoffice.demo.dice import chance, die
from wardoffice.demo.inbox import MailPlan, mail_notes, plan_letters, plan_mail, sent_at
from wardoffice.demo.lives import (
    CITY_ZONE,
    Life,
    answers,
    draw_outcome,
    follow_on,
    number_for,
    plan_steps,
    usual_end,
)
from wardoffice.demo.residents import closing, operator_note, tell
from wardoffice.demo.streets import PRACTICE_WARD, Address, addresses, moved, ward_of
from wardoffice.domain.places import Point

TRUE_PAIRS = 80
_UNFIXED = 10
_CITY_FOUND_IT = 0.3  # of the doubles in its own system, the city notices about this share
_MORNING = 6
_QUICK = 12  # days: types fast enough to be closed and told again within the ninety days
_PIN_METRES = {"web": 5.0, "open311": 7.0}


@dataclass(frozen=True, slots=True)
class TruePair:
    """Two tellings of one problem, by SR number or Message-ID; ``channels``: mail-mail, mail-sr or sr-sr."""

    one: str
    other: str
    problem: int
    channels: str
    across_types: bool


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A service request that looks like a problem and is another: ``why`` names the difference."""

    problem: int
    number: str
    why: str


@dataclass(frozen=True, slots=True)
class Unfixed:
    """A request the city closed without fixing it, and the later SR number or Message-ID that shows it."""

    closed: str
    later: str


@dataclass(slots=True)
class Planted:
    """Everything planted, for the city to add its everyday requests to."""

    lives: list[Life] = field(default_factory=list)
    mails: list[MailPlan] = field(default_factory=list)
    truth: list[TruePair] = field(default_factory=list)
    look_alikes: list[LookAlike] = field(default_factory=list)
    unfixed: list[Unfixed] = field(default_factory=list)
    blocks: set[tuple[str, int]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Telling:
    key: str
    service: Service
    is_mail: bool


@dataclass(frozen=True, slots=True)
class Call:
    """Someone telling the city; ``story`` is the problem's own type when filed under a kin one."""

    service: Service
    channel: str
    when: datetime
    at: Address
    story: Service | None = None
    parent_number: str = ""


def plant(seed: int, now: datetime) -> Planted:
    """Plant the inbox and the problems around it, then doubles among service requests up to TRUE_PAIRS."""
    planter = _Planter(seed, now)
    planter.plant_unfixed()
    planter.plant_inbox()
    planter.plant_chain()
    planter.plant_goes_on()
    while len(planter.planted.truth) < TRUE_PAIRS:
        planter.plant_double()
    planter.planted.mails.sort(key=lambda plan: (plan.at, plan.message_id))
    return planter.planted


def open_life(
    rng: Random, call: Call, taken: set[str], *, ends_at: datetime | None = None, outcome: str = ""
) -> Life:
    """Open a request as the city takes it; ``taken`` holds the numbers given so far and gets this one."""
    what, at, channel = call.service, call.at, call.channel
    opened_at = call.when.replace(microsecond=0)
    while number_for(opened_at) in taken:
        opened_at += timedelta(seconds=1)
    taken.add(number_for(opened_at))
    told = call.story or what
    phoned = channel in {"phone", "alderman"}
    words = (operator_note(rng, told) if chance(rng, 0.6) else "") if phoned else tell(rng, told, at)
    ends_at = ends_at or usual_end(rng, what, opened_at)
    ends_at = max(ends_at.replace(microsecond=0), opened_at + timedelta(minutes=30))
    return Life(
        number_for(opened_at),
        what,
        channel,
        opened_at,
        at,
        _pin(rng, channel, at.point),
        ward_of(at.point),
        words,
        answers(rng, what),
        plan_steps(rng, what, (opened_at, ends_at), outcome or draw_outcome(rng), call.parent_number),
        has_picture=not phoned and chance(rng, 0.3),
    )


def _pin(rng: Random, channel: str, point: Point) -> Point:
    off = _PIN_METRES.get(channel, 0.0)
    return moved(point, rng.gauss(0, off), rng.gauss(0, off)) if off else point


class _Planter:
    def __init__(self, seed: int, now: datetime) -> None:
        self._seed = seed
        self._now = now
        self._rng = die(seed, "planted")
        self._taken: set[str] = set()
        self._problems = 0
        self.planted = Planted()
        self._free = list(addresses(PRACTICE_WARD))
        self._rng.shuffle(self._free)

    def plant_unfixed(self) -> None:
        quick = [each for each in services() if each.usual_days < _QUICK]
        for _ in range(_UNFIXED):
            rng, what, at = self._rng, self._rng.choice(quick), self._place()
            opened = self._days_ago(rng.uniform(35, 80))
            closed = opened + timedelta(days=rng.uniform(2, 14))
            outcome = rng.choice(("done", "nothing"))
            first = self._open(what, "phone", opened, at, ends_at=closed, outcome=outcome)
            again = closed + timedelta(days=rng.uniform(1.5, 16))
            later = self._open(what, rng.choice(("phone", "web", "open311")), again, at)
            self.planted.unfixed.append(Unfixed(first.number, later.number))

    def plant_inbox(self) -> None:
        notes = mail_notes()
        by_problem: dict[str, list[MailPlan]] = {}
        spots: dict[str, Address] = {}
        for note in notes:
            count = max(1, len(note.get("services", ())))
            name = note.get("problem", note["slot"])
            spot = spots.setdefault(name, self._place())
            others = tuple(self._place() for _ in range(count - 1))
            plan = plan_mail(self._seed, note, self._now, (spot, *others), self._words(note, spot))
            self.planted.mails.append(plan)
            by_problem.setdefault(name, []).append(plan)
            if note["slot"] == "back-again":
                self.planted.unfixed.append(Unfixed(self.planted.lives[-1].number, plan.message_id))
        also = {note.get("problem", note["slot"]): note["also"] for note in notes if "also" in note}
        for name, how in also.items():
            self._plant_mail_problem(by_problem[name], 0, how)
        for name, mails in by_problem.items():
            if name not in also and len(mails) > 1:
                self._plant_mail_problem(mails, 0, [])
        for note in notes:
            for index, way in enumerate(note.get("also_first", ())):
                self._plant_mail_problem(by_problem[note["slot"]], index, [way])
        homes = self._rng.sample(self._free, 40)
        self.planted.mails.extend(plan_letters(self._seed, self._now, tuple(homes)))

    def plant_chain(self) -> None:
        """A light told three times as three types, the first still open: each later one is its duplicate."""
        at, first_at = self._place(), self._days_ago(16)
        told = (("SFA", "web", 4.0), ("SFD", "open311", 2.0), ("SFK", "phone", 0.0))
        kinds = [service(code) for code, _, _ in told]
        tellings, root = [], ""
        for what, (_, channel, days) in reversed(list(zip(kinds, told, strict=True))):
            when = first_at + timedelta(days=days)
            ends_at = when + timedelta(days=1.5) if root else self._now + timedelta(days=21)
            life = self._open(
                what, channel, when, at, ends_at=ends_at, outcome="done", story=kinds[0], parent_number=root
            )
            tellings.append(_Telling(life.number, what, False))
            root = life.number
        self._know(tellings, kinds[0], at, first_at)

    def plant_goes_on(self) -> None:
        """A pothole the city closed and passed on to another department, which is not done with it."""
        opened, closed = self._days_ago(24), self._days_ago(9)
        life = self._open(service("PHF"), "phone", opened, self._place(), ends_at=closed, outcome="moved_on")
        steps = [step for step in life.steps if not step.kind.startswith("follow_on")]
        steps += follow_on("Restore Pavement", closed - timedelta(days=1), None)
        steps.sort(key=lambda step: step.at)
        self.planted.lives[-1] = replace(life, steps=tuple(steps))

    def plant_double(self) -> None:
        rng, truth = self._rng, self.planted.truth
        across = sum(pair.across_types for pair in truth) * 3 < len(truth)
        kinds = [each for each in services() if each.kin or not across]
        what = rng.choices(kinds, [each.rate(self._now.month) for each in kinds])[0]
        other = service(rng.choice(what.kin)) if across else what
        at = self._place()
        first_at = self._days_ago(rng.uniform(1.5, 88))
        second_at = min(first_at + timedelta(days=rng.uniform(0.02, 5)), self._days_ago(0.03))
        fixed = usual_end(rng, what, second_at)
        channels = rng.choice((("phone", "web"), ("phone", "open311"), ("web", "phone"), ("alderman", "web")))
        first = self._open(what, channels[0], first_at, at, ends_at=fixed)
        noticed = chance(rng, _CITY_FOUND_IT)
        second = self._open(
            other,
            channels[1],
            second_at,
            at,
            ends_at=second_at + (fixed - second_at) / 3 if noticed else fixed + timedelta(hours=2),
            story=what,
            parent_number=first.number if noticed else "",
        )
        tellings = [_Telling(first.number, what, False), _Telling(second.number, other, False)]
        self._know(tellings, what, at, first_at)

    def _plant_mail_problem(self, mails: list[MailPlan], index: int, also: list[str]) -> None:
        what, at = mails[0].services[index], mails[0].places[index]
        when = min(plan.at for plan in mails)
        tellings = [_Telling(plan.message_id, plan.services[index], True) for plan in mails]
        fixed = usual_end(self._rng, what, self._now)
        for way in also:
            channel, _, kin = way.partition(":")
            filed = service(self._rng.choice(what.kin)) if kin else what
            told = when - timedelta(days=self._rng.uniform(0.05, 6))
            life = self._open(filed, channel, told, at, ends_at=fixed, story=what)
            tellings.append(_Telling(life.number, filed, False))
        self._know(tellings, what, at, when)

    def _know(self, tellings: list[_Telling], what: Service, at: Address, when: datetime) -> None:
        self._problems += 1
        for one, other in combinations(tellings, 2):
            channels = "-".join(sorted("mail" if each.is_mail else "sr" for each in (one, other)))
            across = one.service.code != other.service.code
            self.planted.truth.append(TruePair(one.key, other.key, self._problems, channels, across))
        rng = self._rng
        # What people tell with the same words is no other problem: a hole in the street, one in the alley.
        unlike = [
            each
            for each in services()
            if each.code not in what.kin and not set(each.keywords) & set(what.keywords)
        ]
        for why, where, kind in (
            ("next house", at.next_house(rng.choice((-2, -1, 1, 2))), what),
            ("other side of the street", at.across(), what),
            ("another problem at the same spot", at, rng.choice(unlike)),
        ):
            told = min(when + timedelta(days=rng.uniform(-5, 5)), self._days_ago(rng.uniform(0.03, 0.6)))
            told = max(told, self._days_ago(89.5))
            channel = rng.choice(("phone", "phone", "web", "open311"))
            life = self._open(kind, channel, told, where)
            self.planted.look_alikes.append(LookAlike(self._problems, life.number, why))

    def _words(self, note: dict[str, object], at: Address) -> dict[str, str]:
        """Give the words of the city a mail needs; a mail on an old request gets one to be about."""
        rng, slot = self._rng, note["slot"]
        if slot == "back-again":
            first, end = self._days_ago(82), self._days_ago(63)
            life = self._open(service("PHF"), "alderman", first, at, ends_at=end, outcome="done")
            return {"old_number": life.number}
        if slot == "thank-you":
            end = self._days_ago(3)
            self._open(service("PBS"), "alderman", self._days_ago(84), at, ends_at=end, outcome="done")
        if slot == "department-answer":
            life = self._open(service("SEL"), "alderman", self._days_ago(6), at)
            life = replace(life, steps=life.steps[:2])
            self.planted.lives[-1] = life
            return {"number": life.number}
        if slot == "city-notice":
            end = sent_at(note, self._now)
            life = self._open(service("SCC"), "web", self._days_ago(6), at, ends_at=end, outcome="done")
            return {
                "number": life.number,
                "type": life.service.name,
                "sr_address": at.city_line,
                "outcome": closing(rng, "done"),
            }
        return {}

    def _open(
        self,
        what: Service,
        channel: str,
        when: datetime,
        at: Address,
        *,
        ends_at: datetime | None = None,
        outcome: str = "",
        story: Service | None = None,
        parent_number: str = "",
    ) -> Life:
        call = Call(what, channel, self._awake(when), at, story, parent_number)
        life = open_life(self._rng, call, self._taken, ends_at=ends_at, outcome=outcome)
        self.planted.lives.append(life)
        return life

    def _awake(self, when: datetime) -> datetime:
        """Move most calls out of the night: to later that day, or to the day before if that is not yet."""
        if when.astimezone(CITY_ZONE).hour >= _MORNING or not chance(self._rng, 0.85):
            return when
        later = when + timedelta(hours=self._rng.uniform(7, 14))
        return later if later < self._now else later - timedelta(days=1)

    def _place(self) -> Address:
        """Take a house on a block where nothing was planted yet."""
        while True:
            at = self._free.pop()
            if at.block not in self.planted.blocks and at.next_house(-2).block == at.next_house(2).block:
                self.planted.blocks.add(at.block)
                return at

    def _days_ago(self, days: float) -> datetime:
        return self._now - timedelta(days=days)
