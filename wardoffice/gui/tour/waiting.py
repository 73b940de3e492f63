"""What a step of the tour waits for, and the errand of waiting: no sleep, no event loop of its own."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 90.0
"""Seconds a step may take before the tour gives it up."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A condition that is looked at again and again, in words, for so many seconds."""

    reached: Callable[[], bool]
    words: str
    seconds: float = PATIENCE


Steps = Generator[Wait, None, T]
"""A walk through the window: it yields what it waits for, and may answer something at its end."""


class TourError(Exception):
    """A step did not reach what it waited for; the sentence says which."""
