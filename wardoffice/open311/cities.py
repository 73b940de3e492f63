"""City profiles: what differs from one Open311 endpoint to the next (``resources/cities/<key>.json``)."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta

from wardoffice.assets import resource
from wardoffice.domain.departments import ListedDepartment
from wardoffice.domain.errors import SettingsError
from wardoffice.domain.left_out import LeftOutType
from wardoffice.domain.tracking_numbers import CityNumbers
from wardoffice.language import text
from wardoffice.open311.context import Bounds, WireContext, wrong_with
from wardoffice.open311.directory_profile import DepartmentProfile, what_is_twice
from wardoffice.open311.portal_profile import LeftOutProfile, PortalProfile
from wardoffice.open311.submitting_profile import SubmittingProfile

Count = Annotated[int, Meta(ge=1, le=100_000)]


class CityProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How to talk to one city's 311 system.

    ``base_url`` is the endpoint without a slash at its end; ``max_span_days`` the longest window one listing
    may ask for. ``date_style`` is how dates are written in a question: ``utc`` (...Z), ``offset`` (the city's
    clock with its offset) or ``local`` (the city's clock without a zone). ``ward_field`` is the path of the
    city's own ward field, with dots. ``bounds`` is (south, west, north, east) in WGS84 degrees, to recognise
    swapped coordinates.
    """

    key: Annotated[
        str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,39}$", description="short name, part of every record")
    ]
    name: Annotated[str, Meta(min_length=1, description="the city's name as people read it")]
    base_url: Annotated[str, Meta(pattern="^https?://[^/?#\\s]+[^?#\\s]*[^/?#\\s]$", description="endpoint")]
    timezone: Annotated[str, Meta(min_length=1, description="IANA name, such as America/Chicago")]
    jurisdiction_id: Annotated[str, Meta(description="sent with every question when not empty")] = ""
    format: Annotated[Literal["json", "xml"], Meta(description="what to ask for")] = "json"
    paging: Annotated[bool, Meta(description="takes page and page_size")] = True
    page_size: Annotated[Count, Meta(description="records asked for at once")] = 50
    max_page_size: Annotated[Count, Meta(description="most records it gives at once")] = 50
    max_span_days: Annotated[Count, Meta(description="longest window of one listing")] = 90
    updated_after: Annotated[
        bool | None, Meta(description="takes updated_after and updated_before; null: find out by trying")
    ] = None
    seconds_between: Annotated[
        float, Meta(ge=0, le=60, description="shortest pause between two questions, in seconds")
    ] = 0.0
    extensions: Annotated[bool, Meta(description="takes extensions=true")] = False
    request_updates: Annotated[
        bool, Meta(description="answers servicerequestupdates, as FixMyStreet does")
    ] = False
    date_style: Annotated[Literal["utc", "offset", "local"], Meta(description="dates in a question")] = "utc"
    ward_field: Annotated[
        str,
        Meta(
            pattern="^$|^[^.\\s]+([.][^.\\s]+)*$",
            description="path of the city's own ward, with one dot between its parts",
        ),
    ] = ""
    city_line: Annotated[
        str,
        Meta(
            max_length=80,
            description="what follows the street in an address, such as Chicago, IL; "
            "empty where the US Census Bureau knows no addresses",
        ),
    ] = ""
    bounds: Annotated[Bounds | None, Meta(description="south, west, north, east in degrees")] = None
    key_for_reading: Annotated[bool, Meta(description="wants api_key for reading too")] = False
    compressed: Annotated[bool, Meta(description="answers may come gzipped")] = True
    extra: Annotated[dict[str, str], Meta(description="sent with every listing of requests")] = {}
    numbers_at_once: Annotated[
        int, Meta(ge=0, le=500, description="requests it can be asked for by number at once; 0 for none")
    ] = 0
    submitting: Annotated[SubmittingProfile, Meta(description="how requests are sent to it")] = (
        SubmittingProfile()
    )
    portal: Annotated[PortalProfile | None, Meta(description="the city's open-data portal")] = None
    left_out: Annotated[
        tuple[LeftOutProfile, ...], Meta(description="types that are nothing to do for a ward")
    ] = ()
    directory: Annotated[
        tuple[DepartmentProfile, ...],
        Meta(description="whom problems go to: it starts the office's own list"),
    ] = ()

    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return ZoneInfo(self.timezone)

    def at(self, base_url: str) -> "CityProfile":
        """The same city at another address, as a person typed it; raises SettingsError when it is none."""
        fields = {**msgspec.to_builtins(self), "base_url": base_url.strip().rstrip("/")}
        try:
            return msgspec.convert(fields, CityProfile)
        except msgspec.ValidationError as trouble:
            raise SettingsError(
                text("“{address}” is not the address of a 311 system.", address=base_url.strip()),
                text("Nothing was changed."),
                text("It begins with http:// or https:// and ends before /services or /requests."),
            ) from trouble

    def portal_at(self, base_url: str) -> "CityProfile":
        """The same city with its portal at another address; raises SettingsError where that cannot be."""
        written = base_url.strip().rstrip("/")
        portal = {**msgspec.to_builtins(self.portal), "base_url": written} if self.portal else None
        try:
            moved = msgspec.convert(portal, PortalProfile)
        except msgspec.ValidationError as trouble:
            raise SettingsError(
                text(
                    "“{address}” is not the address of a data portal of {city}.",
                    address=written,
                    city=self.name,
                ),
                text("Nothing was changed."),
                text("It begins with http:// or https://, and the city's file names its data set."),
            ) from trouble
        return msgspec.structs.replace(self, portal=moved)

    def numbers(self) -> CityNumbers:
        """How its numbers are written."""
        return CityNumbers(self.key, chicago=self.submitting.numbers == "chicago")

    def left_out_types(self) -> tuple[LeftOutType, ...]:
        """The types whose requests are left out of filing."""
        return tuple(LeftOutType(each.code, each.name, each.one, each.many) for each in self.left_out)

    def listed_departments(self) -> tuple[ListedDepartment, ...]:
        """Whom problems go to, as the city publishes it."""
        return tuple(each.listed() for each in self.directory)

    def context(self, now: datetime | None = None) -> WireContext:
        """How to understand this city's answers, read at ``now`` (aware UTC)."""
        return WireContext(
            self.key,
            self.zone(),
            now,
            self.bounds,
            tuple(self.ward_field.split(".")) if self.ward_field else (),
        )


