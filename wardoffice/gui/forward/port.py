"""What the forward dialog asks of the office; all of it belongs on a lane."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.forwarding import ForwardForm, ForwardPreview, ForwardWish
from wardoffice.domain.ports import Cancelled, Progress


class ForwardForms(Protocol):
    """What may go along, and to whom."""

    def prepare(self, actor: Actor, case_ids: Sequence[int]) -> ForwardForm:
        """These problems, each under its root once."""
        ...


class Forwarding(Protocol):
    """The mails themselves."""

    def preview(
        self, actor: Actor, wish: ForwardWish, progress: Progress = ..., cancelled: Cancelled = ...
    ) -> ForwardPreview:
        """The mails as they will leave; pictures are made ready meanwhile."""
        ...

    def send(self, actor: Actor, preview: ForwardPreview) -> Changes:
        """Queue exactly these."""
        ...


class ForwardDrafts(Protocol):
    """What each person keeps for their desk: a message that was begun is among it."""

    def all(self, actor: Actor) -> dict[str, dict[str, Any]]:
        """Everything this person keeps, by name."""
        ...

    def keep(self, actor: Actor, name: str, value: dict[str, Any]) -> None:
        """Keep one in the place of the one before."""
        ...


@dataclass(frozen=True, slots=True)
class ForwardDesk:
    """The jobs behind what goes to departments."""

    forms: ForwardForms
    forwarding: Forwarding
    drafts: ForwardDrafts
