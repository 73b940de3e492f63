"""What plays a sound file: Qt's own player where this system can, nothing where it cannot.

Qt Multimedia comes with PySide6, but needs the system's sound library (libpulse on Linux), which a bare
machine lacks. It is loaded at the first sound that is played, not with the window.
"""

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal

_LOG = logging.getLogger(__name__)


class Sound(QObject):
    """One sound that can be played. ``moved`` and ``lasts`` carry milliseconds."""

    moved = Signal(int)
    lasts = Signal(int)
    playing = Signal(bool)
    failed = Signal()

    def play(self) -> None:
        """Go on from where it stands; from the beginning at its end."""
        raise NotImplementedError

    def pause(self) -> None:
        """Stop where it is."""
        raise NotImplementedError

    def seek(self, milliseconds: int) -> None:
        """Go to a moment."""
        raise NotImplementedError


class QtSound(Sound):
    """A file played by Qt Multimedia. Raises ImportError where the system lacks the sound library."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer

        super().__init__(parent)
        self._player = QMediaPlayer(self)
        self._player.setAudioOutput(QAudioOutput(self._player))
        self._player.positionChanged.connect(self.moved.emit)
        self._player.durationChanged.connect(self.lasts.emit)
        self._player.playingChanged.connect(self.playing.emit)
        self._player.errorOccurred.connect(self._fail)
        self._player.setSource(QUrl.fromLocalFile(str(path)))

    def play(self) -> None:
        """Go on from where it stands."""
        self._player.play()

    def pause(self) -> None:
        """Stop where it is."""
        self._player.pause()

    def seek(self, milliseconds: int) -> None:
        """Go to a moment."""
        self._player.setPosition(milliseconds)

    def _fail(self, _error: object, words: str) -> None:
        _LOG.warning("A sound cannot be played: %s", words)
        self.failed.emit()


def qt_sound(path: Path, parent: QObject | None = None) -> Sound | None:
    """What plays the file, or None where this system lacks the sound library, or anything to hear it by."""
    try:
        from PySide6.QtMultimedia import QMediaDevices
    except ImportError as lacking:
        _LOG.info("No sound here: %s", lacking)
        return None
    return QtSound(path, parent) if QMediaDevices.audioOutputs() else None
