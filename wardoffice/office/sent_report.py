"""What a run of the outbox's sender did."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wardoffice.domain.changes import Changes
from wardoffice.language import plural


@dataclass(slots=True)
class SentReport:
    """What a run of the sender did; ``changes`` are the problems that look different now.

    ``refused`` and ``unknown`` are those of which something was refused, or may not have gone.
    """

    counted: Counter[str] = field(default_factory=Counter)
    changes: Changes = field(default_factory=Changes)
    next_at: datetime | None = None
    refused: frozenset[int] = frozenset()
    unknown: frozenset[int] = frozenset()

    @property
    def needs_person(self) -> bool:
        """Whether something was refused, or may not have gone."""
        return bool(self.counted["refused"] or self.counted["unknown"])

    def add(self, changes: Changes, **counts: int) -> None:
        """Count what was done, and remember what it touched."""
        self.changes = self.changes.joined([changes])
        self.counted.update(counts)
        if counts.get("refused"):
            self.refused |= changes.cases
        if counts.get("unknown"):
            self.unknown |= changes.cases

    def as_dict(self) -> dict[str, Any]:
        """How many were sent, refused, of unknown fate, to be tried again; numbers that came; questions."""
        names = ("sent", "refused", "unknown", "retry", "numbers", "asked")
        return {name: self.counted[name] for name in names}

    def sentences(self) -> tuple[str, ...]:
        """The same for a person, one sentence; none where nothing happened."""
        counted = self.counted
        if not counted.total():
            return ()
        return (
            plural(
                "To 311: one request sent, {refused:,} refused, {unknown:,} not sure, {retry:,} to be "
                "tried again; {numbers:,} numbers came.",
                "To 311: {count} requests sent, {refused:,} refused, {unknown:,} not sure, {retry:,} to be "
                "tried again; {numbers:,} numbers came.",
                counted["sent"],
                refused=counted["refused"],
                unknown=counted["unknown"],
                retry=counted["retry"],
                numbers=counted["numbers"],
            ),
        )


@dataclass(slots=True)
class MailSentReport(SentReport):
    """The same of mail."""

    def as_dict(self) -> dict[str, Any]:
        """How many were sent, refused, of unknown fate, to be tried again."""
        return {name: self.counted[name] for name in ("sent", "refused", "unknown", "retry")}

    def sentences(self) -> tuple[str, ...]:
        """The same for a person, one sentence; none where nothing happened."""
        counted = self.counted
        if not counted.total():
            return ()
        return (
            plural(
                "Mail: one sent, {refused:,} refused, {unknown:,} not sure, {retry:,} to be tried again.",
                "Mail: {count} sent, {refused:,} refused, {unknown:,} not sure, {retry:,} to be tried again.",
                counted["sent"],
                refused=counted["refused"],
                unknown=counted["unknown"],
                retry=counted["retry"],
            ),
        )
