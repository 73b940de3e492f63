"""A voicemail in the case: heard where the computer can, opened elsewhere where it cannot."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl
from PySide6.QtWidgets import QAbstractButton, QSlider
from pytestqt.qtbot import QtBot

from tests.builders_case_view import a_photo
from tests.gui.case_pages import shown_words
from tests.mail.mails import WAV
from wardoffice.domain.case_view import AttachmentView
from wardoffice.gui.case.sound import Sound
from wardoffice.gui.case.voice_player import VoicePlayer


class FakeSound(Sound):
    """A sound of 32 seconds that plays when told."""

    def __init__(self) -> None:
        super().__init__()
        self.did: list[str] = []

    def play(self) -> None:
        self.did.append("play")
        self.lasts.emit(32_000)
        self.playing.emit(True)

    def pause(self) -> None:
        self.did.append("pause")
        self.playing.emit(False)

    def seek(self, milliseconds: int) -> None:
        self.did.append(f"seek {milliseconds}")


class PlayerPage:
    """What a person sees of a player and does with it."""

    def __init__(
        self, qtbot: QtBot, voicemail: AttachmentView, sound: Sound | None, *, opens: bool = True
    ) -> None:
        self.opened: list[Path] = []
        self.made = 0
        self._sound = sound
        self._opens = opens
        self.widget = VoicePlayer(voicemail, self._make, self._open)
        qtbot.addWidget(self.widget)

    def _make(self, _path: Path, _parent: QObject | None) -> Sound | None:
        self.made += 1
        return self._sound

    def _open(self, url: QUrl) -> bool:
        path = Path(url.toLocalFile())
        assert path.read_bytes() == WAV
        self.opened.append(path)
        return self._opens

    def click(self, words: str) -> None:
        [button] = [each for each in self.widget.findChildren(QAbstractButton) if each.text() == words]
        button.click()

    @property
    def slider(self) -> QSlider:
        return self.widget.findChildren(QSlider)[0]

    @property
    def words(self) -> list[str]:
        return shown_words(self.widget)


@pytest.fixture
def voicemail(tmp_path: Path) -> AttachmentView:
    path = tmp_path / "0a1b2c"
    path.write_bytes(WAV)
    return a_photo(1, path, filename="VoiceMessage.wav", media_type="audio/wav")


def test_nothing_is_loaded_until_somebody_wants_to_hear_it(qtbot: QtBot, voicemail: AttachmentView) -> None:
    """P10: a case opens as fast with a voicemail as without."""
    page = PlayerPage(qtbot, voicemail, FakeSound())
    assert page.made == 0
    assert "VoiceMessage.wav" in page.words


def test_it_plays_pauses_and_says_where_it_is(qtbot: QtBot, voicemail: AttachmentView) -> None:
    sound = FakeSound()
    page = PlayerPage(qtbot, voicemail, sound)
    page.click("Play")
    sound.moved.emit(12_400)
    assert "0:12 of 0:32" in page.words
    assert page.slider.value() == 12_400
    page.click("Pause")
    page.click("Play")
    assert (sound.did, page.made) == (["play", "pause", "play"], 1)


def test_the_slider_goes_to_a_moment_by_key_and_by_mouse(qtbot: QtBot, voicemail: AttachmentView) -> None:
    sound = FakeSound()
    page = PlayerPage(qtbot, voicemail, sound)
    assert not page.slider.isEnabled()
    page.click("Play")
    page.slider.triggerAction(QSlider.SliderAction.SliderSingleStepAdd)
    page.slider.sliderMoved.emit(20_000)
    assert sound.did[1:] == ["seek 5000", "seek 20000"]


def test_a_computer_without_sound_says_so_and_offers_another_program(
    qtbot: QtBot, voicemail: AttachmentView
) -> None:
    page = PlayerPage(qtbot, voicemail, None)
    page.click("Play")
    assert "This computer cannot play sounds here. Open it in another program." in page.words
    page.click("Open in another program")
    assert [each.suffix for each in page.opened] == [".wav"]


def test_a_sound_that_cannot_be_played_says_so(qtbot: QtBot, voicemail: AttachmentView) -> None:
    sound = FakeSound()
    page = PlayerPage(qtbot, voicemail, sound)
    page.click("Play")
    sound.failed.emit()
    assert "This sound cannot be played here. Open it in another program." in page.words
    assert "Play" in page.words


def test_no_program_for_sounds_and_a_lost_file_are_said(qtbot: QtBot, voicemail: AttachmentView) -> None:
    page = PlayerPage(qtbot, voicemail, None, opens=False)
    page.click("Open in another program")
    assert "This computer knows no program for sounds." in page.words
    voicemail.path.unlink()
    page.click("Open in another program")
    assert any(each.startswith("voicemail.wav could not be read: No such file") for each in page.words)


def test_the_copy_for_another_program_goes_with_the_player(qtbot: QtBot, voicemail: AttachmentView) -> None:
    """P9: a resident's voice is not left lying about."""
    page = PlayerPage(qtbot, voicemail, None)
    page.click("Open in another program")
    with qtbot.waitSignal(page.widget.destroyed):
        page.widget.deleteLater()
    del page.widget
    qtbot.waitUntil(lambda: not page.opened[0].exists())
