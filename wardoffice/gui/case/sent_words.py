"""Says of a mail of our own who sent it, to whom, and in which program."""

from wardoffice.domain.case_view import MessageView
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.sent_mail import way_of
from wardoffice.language import plural, text

_NAMED = 2


def is_ours(message: MessageView) -> bool:
    """Whether the office sent it."""
    return message.kind is MessageKind.SENT


def sent_head(message: MessageView) -> str:
    """As in "Maria R. to Ana Lopez"; of many the first two are named."""
    sender = message.sender_name or message.sender_address or text("The office")
    if not message.recipients:
        return sender
    named, more = message.recipients[:_NAMED], len(message.recipients) - _NAMED
    names = ", ".join(named)
    if more > 0:
        names = plural("{names} and {count} more", "{names} and {count} more", more, names=names)
    return text("{sender} to {names}", sender=sender, names=names)


def sent_way(message: MessageView) -> str:
    """As in "sent in Outlook"."""
    return text("sent {way}", way=text(way_of(message.program).value))


def to_departments(message: MessageView) -> str:
    """As in "To a department: Forestry"; "" where it went to none."""
    if not message.departments:
        return ""
    return text("To a department: {names}", names=", ".join(message.departments))
