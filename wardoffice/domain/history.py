"""The kinds of actions the history tells of, and how each is told."""

from collections.abc import Mapping
from enum import StrEnum, unique
from typing import Any

from wardoffice.language import plural, text


@unique
class ActionKind(StrEnum):
    """What somebody did."""

    ASSIGN = "assign"
    SET_TYPE = "set type"
    SET_PLACE = "set place"
    NOTE = "note"
    ATTACH = "attach"
    ANSWER = "answer"
    SPLIT = "split"
    MERGE = "merge"
    UNMERGE = "unmerge"
    NOT_SAME = "not the same"
    TAKE = "take"
    FINISH = "finish"
    REOPEN = "reopen"
    RESTRICT = "restrict"
    STAFF = "staff"
    UNDO = "undo"
    CITY_SYNC = "city sync"
    MAIL_INTAKE = "mail intake"


def describe(kind: ActionKind, details: Mapping[str, Any]) -> str:
    """A line of history in words; ``details`` are the plain values the action was recorded with."""
    what = details.get
    number, count = str(what("number", "")), int(what("count", 1))
    match kind:
        case ActionKind.ASSIGN if what("name"):
            return text("Assigned to {name}", name=what("name"))
        case ActionKind.ASSIGN:
            return text("Assigned to nobody")
        case ActionKind.SET_TYPE:
            return text("Type set to {type}", type=what("type", ""))
        case ActionKind.SET_PLACE:
            return text("Place set to {place}", place=what("place", ""))
        case ActionKind.NOTE:
            return text("Note written")
        case ActionKind.ATTACH:
            return plural("One file attached", "{count} files attached", count)
        case ActionKind.ANSWER:
            return plural("One person answered", "{count} people answered", count)
        case ActionKind.SPLIT:
            return plural("Split into one problem", "Split into {count} problems", count)
        case ActionKind.MERGE:
            return plural(
                "Put together: one other problem into {number}",
                "Put together: {count} other problems into {number}",
                count,
                number=number,
            )
        case ActionKind.UNMERGE:
            return text("{number} pulled apart", number=number)
        case ActionKind.NOT_SAME:
            return text("Not the same problem as {number}", number=number)
        case ActionKind.TAKE:
            return text("Taken from the 311 feed")
        case ActionKind.FINISH:
            return text("Finished: {reason}", reason=text(str(what("reason", ""))))
        case ActionKind.REOPEN:
            return text("Opened again")
        case ActionKind.RESTRICT:
            return text("Who may see it was changed")
        case ActionKind.STAFF:
            return text("Staff list changed")
        case ActionKind.UNDO:
            return text("Taken back: {action}", action=_undone(what))
        case ActionKind.CITY_SYNC:
            return text("The city's record changed")
        case ActionKind.MAIL_INTAKE:
            return text("Came by mail")


def _undone(what: Any) -> str:  # noqa: ANN401 - a mapping's get
    former = what("undone_kind")
    return describe(ActionKind(former), what("undone_details", {})) if former else ""


FIELD_WORDS = {
    "assignee_id": "assigned to",
    "service_code": "type",
    "address": "address",
    "lat": "place",
    "long": "place",
    "place_source": "place known from",
    "ward": "ward",
    "status": "status",
    "finish_reason": "reason",
    "finished_at": "finished",
    "taken_at": "taken",
    "merged_into": "part of",
    "withdrawn_at": "taken back",
    "case_id": "filed in",
    "description": "words",
    "title": "title",
    "restricted": "restricted",
    "done_at": "answered",
    "seen_at": "seen",
    "done_by_id": "answered by",
    "safety_words": "danger",
    "rule": "why it is ours",
}
"""Fields of events as people say them; each is looked up through ``text`` where it is shown."""


def field_words(field: str) -> str:
    """A field of an event in words."""
    return text(FIELD_WORDS.get(field, field.replace("_", " ")))
