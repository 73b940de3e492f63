"""What answers of a city's endpoint mean, as findings of a check-up."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from wardoffice.domain.health import Finding, ok, problem, warning
from wardoffice.domain.service_requests import RequestPage, ServiceRequest, ServiceType
from wardoffice.language import plural, text
from wardoffice.office.city_dialect import newest
from wardoffice.open311.cities import CityProfile
from wardoffice.open311.questions import Reply
from wardoffice.open311.repairs import Repair

CHECK = "311"


def services_finding(profile: CityProfile, reply: Reply[tuple[ServiceType, ...]]) -> Finding:
    """Whether it tells its types, and how fast."""
    if reply.value is None:
        return problem(
            CHECK,
            text(
                "{name} does not tell its types at {url}: {reason}",
                name=profile.name,
                url=profile.base_url,
                reason=reason_of(reply),
            ),
            text("Check base_url, format and jurisdiction_id in the city file, and this computer's network."),
        )
    return ok(
        CHECK,
        plural(
            "{name} answers: {count} type in {time} ms.",
            "{name} answers: {count} types in {time} ms.",
            len(reply.value),
            name=profile.name,
            time=f"{reply.milliseconds:,}",
        ),
    )


def page_finding(page: RequestPage, days: int, milliseconds: int, now: datetime) -> Finding:
    """What a page of requests of the last ``days`` held; ``now`` is aware UTC."""
    if not page.requests:
        return warning(
            CHECK,
            text("It holds no request of the last {days} days that can be used.", days=days),
            text("Check date_style and jurisdiction_id in the city file, if the city is not that quiet."),
        )
    told = newest(page, now)
    age = (
        text("{hours} h old", hours=int((now - told).total_seconds() // 3600)) if told else text("of no time")
    )
    return ok(
        CHECK,
        plural(
            "It gave {count} request in {time} ms, the newest {age}.",
            "It gave {count} requests in {time} ms, the newest {age}.",
            page.records,
            time=f"{milliseconds:,}",
            age=age,
        ),
    )


def zone_finding(without: int, zone: str) -> Finding:
    """Whether dates name their zone; ``without`` is how many did not."""
    if not without:
        return ok(CHECK, text("Its dates name their time zone."))
    return ok(CHECK, text("Its dates name no time zone and are read as the clock of {zone}.", zone=zone))


def ward_finding(requests: Sequence[ServiceRequest], field: str) -> Finding:
    """Whether requests tell their ward in the field the city file names."""
    told = sum(each.ward is not None for each in requests)
    if told:
        return ok(
            CHECK, text("It tells the ward of {told} among {all} requests.", told=told, all=len(requests))
        )
    return warning(
        CHECK,
        text("No request tells its ward in the field {field}.", field=field),
        text("Correct ward_field in the city file; without it only the map of wards places requests."),
    )


def points_findings(page: RequestPage) -> Iterator[Finding]:
    """Whether most places of a page had to be swapped, or were left out as far from the city."""
    swapped, left_out = (page.repairs.get(kind.value, 0) for kind in (Repair.POINT_SWAPPED, Repair.POINT_FAR))
    told = sum(each.point is not None for each in page.requests) + left_out
    if 2 * (swapped + left_out) > told:
        yield warning(
            CHECK,
            text(
                "Of {told} places on one page {swapped} were swapped and {left_out} left out: "
                "they do not fit the bounds in the city file.",
                told=told,
                swapped=swapped,
                left_out=left_out,
            ),
            text("Check bounds in the city file: south, west, north, east, in degrees."),
        )


def reason_of(reply: Reply[object]) -> str:
    """Why a question was not answered, with the HTTP status where there was one."""
    happened = reply.trouble.happened if reply.trouble is not None else ""
    return (
        happened
        if reply.status is None
        else text("{reason} (HTTP {status})", reason=happened, status=reply.status)
    )
