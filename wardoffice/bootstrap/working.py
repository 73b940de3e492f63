"""Wires what works on many problems at once: tags, snoozing, macros, and the history of the whole office."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from wardoffice.office.case_pane import CasePane
from wardoffice.office.history_panel import HistoryPanel
from wardoffice.office.macro_letters import MacroLetters
from wardoffice.office.macros import Macros
from wardoffice.office.routing import Routing
from wardoffice.office.snoozing import Snoozing
from wardoffice.office.tagging import Tagging
from wardoffice.store.store import Store


@dataclass(frozen=True, slots=True)
class Working:
    """The jobs."""

    tagging: Tagging
    snoozing: Snoozing
    macros: Macros
    history: HistoryPanel


def make_working(store: Store, zone: ZoneInfo, cases: CasePane, routing: Routing) -> Working:
    """The jobs on one store; days are those of the city."""
    return Working(
        tagging=Tagging(store),
        snoozing=Snoozing(store, zone),
        macros=Macros(store, zone, MacroLetters(store, cases, routing)),
        history=HistoryPanel(store, zone),
    )
