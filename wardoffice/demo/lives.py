"""The life of one service request, from the call to the crew's last note, and its record at any moment."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from wardoffice.demo.catalogue import Service
from wardoffice.demo.dice import chance
from wardoffice.demo.residents import closing, words
from wardoffice.demo.streets import ZIPCODE, Address
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import CityNote, CityStatus, ServiceRequest

CITY = "practice"
CITY_ZONE = ZoneInfo("America/Chicago")
_FOLLOW_ON_SHARE = 0.12
_FOLLOW_ON_FORGOTTEN = 0.3  # closed by the city while the follow-on is still open
_OTHERWISE = 0.14
CREW_CHANNEL = "In House"
FOLLOW_ONS = {
    "Inspect Public Way": "Transportation",
    "Restore Pavement": "Water Management",
    "Electrical Repair": "Outside Agencies",
}
"""Requests that departments make of a request, with the department that gets them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the city did; ``closes`` ends the request with its summary as the status note.

    ``number``, ``service_name`` and ``agency`` are those of a follow-on request.
    """

    at: datetime
    kind: str
    summary: str
    closes: bool = False
    parent_number: str = ""
    number: str = ""
    service_name: str = ""
    agency: str = ""

    @property
    def note(self) -> CityNote:
        """The step as the city's notes tell it."""
        said = f"{self.service_name} #{self.number} for {self.agency}" if self.number else ""
        return CityNote(self.at, self.kind, self.summary, said, self.number, self.service_name, self.agency)


@dataclass(frozen=True, slots=True)
class Life:
    """A service request as it was and as it will be. Times are aware UTC, steps in order of time."""

    number: str
    service: Service
    channel: str
    opened_at: datetime
    address: Address | None
    point: Point | None
    ward_field: int | None
    description: str
    attributes: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    has_picture: bool = False
    typed_address: str = ""
    token: str = ""

    def record(self, at: datetime) -> ServiceRequest:
        """Give the city's record as it stood at a moment at or after the opening."""
        taken = [step for step in self.steps if step.at <= at]
        end = next((step for step in taken if step.closes), None)
        expected = self.opened_at + timedelta(days=max(1, round(self.service.usual_days * 1.5)))
        return ServiceRequest(
            city=CITY,
            number=self.number,
            status=CityStatus.CLOSED if end else CityStatus.OPEN,
            status_text="closed" if end else "open",
            status_notes=end.summary if end else "",
            service_code=self.service.code,
            service_name=self.service.name,
            description=self.description,
            agency=self.service.division,
            service_notice="",
            requested_at=self.opened_at,
            updated_at=max((step.at for step in taken), default=self.opened_at),
            expected_at=expected,
            closed_at=end.at if end else None,
            address=self.typed_address or (self.address.city_line if self.address else ""),
            zipcode=ZIPCODE if self.address else "",
            point=self.point,
            media_urls=(f"media/{self.number}.jpg",) if self.has_picture else (),
            token=self.token,
            channel=self.channel,
            ward=self.ward_field,
            duplicate=bool(end and end.parent_number),
            parent_number=end.parent_number if end else "",
            attributes=self.attributes,
            notes=tuple(step.note for step in taken),
        )


def number_for(opened_at: datetime) -> str:
    """Number a request by the second it was opened in, city time: rising within a year, as the city's are."""
    local = opened_at.astimezone(CITY_ZONE)
    second = (local.timetuple().tm_yday * 24 + local.hour) * 3600 + local.minute * 60 + local.second
    return f"SR{local.year % 100:02d}-{second:08d}"


def usual_end(rng: Random, service: Service, opened_at: datetime) -> datetime:
    """Draw when the city closes it: most near the usual time, some much later."""
    days = service.usual_days * rng.lognormvariate(0, 0.7)
    return _to_second(opened_at + timedelta(days=max(0.1, days)))


def draw_outcome(rng: Random) -> str:
    """Draw how it ends: done, nothing (found) or moved_on (elsewhere)."""
    return rng.choices(("done", "nothing", "moved_on"), (86, 8, 6))[0]


