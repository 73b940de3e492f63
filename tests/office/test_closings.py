"""What the city closed in a span, by what it meant; a closed request with open follow-ons is not closed."""

import csv
import io
import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.builders import OfficeBuilder
from tests.gathering import HERE, NOW, city_filing, closings, exporting_from, record
from wardoffice.domain.actor import Role
from wardoffice.domain.closing_counts import ClosedSpan, ClosingPart
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.service_requests import CityNote, CityStatus, RequestPage, ServiceRequest
from wardoffice.office.city_sync import Tally
from wardoffice.office.exporting import Export, Exported, Format
from wardoffice.store.store import Store

DAY = timedelta(days=1)
LATELY = ClosedSpan(NOW - 7 * DAY, NOW + DAY)


def closed(number: str, said: str = "", **more: Any) -> ServiceRequest:  # noqa: ANN401 - any field
    told = {
        "status": CityStatus.CLOSED,
        "closed_at": NOW,
        "requested_at": NOW - 5 * DAY,
        "status_notes": said,
    }
    return record(number, HERE, **(told | more))


def gather(store: Store, *records: ServiceRequest) -> None:
    city_filing(store).file(RequestPage(records, records=len(records)), Tally())


def all_kinds() -> tuple[ServiceRequest, ...]:
    """Each part once, and two that the city does not call closed."""
    follow_on = CityNote(NOW, "follow_on_created", "Follow-on made", "", "F1", "Restoration", "CDOT")
    return (
        closed("DONE", "Completed"),
        closed("NOTHING", "No cause found"),
        closed("PASSED", "Transferred to another department"),
        closed("ROOT", "Completed", closed_at=NOW - 30 * DAY, requested_at=NOW - 60 * DAY),
        closed("TWIN", "Duplicate", duplicate=True, parent_number="ROOT"),
        closed("CANCELED", "Canceled"),
        closed("AT ONCE", requested_at=NOW - timedelta(minutes=3)),
        closed("SILENT"),
        closed("ON", "Completed", notes=(follow_on,)),
        closed("CREW", "Completed", channel="Generated In House", requested_at=NOW - timedelta(hours=3)),
        record("OPEN", HERE),
    )


EVERY = dict.fromkeys(ClosingPart, 1)


def test_every_closing_is_counted_once_by_what_it_meant(store: Store, office: OfficeBuilder) -> None:
    gather(store, *all_kinds())
    counted = closings(store).counts(office.staff(), LATELY)
    assert counted.parts == EVERY
    assert (counted.called_closed, counted.closed) == (9, 7)


def test_a_closed_request_with_an_open_follow_on_is_not_closed_until_that_ends(
    store: Store, office: OfficeBuilder
) -> None:
    ana = office.staff()
    made = CityNote(NOW, "follow_on_created", "Made", "", "F1", "Restoration", "CDOT")
    gather(store, closed("ON", "Completed", notes=(made,)), record("F1", HERE))
    assert closings(store).counts(ana, LATELY).closed == 0
    gather(store, closed("F1", "Completed", updated_at=NOW + timedelta(hours=1)))
    counted = closings(store).counts(ana, LATELY)
    assert (counted.closed, counted.parts[ClosingPart.GOES_ON]) == (2, 0)


@pytest.mark.parametrize("which", ClosingPart)
def test_every_number_opens_the_list_it_counts(
    store: Store, office: OfficeBuilder, which: ClosingPart
) -> None:
    """P7."""
    gather(store, *all_kinds())
    (line,) = closings(store).lines(office.staff(), LATELY, which)
    assert (
        line.number
        == {
            ClosingPart.WORK_DONE: "DONE",
            ClosingPart.NOTHING_FOUND: "NOTHING",
            ClosingPart.TRANSFERRED: "PASSED",
            ClosingPart.DUPLICATE: "TWIN",
            ClosingPart.CANCELED: "CANCELED",
            ClosingPart.WITHIN_MINUTES: "AT ONCE",
            ClosingPart.NO_REASON: "SILENT",
            ClosingPart.GOES_ON: "ON",
            ClosingPart.CREW: "CREW",
        }[which]
    )
    assert line.closed_at == NOW


def test_a_span_is_of_whole_days_of_the_city_and_ends_before_the_next(
    store: Store, office: OfficeBuilder
) -> None:
    ana, job = office.staff(), closings(store)
    day = job.days(date(2026, 6, 3), date(2026, 6, 3))
    for number, at in [("A", day.start - timedelta(seconds=1)), ("B", day.start), ("C", day.end)]:
        gather(store, closed(number, "Completed", closed_at=at, requested_at=day.start - 30 * DAY))
    assert [each.number for each in job.lines(ana, day, ClosingPart.WORK_DONE)] == ["B"]
    assert day.start.isoformat() == "2026-06-03T00:00:00-05:00"
    assert job.last_days(1).start <= store.now() < job.last_days(1).end


def test_a_restricted_problem_is_counted_only_for_those_who_may_see_it(
    store: Store, office: OfficeBuilder
) -> None:
    gather(store, closed("DONE", "Completed"))
    ana, ben = office.staff("Ana"), office.staff("Ben")
    (line,) = closings(store).lines(ana, LATELY, ClosingPart.WORK_DONE)
    office.restrict(line.case_id, ben)
    assert closings(store).counts(ana, LATELY).called_closed == 0
    assert closings(store).lines(ana, LATELY, ClosingPart.WORK_DONE) == ()
    assert closings(store).counts(ben, LATELY).called_closed == 1


def test_the_counts_are_written_out_for_checking_from_outside(store: Store, office: OfficeBuilder) -> None:
    gather(store, *all_kinds())
    ana = office.staff()
    pieces: list[str] = []
    day = NOW.date()
    asked = Export(Exported.CLOSINGS, Format.CSV, first=day - 7 * DAY, last=day)
    assert exporting_from(store).write(ana, asked, pieces.append) == len(ClosingPart)
    rows = list(csv.DictReader(io.StringIO("".join(pieces))))
    assert {row["closing"]: row["requests"] for row in rows} == {each.value: "1" for each in ClosingPart}
    assert [row["closing"] for row in rows if row["counts_as_closed"] == "false"] == [
        ClosingPart.GOES_ON,
        ClosingPart.CREW,
    ]
    pieces.clear()
    exporting_from(store).write(ana, Export(Exported.CLOSINGS, Format.JSON), pieces.append)
    (first, *_) = json.loads("".join(pieces))
    days = [datetime.fromisoformat(first[name]) for name in ("first_day", "last_day")]
    assert days[1] - days[0] == timedelta(days=29)


@pytest.mark.parametrize(
    ("export", "said"),
    [
        (Export(Exported.CLOSINGS, Format.GEOJSON), "no places"),
        (Export(Exported.CLOSINGS, Format.CSV, first=date(2026, 6, 2), last=date(2026, 6, 1)), "is after"),
        (Export(Exported.CLOSINGS, Format.CSV, reason="why"), "names people"),
    ],
)
def test_counts_that_cannot_be_written_are_refused_in_words(
    store: Store, office: OfficeBuilder, export: Export, said: str
) -> None:
    with pytest.raises(CannotDoError, match=said):
        exporting_from(store).write(office.staff("Maria", Role.MANAGER), export, lambda _piece: None)
