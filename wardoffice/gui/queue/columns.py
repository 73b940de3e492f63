"""Facts of a problem that may stand in columns of their own beside its lines."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum, unique
from zoneinfo import ZoneInfo

from wardoffice.domain.queue import CityState, QueueRow
from wardoffice.gui.queue.words import channel_words, due_words
from wardoffice.language import text


@unique
class Column(StrEnum):
    """What can be chosen."""

    NUMBER = "number"
    TRACKING = "311 number"
    OPENED = "opened"
    LAST_WORD = "last word"
    DUE = "answer due"
    ASSIGNEE = "assigned to"
    CITY = "city"
    CHANNELS = "came by"
    PEOPLE = "people"
    PHOTOS = "photos"


def column_words(column: Column) -> str:
    """What stands above a column."""
    return {
        Column.NUMBER: text("Our number"),
        Column.TRACKING: text("311 number"),
        Column.OPENED: text("Opened"),
        Column.LAST_WORD: text("Last word"),
        Column.DUE: text("Answer due"),
        Column.ASSIGNEE: text("Assigned to"),
        Column.CITY: text("City says"),
        Column.CHANNELS: text("Came by"),
        Column.PEOPLE: text("People"),
        Column.PHOTOS: text("Photos"),
    }[column]


def column_value(column: Column, row: QueueRow, now: datetime, zone: ZoneInfo) -> str:
    """What a row says in a column."""
    say: dict[Column, Callable[[], str]] = {
        Column.NUMBER: lambda: row.number,
        Column.TRACKING: lambda: ", ".join(row.tracking_numbers),
        Column.OPENED: lambda: _day(row.opened_at, zone),
        Column.LAST_WORD: lambda: _day(row.last_word_at, zone),
        Column.DUE: lambda: due_words(row.due_at, now, zone) if row.due_at else "",
        Column.ASSIGNEE: lambda: row.assignee,
        Column.CITY: lambda: "" if row.city_state is CityState.NONE else text(row.city_state.value),
        Column.CHANNELS: lambda: ", ".join(channel_words(each) for each in row.channels),
        Column.PEOPLE: lambda: f"{row.people:,}" if row.people else "",
        Column.PHOTOS: lambda: f"{row.photos:,}" if row.photos else "",
    }
    return say[column]()


def _day(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local.month}/{local.day}/{local.year}"
