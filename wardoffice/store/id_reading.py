"""Reads many ids at once, as the driver gives them."""

from array import array
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

_CHUNK = 10_000


def ids_of(session: Session, statement: Select[Any]) -> "array[int]":
    """The first column, in order. Read in pieces, so that half a million never hold up another thread.

    From the driver's own cursor: making a row object of each id took three times as long as finding them.
    """
    ids = array("q")
    result = session.connection().execute(statement)
    while rows := result.cursor.fetchmany(_CHUNK):
        ids.extend([row[0] for row in rows])
    result.close()
    return ids
