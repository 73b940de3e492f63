"""What a city file says of the city's open-data portal, and of the types that are no ward's work."""

from typing import Annotated

import msgspec
from msgspec import Meta

Address = Annotated[
    str, Meta(pattern="^https?://[^/?#\\s]+[^?#\\s]*[^/?#\\s]$", description="its address, without a path")
]


class PortalProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The data set of all 311 requests on a Socrata portal, asked by its SODA API."""

    base_url: Address
    dataset: Annotated[str, Meta(pattern="^[a-z0-9]{4}-[a-z0-9]{4}$", description="the data set's id")]
    ward_field: Annotated[str, Meta(pattern="^[a-z_0-9]+$", description="its column of the ward")] = "ward"
    page_size: Annotated[int, Meta(ge=1, le=50_000, description="rows asked for at once")] = 1000

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
