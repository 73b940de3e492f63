"""Says that somebody was answered: how, when and by whom."""

from collections.abc import Iterable

from wardoffice.domain.case_view import PersonView
from wardoffice.domain.cases import FOUND_SENT
from wardoffice.domain.under_way import AnswerUnderWay
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.under_way_words import standing_words
from wardoffice.language import plural, text

_COUNTED_DOWN = 60  # seconds


def under_way_words(answer: AnswerUnderWay, moments: Moments) -> str:
    """As in "Answer leaves in 12 s": what was written and has not reached them."""
    if answer.leaves_at is not None and is_counted_down(answer, moments):
        seconds = moments.seconds_until(answer.leaves_at)
        return plural("Answer leaves in {count} s", "Answer leaves in {count} s", seconds)
    words = standing_words(answer)
    return words[:1].upper() + words[1:]


def is_counted_down(answer: AnswerUnderWay, moments: Moments) -> bool:
    """Whether its words change by the second."""
    at = answer.leaves_at
    return at is not None and 0 < moments.seconds_until(at) <= _COUNTED_DOWN


def answered_words(person: PersonView, moments: Moments) -> str:
    """As in "Answered in Outlook Mon Nov 23, 9:12 AM, by Maria R."; "" for a person nobody answered."""
    if person.under_way is not None:
        return under_way_words(person.under_way, moments)
    if person.answered_at is None:
        return ""
    if person.answered_how is None:
        return text("Answered {day}", day=moments.day(person.answered_at))
    way = text(person.answered_how.value)
    if person.answered_how not in FOUND_SENT:
        return text("Answered {day}: {way}", day=moments.day(person.answered_at), way=way)
    when = moments.moment(person.answered_at)
    if not person.answered_by:
        return text("Answered {way} {when}", way=way, when=when)
    return text("Answered {way} {when}, by {who}", way=way, when=when, who=person.answered_by)


def answered_already(people: Iterable[PersonView], moments: Moments) -> tuple[str, ...]:
    """A sentence for each person who was answered and is owed nothing since: a second answer is warned of."""
    return tuple(
        _sentence(each, moments)
        for each in people
        if each.under_way is not None or (each.owed_since is None and each.answered_at is not None)
    )


def _sentence(person: PersonView, moments: Moments) -> str:
    name = person.name or person.email or person.phone or text("somebody without a name")
    if person.under_way is not None:
        words = under_way_words(person.under_way, moments)
        return text("{name}: {words}.", name=name, words=words[:1].lower() + words[1:])
    when = moments.moment(person.answered_at) if person.answered_at is not None else ""
    way = text(person.answered_how.value) if person.answered_how is not None else ""
    who = person.answered_by
    if person.answered_how in FOUND_SENT and who:
        return text("{who} answered {name} {way}, {when}.", who=who, name=name, way=way, when=when)
    if person.answered_how in FOUND_SENT:
        return text("{name} was answered {way}, {when}.", name=name, way=way, when=when)
    if who and way:
        return text("{who} answered {name} already, {when}: {way}.", who=who, name=name, way=way, when=when)
    return text("{name} was answered already, {when}.", name=name, when=when)
