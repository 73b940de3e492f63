"""What a city file says of the city's open-data portal, and of the types that are no ward's work."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

Address = Annotated[
    str, Meta(pattern="^https?://[^/?#\\s]+[^?#\\s]*[^/?#\\s]$", description="its address, without a path")
]


DataSet = Annotated[str, Meta(pattern="^[a-z0-9]{4}-[a-z0-9]{4}$", description="the data set's id")]


class WardMapProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One map of wards on the portal."""

    dataset: DataSet
    since: Annotated[date, Meta(description="the day it came into force")]


class WardsProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the city's ward boundaries are, and the list of its ward offices."""

    count: Annotated[int, Meta(ge=1, le=500, description="how many wards the city has, numbered from 1")]
    maps: Annotated[tuple[WardMapProfile, ...], Meta(min_length=1, description="the newest first")]
    first: Annotated[int, Meta(ge=1, description="the lowest ward's number")] = 1
    offices: Annotated[
        str, Meta(pattern="^$|^[a-z0-9]{4}-[a-z0-9]{4}$", description="data set of the ward offices")
    ] = ""


class PortalProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The data set of all 311 requests on a Socrata portal, asked by its SODA API."""

    base_url: Address
    dataset: DataSet
    ward_field: Annotated[str, Meta(pattern="^[a-z_0-9]+$", description="its column of the ward")] = "ward"
    page_size: Annotated[int, Meta(ge=1, le=50_000, description="rows asked for at once")] = 1000
    wards: Annotated[WardsProfile | None, Meta(description="the city's wards on the same portal")] = None

    @property
    def url(self) -> str:
        """The SODA resource, without its format."""
        return f"{self.base_url}/resource/{self.dataset}"


class LeftOutProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A type of requests that is nothing to do for a ward."""

    code: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]+$", description="its short code on the portal")]
    name: Annotated[str, Meta(pattern="^[^'\"\\\\]+$", description="its name, in any case of letters")]
    one: Annotated[str, Meta(min_length=1, description="what one is called")]
    many: Annotated[str, Meta(min_length=1, description="what several are called")]
