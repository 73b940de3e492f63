"""What can be taken back, and by whom."""

from wardoffice.domain.actor import Actor, Doing, may
from wardoffice.domain.history import ActionKind
from wardoffice.language import text

RIGHTS = {
    ActionKind.MERGE: Doing.MERGE,
    ActionKind.UNMERGE: Doing.MERGE,
    ActionKind.MAKE_ROOT: Doing.MERGE,
    ActionKind.NOT_SAME: Doing.MERGE,
    ActionKind.ANSWER: Doing.ANSWER,
    ActionKind.REPLY: Doing.ANSWER,
    ActionKind.LETTER_BACK: Doing.ANSWER,
    ActionKind.UPDATE_ALL: Doing.ANSWER,
    ActionKind.ANSWER_FOUND: Doing.ANSWER,
    ActionKind.CAME_BACK: Doing.ANSWER,
    ActionKind.SUBMIT: Doing.SUBMIT,
    ActionKind.FORWARD: Doing.FORWARD,
    ActionKind.SETTLE: Doing.SUBMIT,
    ActionKind.HOLD_OUTBOX: Doing.SUBMIT,
    ActionKind.LET_OUTBOX_GO: Doing.SUBMIT,
    ActionKind.RESTRICT: Doing.RESTRICT,
    ActionKind.STAFF: Doing.CHANGE_STAFF,
    ActionKind.RENAME_TAG: Doing.RENAME_TAGS,
    ActionKind.MACROS: Doing.CHANGE_MACROS,
    ActionKind.DEPARTMENT: Doing.CHANGE_DEPARTMENTS,
    ActionKind.ROUTING: Doing.CHANGE_DEPARTMENTS,
    ActionKind.CHASE: Doing.FORWARD,
    ActionKind.DAILY_LIST: Doing.FORWARD,
    ActionKind.REOPEN_PACKET: Doing.FORWARD,
    ActionKind.REFER_OUT: Doing.FORWARD,
}
"""Whoever takes an action back needs the right to do it; what is not named needs TRIAGE."""

NOT_UNDONE_BY_HAND = {
    ActionKind.CITY_SYNC: "it came from 311",
    ActionKind.MAIL_INTAKE: "it came from the mailbox",
    ActionKind.CITY_ANSWER: "it is the city's answer",
    ActionKind.DELIVERY: "it is what the mail server said",
    ActionKind.EXPORT: "the list has left the office",
}
"""What no person can take back, and why."""

EVERYWHERE = frozenset({ActionKind.RENAME_TAG, ActionKind.STAFF})
"""What changes every problem it concerns, those as well that its actor may not see."""


def why_not_allowed(actor: Actor, kind: ActionKind, staff_id: int | None) -> str:
    """Why this actor cannot take back an action of that person, in words; "" where they can."""
    if kind in NOT_UNDONE_BY_HAND:
        return text(NOT_UNDONE_BY_HAND[kind])
    if not may(actor, Doing.TRIAGE) or not may(actor, RIGHTS.get(kind, Doing.TRIAGE)):
        return text("your role may not do this")
    if staff_id != actor.staff_id and not may(actor, Doing.UNDO_OTHERS):
        return text("only who did it can, or somebody of the staff")
    return ""
