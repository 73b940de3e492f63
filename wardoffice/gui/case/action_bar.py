"""The row of buttons under the head of the case pane."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wardoffice.gui.case.case_action import CaseAction
from wardoffice.gui.widgets.flow import FlowLayout
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.language import text


class ActionBar(QWidget):
    """A button for each action, with the key that does the same; ``asked`` carries the CaseAction.

    Only what fits the case is shown, and the button of the next step is the one that is filled.
    """

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(text("What you can do"))
        self._buttons = {action: KeyButton(words, of=action) for action, words in _offers()}
        flow = FlowLayout(self, gap=6)
        for action, button in self._buttons.items():
            button.clicked.connect(partial(self.asked.emit, action))
            button.setProperty("compact", True)
            flow.addWidget(button)

    def show_offered(self, offered: frozenset[CaseAction], primary: CaseAction | None) -> None:
        """Show the buttons of these actions; ``primary`` is what to do next."""
        for action, button in self._buttons.items():
            button.setVisible(action in offered)
            button.set_primary(primary=action is primary)
        self.updateGeometry()

    def button(self, action: CaseAction) -> KeyButton:
        """The button of an action."""
        return self._buttons[action]


def _offers() -> tuple[tuple[CaseAction, str], ...]:
    return (
        (CaseAction.TAKE, text("Take")),
        (CaseAction.REPLY, text("Reply")),
        (CaseAction.ANSWER, text("Log answer")),
        (CaseAction.SUBMIT, text("To 311")),
        (CaseAction.FORWARD, text("To department")),
        (CaseAction.NOTE, text("Note")),
        (CaseAction.ATTACH, text("Attach")),
        (CaseAction.ASSIGN, text("Assign")),
        (CaseAction.SET_TYPE, text("Type")),
        (CaseAction.SET_PLACE, text("Place")),
        (CaseAction.SPLIT, text("Split")),
        (CaseAction.HAND_OVER, text("Hand over")),
        (CaseAction.FINISH, text("Finish")),
        (CaseAction.REOPEN, text("Reopen")),
    )
