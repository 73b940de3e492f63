"""Voicemails that come by mail: who called, and what is only a sound file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.mail.mails import WAV, mail, mixed, part
from wardoffice.domain.messages import MessageKind, ReadMail, VoiceCall
from wardoffice.mail.languages import language_of
from wardoffice.mail.reading import read_mail

Read = Callable[[bytes], ReadMail]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_bytes(raw: bytes) -> ReadMail:
        (tmp_path / "mail.eml").write_bytes(raw)
        return read_mail(tmp_path / "mail.eml", tmp_path / "out")

    return read_bytes


def voicemail(words: str = "", name: str = "VoiceMessage.wav", **headers: str | None) -> bytes:
    sound = part(WAV, "audio/x-wav", f'Content-Disposition: attachment; filename="{name}"', encoded=True)
    return mixed(part(words), sound, kind="mixed", **{"From": "Phone System <vm@pbx.example>", **headers})


@pytest.mark.parametrize(
    ("headers", "words", "call"),
    [
        (
            {"Subject": "New Voice Message from (773) 555-0100 on 11/02/2026 9:30 AM"},
            "From: (773) 555-0100\nLength: 00:32\nTo: (773) 555-0147 * 101 Ward",
            VoiceCall("+17735550100"),
        ),
        (
            {"Subject": "New voicemail from ANA LOPEZ (773) 555-0100"},
            "for 773-555-0147",
            VoiceCall("+17735550100", "ANA LOPEZ"),
        ),
        (
            {"Subject": '[PBX]: New message 1 in mailbox 100 from "LOPEZ ANA" <7735550100>'},
            "",
            VoiceCall("+17735550100", "LOPEZ ANA"),
        ),
        (
            {"Subject": "Voice Mail (32 seconds)", "X-CallingTelephoneNumber": "7735550100"},
            "",
            VoiceCall("+17735550100"),
        ),
        (
            {"Subject": "Voicemail to 773-555-0147", "From": '"773-555-0100" <vm@pbx.example>'},
            "",
            VoiceCall("+17735550100"),
        ),
        ({"Subject": "Buzón de voz", "Auto_Submitted": "auto-generated"}, "", VoiceCall()),
        ({"Subject": "Voice message to 773-555-0147 from Anonymous"}, "", VoiceCall()),
        (
            {"Subject": "x", "Message_Context": "voice-message"},
            "Call 773 555 0100",
            VoiceCall("+17735550100"),
        ),
    ],
)
def test_the_caller_is_found_and_the_line_called_is_not_the_caller(
    read: Read, headers: dict[str, str], words: str, call: VoiceCall
) -> None:
    got = read(voicemail(words, **headers))
    assert got.call == call
    assert (got.kind, got.kind_reason) == (MessageKind.PROBLEM, "It brings a voicemail.")
    assert [file.media_type for file in got.files] == ["audio/wav"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("You received a voice mail from Ana Ruiz at 773-555-0100.", "Ana Ruiz"),
        ("Voicemail from Ana Ruiz on her phone, 773-555-0100", "Ana Ruiz"),
        ("Voicemail from Ana Ruiz, cell phone number: 773-555-0100", "Ana Ruiz"),
        ("Voicemail from Ana Ruiz tel. 773-555-0100", "Ana Ruiz"),
        ("Voicemail from Ana al tel\u00e9fono 773-555-0100", "Ana"),
        ("Voicemail from Ana pod numerem 773-555-0100", "Ana"),
        ("Voicemail from phone number 773-555-0100", ""),
    ],
)
def test_the_words_between_a_name_and_its_number_are_no_part_of_the_name(
    read: Read, said: str, name: str
) -> None:
    assert read(voicemail(said, Subject="Voicemail")).call == VoiceCall("+17735550100", name)


FILM = b"\0\0\0\x18ftyp3gp4\0\0\0\0isom3gp4" + bytes(40)


@pytest.mark.parametrize("kind", ["video/mp4", "video/3gpp", "audio/3gpp", "application/octet-stream"])
@pytest.mark.parametrize("name", ["msg.3gp", "msg.mp4"])
def test_a_service_may_pack_a_voicemail_like_a_film(read: Read, kind: str, name: str) -> None:
    sound = part(FILM, kind, f'Content-Disposition: attachment; filename="{name}"', encoded=True)
    told = {"From": "Phones <vm@vzwpix.example>", "Subject": "Voicemail from 3125550123"}
    got = read(mixed(part(""), sound, **told))
    assert got.call == VoiceCall("+13125550123")
    assert [file.media_type for file in got.files] == ["audio/mp4"]


def test_a_film_of_a_person_is_no_voicemail(read: Read) -> None:
    film = part(FILM, "video/mp4", 'Content-Disposition: attachment; filename="a.3gp"', encoded=True)
    told = {"From": "Ana <ana@example.org>", "Subject": "I left you a voicemail from 3125550123"}
    got = read(mixed(part("See."), film, **told))
    assert got.call is None
    assert [file.media_type for file in got.files] == ["video/mp4"]


def test_a_sound_file_from_a_person_is_no_voicemail(read: Read) -> None:
    got = read(
        voicemail("Hear the alarm", name="alarm.wav", From="ana@example.org", Subject="Alarm all night")
    )
    assert got.call is None
    assert got.kind is MessageKind.PROBLEM


@pytest.mark.parametrize(
    ("sender", "name", "subject"),
    [
        ("Ana <ana@example.org>", "Voice message 12.m4a", "Noise at the bar"),
        ("Ana <ana@example.org>", "voicemail-3125550123.m4a", "My landlord"),
        ("Ana <ana@example.org>", "PTT-20261120-WA0001.opus", "Voice message"),
        ("Ana <ana.voice@example.org>", "Mensaje de voz.ogg", "Ruido"),
        ("Jane <jane@logansquarecommunity.org>", "Voicemail.wav", "Following up on my voicemail"),
        ("Jane <jane@voice-of-the-ward.example>", "a.wav", "Voicemail"),
        ("Unity <unity@example.org>", "Voicemail.wav", "Voicemail"),
        ("Do <do@example.org>", "Voicemail.wav", "Voicemail"),
        ("Block Club Office <office@club.example>", "Voicemail.wav", "Voicemail"),
        ("Unity Church <anna@unity.example>", "Wiadomość głosowa.amr", "Hałas"),
        ("Voice of Damen <hello@damen.example>", "vm.wav", "Voicemail from 773-555-0100"),
    ],
)
def test_a_recording_from_a_person_leaves_her_the_sender_whatever_it_is_called(
    read: Read, sender: str, name: str, subject: str
) -> None:
    got = read(voicemail("Listen. 4500 N Damen", name=name, From=sender, Subject=subject))
    assert got.call is None
    assert got.sender.address in sender
    assert [file.media_type for file in got.files] == ["audio/wav"]


@pytest.mark.parametrize(
    "sender",
    [
        "Comcast Business <unifiedmessaging@comcast.example>",
        "8x8 <hello@mail.8x8.com>",
        "Voicemail <ward47@ward.example>",
        "Cisco Unity Connection <cuc01@ward.example>",
        "3125550123@mms.carrier.example",
        "do_not-reply@phones.example",
        "noreply@phones.example",
        "Sistema <buzon.de.voz@phones.example>",
    ],
)
def test_a_service_is_known_by_the_whole_words_of_its_name(read: Read, sender: str) -> None:
    got = read(voicemail("", name="msg.wav", From=sender, Subject="Voicemail from 312-555-0123"))
    assert got.call == VoiceCall("+13125550123")


def test_a_voicemail_that_is_sent_on_is_known_by_its_own_sender(read: Read) -> None:
    head = "---------- Forwarded message ---------\nFrom: {} \nSubject: Voicemail from 7735550101\n\nFor you"
    sent_on = {"From": "Dana <dana@ward47.example>", "Subject": "Fwd: Voicemail from 7735550101"}
    assert read(voicemail(head.format("Phones <vm@pbx.example>"), **sent_on)).call is not None
    assert read(voicemail(head.format("Ana <ana@example.org>"), **sent_on)).call is None


@pytest.mark.parametrize("sender", ["Jane <jane@logansquarecommunity.org>", "Ana <ana.voice@example.org>"])
def test_a_person_who_speaks_of_her_voicemail_is_no_service(read: Read, sender: str) -> None:
    words = "I left a voicemail about the gas smell at 4500 N Damen. 773-555-0101"
    assert read(mail(words, From=sender, Subject="My voicemail")).call is None


def test_a_mail_about_voicemail_without_a_sound_is_none(read: Read) -> None:
    assert read(mail("I left a voicemail from 773-555-0100", Subject="Your voicemail is full")).call is None


@pytest.mark.parametrize(
    ("sender", "subject", "words", "call"),
    [
        (
            '"(773) 555-0143" <voice-noreply@google.example>',
            "New voicemail from (773) 555-0143",
            "A pothole at 4812 North Damen.",
            VoiceCall("+17735550143", ""),
        ),
        (
            "RingCentral <notify@ring.example>",
            "New Voice Message from BOB STONE (773) 555-0143",
            "To: (773) 555-0100\n\nPreview: a pothole",
            VoiceCall("+17735550143", "BOB STONE"),
        ),
    ],
)
def test_a_service_that_keeps_the_sound_and_writes_what_was_said_brings_a_voicemail(
    read: Read, sender: str, subject: str, words: str, call: VoiceCall
) -> None:
    """Its own address answers nobody: the caller's number does."""
    assert read(mail(words, From=sender, Subject=subject)).call == call


