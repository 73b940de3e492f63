"""Filing the city's records into empty tables of the real schema, beside raw ``sqlite3`` writing these rows.

Records are Chicago's with extensions (half a dozen notes each) and a dozen words of a resident (Zipf over
20,000), in one ward, 500 a transaction, with all that a unit of work writes: records, notes, cases, requests,
history, queue, search index. The program files a page, then raw ``sqlite3`` writes exactly the rows that page
made, found in the program's database and laid ready as tuples, into tables and indexes of its own: one
``executemany`` a table, the same pragmas, the same commit. So both meet whatever else the machine does.

Figures: open311_upsert (the first pass), open311_upsert_known (all read again, nothing new),
open311_upsert_changed (again, and one in ten closed with a note more), memory_pss.
"""

import gc
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from string import ascii_lowercase
from tempfile import TemporaryDirectory
from time import perf_counter
from zoneinfo import ZoneInfo

from tests.benchmarks.figures import memory_pss, options, show
from tests.benchmarks.open311_pages import page
from wardoffice.domain.actor import Actor
from wardoffice.domain.history import ActionKind
from wardoffice.domain.places import PlaceSource
from wardoffice.domain.service_requests import CityNote, CityStatus
from wardoffice.geo.addresses import normalise
from wardoffice.open311.context import WireContext
from wardoffice.open311.requests_wire import read_requests
from wardoffice.store.city_filing import file_records
from wardoffice.store.city_values import PlacedRequest
from wardoffice.store.engine import sqlite_url
from wardoffice.store.files import FileStore
from wardoffice.store.migrate import migrate
from wardoffice.store.search import CASE_BITS
from wardoffice.store.store import Store

_PAGE = 500
_WARD = 47
_TYPES = 60
_WORDS = 20_000
_SAID = 12
_NOW = datetime(2026, 7, 1, tzinfo=UTC)
_READ_AT = datetime(2025, 10, 1, tzinfo=UTC)
"""The newest of 100,000 are a few days old then, as in the first reading of a year."""

_CHICAGO = WireContext("chicago", ZoneInfo("America/Chicago"), _NOW, (41.6, -88.0, 42.1, -87.4))
_KEYS = {
    "service_record": "id",
    "service_note": "id",
    "case": "id",
    "request": "id",
    "action": "id",
    "event": "id",
    "queue_entry": "case_id",
    "name_word": "id",
    "case_words": f"rowid & {(1 << CASE_BITS) - 1}",
}
"""The tables that filing fills, and the key that grows with every page."""

Placed = list[PlacedRequest]
Turn = Callable[[Placed], Placed]


def main() -> None:
    """File, write, read again, print."""
    size = options(__doc__ or "", 100_000).size
    before = memory_pss()
    with TemporaryDirectory() as name:
        theirs = Path(name) / "raw.sqlite"
        migrate(sqlite_url(theirs))
        url = sqlite_url(Path(name) / "office.sqlite")
        migrate(url)
        store = Store(url, FileStore(Path(name)), lambda: _READ_AT)
        with closing(_Raw(theirs, Path(name) / "office.sqlite")) as raw:
            first = _pass(store, size, _as_told, raw.write)
            raw.compare()
        print(f"# {size:,} records; {', '.join(f'{rows:,} {table}' for table, rows in raw.rows.items())}")
        baseline = ("raw sqlite3 writing the same rows", raw.taken)
        show("open311_upsert", first, "s", baseline)
        show("open311_upsert_known", _pass(store, size, _as_told), "s", baseline)
        show("open311_upsert_changed", _pass(store, size, _one_in_ten_closed), "s", baseline)
        store.close()
    show("memory_pss", memory_pss(), "MB", ("before filing", before))


def _pass(store: Store, size: int, turn: Turn, after: Callable[[], None] | None = None) -> float:
    """The seconds it took to file all pages, not counting what ``after`` does between them."""
    taken = 0.0
    for placed in placed_pages(size):
        told = turn(placed)
        gc.collect()
        began = perf_counter()
        with store.unit_of_work(Actor.program("311"), ActionKind.CITY_SYNC) as work:
            file_records(work, told)
        taken += perf_counter() - began
        if after is not None:
            after()
    return taken


def placed_pages(size: int) -> Iterator[Placed]:
    """Pages of the city's records as they are read and placed, ``size`` records in all."""
    return map(read_page, told_pages(size))


