"""A short word on a coloured ground."""

from enum import StrEnum, unique

from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


@unique
class Tone(StrEnum):
    """What a colour means. A badge always says it in words too."""

    ACCENT = "accent"
    DONE = "done"
    WAITING = "waiting"
    DANGER = "danger"
    CHECK = "check"
    QUIET = "quiet"


class Badge(QLabel):
    """A word or two in the tone's colour on its wash."""

    def __init__(self, text: str, tone: Tone = Tone.QUIET, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.show_word(text, tone)

    def show_word(self, text: str, tone: Tone) -> None:
        """Say something else, in another tone."""
        self.setText(text)
        self.setAccessibleName(text)
        self.setProperty("tone", tone.value)
        # A changed property restyles nothing until the style looks at the widget anew.
        self.style().unpolish(self)
        self.style().polish(self)
