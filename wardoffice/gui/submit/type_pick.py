"""Choosing what kind of problem it is, by its name, its group or a word people use for it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from wardoffice.domain.service_requests import ServiceType
from wardoffice.gui.dialogs.pick import Choice, Pick, pick
from wardoffice.language import text


def ask_service_type(types: Sequence[ServiceType], now: str, parent: QWidget | None) -> str | None:
    """The code of the type a person chose, None where they left; ``now`` is the code chosen already."""
    choices = [
        Choice(each.code, type_words(each), also=" ".join((each.code, *each.keywords))) for each in types
    ]
    first = next((at for at, each in enumerate(types) if each.code == now), 0)
    chosen = pick(
        Pick(
            text("What kind of problem is it?"),
            text("Found by its name, its group, or what people call it."),
            text("Take this type"),
            choices,
            parent,
            first=first,
        )
    )
    return chosen.value if chosen else None


def type_words(each: ServiceType) -> str:
    """A type and the groups it stands in."""
    return " · ".join((each.name, *each.groups))
