"""What a person answered to a question. A question that was left answers None."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wardoffice.domain.cases import AnswerWay, FinishReason, SplitPart
from wardoffice.domain.places import Point


@dataclass(frozen=True, slots=True)
class StaffChoice:
    """Whom to assign to; None is nobody, unless ``new_name`` is a person to add to the staff list first."""

    staff_id: int | None
    new_name: str = ""


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """Where it is; the point is WGS84 degrees, or None to have the address looked up."""

    address: str
    point: Point | None


@dataclass(frozen=True, slots=True)
class ListName:
    """What a list is called, and whether everybody sees it."""

    name: str
    shared: bool = False


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """Who was answered, how, and what was said; ``send``: that is not said yet, and goes out by mail now.

    ``translated`` are the same words by language, for who reads another than English.
    """

    contact_ids: tuple[int, ...]
    way: AnswerWay
    words: str
    send: bool = False
    translated: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FinishAnswer:
    """Why we are done, and a word about it."""

    reason: FinishReason
    words: str


@dataclass(frozen=True, slots=True)
class SplitAnswer:
    """Which request becomes which problems; the first part stays in its case."""

    request_id: int
    parts: tuple[SplitPart, ...]
