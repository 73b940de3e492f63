"""A large office for a benchmark: built, or taken as it was built and kept before.

``--office FOLDER``, or WARDOFFICE_BENCH_OFFICE, keeps what is built there. It is taken again as long as it
has as many cases and was built for the same tables by the same builder; else it is built anew. A benchmark
that changes the office gets a copy.
"""

import argparse
import hashlib
import inspect
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.benchmarks import big_office, neighbourhood
from wardoffice.store import documents, queue_entries, search
from wardoffice.store.engine import sqlite_url
from wardoffice.store.migrate import migrate

DATABASE = "office.sqlite"
_STAMP = "built.txt"
_VARIABLE = "WARDOFFICE_BENCH_OFFICE"
_BUILDERS = (big_office, neighbourhood, queue_entries, documents, search)


def office_options(description: str, size: int) -> argparse.Namespace:
    """The command line of a benchmark on a large office: ``size`` and ``office``, a folder or None."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--size", type=int, default=size, help=f"cases to build (default {size:,})")
    parser.add_argument(
        "--office",
        type=Path,
        default=os.environ.get(_VARIABLE),
        help=f"where to keep the office that is built, and to find it again (default ${_VARIABLE})",
    )
    return parser.parse_args()


@contextmanager
def large_office(kept: Path | None, size: int, *, changed: bool) -> Iterator[Path]:
    """The folder of an office of ``size`` cases; a copy of the kept one where it will be ``changed``.

    Raises FileExistsError where ``kept`` holds files that no benchmark put there.
    """
    with TemporaryDirectory() as name:
        folder = Path(name) / "office"
        if kept is None:
            _build(folder, size)
            yield folder
            return
        stamp = f"{size} {_made_of()}"
        if _read(kept / _STAMP) != stamp:
            _clear(kept)
            _build(kept, size)
            (kept / _STAMP).write_text(stamp, encoding="ascii")
        if changed:
            shutil.copytree(kept, folder)
        yield folder if changed else kept


def _build(folder: Path, size: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    began = perf_counter()
    big_office.build(folder, size).close()
    print(f"# {size:,} cases built in {perf_counter() - began:.1f} s")


def _clear(kept: Path) -> None:
    if not kept.exists() or not any(kept.iterdir()):
        return
    if not (kept / _STAMP).exists():
        raise FileExistsError(kept)
    shutil.rmtree(kept)


def _read(stamp: Path) -> str:
    return stamp.read_text(encoding="ascii") if stamp.exists() else ""


def _made_of() -> str:
    """A mark of the tables and of the builder: what another made cannot be compared."""
    mark = hashlib.sha256()
    for module in _BUILDERS:
        mark.update(inspect.getsource(module).encode())
    with TemporaryDirectory() as name:
        database = Path(name) / DATABASE
        migrate(sqlite_url(database))
        with closing(sqlite3.connect(database)) as connection:
            for row in connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name"):
                mark.update(repr(row).encode())
    return mark.hexdigest()