def plan_steps(
    rng: Random,
    service: Service,
    span: tuple[datetime, datetime],
    outcome: str,
    parent_number: str = "",
) -> tuple[Step, ...]:
    """Plan what the city does from opening to end (``span``); with ``parent_number`` it ends as duplicate."""
    opened_at, ends_at = span
    lasts = ends_at - opened_at
    steps = [
        Step(opened_at, "opened", "Request opened"),
        Step(_part(opened_at, lasts, 0.02), "submitted", f"Sent to {service.division}"),
    ]
    if chance(rng, 0.7):
        did = rng.choice(
            ("Inspection scheduled", "Crew assigned", "Inspected, work needed", "Work order made")
        )
        steps.append(Step(_part(opened_at, lasts, rng.uniform(0.2, 0.6)), "activity", did))
    if chance(rng, _FOLLOW_ON_SHARE) and not parent_number:
        what = rng.choice(tuple(FOLLOW_ONS))
        made_at = _part(opened_at, lasts, 0.65)
        late = chance(rng, _FOLLOW_ON_FORGOTTEN)
        steps += follow_on(what, made_at, _part(opened_at, lasts, 1.8 if late else 0.9))
    note = closing(rng, "duplicate" if parent_number else outcome)
    steps.append(Step(ends_at, "closed", note, closes=True, parent_number=parent_number))
    return tuple(sorted(steps, key=lambda step: step.at))


def follow_on(what: str, made_at: datetime, ended_at: datetime | None) -> tuple[Step, ...]:
    """The steps of a request that another department gets, by one of ``FOLLOW_ONS``; None never ends it.

    It has a number, and is not on the city's public list: many a follow-on is not.
    """
    # The numbers of a year end at 31,622,399: these are nobody else's.
    number = f"{number_for(made_at)[:5]}9{int(number_for(made_at)[5:]) % 10**7:07d}"
    agency = FOLLOW_ONS[what]
    made = Step(made_at, "follow_on_created", f"Follow-on {what} created", False, "", number, what, agency)
    if ended_at is None:
        return (made,)
    return (
        made,
        Step(ended_at, "follow_on_closed", f"Follow-on {what} closed", False, "", number, what, agency),
    )


def closed_otherwise(life: Life) -> Life:
    """Let some everyday requests end within minutes, canceled, without a word, or as a crew's own row."""
    rng = Random(life.number)
    if not any(step.closes for step in life.steps) or not chance(rng, _OTHERWISE):
        return life
    opened = life.steps[0]
    how = rng.choice(("quick", "quick", "canceled", "untold", "crew"))
    if how in {"canceled", "untold"}:
        said = rng.choice(words()["closings"][how])
        steps = tuple(replace(step, summary=said) if step.closes else step for step in life.steps)
        return replace(life, steps=steps)
    ends_at = life.opened_at + timedelta(minutes=rng.randrange(2, 12) if how == "quick" else 45)
    note = rng.choice(words()["closings"]["done"])
    steps = (opened, Step(ends_at, "closed", note, closes=True))
    if how == "quick":
        return replace(life, steps=steps)
    return replace(life, steps=steps, channel=CREW_CHANNEL, description="", has_picture=False)


def answers(rng: Random, service: Service) -> tuple[tuple[str, str], ...]:
    """Answer the city's questions, all required ones and some others."""
    given: list[tuple[str, str]] = []
    for question in service.attributes:
        if not question.variable or not (question.required or chance(rng, 0.4)):
            continue
        if question.choices:
            given.append((question.code, rng.choice(question.choices).key))
        elif question.datatype == "number":
            given.append((question.code, str(rng.randrange(1, 5))))
        elif question.code == "PLATE":
            given.append((question.code, f"{rng.choice('ABCDEFG')}Z {rng.randrange(10**5):05d} IL"))
    return tuple(given)


def _part(start: datetime, span: timedelta, share: float) -> datetime:
    return _to_second(start + span * share)


def _to_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
