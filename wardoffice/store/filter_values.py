"""The filter of a saved list as plain values, and back."""

from dataclasses import asdict
from enum import StrEnum
from typing import Any

from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.messages import Channel, MessageKind
from wardoffice.domain.queue import QueueFilter, WardFilter

_KINDS: dict[str, type[StrEnum]] = {
    "status": CaseStatus,
    "channel": Channel,
    "kind": MessageKind,
    "wards": WardFilter,
}
_EVERYTHING = asdict(QueueFilter())


def filter_values(narrowed: QueueFilter) -> dict[str, Any]:
    """What a filter narrows by, less the words that were typed."""
    chosen = {name: value for name, value in asdict(narrowed).items() if value != _EVERYTHING[name]}
    chosen.pop("words", None)
    return {name: value.value if isinstance(value, StrEnum) else value for name, value in chosen.items()}


def filter_of(words: str, values: dict[str, Any]) -> QueueFilter:
    """The filter again; what this version does not know narrows nothing."""
    known: dict[str, Any] = {
        name: _KINDS[name](value) if name in _KINDS else value
        for name, value in values.items()
        if name in _EVERYTHING and (name not in _KINDS or value in list(_KINDS[name]))
    }
    return QueueFilter(words=words, **known)
