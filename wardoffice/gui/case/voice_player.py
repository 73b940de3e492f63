"""A voicemail to listen to in the case: play, pause, go to a moment, or open it in another program."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeDatabase, QObject, Qt, QTemporaryDir, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from wardoffice.domain.case_view import AttachmentView
from wardoffice.domain.errors import CannotDoError
from wardoffice.gui.case.sound import Sound, qt_sound
from wardoffice.gui.photos.copying import copy_out
from wardoffice.gui.widgets.elided import ElidedLabel
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import label, link
from wardoffice.language import text

MakeSound = Callable[[Path, QObject | None], Sound | None]
OpenOutside = Callable[[QUrl], bool]

_SECOND = 1000
_STEP = 5 * _SECOND


class VoicePlayer(QWidget):
    """One sound file of a message. What plays it is made at the first click."""

    def __init__(
        self,
        sound: AttachmentView,
        make_sound: MakeSound = qt_sound,
        open_outside: OpenOutside = QDesktopServices.openUrl,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._file = sound
        self._make_sound = make_sound
        self._open_outside = open_outside
        self._sound: Sound | None = None
        self._is_playing = False
        self._folder: QTemporaryDir | None = None
        self.setAccessibleName(text("Voicemail {name}", name=sound.filename))
        self._play = KeyButton(text("Play"), icon="mdi6.play")
        self._play.clicked.connect(self._toggle)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setAccessibleName(text("Moment in the voicemail"))
        self._slider.setSingleStep(_STEP)
        self._slider.setPageStep(_STEP)
        self._slider.setEnabled(False)
        self._slider.sliderMoved.connect(self._seek)
        self._slider.actionTriggered.connect(lambda _: self._seek(self._slider.sliderPosition()))
        self._clock = label("", "quiet", wrap=False)
        name = ElidedLabel(sound.filename, Qt.TextElideMode.ElideMiddle)
        name.setProperty("role", "quiet")
        outside = link(text("Open in another program"))
        outside.clicked.connect(self._open)
        self._trouble = label("", "small")
        self._trouble.hide()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._play)
        row.addWidget(self._slider, 1)
        row.addWidget(self._clock)
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(8)
        below.addWidget(name, 1)
        below.addWidget(outside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addLayout(row)
        column.addLayout(below)
        column.addWidget(self._trouble)

    def _toggle(self) -> None:
        if self._sound is None:
            self._sound = self._make_sound(self._file.path, self)
            if self._sound is None:
                self._say(text("This computer cannot play sounds here. Open it in another program."))
                self._play.setEnabled(False)
                return
            self._listen(self._sound)
        if self._is_playing:
            self._sound.pause()
        else:
            self._sound.play()

    def _listen(self, sound: Sound) -> None:
        sound.playing.connect(self._show_playing)
        sound.moved.connect(self._show_moment)
        sound.lasts.connect(self._show_length)
        sound.failed.connect(self._show_failure)

    def _seek(self, milliseconds: int) -> None:
        if self._sound is not None:
            self._sound.seek(milliseconds)

    def _show_playing(self, playing: bool) -> None:  # noqa: FBT001 - the signal's own argument
        self._is_playing = playing
        words = text("Pause") if playing else text("Play")
        self._play.setText(words)
        self._play.setAccessibleName(words)

    def _show_moment(self, milliseconds: int) -> None:
        if not self._slider.isSliderDown():
            self._slider.setValue(milliseconds)
        self._show_clock(milliseconds)

    def _show_length(self, milliseconds: int) -> None:
        self._slider.setEnabled(milliseconds > 0)
        self._slider.setMaximum(max(0, milliseconds))
        self._show_clock(self._slider.value())

    def _show_clock(self, milliseconds: int) -> None:
        words = text("{now} of {all}", now=_minutes(milliseconds), all=_minutes(self._slider.maximum()))
        self._clock.setText(words)
        self._clock.setAccessibleName(words)

    def _show_failure(self) -> None:
        self._show_playing(playing=False)
        self._say(text("This sound cannot be played here. Open it in another program."))

    def _say(self, words: str) -> None:
        self._trouble.setText(words)
        self._trouble.setAccessibleName(words)
        self._trouble.show()

    def _open(self) -> None:
        """Hand the file to the program that plays sounds, under a name by which the system knows its kind.

        The copy goes with this player: a resident's voice is not left lying about.
        """
        self._folder = self._folder or QTemporaryDir()
        kind = QMimeDatabase().mimeTypeForFile(str(self._file.path), QMimeDatabase.MatchMode.MatchContent)
        copy = Path(self._folder.path()) / f"voicemail.{kind.preferredSuffix() or 'wav'}"
        if not self._folder.isValid():
            self._say(text("There is no place for a copy of the file. Try again in a moment."))
            return
        try:
            copy_out(self._file.path, copy)
        except CannotDoError as error:
            self._say(str(error))
            return
        if not self._open_outside(QUrl.fromLocalFile(str(copy))):
            self._say(text("This computer knows no program for sounds."))


def _minutes(milliseconds: int) -> str:
    seconds = milliseconds // _SECOND
    return f"{seconds // 60}:{seconds % 60:02d}"
