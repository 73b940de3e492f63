"""Labels and ticks that end in an ellipsis where there is no room."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolTip,
    QWidget,
)

from wardoffice.gui.widgets.tip import tip_words

_NARROWEST = 80  # pixels of a tick with its words


class ElidedLabel(QLabel):
    """One line of text that may be narrower than its words; the whole text is its tooltip then."""

    def __init__(
        self,
        text: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(text)
        self.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:
        """Room for a letter and the ellipsis."""
        return QSize(self.fontMetrics().horizontalAdvance("M…"), super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Show the whole text where it is cut and somebody rests on it.

        Asked for only then: to set a tooltip while Qt restyles the label has crashed it.
        """
        if event.type() is not QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().event(event)
        if self.is_cut:
            QToolTip.showText(event.globalPos(), tip_words(self.text()), self)
        else:
            QToolTip.hideText()
        return True

    @property
    def is_cut(self) -> bool:
        """Whether there is too little room for the whole text."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the text, cut to the width."""
        painter = QPainter(self)
        area = self.contentsRect()
        words = self.fontMetrics().elidedText(self.text(), self._mode, area.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(area, self.alignment().value | Qt.TextFlag.TextSingleLine.value, words)


class ElidedCheckBox(QCheckBox):
    """A tick whose words may be somebody else's and long: cut to the room, the whole is its tooltip then."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words.replace("&", "&&"), parent)
        self._words = words
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Room for the tick and a few letters."""
        whole = super().minimumSizeHint()
        return QSize(min(_NARROWEST, whole.width()), whole.height())

    def event(self, event: QEvent) -> bool:
        """Show the whole words where they are cut and somebody rests on them."""
        if event.type() is not QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().event(event)
        if self.is_cut:
            QToolTip.showText(event.globalPos(), tip_words(self._words), self)
        else:
            QToolTip.hideText()
        return True

    @property
    def is_cut(self) -> bool:
        """Whether there is too little room for all the words."""
        return self.fontMetrics().horizontalAdvance(self._words) > self._room()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it as every tick, with its words cut to the width."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        cut = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self._room())
        option.text = cut.replace("&", "&&")
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_CheckBox, option)

    def _room(self) -> int:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        return self.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, self).width()
