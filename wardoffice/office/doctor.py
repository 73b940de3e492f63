"""The check-up of an office, or of a new city's file: every check runs, whatever the others find."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from wardoffice.domain.errors import CancelledError, WardOfficeError
from wardoffice.domain.health import Finding, Health, problem
from wardoffice.domain.ports import Cancelled
from wardoffice.language import plural, text

Check = Callable[[Cancelled], Iterable[Finding]]
"""Looks at one thing and says what it found; what it raises becomes a problem of its own."""

PartProgress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """All findings in the order of the checks."""

    findings: tuple[Finding, ...]

    @property
    def health(self) -> Health:
        """The worst of all."""
        return max((each.health for each in self.findings), key=list(Health).index, default=Health.OK)

    @property
    def exit_code(self) -> int:
        """0 where nothing is broken, warnings or not; 1 with problems."""
        return int(self.health is Health.PROBLEM)

    def as_dict(self) -> dict[str, Any]:
        """The report as ``doctor --json`` prints it."""
        return {"health": self.health.value, "findings": [asdict(each) for each in self.findings]}

    def sentences(self) -> tuple[str, ...]:
        """The report as people read it: a line each, what to do below it, the sum at the end."""
        lines = []
        for each in self.findings:
            lines.append(f"{_word(each.health):<8} {each.sentence}")
            if each.next_step:
                lines.append(f"{'':<8} -> {each.next_step}")
        return (*lines, self._sum())

    def _sum(self) -> str:
        counted = {kind: sum(each.health is kind for each in self.findings) for kind in Health}
        parts = [
            plural("{count} problem", "{count} problems", counted[Health.PROBLEM]),
            plural("{count} warning", "{count} warnings", counted[Health.WARNING]),
        ]
        if self.health is Health.OK:
            return plural(
                "All is well: {count} thing looked at.",
                "All is well: {count} things looked at.",
                len(self.findings),
            )
        return text("{counts} among {all} things looked at.", counts=", ".join(parts), all=len(self.findings))


class Doctor:
    """Runs ``checks``, each with the name its trouble is told under."""

    def __init__(self, checks: Sequence[tuple[str, Check]]) -> None:
        self._checks = tuple(checks)

    def run(self, progress: PartProgress, cancelled: Cancelled) -> DoctorReport:
        """Look at everything; raises CancelledError when stopped."""
        findings: list[Finding] = []
        for done, (name, check) in enumerate(self._checks):
            progress(name, done, len(self._checks))
            try:
                findings.extend(check(cancelled))
            except CancelledError:
                raise
            except WardOfficeError as trouble:
                findings.append(trouble_found(name, trouble))
        progress("", len(self._checks), len(self._checks))
        return DoctorReport(tuple(findings))


def trouble_found(check: str, trouble: WardOfficeError) -> Finding:
    """An error as a problem found."""
    return problem(
        check, " ".join(each for each in (trouble.happened, trouble.safe) if each), trouble.next_step
    )


def _word(health: Health) -> str:
    return {Health.OK: text("ok"), Health.WARNING: text("warning"), Health.PROBLEM: text("PROBLEM")}[health]
