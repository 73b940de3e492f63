"""Makes what others wrote fit the columns it is kept in, so that no single mail or record stops a reading."""

from typing import TypeVar

from sqlalchemy import String

from wardoffice.store.columns import Base

Row = TypeVar("Row", bound=Base)


def fit(row: Row) -> Row:
    """Cut the row's texts to their columns and drop NUL characters; returns the row.

    PostgreSQL refuses both (SQLite takes anything). Nothing is lost: a mail's own bytes are kept, and the
    city has its own record.
    """
    for column in row.__table__.columns:
        value = getattr(row, column.key)
        if type(value) is str and isinstance(column.type, String):
            fitting = value.replace("\0", "")[: column.type.length]
            if fitting != value:
                setattr(row, column.key, fitting)
    return row
