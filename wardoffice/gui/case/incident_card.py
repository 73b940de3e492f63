"""That a problem stands under an incident, and what is said to who calls about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.case_view import CaseView
from wardoffice.domain.incidents import IncidentName
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.parts import clear, label, link
from wardoffice.language import text


class IncidentCard(Card):
    """Takes no room for a problem of its own; ``incident_asked`` carries the incident's id."""

    incident_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(text("Incident"), parent)
        self._shown: IncidentName | None = None
        self.hide()

    def show_case(self, view: CaseView) -> None:
        """Name the incident of a case."""
        self.setVisible(view.incident is not None)
        if view.incident is None or view.incident == self._shown:
            return
        self._shown = view.incident
        clear(self.body)
        over = view.incident.ended
        words = text("{name}, which is over", name=view.incident.name) if over else view.incident.name
        opened = link(words, text("Open the incident {name}", name=view.incident.name))
        opened.clicked.connect(self._ask)
        self.body.addWidget(opened)
        if view.incident.script and not over:
            self.body.addWidget(label(view.incident.script, selectable=True))

    def _ask(self) -> None:
        if self._shown is not None:
            self.incident_asked.emit(self._shown.incident_id)
