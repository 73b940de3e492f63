"""The actions the case pane offers; what they do is the window's matter."""

from enum import StrEnum, unique

from wardoffice.domain.case_view import CaseView
from wardoffice.domain.cases import CaseStatus


@unique
class CaseAction(StrEnum):
    """What a person may do with the case that is shown."""

    REPLY = "reply"
    ANSWER = "answer"
    ATTACH = "attach"
    NOTE = "note"
    ASSIGN = "assign"
    SET_TYPE = "set type"
    SET_PLACE = "set place"
    SPLIT = "split"
    FINISH = "finish"
    HAND_OVER = "hand over"
    SUBMIT = "submit"
    FORWARD = "forward"
    REOPEN = "reopen"
    TAKE = "take"


def offered(view: CaseView) -> frozenset[CaseAction]:
    """The actions that fit the state of the case: what does not fit is not shown at all."""
    fitting = set(CaseAction) - {CaseAction.FINISH, CaseAction.REOPEN, CaseAction.TAKE}
    fitting.add(CaseAction.REOPEN if view.status is CaseStatus.FINISHED else CaseAction.FINISH)
    if view.elsewhere is None or view.status is CaseStatus.FINISHED:
        fitting.discard(CaseAction.HAND_OVER)
    if not view.ours:
        fitting.add(CaseAction.TAKE)
    if not view.ours or view.status is CaseStatus.FINISHED:
        fitting -= {CaseAction.SUBMIT, CaseAction.FORWARD}
    if not view.people:
        fitting -= {CaseAction.REPLY, CaseAction.ANSWER}
    if not any(message.requests for message in view.messages):
        fitting.discard(CaseAction.SPLIT)
    return frozenset(fitting)
