"""What a row of the queue says, in plain words. Times come in aware UTC and are told in the city's zone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.messages import Channel
from wardoffice.domain.queue import CityState, QueueRow
from wardoffice.domain.snoozing import day_words
from wardoffice.gui.under_way_words import standing_words
from wardoffice.gui.widgets.badge import Tone
from wardoffice.language import plural, text

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_LATE_ANSWER = timedelta(hours=24)
_HOURS_COUNT = timedelta(hours=72)
_BACK = timedelta(days=7)  # how long a row says that it was snoozed
_WEEKDAYS_AHEAD = 7

_ICONS = (
    ("pothole", "mdi6.road-variant"),
    ("traffic signal", "mdi6.traffic-light-outline"),
    ("light", "mdi6.lightbulb-outline"),
    ("tree", "mdi6.tree-outline"),
    ("weed", "mdi6.grass"),
    ("rat", "mdi6.rodent"),
    ("rodent", "mdi6.rodent"),
    ("graffiti", "mdi6.spray"),
    ("garbage", "mdi6.trash-can-outline"),
    ("cart", "mdi6.trash-can-outline"),
    ("dumping", "mdi6.trash-can-outline"),
    ("sanitation", "mdi6.trash-can-outline"),
    ("recycling", "mdi6.recycle"),
    ("water", "mdi6.water-outline"),
    ("sewer", "mdi6.water-outline"),
    ("flood", "mdi6.water-outline"),
    ("hydrant", "mdi6.fire-hydrant"),
    ("sidewalk", "mdi6.walk"),
    ("snow", "mdi6.snowflake"),
    ("ice", "mdi6.snowflake"),
    ("vehicle", "mdi6.car-outline"),
    ("parking", "mdi6.car-outline"),
    ("sign", "mdi6.sign-direction"),
    ("bike", "mdi6.bike"),
    ("building", "mdi6.office-building-outline"),
    ("animal", "mdi6.paw-outline"),
    ("dog", "mdi6.paw-outline"),
    ("alley", "mdi6.road-variant"),
    ("street", "mdi6.road-variant"),
)

_CHANNEL_ICONS = {
    Channel.MAIL: "mdi6.email-outline",
    Channel.CALL: "mdi6.phone-outline",
    Channel.VOICEMAIL: "mdi6.voicemail",
    Channel.WALK_IN: "mdi6.account-outline",
    Channel.LETTER: "mdi6.email-newsletter",
    Channel.TEXT: "mdi6.message-outline",
    Channel.CITY: "mdi6.city-variant-outline",
}


@dataclass(frozen=True, slots=True)
class RowWords:
    """A row as it is painted: two lines, badges after the title, and two words at the right."""

    icon: str
    title: str
    badges: tuple[tuple[str, Tone], ...]
    place_line: str
    when: str
    whose: str
    alarming: bool

    def sentence(self) -> str:
        """All of it, as a screen reader says it."""
        parts = (self.title, *(words for words, _ in self.badges), self.place_line, self.when, self.whose)
        return ", ".join(part for part in parts if part)


def lasted(span: timedelta) -> str:
    """A span of time in one unit: "4 min", "3 h", "19 d"."""
    if span < _MINUTE:
        return text("now")
    if span < _HOUR:
        return text("{count} min", count=span // _MINUTE)
    if span < 2 * _DAY:
        return text("{count} h", count=span // _HOUR)
    return text("{count} d", count=f"{span // _DAY:,}")


def _of_danger(span: timedelta) -> str:
    """A span where every hour counts, until nobody can count them: "20 min", "71 h", "68 d"."""
    if span < _HOUR:
        return text("{count} min", count=max(0, span // _MINUTE))
    if span < _HOURS_COUNT:
        return text("{count} h", count=span // _HOUR)
    return text("{count} d", count=f"{span // _DAY:,}")


def ago(moment: datetime, now: datetime) -> str:
    """How long ago, in words for the middle of a sentence."""
    span = now - moment
    return text("just now") if span < _MINUTE else text("{span} ago", span=lasted(span))


def due_words(due: datetime, now: datetime, zone: ZoneInfo) -> str:
    """When something is owed: "due today", "due Mon Nov 23", "2 d late"."""
    if due < now:
        return text("{span} late", span=lasted(now - due))
    local, today = due.astimezone(zone).date(), now.astimezone(zone).date()
    days = (local - today).days
    if days == 0:
        return text("due today")
    if days == 1:
        return text("due tomorrow")
    if days < _WEEKDAYS_AHEAD:
        return text("due {day}", day=weekday(local.weekday()))
    return text("due {month} {day}", month=month_name(local.month), day=local.day)


def weekday(number: int) -> str:
    """The short name of a day of the week, Monday being 0."""
    names = (text("Mon"), text("Tue"), text("Wed"), text("Thu"), text("Fri"), text("Sat"), text("Sun"))
    return names[number]


def month_name(number: int) -> str:
    """The short name of a month, January being 1."""
    names = (
        *(text("Jan"), text("Feb"), text("Mar"), text("Apr"), text("May"), text("Jun")),
        *(text("Jul"), text("Aug"), text("Sep"), text("Oct"), text("Nov"), text("Dec")),
    )
    return names[number - 1]


def channel_words(channel: Channel) -> str:
    """The way a request came, in a word."""
    return text(channel.value)


def row_words(row: QueueRow, now: datetime, zone: ZoneInfo, me: str) -> RowWords:
    """What the row says at that moment to the person named ``me``."""
    return RowWords(
        icon=_icon(row),
        title=row.title or text("No words yet"),
        badges=tuple(_badges(row, now)),
        place_line=" · ".join(_facts(row, now, zone)),
        when=due_words(row.due_at, now, zone) if row.due_at else lasted(now - row.last_word_at),
        whose=_whose(row, me),
        alarming=row.safety and row.status is CaseStatus.OPEN,
    )


def _icon(row: QueueRow) -> str:
    if row.safety:
        return "mdi6.alert"
    words = f" {row.title.lower()}"
    for part, icon in _ICONS:
        # At the beginning of a word: every street would be a tree otherwise.
        if f" {part}" in words:
            return icon
    return _CHANNEL_ICONS[row.channels[0]] if row.channels else "mdi6.help-circle-outline"


def _badges(row: QueueRow, now: datetime) -> list[tuple[str, Tone]]:
    badges = []
    if row.restricted:
        badges.append((text("Restricted"), Tone.CHECK))
    if row.safety:
        badges.append((text("Safety, {span}", span=_of_danger(now - row.opened_at)), Tone.DANGER))
    if row.urgent and not row.safety:
        badges.append((text("Urgent"), Tone.DANGER))
    if row.status is CaseStatus.FINISHED:
        badges.append((text("Finished"), Tone.DONE))
    if row.new_word:
        badges.append((text("New word"), Tone.ACCENT))
    unfinished = row.ours and row.status is CaseStatus.OPEN
    if unfinished and row.city_state is CityState.CLOSED:
        badges.append((text("Really done?"), Tone.CHECK))
    if row.owed_since and now - row.owed_since >= _LATE_ANSWER:
        badges.append((text("Unanswered {span}", span=lasted(now - row.owed_since)), Tone.DANGER))
    elif unfinished and row.city_state is CityState.OPEN and not row.owed_since and not row.safety:
        # The badge of a danger has told the same age.
        badges.append((text("Waiting {span}", span=lasted(now - row.opened_at)), Tone.WAITING))
    return badges


def _facts(row: QueueRow, now: datetime, zone: ZoneInfo) -> list[str]:
    facts = [row.address or text("Place not known")]
    if row.names:
        facts.insert(0, text("names {number}, from someone we do not know: attach?", number=row.names))
    facts += _belonging(row)
    if row.owed_since:
        late = now - row.owed_since >= _LATE_ANSWER
        facts.append(text("answer owed") if row.answered_at or late else text("unanswered"))
    if row.under_way is not None:
        facts.append(standing_words(row.under_way))
    if row.city_state is CityState.CLOSED:
        closed = row.city_closed_at
        said = text("city closed it {when}", when=ago(closed, now)) if closed else text("city closed it")
        why = _why(row.closing)
        facts.append(text("{closed}: {why}", closed=said, why=why) if why else said)
    elif row.closing.is_closed:
        facts.append(text("city closed it, but it goes on"))
    if row.snoozed_until:
        facts[:0] = _snoozed(row.snoozed_until, now, zone)
    facts += [text("#{tag}", tag=each) for each in row.tags]
    facts += [channel_words(each) for each in row.channels]
    if row.photos:
        facts.append(plural("{count} photo", "{count} photos", row.photos))
    if row.people > 1:
        facts.append(plural("{count} person", "{count} people", row.people))
    if row.answered_at and not row.owed_since and row.under_way is None:
        facts.append(text("answered {when}", when=ago(row.answered_at, now)))
    return facts


def _snoozed(until: datetime, now: datetime, zone: ZoneInfo) -> list[str]:
    """Until when it is out of the lists, or that it has just come back."""
    day = until.astimezone(zone).date()
    if until > now:
        return [text("snoozed until {day}", day=day_words(day))]
    if now - until >= _BACK:
        return []
    today = now.astimezone(zone).date()
    return [
        text("was snoozed, back today")
        if day == today
        else text("was snoozed, back since {day}", day=day_words(day))
    ]


def _belonging(row: QueueRow) -> list[str]:
    """What else it is part of: an incident, another ward."""
    facts = []
    if row.incident:
        facts.append(text("incident: {name}", name=row.incident))
    if row.elsewhere is not None:
        facts.append(text("in Ward {ward}, not ours", ward=row.elsewhere))
    return facts


def _why(closing: ClosingKind) -> str:
    """Why the city closed it, where it told; in a word or two."""
    words = {
        ClosingKind.WORK_DONE: text("it says work done"),
        ClosingKind.DUPLICATE: text("a duplicate"),
        ClosingKind.TRANSFERRED: text("passed on"),
        ClosingKind.NOTHING_FOUND: text("nothing found"),
        ClosingKind.CANCELED: text("canceled"),
        ClosingKind.WITHIN_MINUTES: text("within minutes"),
    }
    return words.get(closing, "")


def _whose(row: QueueRow, me: str) -> str:
    if not row.ours:
        return text("in 311 only")
    if not row.assignee:
        return text("nobody")
    return text("you") if row.assignee == me else row.assignee
