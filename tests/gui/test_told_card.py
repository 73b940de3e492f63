"""What they said, when it came through other hands: a colleague's, a website's, a voicemail service's."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders_case_view import a_case, a_message, a_photo
from tests.gui.case_pages import moments, shown_words
from tests.mail.mails import WAV
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.messages import Channel
from wardoffice.gui.case.told_card import ToldCard
from wardoffice.gui.case.voice_player import VoicePlayer


@pytest.fixture
def card(qtbot: QtBot) -> ToldCard:
    made = ToldCard(moments())
    qtbot.addWidget(made)
    return made


def words(card: ToldCard, view: CaseView) -> list[str]:
    card.show_case(view)
    return shown_words(card)


def test_an_instruction_is_pinned_above_all_messages(card: ToldCard) -> None:
    first = a_message(1, sent_on_by="Dana Kim", instruction="Call her today.")
    later = [a_message(number) for number in range(2, 8)]
    shown = words(card, a_case(messages=(first, *later)))
    pinned = shown.index("Dana Kim sent it on: “Call her today.”")
    assert all(pinned < number for number, said in enumerate(shown) if said == first.text)
    assert pinned < 3
    assert not any(
        "sent on by" in each for each in shown
    )  # the message itself is folded away, the word is not


def test_a_long_instruction_is_pinned_in_brief(card: ToldCard) -> None:
    shown = words(card, a_case(messages=(a_message(1, sent_on_by="Dana", instruction="call " * 200),)))
    [pinned] = [each for each in shown if each.startswith("Dana sent it on: ")]
    assert len(pinned) < 450
    assert pinned.endswith("call …”")


def test_a_mail_sent_on_names_both(card: ToldCard) -> None:
    shown = words(card, a_case(messages=(a_message(1, sent_on_by="Dana Kim"),)))
    assert "Jan Kowalski" in shown
    assert any("mail · sent on by Dana Kim" in each for each in shown)


def test_a_form_shows_its_lines_and_its_name(card: ToldCard) -> None:
    filled = a_message(1, form_name="FixMyStreet", form_lines=(("Category", "Potholes"), ("", "By the tree")))
    shown = words(card, a_case(messages=(filled,)))
    assert any("by the FixMyStreet form" in each for each in shown)
    assert "Category: Potholes\nBy the tree" in shown


def test_a_voicemail_has_a_player_and_a_photo_has_none(card: ToldCard, tmp_path: Path) -> None:
    sound = tmp_path / "voice"
    sound.write_bytes(WAV)
    voicemail = a_photo(1, sound, media_type="audio/wav", filename="msg.wav")
    shown = words(
        card,
        a_case(
            messages=(a_message(1, channel=Channel.VOICEMAIL),),
            attachments=(voicemail, a_photo(2, tmp_path / "x.jpg")),
        ),
    )
    [player] = card.findChildren(VoicePlayer)
    assert player.accessibleName() == "Voicemail msg.wav"
    assert any(each.startswith("voicemail · ") for each in shown)


def test_what_could_not_be_read_of_a_mail_is_said(card: ToldCard) -> None:
    """P8."""
    sealed = "Part of this mail is encrypted (PGP); open it in the office's mail program."
    assert sealed in words(card, a_case(messages=(a_message(1, troubles=(sealed,)),)))
