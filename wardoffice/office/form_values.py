"""What the form of a problem begins with, and when sending it needs a reason."""

from datetime import datetime

from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.places import Point
from wardoffice.domain.submissions import (
    ContactChoice,
    FormValues,
    NearRequest,
    SubmissionState,
    SubmissionView,
)
from wardoffice.language import plural, text
from wardoffice.store.facts import read_fact, write_fact
from wardoffice.store.submissions import FormFacts
from wardoffice.store.tables import Submission

_ON_ITS_WAY = frozenset(
    {
        SubmissionState.QUEUED,
        SubmissionState.SENDING,
        SubmissionState.RETRY,
        SubmissionState.WAITING,
        SubmissionState.UNKNOWN,
        SubmissionState.NO_NUMBER,
    }
)


def _choice_fact(actor: Actor) -> str:
    return f"contact to 311 {actor.staff_id}"


def remembered_choice(session: Session, actor: Actor) -> ContactChoice:
    """Whose contact this person gave to 311 last; the office's at first."""
    kept = read_fact(session, _choice_fact(actor)).value.get("contact", ContactChoice.OFFICE.value)
    return ContactChoice(kept)


def remember_choice(session: Session, actor: Actor, choice: ContactChoice, now: datetime) -> None:
    """Offer the same next time."""
    write_fact(session, _choice_fact(actor), {"contact": choice.value}, now)


def first_values(
    session: Session, facts: FormFacts, code: str, choice: ContactChoice, corrects: int | None
) -> FormValues:
    """What a form begins with: the problem's own facts, or what was sent before and refused."""
    first = next((each.contact_id for each in facts.contacts), None)
    if choice is ContactChoice.RESIDENT and first is None:
        choice = ContactChoice.OFFICE
    contact_id = first if choice is ContactChoice.RESIDENT else None
    before = session.get(Submission, corrects) if corrects is not None else None
    if before is not None:
        return FormValues(
            code,
            before.description,
            before.address,
            Point(before.lat, before.long) if before.lat is not None and before.long is not None else None,
            {key: tuple(given) for key, given in before.payload.get("answers", {}).items()},
            before.contact,
            before.contact_id,
            before.payload.get("media_url", ""),
            before.reason,
        )
    return FormValues(
        code,
        "\n\n".join(facts.told) or facts.title,
        facts.address,
        facts.point,
        {},
        choice,
        contact_id,
        "",
    )


def why_a_reason(
    near: tuple[NearRequest, ...], standing: tuple[SubmissionView, ...], corrects: int | None
) -> str:
    """The sentence that asks for a reason to send it all the same, "" where none is needed."""
    on_its_way = [each for each in standing if each.state in _ON_ITS_WAY and each.submission_id != corrects]
    if on_its_way:
        return text("This problem is on its way to 311 already. Write why it goes once more.")
    ours = [each.number for each in near if each.ours]
    if ours:
        return text("This problem is open in 311 as {number}. Write why it goes once more.", number=ours[0])
    if near:
        return plural(
            "311 has one open request of this type here: {number}. Is it this one? If not, write why.",
            "311 has {count} open requests of this type here, the nearest is {number}. Is it one of them? "
            "If not, write why.",
            len(near),
            number=near[0].number,
        )
    return ""
