"""Which revisions of the schema this program knows, and which one the data has.

Asked at every start, so without Alembic: it takes half a second and 12 MB to load, and is wanted only where
there is something to upgrade.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

FOLDER = Path(__file__).parent / "migrations"
"""Alembic's scripts. Each file is named by its revision, ``NNNN_what.py``, and follows the one before."""


def head() -> str:
    """The newest revision this program knows."""
    return max(_known())


def knows(revision: str) -> bool:
    """Whether this program knows a revision; one it does not know is a newer program's."""
    return revision in _known()


def revision_of(connection: Connection) -> str | None:
    """The revision the data has, or None where there is no data yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _known() -> set[str]:
    found = {path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*_*.py")}
    if not found:
        raise RuntimeError("the program came without its migrations")
    return found
