"""A request as the fields of GeoReport's POST (https://wiki.open311.org/GeoReport_v2/#post-service-request)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wardoffice.domain.places import Point

Fields = tuple[tuple[str, str], ...]
_DECIMALS = 7  # a centimetre


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who 311 may write to; every part may be ""."""

    name: str = ""
    email: str = ""
    phone: str = ""


def request_fields(
    *,
    service_code: str,
    description: str,
    point: Point | None,
    address: str,
    answers: Mapping[str, Sequence[str]],
    several: frozenset[str],
    reporter: Reporter,
    media_url: str,
) -> Fields:
    """The form's fields in order; ``several`` are the codes of questions that take many answers.

    Empty fields are left out: an empty argument must mean the same as none, but cities differ.
    """
    first, _, last = reporter.name.strip().rpartition(" ")
    fields = [("service_code", service_code)]
    if point is not None:
        fields += [("lat", _degrees(point.lat)), ("long", _degrees(point.long))]
    fields += [("address_string", address.strip()), ("description", description.strip())]
    for code, given in answers.items():
        name = f"attribute[{code}][]" if code in several else f"attribute[{code}]"
        fields += [(name, value) for value in given]
    fields += [
        ("first_name", first),
        ("last_name", last),
        ("email", reporter.email),
        ("phone", reporter.phone),
        ("media_url", media_url),
    ]
    return tuple((name, value) for name, value in fields if value)


def _degrees(value: float) -> str:
    return f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")
