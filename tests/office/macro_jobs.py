"""The macros of an office for the tests, wired as in the program, with departments of its own."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from wardoffice.domain.departments import ListedDepartment
from wardoffice.office.case_pane import CasePane
from wardoffice.office.macro_letters import MacroLetters
from wardoffice.office.macros import Macros
from wardoffice.office.routing import Routing
from wardoffice.store.store import Store

CHICAGO = ZoneInfo("America/Chicago")


def macros_of(store: Store, listed: Sequence[ListedDepartment] = ()) -> Macros:
    """On one store; ``listed`` is what the city publishes of who gets which type."""
    return Macros(store, CHICAGO, MacroLetters(store, CasePane(store), Routing(store, listed, CHICAGO)))
