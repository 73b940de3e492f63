"""What keeps an answer from being sent, said before anything is queued: then nothing is sent to anybody."""

from collections.abc import Sequence

from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.replying import (
    Correspondent,
    ReplyChoice,
    ReplyKind,
    ReplyPreview,
    ReplyTo,
    ReplyWay,
    SeenReply,
)
from wardoffice.language import text
from wardoffice.store.casework import homes_of
from wardoffice.store.replying_reading import ACKNOWLEDGED_FOR, acknowledged_since, answered_after
from wardoffice.store.tables import Case
from wardoffice.store.unit_of_work import UnitOfWork


def require_way(to: ReplyTo, person: Correspondent | None, kind: ReplyKind, languages: Sequence[str]) -> None:
    """Raise CannotDoError where somebody cannot be told so, in that language, or was thanked already."""
    if person is None:
        raise cannot_send(
            text("Somebody who is ticked did not tell us of this problem."), text("Open it anew.")
        )
    if to.way not in person.ways and not (to.way is ReplyWay.LETTER and to.address.strip()):
        why = person.no_mail if to.way is ReplyWay.MAIL else text("no number or address for that is known")
        raise cannot_send(
            text("{name} cannot be reached so: {why}.", name=person.name, why=why),
            text("Choose another way, or untick them."),
        )
    if to.way is not ReplyWay.CALL and to.language not in languages:
        raise cannot_send(
            text("Nobody in the office has approved the texts in that language yet."),
            text("Have somebody who speaks it approve them, or choose another language."),
        )
    if kind is ReplyKind.ACKNOWLEDGE and to.way is ReplyWay.MAIL and person.acknowledged:
        raise cannot_send(
            text("{name} got an acknowledgement within the last day already.", name=person.name),
            text("Untick them, or send an update."),
        )


def require_whole(preview: ReplyPreview) -> None:
    """Raise CannotDoError where something is missing in it."""
    letter = preview.letter
    if letter.gaps and preview.to.way is not ReplyWay.CALL:
        raise cannot_send(
            text("Something is missing: {fields}.", fields=", ".join(letter.gaps)),
            text("Fill it in."),
        )
    if not letter.subject.strip() or not letter.body.strip():
        raise cannot_send(text("The message to {name} is empty.", name=preview.name), text("Write it."))


def require_seen(preview: ReplyPreview, seen: SeenReply | None) -> None:
    """Raise CannotDoError where the program would write something else now than somebody looked at.

    What they wrote themselves goes as they wrote it.
    """
    to = preview.to
    if seen is None or to.way is ReplyWay.CALL or (to.subject is not None and to.body is not None):
        return
    looked_at = seen.letters.get(to.contact_id)
    if looked_at is None or looked_at != preview.letter:
        raise cannot_send(
            text("What {name} would read has changed since it was shown.", name=preview.name),
            text("Read it as it is now, then send it."),
        )


def require_unanswered(
    work: UnitOfWork, case: Case, people: Sequence[Correspondent], choice: ReplyChoice
) -> None:
    """Asked inside the transaction, where two desks may answer the same person at once.

    Raises CannotDoError for whom somebody answered since the form was opened, or thanked within the day.
    """
    if choice.seen is not None:
        ids = [each.contact_id for each in people]
        homes = homes_of(work.session, case.id)
        answered = answered_after(work.session, homes, ids, choice.seen.newest_answer)
        for each in people:
            if each.contact_id in answered:
                raise cannot_send(
                    text("{name} was answered about this since you opened it.", name=each.name),
                    text("Untick them, or send it again if they should get it as well."),
                )
    if choice.kind is not ReplyKind.ACKNOWLEDGE:
        return
    since = work.now - ACKNOWLEDGED_FOR
    thanked = acknowledged_since(work.session, [each.email for each in people if each.email], since)
    for each in people:
        if each.email.casefold() in thanked:
            raise cannot_send(
                text("{name} got an acknowledgement within the last day already.", name=each.name),
                text("Untick them, or send an update."),
            )


def cannot_send(happened: str, next_step: str) -> CannotDoError:
    """What is said where nothing of an answer is sent."""
    return CannotDoError(happened, text("Nothing was sent."), next_step)
