"""The history of the whole office: what is asked of it, and what it answers."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

from wardoffice.domain.case_view import HistoryLine
from wardoffice.domain.history import ActionKind


@unique
class HistoryGroup(StrEnum):
    """Kinds of actions that are looked for together."""

    PEOPLE = "answers to people"
    SORTING = "assigned, typed, placed, tagged"
    FINISHING = "finished, opened, snoozed"
    TOGETHER = "put together, pulled apart, split"
    INCIDENTS = "incidents"
    WRITING = "notes, photos and files"
    CITY = "to and from 311"
    DEPARTMENTS = "to and from departments"
    OFFICE = "staff, macros, lists, texts, the office"
    UNDONE = "taken back"


_KINDS = {
    HistoryGroup.PEOPLE: (
        ActionKind.ANSWER,
        ActionKind.REPLY,
        ActionKind.UPDATE_ALL,
        ActionKind.LETTER_BACK,
        ActionKind.ANSWER_FOUND,
        ActionKind.SENT_FOUND,
        ActionKind.CAME_BACK,
    ),
    HistoryGroup.SORTING: (
        ActionKind.ASSIGN,
        ActionKind.SET_TYPE,
        ActionKind.SET_PLACE,
        ActionKind.URGENT,
        ActionKind.NOT_URGENT,
        ActionKind.TAG,
        ActionKind.UNTAG,
        ActionKind.RENAME_TAG,
        ActionKind.TAKE,
        ActionKind.OPEN,
        ActionKind.LOOKED,
        ActionKind.MACRO,
        ActionKind.MAIL_INTAKE,
    ),
    HistoryGroup.FINISHING: (
        ActionKind.FINISH,
        ActionKind.REOPEN,
        ActionKind.HAND_OVER,
        ActionKind.SNOOZE,
        ActionKind.WAKE,
    ),
    HistoryGroup.TOGETHER: (
        ActionKind.MERGE,
        ActionKind.UNMERGE,
        ActionKind.MAKE_ROOT,
        ActionKind.NOT_SAME,
        ActionKind.SPLIT,
        ActionKind.TAKE_OUT,
    ),
    HistoryGroup.INCIDENTS: (
        ActionKind.BEGIN_INCIDENT,
        ActionKind.DESCRIBE_INCIDENT,
        ActionKind.TAKE_IN,
        ActionKind.LEAVE_OUT,
        ActionKind.LOG_CALL,
        ActionKind.END_INCIDENT,
    ),
    HistoryGroup.WRITING: (
        ActionKind.NOTE,
        ActionKind.ATTACH,
        ActionKind.EDIT_PHOTO,
        ActionKind.RANK_PHOTO,
    ),
    HistoryGroup.CITY: (
        ActionKind.SUBMIT,
        ActionKind.NUMBER,
        ActionKind.SETTLE,
        ActionKind.CONFIRM,
        ActionKind.PART,
        ActionKind.CITY_ANSWER,
        ActionKind.DELIVERY,
        ActionKind.CITY_SYNC,
    ),
    HistoryGroup.DEPARTMENTS: (
        ActionKind.FORWARD,
        ActionKind.CHASE,
        ActionKind.DAILY_LIST,
        ActionKind.PASTED,
        ActionKind.REOPEN_PACKET,
        ActionKind.REFER_OUT,
        ActionKind.FORWARD_ANSWERED,
        ActionKind.LOOK_LATER,
    ),
    HistoryGroup.OFFICE: (
        ActionKind.STAFF,
        ActionKind.MACROS,
        ActionKind.RESTRICT,
        ActionKind.WARD_OFFICES,
        ActionKind.DEPARTMENT,
        ActionKind.ROUTING,
        ActionKind.HOLD_OUTBOX,
        ActionKind.LET_OUTBOX_GO,
        ActionKind.LETTERS,
        ActionKind.SAVE_VIEW,
        ActionKind.SHARE_VIEW,
        ActionKind.REMOVE_VIEW,
        ActionKind.EXPORT,
    ),
    HistoryGroup.UNDONE: (ActionKind.UNDO,),
}


def kinds_of(group: HistoryGroup) -> frozenset[ActionKind]:
    """The kinds of a group; each kind is in one."""
    return frozenset(_KINDS[group])


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What narrows the history. Days are of the city's calendar, ``until`` among them.

    Without a person it is everybody's; ``program`` asks for what the program did by itself instead.
    """

    staff_id: int | None = None
    program: bool = False
    group: HistoryGroup | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One action, with the problems it changed: the first of them, and how many in all."""

    line: HistoryLine
    case_id: int | None
    number: str
    cases: int


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Lines, the newest first; ``before`` asks for those that came before them, None where none did."""

    lines: tuple[OfficeLine, ...]
    before: int | None
