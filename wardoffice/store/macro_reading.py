"""Reads the macros of the office."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.macros import Macro, steps_of
from wardoffice.language import text
from wardoffice.store.tables import MacroRow


def macros(session: Session) -> tuple[Macro, ...]:
    """All macros by name; one with a step of a newer program says so, and tells no step (P8)."""
    rows = session.scalars(
        select(MacroRow).where(MacroRow.withdrawn_at.is_(None)).order_by(func.lower(MacroRow.name))
    )
    found = []
    for row in rows:
        try:
            found.append(Macro(row.id, row.name, row.key, steps_of(row.steps)))
        except CannotDoError as error:
            found.append(Macro(row.id, row.name, row.key, (), error.happened))
    return tuple(found)


def macro_row(session: Session, macro_id: int) -> MacroRow:
    """The row of a macro; raises CannotDoError where it was put away."""
    row = session.get(MacroRow, macro_id)
    if row is None or row.withdrawn_at is not None:
        raise CannotDoError(
            text("There is no such macro any more."),
            text("Nothing was changed."),
            text("Somebody else may have put it away: look at the list of macros."),
        )
    return row
