"""The right of the forward dialog: each mail exactly as it will leave, with its pictures and its size."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from wardoffice.domain.forwarding import CannotForward, ForwardMail, ForwardPreview
from wardoffice.domain.outgoing_photos import size_words
from wardoffice.gui.case.thumbnails import Pictures
from wardoffice.gui.forward.picture_strip import PictureStrip
from wardoffice.gui.submit.inputs import ChoiceBox
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.empty import EmptyState
from wardoffice.gui.widgets.parts import PlainText, banner, facts, label, line
from wardoffice.language import plural, text

_TEXT_HEIGHT = 2_000
_MOST_REASONS = 12


class ShownForward(QWidget):
    """One mail at a time; where there are several, a list to choose from stands above."""

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mails: Sequence[ForwardMail] = ()
        self.which = ChoiceBox()
        self.which.setAccessibleName(text("Which mail is shown"))
        self.which.currentIndexChanged.connect(self._show_one)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(text("Making the mail ready"))
        self._trouble = banner("", Tone.DANGER)
        self._left = banner("", Tone.CHECK)
        self._refused = banner("", Tone.CHECK)
        self.head = label("", "small", selectable=True)
        self.words = PlainText("", _TEXT_HEIGHT)
        self.words.setAccessibleName(text("The text of the mail"))
        self.pictures = PictureStrip(pictures)
        self.size_line = label("", "quiet")
        paper = Card()
        for widget in (self.head, line(), self.words):
            paper.body.addWidget(widget)
        paper.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for each in (self.bar, self.which, self._trouble, self._refused, self._left):
            column.addWidget(each)
        self._paper = _scrolled(paper)
        self._empty = EmptyState(
            "mdi6.email-outline",
            text("No mail to look at"),
            text("It stands here once nothing above keeps it, and somebody is chosen who gets it."),
        )
        self._empty.hide()
        column.addWidget(self._paper, 1)
        column.addWidget(self._empty, 1)
        column.addWidget(self.pictures)
        column.addWidget(self.size_line)
        self._hide_notes()
        self.which.hide()

    def show_waiting(self, done: int = 0, total: int | None = None) -> None:
        """Say that it is being made: so many pictures of so many are."""
        self.bar.setRange(0, total or 0)
        self.bar.setValue(done)
        self.bar.setVisible(True)

    def show_preview(self, preview: ForwardPreview) -> None:
        """Show these mails, and what is in none."""
        self.bar.hide()
        self._mails = preview.mails
        self._say_refused(preview.refused)
        at = self.which.currentIndex()
        self.which.blockSignals(True)
        self.which.clear()
        for position, mail in enumerate(preview.mails, start=1):
            words = text("Mail {position}: {name}", position=position, name=mail.receiver.name)
            count = plural("{count} problem", "{count} problems", len(mail.parts))
            self.which.addItem(facts((words, count)))
        self.which.setCurrentIndex(min(max(at, 0), len(preview.mails) - 1))
        self.which.blockSignals(False)
        self.which.setVisible(len(preview.mails) > 1)
        self._show_one()

    def show_trouble(self, words: str) -> None:
        """Say why there is no mail to show."""
        self.bar.hide()
        self._hide_notes()
        self._mails = ()
        self._show_one()
        self._trouble.show_word(words, Tone.DANGER)
        self._trouble.show()

    @property
    def said(self) -> str:
        """Everything it warns of."""
        notes = (self._trouble, self._refused, self._left)
        return "\n".join(each.text() for each in notes if not each.isHidden())

    def _show_one(self) -> None:
        at = self.which.currentIndex() if self.which.count() else -1
        mail = self._mails[at] if 0 <= at < len(self._mails) else None
        self._trouble.hide()
        self._left.hide()
        self.pictures.show_pictures(mail.pictures if mail is not None else ())
        self._paper.setVisible(mail is not None)
        self._empty.setVisible(mail is None)
        if mail is None:
            for shown in (self.head, self.size_line):
                shown.setText("")
            self.words.show_words("", _TEXT_HEIGHT)
            return
        self.head.setText(
            "\n".join(
                (
                    text("From: {who}", who=mail.sender),
                    text("To: {who}", who=mail.to),
                    text("Subject: {words}", words=mail.subject),
                )
            )
        )
        self.head.setAccessibleName(self.head.text())
        self.words.show_words(mail.text.strip(), _TEXT_HEIGHT)
        self.size_line.setText(_size(mail))
        self.size_line.setAccessibleName(self.size_line.text())
        self._warn(mail)

    def _warn(self, mail: ForwardMail) -> None:
        if mail.gaps:
            words = text("Still missing, marked ⟨ ⟩ in the text: {gaps}.", gaps=", ".join(mail.gaps))
            self._trouble.show_word(words, Tone.DANGER)
            self._trouble.show()
        elif not mail.can_go:
            self._trouble.show_word(
                text("It is larger than the mail server takes: untick files or photos."), Tone.DANGER
            )
            self._trouble.show()
        lines = [text("{name} does not go. {why}", name=each.name, why=each.reason) for each in mail.left]
        lines += [f"{each.name}: {each.note}" for each in mail.pictures if each.note and each.width]
        lines += [
            text("{name} goes as it is: it may tell where and when it was made.", name=each)
            for each in mail.placed
        ]
        if mail.smaller:
            lines.append(text("The photos are made smaller than usual, so that all fit."))
        self._left.show_word("\n".join(lines[:_MOST_REASONS]), Tone.CHECK)
        self._left.setVisible(bool(lines))

    def _say_refused(self, refused: Sequence[CannotForward]) -> None:
        lines = [f"{each.number}: {each.reason}" for each in refused[:_MOST_REASONS]]
        if len(refused) > _MOST_REASONS:
            more = len(refused) - _MOST_REASONS
            lines.append(plural("and {count} more problem", "and {count} more problems", more))
        title = text("These do not go:") if len(refused) > 1 else ""
        self._refused.show_word("\n".join(part for part in (title, *lines) if part), Tone.CHECK)
        self._refused.setVisible(bool(refused))

    def _hide_notes(self) -> None:
        for each in (self._trouble, self._left, self._refused, self.bar):
            each.hide()


def _size(mail: ForwardMail) -> str:
    files = plural("{count} file", "{count} files", len(mail.files)) if mail.files else ""
    if mail.limit is None:
        words = text("{size} in all", size=size_words(mail.size))
    else:
        words = text(
            "{size} in all; the mail server takes {limit}",
            size=size_words(mail.size),
            limit=size_words(mail.limit),
        )
    return facts((words, files))


def _scrolled(paper: QWidget) -> QWidget:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(text("The mail as it will leave"))
    area.setWidget(paper)
    return area
