"""What became of a 311 request in the city's own list, in words."""

from wardoffice.domain.case_view import CityView
from wardoffice.gui.case.moments import Moments
from wardoffice.language import text


def list_words(record: CityView, moments: Moments) -> tuple[str, ...]:
    """That the city lists it no longer, gave it another number, or moved it to another ward."""
    said = []
    if record.now_number:
        said.append(text("The city goes on with it under the number {number}.", number=record.now_number))
    elif record.missing_since is not None:
        said.append(
            text(
                "No longer in the city's list since {day}. What it last said is kept here.",
                day=moments.day(record.missing_since),
            )
        )
    if record.former_numbers:
        said.append(text("Its number was {numbers} before.", numbers=", ".join(record.former_numbers)))
    if record.former_ward is not None and record.ward_by_polygon is not None:
        said.append(
            text(
                "The city moved it from ward {before} to ward {now}.",
                before=record.former_ward,
                now=record.ward_by_polygon,
            )
        )
    return tuple(said)
