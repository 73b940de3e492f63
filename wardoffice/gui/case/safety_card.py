"""What to say to somebody who tells of danger: 911 first, then the utility, line by line."""

from PySide6.QtWidgets import QWidget

from wardoffice.domain.case_view import CaseView
from wardoffice.domain.cases import CaseStatus
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.parts import clear, label
from wardoffice.language import text


class SafetyCard(Card):
    """Stands above all else while the danger is open; takes no room otherwise."""

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("What to say now"), parent)
        self._moments = moments
        self.setObjectName("safetyCard")
        self.hide()

    def show_case(self, view: CaseView) -> None:
        """Show the scripts of a case's dangers, and how long ago the first was told of."""
        shown = bool(view.safety and view.status is CaseStatus.OPEN and view.safety_scripts)
        self.setVisible(shown)
        clear(self.body)
        if not shown:
            return
        if view.safety_since is not None:
            age = self._moments.danger_since(view.safety_since)
            if view.messages:
                told = text("They wrote “{words}”, {age} ago.", words=view.safety_words, age=age)
            else:
                told = text("In 311 it says “{words}”, {age} ago.", words=view.safety_words, age=age)
            self.body.addWidget(label(told, "danger"))
        for script in view.safety_scripts:
            if len(view.safety_scripts) > 1:
                self.body.addWidget(label(script.name, "heading"))
            for number, said in enumerate(script.lines, start=1):
                line = text("{number}. {words}", number=number, words=said)
                self.body.addWidget(label(line, "strong" if number == 1 else "", selectable=True))
        if any(script.unconfirmed for script in view.safety_scripts):
            note = text(
                "Companies change their numbers, and nobody here has confirmed these: check them with the "
                "company, then keep them in the settings (office.gas_line, office.power_line)."
            )
            self.body.addWidget(label(note, "small"))
