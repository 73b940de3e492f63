"""The copy card: what goes into the fields of the city's own program, in their order."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CardLine:
    """One field: its label there, and what is copied. ``open`` says that it must be answered."""

    name: str
    label: str
    value: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class CopyCard:
    """The card of one problem."""

    case_id: int
    lines: tuple[CardLine, ...]

    def whole(self) -> str:
        """The whole card as text, a field a line, for the clipboard."""
        return "\n".join(f"{line.label}: {line.value}" for line in self.lines)
