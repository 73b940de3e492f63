"""What somebody wrote to one who called about an incident, as plain values from which it is written again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_INCIDENT = "incident_id"


@dataclass(frozen=True, slots=True)
class UpdateWish:
    """An update as one of those who called got it; ``translated`` are the same words by language."""

    incident_id: int
    contact_id: int
    words: str
    translated: Mapping[str, str] = field(default_factory=dict)


def update_values(wish: UpdateWish) -> dict[str, Any]:
    """The wish as plain values, from which ``update_wish_of`` makes it again."""
    return {
        _INCIDENT: wish.incident_id,
        "contact_id": wish.contact_id,
        "words": wish.words,
        "translated": dict(wish.translated),
    }


def is_update(values: Mapping[str, Any]) -> bool:
    """Whether these are the values of an update, and not of another answer."""
    return _INCIDENT in values


def update_wish_of(values: Mapping[str, Any]) -> UpdateWish:
    """What ``update_values`` told of."""
    return UpdateWish(
        int(values[_INCIDENT]), int(values["contact_id"]), str(values["words"]), dict(values["translated"])
    )