def load_city(key_or_path: str | Path) -> CityProfile:
    """The profile of a known city by its key, or of any city by the path of its file.

    Raises SettingsError when there is no such city or the file does not fit ``schemas/city.json``.
    """
    path = _path_of(key_or_path)
    try:
        profile = msgspec.json.decode(path.read_bytes(), type=CityProfile)
        _check(profile)
    except (OSError, UnicodeError, RecursionError, msgspec.MsgspecError) as trouble:
        raise _unusable(path, str(trouble)) from trouble
    return profile


def city_keys() -> tuple[str, ...]:
    """The keys of all cities that come with the program."""
    return tuple(sorted(path.stem for path in resource("cities").glob("*.json")))


def _path_of(key_or_path: str | Path) -> Path:
    written = str(key_or_path)
    if isinstance(key_or_path, str) and not written.endswith(".json"):
        if written in city_keys():
            return resource("cities") / f"{written}.json"
        raise SettingsError(
            text("There is no city “{key}”.", key=written),
            text("Nothing was changed."),
            text("Known cities: {keys}. Or give the path of a city file.", keys=", ".join(city_keys())),
        )
    return Path(key_or_path)


def _check(profile: CityProfile) -> None:
    try:
        profile.zone()
    except (ZoneInfoNotFoundError, ValueError, OSError) as trouble:
        raise msgspec.ValidationError(
            f"unknown time zone “{profile.timezone}” - at `$.timezone`"
        ) from trouble
    if profile.page_size > profile.max_page_size:
        raise msgspec.ValidationError("more than max_page_size - at `$.page_size`")
    if profile.bounds is not None and (why := wrong_with(profile.bounds)):
        raise msgspec.ValidationError(f"{why} - at `$.bounds`")
    if twice := what_is_twice(profile.directory):
        raise msgspec.ValidationError(f"{twice} - at `$.directory`")


def _unusable(path: Path, detail: str) -> SettingsError:
    return SettingsError(
        text("The city file {name} cannot be used: {detail}.", name=path.name, detail=detail),
        text("Nothing was changed."),
        text("Mend the file, or choose another city in the settings."),
    )
