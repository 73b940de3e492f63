"""How the outbox says things: states, actions, parts of the list."""

from enum import StrEnum, unique

from wardoffice.domain.outgoing import OutboxDoing, OutboxLine, OutboxState, state_words
from wardoffice.gui.widgets.badge import Tone
from wardoffice.language import text


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
                moving = line.state in (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.RETRY)
                return not line.needs_person and (moving or waits_for_number(line))
            case Part.SENT:
                return line.state is OutboxState.SENT and not waits_for_number(line)
            case Part.TAKEN_BACK:
                return line.state is OutboxState.WITHDRAWN


def waits_for_number(line: OutboxLine) -> bool:
    """Whether the city has it and will still give a number."""
    return line.state is OutboxState.SENT and not line.number and line.next_at is not None


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
    words = state_words(line.state)
    return words[:1].upper() + words[1:]


def line_look(line: OutboxLine) -> tuple[str, Tone]:
    """The icon (a qtawesome name) and the tone of a line; the words beside them say it too."""
    if waits_for_number(line):
        return "mdi6.timer-sand", Tone.WAITING
    return {
        OutboxState.QUEUED: ("mdi6.clock-outline", Tone.QUIET),
        OutboxState.SENDING: ("mdi6.send-outline", Tone.ACCENT),
        OutboxState.SENT: ("mdi6.check-circle-outline", Tone.DONE),
        OutboxState.REFUSED: ("mdi6.close-octagon-outline", Tone.DANGER),
        OutboxState.RETRY: ("mdi6.refresh", Tone.WAITING),
        OutboxState.UNKNOWN: ("mdi6.help-circle-outline", Tone.CHECK),
        OutboxState.WITHDRAWN: ("mdi6.undo", Tone.QUIET),
    }[line.state]


def doings() -> tuple[tuple[OutboxDoing, str, str], ...]:
    """What a person may do with a line: the action, its words and its key, the likeliest first."""
    return (
        (OutboxDoing.LINK, text("It is the one 311 has"), "D"),
        (OutboxDoing.CORRECT, text("Correct it"), "C"),
        (OutboxDoing.LOOK_AGAIN, text("Look again"), "L"),
        (OutboxDoing.IT_WENT, text("It went"), "Y"),
        (OutboxDoing.SEND_AGAIN, text("Send again"), "S"),
        (OutboxDoing.WITHDRAW, text("Take back"), "W"),
    )
