"""What stands on the page of one problem, in words."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime

from wardoffice.domain.case_view import CaseView, CityView, MessageView
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.pictures import Rank
from wardoffice.domain.service_requests import CityStatus
from wardoffice.language import plural, text
from wardoffice.office.nameless import without_names

Say = Callable[[datetime], str]
"""A day in the city's zone, as people write it."""

_PHOTOS, _WORDS, _MESSAGES, _LINES, _RECORDS = 4, 420, 6, 12, 6
_PHOTOS_WIDTH, _LONE_WIDTH = 640, 300


def printed_photos(view: CaseView) -> tuple[dict[str, bytes], int]:
    """The first photos as small upright JPEGs, by name, and how many of them could not be read."""
    photos = [each for each in view.attachments if each.rank is Rank.PHOTO][:_PHOTOS]
    read = {}
    for each in photos:
        with suppress(OSError):
            if each.thumbnail is not None:
                read[f"photo-{each.attachment_id}"] = each.thumbnail.read_bytes()
    return read, len(photos) - len(read)


def case_words(
    view: CaseView, say: Say, *, names: bool, photos: Mapping[str, bytes], unread: int
) -> dict[str, object]:
    """Everything the page says, of ``unread`` photos as well. Without ``names``, nothing of who told us."""
    hide = (lambda words: words) if names else without_names(view.people)
    width = min(_LONE_WIDTH, _PHOTOS_WIDTH // max(len(photos), 1))
    told = [each for each in view.messages if each.text.strip()]
    return {
        "title": hide(view.service_name or view.title) or text("A problem"),
        "danger": text("Danger: {words}", words=view.safety_words) if view.safety else "",
        "address": view.place.address or text("Place unknown"),
        "between": text("between {one} and {other}", one=view.between[0], other=view.between[1])
        if len(view.between) > 1
        else "",
        "standing": _standing(view, say),
        "facts": " · ".join(_facts(view, say)),
        "city": [_record(each, say) for each in view.city[:_RECORDS]],
        "photos": [{"name": name, "width": width} for name in photos],
        "unread": plural("One photo could not be read.", "{count} photos could not be read.", unread)
        if unread
        else "",
        "told": [_message(each, say, hide, names=names) for each in told[:_MESSAGES]],
        "more": plural("and {count} more message", "and {count} more messages", len(told) - _MESSAGES)
        if len(told) > _MESSAGES
        else "",
        "history": [
            {"when": say(line.at), "who": line.who, "what": hide(line.label)}
            for line in view.history[:_LINES]
            if not line.undone
        ],
        "words": {"city": text("311"), "told": text("What we were told"), "history": text("History")},
    }


def _standing(view: CaseView, say: Say) -> str:
    if view.status is CaseStatus.FINISHED:
        return (
            text("We are done: {day}", day=say(view.finished_at)) if view.finished_at else text("We are done")
        )
    return text("Open since {day}", day=say(view.opened_at))


def _facts(view: CaseView, say: Say) -> Iterator[str]:
    yield view.number
    if view.ward:
        yield text("Ward {ward}", ward=view.ward)
    if view.assignee:
        yield text("with {name}", name=view.assignee)
    if view.due_at is not None:
        yield text("due {day}", day=say(view.due_at))
    if view.people:
        yield plural("{count} person told us", "{count} people told us", len(view.people))
    if view.restricted:
        yield text("restricted")


def _record(record: CityView, say: Say) -> dict[str, str]:
    """A 311 request: what the city says of it, never that the problem is done."""
    if record.status is CityStatus.CLOSED:
        words = (
            text("the city closed it {day}", day=say(record.closed_at))
            if record.closed_at
            else text("the city closed it")
        )
    else:
        words = text("open at the city")
    asked = text("asked {day}", day=say(record.requested_at)) if record.requested_at else ""
    said = " · ".join(part for part in (record.service_name, asked, words, record.agency) if part)
    return {"number": record.number, "words": said}


def _message(message: MessageView, say: Say, hide: Callable[[str], str], *, names: bool) -> dict[str, str]:
    said = hide(" ".join(message.text.split()))
    who = message.sender_name if names and message.sender_name else text("A resident")
    return {
        "who": who,
        "when": f"{text(message.channel.value)} · {say(message.at)}",
        "said": said if len(said) <= _WORDS else f"{said[:_WORDS].rsplit(' ', 1)[0]} …",
    }
