"""When the city and the mailbox were last read well, and what is wrong where they were not."""

from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wardoffice.gui.case.moments import Moments
from wardoffice.gui.syncing_port import SyncFacts
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.parts import banner, clear, label
from wardoffice.language import text


class LastReads(QWidget):
    """Two facts in a line, and a banner for each trouble."""

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moments = moments
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def show_state(self, state: SyncFacts) -> None:
        """Show another state."""
        clear(self._column)
        facts = QHBoxLayout()
        facts.setSpacing(24)
        facts.addWidget(label(self._read_words(text("311"), state.city_read_at), "quiet", wrap=False))
        facts.addWidget(label(self._read_words(text("the mailbox"), state.mail_read_at), "quiet", wrap=False))
        facts.addStretch(1)
        self._column.addLayout(facts)
        for trouble in (state.city_trouble, state.mail_trouble):
            if trouble:
                self._column.addWidget(banner(trouble, Tone.DANGER))

    def _read_words(self, what: str, when: datetime | None) -> str:
        if when is None:
            return text("Last good reading of {what}: none yet", what=what)
        ago = self._moments.since(when)
        return text(
            "Last good reading of {what}: {moment}, {ago} ago",
            what=what,
            moment=self._moments.moment(when),
            ago=ago,
        )
