"""The check-up of what this office saw itself: uptime, errors, and how the city's feed was read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from wardoffice.domain.books import CityBooks
from wardoffice.domain.health import Finding, ok, warning
from wardoffice.domain.watching import EndpointAddress, EndpointWatch, WatchedTime
from wardoffice.language import plural, text
from wardoffice.store.checkup import reading_data
from wardoffice.store.city_books import city_books
from wardoffice.store.endpoint_watching import endpoint_watch

_OLD = timedelta(days=1)
_POOR = 0.95
_HOUR = timedelta(hours=1)
_FEW = 5


@dataclass(frozen=True, slots=True)
class Watched:
    """What an office watches: its endpoints, the city that is read (None where none is), the city's zone."""

    addresses: tuple[EndpointAddress, ...]
    city: str | None
    zone: ZoneInfo


def check_history(url: str, file: Path | None, office: Watched, now: datetime) -> Iterator[Finding]:
    """How each endpoint has been up to ``now`` (aware UTC), and the books of the city that is read.

    Changes nothing. Tells nothing where there is no data yet or it is of another version.
    """
    zone = office.zone
    with reading_data(url, file) as session:
        if session is None:
            return
        watches = [endpoint_watch(session, each, zone, now) for each in office.addresses]
        books = city_books(session, office.city) if office.city is not None else None
    for each in watches:
        yield _uptime(each, zone)
        yield from _errors(each)
    if books is not None:
        yield _last_sync(books, zone, now)
        yield from _gaps(books, zone)
        yield from _repairs(books)


def _uptime(watch: EndpointWatch, zone: ZoneInfo) -> Finding:
    name = watch.address.name
    if watch.last is None:
        return ok("uptime", text("{name} was not watched yet: the open window does it.", name=name))
    said = text(
        "{name}: in 48 hours {two_days}; in 30 days {month}. Last answer: {last}.",
        name=name,
        two_days=_share(watch.two_days),
        month=_share(watch.month),
        last=_when(watch.last_up, zone) if watch.last_up is not None else text("never"),
    )
    share = watch.two_days.share
    if not watch.last.up or (share is not None and share < _POOR):
        return warning("uptime", said, watch.last.answered.trouble)
    return ok("uptime", said)


def _share(seen: WatchedTime) -> str:
    if seen.share is None:
        return text("not watched")
    hours = seen.watched / _HOUR
    return text("up {share} of {hours} h watched", share=f"{100 * seen.share:.1f}%", hours=f"{hours:,.1f}")


def _errors(watch: EndpointWatch) -> Iterator[Finding]:
    if watch.questions:
        share = f"{100 * watch.failed / watch.questions:.1f}%"
        yield ok(
            "errors",
            plural(
                "{name}: {failed:,} of {count} question failed in 48 hours ({share}).",
                "{name}: {failed:,} of {count} questions failed in 48 hours ({share}).",
                watch.questions,
                name=watch.address.name,
                failed=watch.failed,
                share=share,
            ),
        )


def _last_sync(books: CityBooks, zone: ZoneInfo, now: datetime) -> Finding:
    read_it = text("Read it: wardoffice sync")
    if books.read_at is None:
        return warning("sync", text("This office never read 311 to its end."), read_it)
    when = _when(books.read_at, zone)
    said = text("This office last read 311 to its end on {when}.", when=when)
    return ok("sync", said) if now - books.read_at < _OLD else warning("sync", said, read_it)


def _gaps(books: CityBooks, zone: ZoneInfo) -> Iterator[Finding]:
    if not books.gaps:
        yield ok("gaps", text("The reading of 311 has no gaps."))
        return
    yield warning(
        "gaps",
        plural(
            "{count} part of 311's feed could not be read yet.",
            "{count} parts of 311's feed could not be read yet.",
            len(books.gaps),
        ),
        text("They are read again at every sync; nothing before them is passed over."),
    )
    for each in books.gaps[:_FEW]:
        start, end = _when(each.start, zone), _when(each.end, zone)
        yield warning("gaps", text("{start} to {end}: {why}", start=start, end=end, why=each.reason))


def _repairs(books: CityBooks) -> Iterator[Finding]:
    counted = {kind: count for kind, count in books.repairs.items() if count}
    if not counted and books.read_at is not None:
        yield ok("mended", text("Nothing had to be mended in what this office read of 311."))
    for kind, count in sorted(counted.items(), key=lambda each: (-each[1], each[0])):
        yield ok(
            "mended",
            plural(
                "This office mended {count} time in 311's answers: {kind}.",
                "This office mended {count} times in 311's answers: {kind}.",
                count,
                kind=text(kind),
            ),
        )


def _when(moment: datetime, zone: ZoneInfo) -> str:
    there = moment.astimezone(zone)
    clock = there.strftime("%I:%M %p").lstrip("0")
    return f"{there.month}/{there.day}/{there.year} {clock}"