def told_pages(size: int) -> Iterator[bytes]:
    """The same as the city tells them: JSON without a line break."""
    stock = Random(311)
    vocabulary = ["".join(stock.choices(ascii_lowercase, k=stock.randrange(3, 10))) for _ in range(_WORDS)]
    weights = list(accumulate(1 / rank for rank in range(1, _WORDS + 1)))
    for seed in range(max(1, size // _PAGE)):
        dice = Random(seed)
        records = json.loads(page(_PAGE, seed, extensions=True))
        for record in records:
            # The page's types and places are all over the city: here they are one ward's, so that spots fill.
            record["lat"], record["long"] = 41.95 + dice.random() * 0.03, -87.70 + dice.random() * 0.03
            record["service_code"] = f"{dice.randrange(_TYPES):024x}"
            record["description"] = " ".join(dice.choices(vocabulary, cum_weights=weights, k=_SAID))
        yield json.dumps(records).encode()


def read_page(told: bytes) -> Placed:
    """Read and place a page."""
    found = read_requests(told, "application/json", _CHICAGO)
    if len(found.requests) != _PAGE:
        raise SystemExit("a page was not read as it should be")
    return [
        PlacedRequest(each, each.point, PlaceSource.CITY, _WARD, normalise(each.address))
        for each in found.requests
    ]


def _as_told(placed: Placed) -> Placed:
    return placed


def _one_in_ten_closed(placed: Placed) -> Placed:
    changed = list(placed)
    for index in range(0, len(placed), 10):
        told = placed[index].request
        moment = (told.updated_at or _NOW) + timedelta(hours=1)
        note = CityNote(moment, "activity", "Crew sent")
        changed[index] = replace(
            placed[index],
            request=replace(
                told,
                status=CityStatus.OPEN if told.status is CityStatus.CLOSED else CityStatus.CLOSED,
                updated_at=moment,
                notes=(*told.notes, note),
            ),
        )
    return changed


class _Raw:
    """Writes what the program just wrote into a database of its own, with nothing but ``sqlite3``."""

    def __init__(self, target: Path, source: Path) -> None:
        self.taken = 0.0
        self.rows = dict.fromkeys(_KEYS, 0)
        self._seen = dict.fromkeys(_KEYS, 0)
        self._source = sqlite3.connect(source)
        self._target = sqlite3.connect(target, isolation_level=None)
        self._columns: dict[str, Sequence[str]] = {}
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "cache_size = -16384",
            "temp_store = MEMORY",
        ):
            self._target.execute(f"PRAGMA {pragma}")
        self._target.execute("INSERT INTO number_sequence VALUES (?, 0)", (_READ_AT.year,))

    def write(self) -> None:
        """One page: its rows as tuples first, then the clock runs."""
        fresh = {table: self._fresh(table) for table in _KEYS}
        columns = {table: ", ".join(f'"{name}"' for name in self._columns[table]) for table in _KEYS}
        marks = {table: ", ".join("?" * len(self._columns[table])) for table in _KEYS}
        last = self._source.execute("SELECT last FROM number_sequence").fetchone()
        gc.collect()
        began = perf_counter()
        self._target.execute("BEGIN IMMEDIATE")
        self._target.execute("UPDATE number_sequence SET last = ?", last)
        for table, rows in fresh.items():
            self._target.executemany(
                f'INSERT INTO "{table}" ({columns[table]}) VALUES ({marks[table]})',
                rows,
            )
        self._target.execute("COMMIT")
        self.taken += perf_counter() - began

    def compare(self) -> None:
        """Stop where the program filled a table that was not written here."""
        tables = self._source.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'case_words%'"
        )
        for (table,) in tables.fetchall():
            ours, theirs = (
                db.execute(f'SELECT count(*) FROM "{table}"').fetchone()
                for db in (self._source, self._target)
            )
            if ours != theirs:
                raise SystemExit(f"{table}: {ours} rows were filed and {theirs} written")

    def close(self) -> None:
        """Let go of both databases."""
        self._source.close()
        self._target.close()

    def _fresh(self, table: str) -> list[tuple[object, ...]]:
        key = _KEYS[table]
        kept = "rowid, *" if "rowid" in key else ", ".join(self._written(table))
        found = self._source.execute(
            f'SELECT {kept} FROM "{table}" WHERE {key} > ? ORDER BY {key}',
            (self._seen[table],),
        )
        self._columns[table] = [each[0] for each in found.description]
        rows = found.fetchall()
        if rows:
            last = rows[-1][self._columns[table].index(key.split()[0])]
            self._seen[table] = last & ((1 << CASE_BITS) - 1) if "rowid" in key else last
        self.rows[table] += len(rows)
        return rows

    def _written(self, table: str) -> Sequence[str]:
        """The columns a row is written with; what the database works out itself cannot be."""
        told = self._source.execute(
            "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid", (table,)
        )
        return [f'"{name}"' for (name,) in told]


if __name__ == "__main__":
    main()
