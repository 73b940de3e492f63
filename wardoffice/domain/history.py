"""The kinds of actions the history tells of, and how each is told."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum, unique
from typing import Any

from wardoffice.domain.snoozing import day_words
from wardoffice.language import plural, text


@unique
class ActionKind(StrEnum):
    """What somebody did."""

    ASSIGN = "assign"
    SET_TYPE = "set type"
    SET_PLACE = "set place"
    NOTE = "note"
    ATTACH = "attach"
    EDIT_PHOTO = "edit photo"
    RANK_PHOTO = "rank photo"
    ANSWER = "answer"
    REPLY = "reply"
    ANSWER_FOUND = "answer found"
    SENT_FOUND = "sent mail found"
    CAME_BACK = "answer came back"
    SPLIT = "split"
    TAKE_OUT = "take out"
    MERGE = "merge"
    UNMERGE = "unmerge"
    MAKE_ROOT = "make root"
    NOT_SAME = "not the same"
    BEGIN_INCIDENT = "begin incident"
    DESCRIBE_INCIDENT = "describe incident"
    TAKE_IN = "take into incident"
    LEAVE_OUT = "leave out of incident"
    LOG_CALL = "log call"
    UPDATE_ALL = "update all"
    END_INCIDENT = "end incident"
    TAKE = "take"
    OPEN = "open"
    LOOKED = "looked at"
    FINISH = "finish"
    REOPEN = "reopen"
    HAND_OVER = "hand over"
    WARD_OFFICES = "ward offices"
    SUBMIT = "submit"
    FORWARD = "forward"
    NUMBER = "number"
    SETTLE = "settle"
    HOLD_OUTBOX = "hold outbox"
    LET_OUTBOX_GO = "let outbox go"
    CONFIRM = "confirm"
    PART = "part"
    CITY_ANSWER = "city answer"
    DELIVERY = "delivery"
    RESTRICT = "restrict"
    URGENT = "urgent"
    NOT_URGENT = "not urgent"
    TAG = "tag"
    UNTAG = "untag"
    RENAME_TAG = "rename tag"
    SNOOZE = "snooze"
    WAKE = "wake"
    MACRO = "macro"
    MACROS = "macros"
    STAFF = "staff"
    LETTERS = "letters"
    LETTER_BACK = "letter back"
    DEPARTMENT = "department"
    ROUTING = "routing"
    CHASE = "chase"
    DAILY_LIST = "daily list"
    PASTED = "pasted"
    REOPEN_PACKET = "reopen packet"
    REFER_OUT = "refer out"
    FORWARD_ANSWERED = "forward answered"
    LOOK_LATER = "look later"
    SAVE_VIEW = "save view"
    SHARE_VIEW = "share view"
    REMOVE_VIEW = "remove view"
    UNDO = "undo"
    CITY_SYNC = "city sync"
    MAIL_INTAKE = "mail intake"
    EXPORT = "export"


_TOLD: dict[ActionKind, tuple[str, str]] = {
    ActionKind.ASSIGN: ("Assigned to {name}", "{count} problems assigned to {name}"),
    ActionKind.SET_TYPE: ("Type set to {type}", "Type of {count} problems set to {type}"),
    ActionKind.SET_PLACE: ("Place set to {place}", "Place of {count} problems set to {place}"),
    ActionKind.NOTE: ("Note written", "{count} notes written"),
    ActionKind.ATTACH: ("One file attached", "{count} files attached"),
    ActionKind.EDIT_PHOTO: ("Copy of {name}: {how}", "{count} photos copied: {how}"),
    ActionKind.RANK_PHOTO: ("{name}: {how}", "{count} pictures: {how}"),
    ActionKind.ANSWER: ("One person answered", "{count} people answered"),
    ActionKind.REPLY: ("Answer to one person: {how}", "Answers to {count} people: {how}"),
    ActionKind.ANSWER_FOUND: ("One person answered {way}", "{count} people answered {way}"),
    ActionKind.SENT_FOUND: ("Mail sent {way}", "{count} mails sent {way}"),
    ActionKind.CAME_BACK: ("An answer was not delivered", "{count} answers were not delivered"),
    ActionKind.SPLIT: ("Split into one problem", "Split into {count} problems"),
    ActionKind.TAKE_OUT: ("One letter taken out of {number}", "{count} letters taken out of {number}"),
    ActionKind.MERGE: (
        "Put together: one other problem into {number}",
        "Put together: {count} other problems into {number}",
    ),
    ActionKind.UNMERGE: ("{number} pulled apart", "{count} problems pulled apart"),
    ActionKind.MAKE_ROOT: (
        "{number} stands for all of them now, in place of {former}",
        "{number} stands for all of them now, in place of {former}",
    ),
    ActionKind.NOT_SAME: ("Not the same problem as {number}", "Not the same as {count} problems"),
    ActionKind.BEGIN_INCIDENT: ("Incident begun: {name}", "{count} incidents begun: {name}"),
    ActionKind.DESCRIBE_INCIDENT: ("{name}: name and script written", "{name}: name and script written"),
    ActionKind.TAKE_IN: ("Stands under {name} now", "{count} problems stand under {name} now"),
    ActionKind.LEAVE_OUT: ("{number} is none of {name}", "{count} problems are none of {name}"),
    ActionKind.LOG_CALL: ("Call logged: {name}", "{count} calls logged: {name}"),
    ActionKind.UPDATE_ALL: ("{name}: update to one person", "{name}: update to {count} people"),
    ActionKind.END_INCIDENT: ("{name} is over", "{name} is over"),
    ActionKind.TAKE: ("Taken from the 311 feed", "{count} problems taken from the 311 feed"),
    ActionKind.OPEN: ("Made a problem of a mail", "Made problems of {count} mails"),
    ActionKind.LOOKED: ("Mail looked at, nothing to do: {name}", "{count} mails looked at, nothing to do"),
    ActionKind.FINISH: ("Finished: {reason}", "{count} problems finished: {reason}"),
    ActionKind.HAND_OVER: (
        "Handed over to Ward {ward}: {told}",
        "{count} problems handed over to Ward {ward}: {told}",
    ),
    ActionKind.WARD_OFFICES: ("Office of Ward {ward} written down", "{count} ward offices written down"),
    ActionKind.REOPEN: ("Opened again", "{count} problems opened again"),
    ActionKind.SUBMIT: ("To 311: {type}", "{count} problems to 311: {type}"),
    ActionKind.FORWARD: ("To {name}", "{count} problems to {name}"),
    ActionKind.NUMBER: ("311 number {number} noted", "{count} 311 numbers noted"),
    ActionKind.SETTLE: ("Outbox: {outcome}", "Outbox: {outcome}"),
    ActionKind.HOLD_OUTBOX: ("Everything in the outbox held", "Everything in the outbox held"),
    ActionKind.LET_OUTBOX_GO: ("Everything in the outbox let go", "Everything in the outbox let go"),
    ActionKind.CONFIRM: ("{number} is ours", "{count} 311 requests are ours"),
    ActionKind.PART: ("{number} is not ours", "{count} 311 requests are not ours"),
    ActionKind.CITY_ANSWER: ("311: {outcome}", "311: {outcome}"),
    ActionKind.DELIVERY: ("Mail: {outcome}", "Mail: {outcome}"),
    ActionKind.RESTRICT: ("Who may see it was changed", "Who may see {count} problems was changed"),
    ActionKind.URGENT: ("Made urgent", "{count} problems made urgent"),
    ActionKind.NOT_URGENT: ("No longer urgent", "{count} problems no longer urgent"),
    ActionKind.TAG: ("Tagged: {tag}", "{count} problems tagged: {tag}"),
    ActionKind.UNTAG: ("Tag taken off: {tag}", "Tag taken off {count} problems: {tag}"),
    ActionKind.RENAME_TAG: ("Tag {was} renamed {tag}", "Tag {was} renamed {tag} on {count} problems"),
    ActionKind.SNOOZE: ("Snoozed until {day}", "{count} problems snoozed until {day}"),
    ActionKind.WAKE: ("No longer snoozed", "{count} problems no longer snoozed"),
    ActionKind.MACRO: ("{macro}", "{macro}: {count} problems"),
    ActionKind.MACROS: ("Macro {macro} {outcome}", "Macro {macro} {outcome}"),
    ActionKind.LETTERS: ("Text {name} ({type}): {outcome}", "Text {name} ({type}): {outcome}"),
    ActionKind.LETTER_BACK: ("Letter taken back", "{count} letters taken back"),
    ActionKind.ROUTING: ("{type} goes to {name}: {outcome}", "{type} goes to {name}: {outcome}"),
    ActionKind.CHASE: ("{name} asked again about one problem", "{name} asked again about {count} problems"),
    ActionKind.DAILY_LIST: ("One problem on the list for {name}", "{count} problems on the list for {name}"),
    ActionKind.PASTED: ("Word from {name} pasted in", "Word from {name} pasted in: {count} problems"),
    ActionKind.REOPEN_PACKET: ("Sent back to {name}: not fixed", "{count} problems sent back to {name}"),
    ActionKind.REFER_OUT: ("Referred to {name} {how}", "{count} problems referred to {name} {how}"),
    ActionKind.FORWARD_ANSWERED: ("{name} answered", "{name} answered about {count} problems"),
    ActionKind.LOOK_LATER: ("{name}: looked for an answer on {day}", "{name}: looked for an answer on {day}"),
    ActionKind.DEPARTMENT: ("{name}: {outcome}", "{count} departments: {outcome}"),
    ActionKind.SAVE_VIEW: ("List saved: {name}", "{count} lists saved"),
    ActionKind.SHARE_VIEW: ("Who sees the list {name} was changed", "Who sees {count} lists was changed"),
    ActionKind.REMOVE_VIEW: ("List removed: {name}", "{count} lists removed"),
    ActionKind.STAFF: ("Who works here: {name}", "Who works here: {name}"),
    ActionKind.UNDO: ("Taken back: {action}", "Taken back: {action}"),
    ActionKind.CITY_SYNC: ("Read from 311", "Read from 311"),
    ActionKind.MAIL_INTAKE: ("Came by mail", "{count} mails came"),
    ActionKind.EXPORT: ("People's names written out: {reason}", "People's names written out: {reason}"),
}


_BLANKS = (
    "former",
    "name",
    "type",
    "place",
    "number",
    "reason",
    "action",
    "outcome",
    "way",
    "tag",
    "was",
    "day",
    "macro",
    "how",
)


def describe(kind: ActionKind, details: Mapping[str, Any]) -> str:
    """A line of history in words; ``details`` are the plain values the action was recorded with."""
    count = int(details.get("count", 1))
    values: dict[str, Any] = dict.fromkeys(_BLANKS, "") | dict(details)
    values.pop("count", None)
    if kind is ActionKind.ASSIGN and not values["name"]:
        values["name"] = text("nobody")
    if values["way"]:
        values["way"] = text(str(values["way"]))
    if kind is ActionKind.RANK_PHOTO:
        values["how"] = text(str(values["how"]))
    if kind is ActionKind.REPLY:
        values["how"] = ", ".join(text(str(each)) for each in values.pop("ways"))
    if values["day"]:
        values["day"] = day_words(date.fromisoformat(str(values["day"])))
    if kind is ActionKind.FINISH:
        values["reason"] = text(str(values["reason"]))
    if kind is ActionKind.HAND_OVER and not details.get("told"):
        values["told"] = text("nobody was told yet")
    if kind is ActionKind.UNDO and "undone_kind" in details:
        return _describe_undo(details)
    one, many = _TOLD[kind]
    return plural(one, many, count, **values)


def redoes(kind: ActionKind, details: Mapping[str, Any]) -> bool:
    """Whether taking this action back does something again: it is an undo, and none of an undo."""
    return unwound(kind, details)[2] % 2 == 1


def _describe_undo(details: Mapping[str, Any]) -> str:
    """What takes back a taking back does the action again, however long that goes on."""
    kind, undone, times = unwound(ActionKind.UNDO, details)
    action = describe(kind, undone)
    if times % 2:
        return text("Taken back: {action}", action=action)
    return text("Done again: {action}", action=action)


def unwound(kind: ActionKind, details: Mapping[str, Any]) -> tuple[ActionKind, Mapping[str, Any], int]:
    """The action at the end of a chain of undo and redo, and how long the chain is."""
    times = 0
    while kind is ActionKind.UNDO and "undone_kind" in details:
        kind, details = ActionKind(details["undone_kind"]), details.get("undone_details", {})
        times += 1
    return kind, details, times


FIELD_WORDS = {
    "assignee_id": "assigned to",
    "service_code": "type",
    "address": "address",
    "place_source": "place known from",
    "ward": "ward",
    "status": "status",
    "finish_reason": "reason",
    "closing": "what the city's closing means",
    "still_open": "goes on at the city",
    "handed_to": "handed over to ward",
    "merged_into": "part of",
    "case_id": "filed in",
    "description": "words",
    "kind_reason": "why it was filed so",
    "restricted": "restricted",
    "role": "what they are",
    "urgent": "urgent",
    "snoozed_until": "snoozed until",
    "safety_words": "words of danger",
    "rank": "picture",
    "part": "stands under the incident",
    "script": "what to say",
    "ended_at": "over since",
    "state": "outbox",
    "number": "311 number",
    "missing_since": "in the city's list",
    "now_number": "goes on in 311 as",
    "trouble": "what 311 said",
}
"""The fields of events that people are told of, as they say them; points and times go with one of these."""


def field_words(field: str) -> str:
    """A field of an event in words."""
    return text(FIELD_WORDS.get(field, field.replace("_", " ")))
