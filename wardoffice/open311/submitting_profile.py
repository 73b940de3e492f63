"""How requests are put into a city's system: what differs from one city to the next."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

CardField = Literal[
    "service_name",
    "address",
    "description",
    "questions",
    "contact_name",
    "contact_phone",
    "contact_email",
    "case_number",
]
"""The fields of a city's own form for its staff, as the copy card can fill them."""


class SubmittingProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a city wants of a request that is sent to it, or typed into its own program."""

    by_api: Annotated[bool, Meta(description="takes requests by POST")] = True
    needs_key: Annotated[bool, Meta(description="wants an api_key with each")] = True
    point_required: Annotated[bool, Meta(description="wants a point; else an address will do")] = True
    address_required: Annotated[bool, Meta(description="wants an address beside the point")] = False
    media_url: Annotated[bool, Meta(description="takes the public address of one picture")] = True
    numbers: Annotated[
        Literal["plain", "chicago"], Meta(description="how its numbers are written (chicago: SRYY-NNNNNNNN)")
    ] = "plain"
    token_days: Annotated[
        int, Meta(ge=1, le=90, description="days after which a number is no longer asked for")
    ] = 7
    card: Annotated[tuple[CardField, ...], Meta(description="fields of the copy card, in order")] = (
        "service_name",
        "address",
        "description",
        "questions",
        "contact_name",
        "contact_phone",
        "contact_email",
    )