@pytest.mark.parametrize(
    "sender", ["Ana <ana@example.org>", "Phones <noreply@phones.example>", "Ward <notify@ward.example>"]
)
def test_a_mail_about_voicemail_that_names_no_caller_or_is_a_persons_brings_none(
    read: Read, sender: str
) -> None:
    words = "Call me at 773-555-0143" if sender.startswith("Ana") else "Your voicemail box is full."
    assert read(mail(words, From=sender, Subject="Your voicemail")).call is None


@pytest.mark.parametrize(
    ("words", "declared", "code"),
    [
        ("The light is out on my block", "", "en"),
        ("La luz de la calle está apagada", "en-US", "es"),
        ("Na mojej ulicy nie świeci latarnia", "", "pl"),
        ("거리에 큰 구멍이 있습니다", "en-US", "ko"),
        ("هناك حفرة كبيرة في الشارع", "", "ar"),
        ("街上有一个大坑", "", "zh"),
        ("На вулиці велика яма", "", "uk"),  # noqa: RUF001 - Ukrainian
        ("На улице большая яма", "", "ru"),  # noqa: RUF001 - Russian
        ("Hole", "es-MX", "es"),
        ("Hole", "", ""),
        ("", "\x00", ""),
    ],
)
def test_the_words_tell_the_language_before_the_header_does(words: str, declared: str, code: str) -> None:
    assert language_of(words, declared) == code
