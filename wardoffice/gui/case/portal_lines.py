"""What only the city's data portal says of a request, as lines of its card."""

from wardoffice.domain.case_view import CityView
from wardoffice.domain.portal import PortalFacts
from wardoffice.gui.case.moments import Moments
from wardoffice.language import text


def portal_lines(record: CityView, moments: Moments) -> tuple[tuple[str, str], ...]:
    """How it came, who wrote it down, and what the portal says otherwise than 311; "" for nothing new.

    How it came is 311's word where the portal has none.
    """
    side = record.both.side if record.both is not None else None
    facts = side.facts if side is not None else PortalFacts()
    changed = side.portal_updated_at if side is not None else None
    known_before = {record.number, *record.former_numbers}
    return (
        (text("Came by"), facts.origin or record.channel),
        (text("Logged by"), _unless_same(facts.made_by, record.agency)),
        (text("On the portal"), _unless_same(facts.department, record.agency)),
        (text("Changed there"), moments.day(changed) if changed is not None else ""),
        (text("Old number"), "" if facts.former_number in known_before else facts.former_number),
    )


def _unless_same(said: str, known: str) -> str:
    return "" if said.casefold() == known.casefold() else said
