"""How the outbox says things: states, actions, parts of the list."""

from datetime import datetime
from enum import StrEnum, unique

from wardoffice.domain.outgoing import (
    WAITING,
    OutboxDoing,
    OutboxKind,
    OutboxLine,
    OutboxState,
    RecipientLine,
    RecipientState,
    state_words,
)
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.widgets.badge import Tone
from wardoffice.language import plural, text


@unique
class Part(StrEnum):
    """The parts of the list, as the chips name them."""

    ALL = "all"
    NEED_PERSON = "need a person"
    ON_THEIR_WAY = "on their way"
    SENT = "sent"
    TAKEN_BACK = "taken back"

    def holds(self, line: OutboxLine) -> bool:
        """Whether a line stands in this part."""
        match self:
            case Part.ALL:
                return True
            case Part.NEED_PERSON:
                return line.needs_person
            case Part.ON_THEIR_WAY:
                moving = line.state in _MOVING
                return not line.needs_person and (moving or waits_for_number(line))
            case Part.SENT:
                return line.state is OutboxState.SENT and not waits_for_number(line)
            case Part.TAKEN_BACK:
                return line.state is OutboxState.WITHDRAWN


_MOVING = WAITING | {OutboxState.SENDING, OutboxState.FINISHING}


def waits_for_number(line: OutboxLine) -> bool:
    """Whether the city has it and will still give a number."""
    is_request = line.kind is OutboxKind.SUBMISSION
    return is_request and line.state is OutboxState.SENT and not line.number and line.next_at is not None


def part_words(part: Part) -> str:
    """A part of the list in words."""
    return {
        Part.ALL: text("All"),
        Part.NEED_PERSON: text("Need a person"),
        Part.ON_THEIR_WAY: text("On their way"),
        Part.SENT: text("Sent"),
        Part.TAKEN_BACK: text("Taken back"),
    }[part]


def line_words(line: OutboxLine) -> str:
    """The state of a line, in a few words with a capital."""
    if waits_for_number(line):
        return text("Waits for its number")
    if line.is_partly_sent:
        return text("Sent to some of them")
    if _was_lost(line):
        return text("Came back")
    words = state_words(line.state)
    return words[:1].upper() + words[1:]


def line_look(line: OutboxLine) -> tuple[str, Tone]:
    """The icon (a qtawesome name) and the tone of a line; the words beside them say it too."""
    if waits_for_number(line):
        return "mdi6.timer-sand", Tone.WAITING
    if line.is_partly_sent:
        return "mdi6.email-alert-outline", Tone.CHECK
    if _was_lost(line):
        return "mdi6.email-off-outline", Tone.DANGER
    return {
        OutboxState.QUEUED: ("mdi6.clock-outline", Tone.QUIET),
        OutboxState.SENDING: ("mdi6.send-outline", Tone.ACCENT),
        OutboxState.FINISHING: ("mdi6.send-outline", Tone.ACCENT),
        OutboxState.SENT: ("mdi6.check-circle-outline", Tone.DONE),
        OutboxState.REFUSED: ("mdi6.close-octagon-outline", Tone.DANGER),
        OutboxState.RETRY: ("mdi6.refresh", Tone.WAITING),
        OutboxState.UNKNOWN: ("mdi6.help-circle-outline", Tone.CHECK),
        OutboxState.WITHDRAWN: ("mdi6.undo", Tone.QUIET),
    }[line.state]


def doings() -> tuple[tuple[OutboxDoing, str, PlaceKey], ...]:
    """What a person may do with a line: the action, its words and its key, the likeliest first."""
    return (
        (OutboxDoing.LINK, text("It is the one 311 has"), PlaceKey.OUTBOX_LINK),
        (OutboxDoing.CORRECT, text("Correct it"), PlaceKey.OUTBOX_CORRECT),
        (OutboxDoing.LOOK_AGAIN, text("Look again"), PlaceKey.OUTBOX_LOOK),
        (OutboxDoing.IT_WENT, text("It went"), PlaceKey.OUTBOX_WENT),
        (OutboxDoing.IT_DID_NOT_GO, text("It did not go"), PlaceKey.OUTBOX_NOT_GONE),
        (OutboxDoing.SEND_AGAIN, text("Send again"), PlaceKey.OUTBOX_SEND_AGAIN),
        (OutboxDoing.CHANGE, text("Take back and change"), PlaceKey.OUTBOX_CHANGE),
        (OutboxDoing.SEND_NOW, text("Send now"), PlaceKey.OUTBOX_SEND_NOW),
        (OutboxDoing.SEEN, text("I saw it"), PlaceKey.OUTBOX_SEEN),
        (OutboxDoing.WITHDRAW, text("Take back"), PlaceKey.OUTBOX_WITHDRAW),
    )


def _was_lost(line: OutboxLine) -> bool:
    """Whether a mail that was sent came back from everybody."""
    return (
        line.state is OutboxState.SENT
        and bool(line.recipients)
        and all(each.state in _NOT_REACHED for each in line.recipients)
    )


_NOT_REACHED = frozenset({RecipientState.REFUSED, RecipientState.BOUNCED, RecipientState.WITHDRAWN})


def goes_words(line: OutboxLine, now: datetime) -> str:
    """How long until it goes, is tried or looked for next, where that is a matter of seconds; else ""."""
    if line.next_at is None:
        return ""
    seconds = round((line.next_at - now).total_seconds())
    if not 0 < seconds < _RUNNING_SECONDS:
        return ""
    if line.state is OutboxState.QUEUED:
        return plural("goes in {count} s", "goes in {count} s", seconds)
    return plural("in {count} s", "in {count} s", seconds)


_RUNNING_SECONDS = 120


def recipient_words(recipient: RecipientLine, state: OutboxState) -> str:
    """One recipient of a mail in that state, and what became of them."""
    who = f"{recipient.name} <{recipient.address}>" if recipient.name else recipient.address
    waits_no_more = state is OutboxState.WITHDRAWN and recipient.state is RecipientState.PENDING
    match RecipientState.WITHDRAWN if waits_no_more else recipient.state:
        case RecipientState.ACCEPTED:
            return text("{who}: sent", who=who)
        case RecipientState.REFUSED:
            said = f"{recipient.code or ''} {recipient.answer}".strip()
            return text("{who}: refused ({said})", who=who, said=said)
        case RecipientState.BOUNCED:
            return text("{who}: came back ({said})", who=who, said=recipient.answer)
        case RecipientState.WITHDRAWN:
            return text("{who}: taken back", who=who)
        case RecipientState.PENDING:
            if recipient.code is not None and recipient.code >= _NOT_NOW:
                return text("{who}: not yet ({said})", who=who, said=f"{recipient.code} {recipient.answer}")
            return text("{who}: waits", who=who)


_NOT_NOW = 400
