"""Where a problem lies as seen from our ward, in words."""

from wardoffice.domain.case_view import CaseView
from wardoffice.domain.distances import distance_words
from wardoffice.language import text


def elsewhere_words(view: CaseView) -> str:
    """That it is not in our ward, whose it is, and how they are reached; "" for one of ours."""
    office = view.elsewhere
    if office is None:
        return ""
    said = [text("Not our ward: this is in Ward {ward}.", ward=office.ward)]
    reached = ", ".join(part for part in (office.name, office.phone or office.email) if part)
    if reached:
        said.append(text("Their office: {office}.", office=reached))
    if view.ward_before is not None:
        said.append(text("Before the new boundaries it was in Ward {ward}.", ward=view.ward_before))
    return " ".join(said)


def border_words(view: CaseView) -> str:
    """Which other ward begins near by, such as "40 feet from Ward 32"; "" where none does."""
    if view.border_ward is None or view.border_metres is None:
        return ""
    if round(view.border_metres) == 0:
        return text("On the border with Ward {ward}", ward=view.border_ward)
    return text(
        "{distance} from Ward {ward}", distance=distance_words(view.border_metres), ward=view.border_ward
    )


def handed_words(view: CaseView) -> str:
    """To which ward it was handed over; "" where it was not."""
    return text("handed over to Ward {ward}", ward=view.handed_to) if view.handed_to is not None else ""
