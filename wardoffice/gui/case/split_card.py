"""That a message seems to tell of several problems, and which. Nothing is split by itself (P5)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.split_proposal import SplitProposal
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import clear, facts, label, row
from wardoffice.language import plural, text

_LONGEST = 90  # letters of a part's words


class SplitCard(Card):
    """Takes no room where nothing is proposed. ``asked``: somebody wants to split it so, or otherwise."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("splitCard")
        self.hide()

    def show_proposals(self, proposals: tuple[SplitProposal, ...]) -> None:
        """Show the first proposal; the dialog has the others too."""
        self.setVisible(bool(proposals))
        clear(self.body)
        if not proposals:
            return
        first = proposals[0]
        self.set_title(
            plural(
                "This may be {count} problem", "This may be {count} problems in one mail", len(first.parts)
            )
        )
        for number, part in enumerate(first.parts, start=1):
            words = " ".join(part.description.split())
            shown = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
            photos = len(part.attachment_ids)
            said = facts(
                (shown, part.address, plural("{count} photo", "{count} photos", photos) if photos else "")
            )
            self.body.addWidget(label(text("{number}. {words}", number=number, words=said)))
        self.body.addWidget(label(first.reason, "small"))
        button = KeyButton(text("Split it so"), icon="mdi6.call-split")
        button.setAccessibleName(text("Split it into these problems; each can be changed first"))
        button.clicked.connect(self.asked)
        self.body.addLayout(row(button, stretch_after=0))
