"""What stands in the way of taking something back, in the words of the screens."""

from wardoffice.domain.history import field_words
from wardoffice.language import text

ROW_WORDS = {
    "attachment": "a file",
    "case": "a problem",
    "case_tag": "a tag",
    "case_viewer": "who may see it",
    "department": "a department",
    "department_person": "a person of a department",
    "follow_up": "an answer owed",
    "forward": "what a department was told",
    "incident": "an incident",
    "incident_case": "a problem under an incident",
    "letter": "a letter",
    "letter_approval": "the approval of a text",
    "letter_wording": "the words of a text",
    "macro": "a macro",
    "message_link": "a message filed here",
    "note": "a note",
    "not_same": "two that are not the same",
    "outbox_hold": "the outbox held back",
    "outbox_message": "a mail or a request in the outbox",
    "request": "what somebody told us",
    "routing_rule": "where a type goes",
    "saved_view": "a list",
    "submission": "what was sent to 311",
    "ward_office": "the office of another ward",
}
"""What the rows of each table that can be withdrawn are called, by its name."""

_GOES_WITH = {
    "lat": "address",
    "long": "address",
    "place_metres": "address",
    "place_others": "address",
    "place_apart": "address",
    "finished_at": "status",
    "verified_at": "status",
    "verified_by_id": "status",
    "snoozed_at": "snoozed until",
    "snoozed_city": "snoozed until",
    "safety_at": "words of danger",
    "taken_at": "whether it is ours",
    "done_at": "whether it is answered",
    "done_by_id": "whether it is answered",
    "answered_at": "whether it is answered",
    "withdrawn_at": "whether it is taken back",
    "seen_at": "whether it was seen",
    "seen_by_id": "whether it was seen",
    "name": "name",
    "words": "words",
}


def row_in_the_way(entity: str) -> str:
    """What somebody worked on since it was made."""
    return text("{what}, worked on since", what=text(ROW_WORDS[entity]))


def field_in_the_way(field: str) -> str:
    """What somebody changed since: of what is told as one thing, the one name."""
    return text(_GOES_WITH[field]) if field in _GOES_WITH else field_words(field)
