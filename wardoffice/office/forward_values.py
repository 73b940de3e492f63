"""What a mail to a department says of a problem, in the fields of its text: people are counted (P9)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from wardoffice.domain.case_view import CaseView, MessageView
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.forwarding import ShownResident
from wardoffice.domain.letter_texts import STAFF_LANGUAGE
from wardoffice.domain.messages import MessageKind
from wardoffice.office.letter_templates import Value
from wardoffice.office.letter_values import date_words, numbers_of
from wardoffice.office.nameless import without_names
from wardoffice.store.forward_reading import EarlierRequest

_STREETS = 2
_LONGEST_WORDS = 3_000  # characters of what one person wrote
_NOT_THEIRS = frozenset(
    {MessageKind.SENT, MessageKind.BOUNCE, MessageKind.AUTOMATIC, MessageKind.NOTICE, MessageKind.DEPARTMENT}
)
_FIVE_DIGITS = 5  # about a metre


def section_values(
    case: CaseView, what: str, history: Sequence[EarlierRequest], resident: ShownResident, zone: ZoneInfo
) -> dict[str, Value]:
    """The fields of a problem's section; ``what`` is what it is called, "" where nobody said."""
    point = case.place.point
    values: dict[str, Value] = {
        "type": what,
        "place": case.place.address,
        "numbers": ", ".join(numbers_of(case)),
        "people": str(len(case.people)) if case.people else "",
        "history": [_earlier(each, zone) for each in history],
        "residents": _residents(case, resident),
    }
    if point is not None:
        # Plain numbers: a link would be rewritten, and followed, on the way.
        values["point"] = f"{point.lat:.{_FIVE_DIGITS}f}, {point.long:.{_FIVE_DIGITS}f}"
    if len(case.between) >= _STREETS:
        values["cross_one"], values["cross_other"] = case.between[:_STREETS]
    return values


def content_key(values: Mapping[str, Value], instruction: str, files: Iterable[str]) -> str:
    """The digest of what is sent of a problem, by which the same is not sent twice.

    ``files`` are the SHA-256 of the originals of its photos and files, whatever size they go in.
    """
    said = json.dumps([dict(values), instruction.strip(), sorted(files)], sort_keys=True)
    return sha256(said.encode()).hexdigest()


def _earlier(request: EarlierRequest, zone: ZoneInfo) -> Mapping[str, str]:
    def day(moment: datetime | None) -> str:
        return date_words(moment, STAFF_LANGUAGE, zone) if moment is not None else ""

    gone_on = request.still_open or request.closing in {ClosingKind.OPEN, ClosingKind.REOPENED}
    return {
        "number": request.number,
        "type": request.service_name,
        "asked": day(request.requested_at) or "?",
        "closed": day(request.closed_at),
        "status": "open" if gone_on else request.closing.value,
    }


def _residents(case: CaseView, shown: ShownResident) -> list[Mapping[str, str]]:
    """What was ticked of those who told us, each person with their words."""
    if not shown.anything:
        return []
    hide = (lambda words: words) if shown.name and shown.mail else without_names(case.people)
    rows: list[Mapping[str, str]] = []
    for person in case.people:
        who = ", ".join(
            part for part in (person.name if shown.name else "", person.email if shown.mail else "") if part
        )
        told = [each for each in case.messages if each.contact_id == person.contact_id]
        words = "\n".join(_quoted(hide(_said(each))) for each in told if _is_theirs(each))
        row = {"who": who, "words": words if shown.words else ""}
        if any(row.values()):
            rows.append(row)
    return rows


def _is_theirs(message: MessageView) -> bool:
    return message.kind not in _NOT_THEIRS and bool(_said(message))


def _said(message: MessageView) -> str:
    return message.text.strip()[:_LONGEST_WORDS]


def _quoted(words: str) -> str:
    """Every line marked as somebody's words, so that none passes for one of ours."""
    return "\n".join(f"> {line}".rstrip() for line in words.splitlines())
