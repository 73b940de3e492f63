"""The city's requests as its portal publishes them, all of them: one Parquet file for each imported CSV.

DuckDB reads, types and writes in a stream and in bounded memory; no row passes through Python but those that
are asked for. A file is written beside its place and renamed into it, so that a half-written one is never
found.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from wardoffice.domain.errors import CancelledError, StoreError, UnreadableError
from wardoffice.domain.left_out import LeftOutTypes
from wardoffice.domain.places import Point
from wardoffice.domain.portal import PortalColumns, PortalRow
from wardoffice.store.city import portal_sql
from wardoffice.store.city.errors import city_file_errors
from wardoffice.store.city.lines import write_mended
from wardoffice.store.city.looking import Looking

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Cancelled = Callable[[], bool]
_MEMORY = "120MB"
_THREADS = 2
"""Halves the time of a file; more take the cores of who sits at the desk, and memory grows with each."""

_ROW_GROUP = 40_000
_FETCH = 250
_NAMED = 20
_LONGEST_EXCERPT = 120
_LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that cannot be used: ``line`` of the file from 1 (0 where unknown), why, and how it begins."""

    line: int
    reason: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What a CSV held: usable ``rows``, and ``broken`` ones, the first of which are named in ``examples``.

    At most 10,000 rows of the wrong form are counted. ``without_date`` of the usable rows say no day;
    ``lines_not_utf8`` were read as an older program's letters. ``digest`` is the lower-case hex
    SHA-256 of the file.
    """

    rows: int
    broken: int
    without_date: int
    examples: tuple[BrokenRow, ...]
    lines_not_utf8: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows may be the ward's: ``box`` is its south-west and north-east corner, None without a map.

    ``known`` are numbers wanted wherever they lie now.
    """

    ward: int
    box: tuple[Point, Point] | None
    known: Iterable[str] = ()


class CityParquet:
    """The Parquet files under ``folder``. Every method raises StoreError or DiskFullError on trouble.

    Rows of the types ``left_out`` are kept in the files, and not given as the ward's.
    """

    def __init__(self, folder: Path, left_out: LeftOutTypes | None = None) -> None:
        self._folder = folder
        self._left_out = left_out or LeftOutTypes()

    def has(self, digest: str) -> bool:
        """Whether the file with this digest was taken in whole."""
        return self._place(digest).exists()

    def take_csv(
        self,
        path: Path,
        columns: PortalColumns,
        *,
        zone: ZoneInfo,
        known: Callable[[str], bool],
        cancelled: Cancelled,
    ) -> Taken | None:
        """Write every row of a CSV with these columns.

        None where its digest is ``known``: then nothing is written. A time that says it is UTC (``Z``) is
        kept as the clock of ``zone`` showed it, like all others of a file. A file that was taken already is
        written again. Raises UnreadableError where it is no CSV at all, OSError where it cannot be read, and
        CancelledError within a fraction of a second of ``cancelled``. ``known`` and ``cancelled`` are asked
        in threads of their own.
        """
        typed, table = portal_sql.typed(columns, zone), portal_sql.reading(columns.width)
        statement = f"SELECT {typed} FROM {table}"  # noqa: S608 - no value of a file gets into it
        with Looking(path, known, cancelled) as looking:
            try:
                with self._opened(path.name, lambda: cancelled() or looking.is_in_vain) as (duck, scratch):
                    fresh = scratch / "fresh.parquet"
                    taken = _copy(duck, statement, columns.more, path, fresh)
                    looked, _ = looking.result()
                    if not looking.is_in_vain:
                        return self._keep(fresh, looked.digest, taken)
            except (CancelledError, UnreadableError, StoreError):
                looking.result()
                if cancelled() or not looking.is_in_vain:
                    raise
            looked, is_known = looking.result()
        if is_known:
            return None
        with self._opened(path.name, cancelled) as (duck, scratch):
            mended, fresh = scratch / "mended.csv", scratch / "fresh.parquet"
            not_utf8 = write_mended(path, mended)
            taken = _copy(duck, statement, columns.more, mended, fresh)
            return self._keep(fresh, looked.digest, replace(taken, lines_not_utf8=not_utf8))

    def _keep(self, fresh: Path, digest: str, taken: Taken) -> Taken:
        with fresh.open("rb+") as written:
            os.fsync(written.fileno())
        fresh.replace(self._place(digest))
        return replace(taken, digest=digest)

    def rows(
        self, digest: str, wanted: Wanted, zone: ZoneInfo, cancelled: Cancelled
    ) -> Iterator[list[PortalRow]]:
        """The rows that may be the ward's, newest number first, in lists of at most 250.

        Those left out are not among them. Times of the file are read in ``zone``.
        """
        types = portal_sql.left_out(self._left_out)
        with self._opened(digest, cancelled) as (duck, scratch):
            condition, values = _condition(wanted, scratch)
            more = _names_of_more(duck, self._place(digest))
            duck.execute(
                f"SELECT {', '.join(_COLUMNS)} FROM read_parquet(?) "  # noqa: S608 - columns are ours
                f"WHERE number <> '' AND {types} IS NULL AND ({condition}) ORDER BY number DESC",
                [str(self._place(digest)), *values],
            )
            while some := duck.fetchmany(_FETCH):
                yield [_row(each, more, zone) for each in some]

    def left_out(self, digest: str, ward: int | None = None) -> dict[str, int]:
        """How many rows are left out, by the code of their type: all, or by the city's ward field."""
        types = portal_sql.left_out(self._left_out)
        with self._opened(digest, _never) as (duck, _):
            found = duck.execute(
                f"SELECT {types} AS left_out, count(*) FROM read_parquet($1) "  # noqa: S608 - no value of a file
                "WHERE number <> '' AND ($2 IS NULL OR ward = $2) GROUP BY 1 ORDER BY 2 DESC",
                [str(self._place(digest)), ward],
            ).fetchall()
        return {code: count for code, count in found if code is not None}

    def _place(self, digest: str) -> Path:
        return self._folder / f"{digest}.parquet"

    @contextmanager
    def _opened(self, name: str, cancelled: Cancelled) -> Iterator[tuple["DuckDBPyConnection", Path]]:
        import duckdb

        with city_file_errors(name), self._scratch() as scratch:
            settings: dict[str, str | bool | int | float | list[str]] = {
                "memory_limit": _MEMORY,
                "threads": _THREADS,
                "preserve_insertion_order": False,
                "temp_directory": str(scratch),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
            with duckdb.connect(":memory:", config=settings) as duck, _stopped(duck, cancelled):
                yield duck, scratch

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self._folder, ignore_cleanup_errors=True) as name:
            yield Path(name)


