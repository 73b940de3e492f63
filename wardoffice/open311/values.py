"""Single values of a record, read with patience: the same reading for JSON and XML."""

from datetime import UTC, datetime
from math import nan
from typing import Any

from wardoffice.open311.context import WireContext, wrong_with
from wardoffice.open311.dates import FIRST_YEAR, LAST_YEAR, read_date
from wardoffice.open311.moments import LATEST, Moments
from wardoffice.open311.repairs import Repair, Repairs

_YES = frozenset({"true", "t", "yes", "y", "1"})
_DEEPEST = 12
_FULL_CIRCLE = 360
_MOST_DIGITS = 18  # what 64 bits hold
_USUAL = (str(Repair.DATE_NO_ZONE), str(Repair.POINT_TEXT), str(Repair.STATUS_CASE))


class Values:
    """Reads values of one answer; every repair is ``counted``.

    That is in ``repairs``, but for what whole cities write: times ``without_zone``, coordinates
    (``degrees_as_text``) and statuses (``status_case``). What is told many times is read once: ``moments``,
    and the numbers of ``wards`` by how they were written.
    """

    __slots__ = (
        "bounds", "context", "degrees_as_text", "moments", "repairs", "status_case", "wards", "without_zone",
    )  # fmt: skip

    def __init__(self, context: WireContext, repairs: Repairs) -> None:
        self.context = context
        self.bounds = context.bounds if context.bounds and not wrong_with(context.bounds) else None
        self.repairs = repairs
        self.moments = Moments(context.zone, context.now or LATEST)
        self.wards: dict[str, int] = {}
        self.without_zone = self.degrees_as_text = self.status_case = 0

    def counted(self) -> dict[str, int]:
        """The repairs so far, as a page tells them."""
        counted = {str(kind): count for kind, count in self.repairs.items()}
        usual = (self.without_zone, self.degrees_as_text, self.status_case)
        for kind, count in zip(_USUAL, usual, strict=True):
            if count:
                counted[kind] = counted.get(kind, 0) + count
        return counted

    def count(self) -> tuple[int, int, int, dict[str, int]]:
        """All that was counted so far, to go back to."""
        return self.without_zone, self.degrees_as_text, self.status_case, dict(self.repairs)

    def go_back_to(self, before: tuple[int, int, int, dict[str, int]]) -> None:
        """Take back what was counted since."""
        self.without_zone, self.degrees_as_text, self.status_case, repairs = before
        self.repairs.clear()
        self.repairs.update(repairs)

    def text(self, value: object) -> str:
        """A text without blanks around it; "" for nothing. Numbers are written out, lists joined."""
        if type(value) is str:
            return value.strip()
        if value is None:
            return ""
        return self._odd_text(value, 0)

    def code(self, value: object) -> str:
        """A code or number of the city, as text: GeoReport's own samples have both strings and numbers."""
        if type(value) is str:
            return value.strip()
        if value is None or type(value) is bool:
            return ""
        return self._digits(value) if type(value) is int else self._odd_text(value, 0)

    def flag(self, value: object) -> bool:
        """Whether the value says yes in any of its spellings."""
        return value if type(value) is bool else self.text(value).lower() in _YES

    def whole(self, value: object) -> int | None:
        """A whole number, or None."""
        if type(value) is int:
            return value
        written = self.text(value)
        number, dot, fraction = written.partition(".")
        if dot and fraction.isascii() and not fraction.strip("0"):  # "2.0", as tables of numbers write two
            written = number
            self.repairs[Repair.FLOAT_FOR_NUMBER] += 1
        digits = written.removeprefix("-")
        return int(written) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else None

    def date(self, value: object) -> datetime | None:
        """A moment in aware UTC, or None (see :func:`wardoffice.open311.dates.read_date`)."""
        if type(value) is str:
            try:
                moment = datetime.fromisoformat(value)
            except ValueError:
                return read_date(value, self.context.zone, self.repairs)
            if moment.tzinfo is not None and FIRST_YEAR < moment.year < LAST_YEAR and "T" in value:
                return moment.astimezone(UTC)
        elif value is None:
            return None
        elif type(value) in {list, dict}:
            value = self.text(value)
        return read_date(value, self.context.zone, self.repairs)

    def past(self, value: object) -> datetime | None:
        """A moment that should have been; one after the time of reading is kept, and counted (Chicago's)."""
        if type(value) is not str:
            return self._past(value)
        moment = self.moments.get(value)
        if moment is None:
            return self._past(value)
        self.without_zone += value in self.moments.zoneless
        return moment

    def _past(self, value: object) -> datetime | None:
        moment = self.date(value)
        now = self.context.now
        if moment is not None and now is not None and moment > now:
            self.repairs[Repair.DATE_FUTURE] += 1
        return moment

    def degrees(self, value: object) -> float | None:
        """A coordinate, or None for an empty one; NaN when it is no number."""
        if type(value) is float:
            return value
        if type(value) is int:
            return float(value) if abs(value) <= _FULL_CIRCLE else nan
        if type(value) is bool:
            return nan
        written = self.text(value)
        if not written:
            return None
        self.degrees_as_text += 1
        try:
            return float(written)
        except ValueError:
            return nan

    def items(self, value: object, *inner: str) -> list[object]:
        """The members of a list however it is wrapped: bare, in ``{"inner": [...]}``, or a single one."""
        if type(value) is list:
            return value
        if type(value) is dict:
            for name in inner:
                if name in value:
                    return self.items(value[name])
            if not value:
                return []
        elif value is None or (type(value) is str and not value.strip()):
            return []
        return [value]

    def record(self, value: object) -> dict[str, Any]:
        """An object, or the only member of a list of one; empty where there is none."""
        if type(value) is list and len(value) == 1:
            value = value[0]
        return value if type(value) is dict else {}

    def _odd_text(self, value: object, depth: int) -> str:
        if type(value) is str:
            return value.strip()
        if type(value) is bool:
            return "true" if value else "false"
        if type(value) is int or type(value) is float:
            self.repairs[Repair.NUMBER_FOR_TEXT] += 1
            return self._number_text(value)
        members: list[object] = []
        if type(value) is list:
            self.repairs[Repair.LIST_FOR_VALUE] += 1
            members = value
        elif type(value) is dict and value:  # {} is how some write an empty element
            self.repairs[Repair.OBJECT_FOR_VALUE] += 1
            members = list(value.values())
        if depth > _DEEPEST:
            return ""
        written = [self._odd_text(member, depth + 1) for member in members]
        return ", ".join(part for part in written if part)

    def _number_text(self, number: float) -> str:
        if type(number) is float and number.is_integer():
            self.repairs[Repair.FLOAT_FOR_NUMBER] += 1
            number = int(number)
        return self._digits(number) if type(number) is int else repr(number)

    def _digits(self, number: int) -> str:
        try:
            return str(number)
        except ValueError:  # longer than Python writes out: no identifier of any city
            self.repairs[Repair.NUMBER_FOR_TEXT] += 1
            return hex(number)
