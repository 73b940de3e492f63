"""Tags are the same whatever their accents, and however their letters are put together in Unicode."""

import unicodedata
from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_LONGEST = 60
_UNFOLDED = str.maketrans({"ł": "l", "Ł": "l", "\u2019": "'"})
_TAGS = sa.table(
    "case_tag",
    *(sa.column(each) for each in ("id", "case_id", "name", "key", "created_at", "withdrawn_at")),
)


def upgrade() -> None:
    """Write the keys anew; those of tags in plain ASCII stay as they are.

    Where a case has two tags that are one now, one row stands for both: the other is withdrawn, and keeps
    the key it had, which no tag is looked for by any more.
    """
    connection = op.get_bind()
    same: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in connection.execute(sa.select(_TAGS).order_by(_TAGS.c.id)):
        same[row.case_id, _key(row.name) or row.key].append(row)
    for (_, key), rows in same.items():
        if [row.key for row in rows] != [key]:
            _make_one(connection, key, rows)


def _make_one(connection: sa.Connection, key: str, rows: list[Any]) -> None:
    """Let the row that has the key already stand for all of them, else one that stands, else the first."""
    kept = min(rows, key=lambda row: (row.key != key, row.withdrawn_at is not None))
    of_id = _TAGS.c.id
    connection.execute(sa.update(_TAGS).where(of_id == kept.id).values(key=key))
    if any(row.withdrawn_at is None for row in rows):
        connection.execute(sa.update(_TAGS).where(of_id == kept.id).values(withdrawn_at=None))
    for row in rows:
        if row is not kept and row.withdrawn_at is None:
            withdrawn = sa.update(_TAGS).where(of_id == row.id).values(withdrawn_at=_TAGS.c.created_at)
            connection.execute(withdrawn)


def _key(name: str) -> str:
    # Twice: some signs come apart into capitals, and some capitals into signs with accents.
    plain = unicodedata.normalize("NFKD", name.translate(_UNFOLDED)).casefold()
    apart = unicodedata.normalize("NFKD", plain.translate(_UNFOLDED)).casefold()
    bare = "".join(each for each in apart if not unicodedata.combining(each))
    return " ".join(bare.split())[:_LONGEST]