_COLUMNS = (
    "number", "service_name", "service_code", "agency", "status", "origin", "address", "zipcode",
    "legacy_number", "parent_number", "requested", "updated", "closed", "ward", "duplicate", "lat", "long",
    "community_area", "police_district", "more",
)  # fmt: skip


def _never() -> bool:
    return False


def _condition(wanted: Wanted, scratch: Path) -> tuple[str, list[object]]:
    known = scratch / "known.txt"
    known.write_text("".join(f"{number}\n" for number in wanted.known), encoding="utf-8")
    by_number = (
        f"number IN (SELECT n FROM read_csv({_quoted(known)}, auto_detect = false, header = false, "  # noqa: S608
        "columns = {'n': 'VARCHAR'}))"
    )
    if wanted.box is None:
        return f"ward = ? OR ward IS NULL OR {by_number}", [wanted.ward]
    low, high = wanted.box
    return (
        f"ward = ? OR lat IS NULL OR (lat BETWEEN ? AND ? AND long BETWEEN ? AND ?) OR {by_number}",
        [wanted.ward, low.lat, high.lat, low.long, high.long],
    )


def _copy(
    duck: "DuckDBPyConnection", statement: str, more: Iterable[str], source: Path, fresh: Path
) -> Taken:
    duck.execute(
        f"COPY ({statement}) TO {_quoted(fresh)} (FORMAT parquet, COMPRESSION zstd, "
        f"ROW_GROUP_SIZE {_ROW_GROUP}, KV_METADATA {{more: '{','.join(more)}'}})",
        [str(source)],
    )
    return _account(duck, fresh)


def _account(duck: "DuckDBPyConnection", place: Path) -> Taken:
    counted = duck.execute(
        "SELECT count(*) FILTER (number <> ''), count(*) FILTER (number = ''), "
        "count(*) FILTER (number <> '' AND requested IS NULL) FROM read_parquet(?)",
        [str(place)],
    ).fetchone()
    rows, nameless, dateless = counted or (0, 0, 0)
    rejected = 0
    examples: list[BrokenRow] = []
    if _one(duck, "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'reject_errors'"):
        rejected = _one(duck, "SELECT count(DISTINCT line) FROM reject_errors")
        found = duck.execute(
            "SELECT line, first(error_message), first(csv_line) FROM reject_errors "
            "GROUP BY line ORDER BY line LIMIT ?",
            [_NAMED],
        ).fetchall()
        examples = [BrokenRow(line, str(why), str(said)[:_LONGEST_EXCERPT]) for line, why, said in found]
    if nameless:
        found = duck.execute(
            "SELECT concat_ws(', ', service_name, address, requested) FROM read_parquet(?) "
            "WHERE number = '' ORDER BY 1 LIMIT ?",
            [str(place), _NAMED],
        ).fetchall()
        examples += [BrokenRow(0, "no usable number", said[:_LONGEST_EXCERPT]) for (said,) in found]
    return Taken(rows, rejected + nameless, dateless, tuple(examples))


def _one(duck: "DuckDBPyConnection", statement: str) -> int:
    found = duck.execute(statement).fetchone()
    return int(found[0]) if found else 0


def _row(values: Sequence[Any], more: Sequence[str], zone: ZoneInfo) -> PortalRow:
    *words, requested, updated, closed, ward, duplicate, lat, long, area, district, besides = values
    moments = (_moment(told, zone) for told in (requested, updated, closed))
    point = None if lat is None else Point(lat, long)
    told = {"community_area": str(area or ""), "police_district": district}
    told |= zip(more, map(str.strip, besides.split(portal_sql.BETWEEN)), strict=False)
    told = {name: value for name, value in told.items() if value}
    return PortalRow(*[*words, *moments, ward, duplicate, point, told])


def _names_of_more(duck: "DuckDBPyConnection", place: Path) -> Sequence[str]:
    """What the values of ``more`` are called: the file says so in its own footer."""
    found = duck.execute(
        "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = 'more'", [str(place)]
    ).fetchone()
    return str(found[0]).split(",") if found else ()


def _moment(told: datetime | None, zone: ZoneInfo) -> datetime | None:
    return None if told is None else told.replace(tzinfo=zone).astimezone(UTC)


def _quoted(path: Path) -> str:
    return "'{}'".format(str(path).replace("'", "''"))


@contextmanager
def _stopped(duck: "DuckDBPyConnection", cancelled: Cancelled) -> Iterator[None]:
    """Interrupt what DuckDB is doing once ``cancelled`` says so: it asks nobody while it works."""
    if cancelled():
        raise CancelledError
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_LOOK_SECONDS):
            if cancelled():
                duck.interrupt()

    watcher = threading.Thread(target=watch, name="city-cancel", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
