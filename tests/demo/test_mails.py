"""The practice inbox holds what a real one holds, and the mail reader understands all of it but one."""

from collections import Counter
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from io import BytesIO
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image

from tests.demo.conftest import NOW
from wardoffice.demo.city import MadeUpCity
from wardoffice.demo.inbox import MailPlan, PicturePlan
from wardoffice.demo.lives import CITY_ZONE
from wardoffice.demo.mails import RawMail
from wardoffice.demo.mime import multipart, text_part, to_bytes
from wardoffice.domain.errors import UnreadableError
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.places import metres_between
from wardoffice.mail.reading import read_mail
from wardoffice.photos.reading import read_picture

SINGLE_KINDS = {
    "five-problems", "twelve-lights", "basement-forward", "city-notice", "department-answer", "thank-you",
    "back-again", "foia", "gas-smell", "out-of-office", "bounce", "newsletter", "unreadable",
    "weeds-outlook", "signal-voicemail", "light-spanish", "rats-spanish", "sidewalk-polish", "limb-polish",
}  # fmt: skip


def _slot(inbox: tuple[RawMail, ...], slot: str) -> RawMail:
    return next(mail for mail in inbox if mail.plan.slot == slot)


def _parsed(mail: RawMail) -> EmailMessage:
    parsed = BytesParser(policy=policy.default).parsebytes(mail.raw)
    assert isinstance(parsed, EmailMessage)
    return parsed


def _files(mail: RawMail, media: str) -> list[bytes]:
    parts = _parsed(mail).walk()
    return [part.get_content() for part in parts if part.get_content_type() == media]


def test_there_are_80_mails_and_half_of_them_are_copies_of_one_letter(inbox: tuple[RawMail, ...]) -> None:
    slots = Counter(mail.plan.slot for mail in inbox)
    assert slots.total() == 80
    assert slots["letter"] == 40
    assert len(slots) == 41
    assert slots.keys() >= SINGLE_KINDS
    letters = [mail.plan for mail in inbox if mail.plan.slot == "letter"]
    assert len({letter.subject for letter in letters}) == 1
    assert len({letter.message_id for letter in letters}) == 40
    assert len({letter.text.rsplit("Sincerely,", 1)[0] for letter in letters}) == 1


def test_every_mail_but_the_broken_one_says_who_when_and_which(inbox: tuple[RawMail, ...]) -> None:
    for mail in inbox:
        if mail.plan.slot == "unreadable":
            continue
        parsed = _parsed(mail)
        assert parsed["Message-ID"] == mail.plan.message_id
        assert parsed["From"]
        assert parsed["Date"].datetime == mail.received_at
        assert not parsed.defects
    assert len({mail.plan.message_id for mail in inbox}) == 80


def test_the_mail_reader_finds_the_kinds_that_headers_tell(
    inbox: tuple[RawMail, ...], tmp_path: Path
) -> None:
    """P1, P8: all are read, each for what it is; only the broken one cannot be."""
    kinds: dict[str, MessageKind] = {}
    for number, mail in enumerate(inbox):
        raw = tmp_path / f"{number}.eml"
        raw.write_bytes(mail.raw)
        if mail.plan.slot == "unreadable":
            with pytest.raises(UnreadableError):
                read_mail(raw, tmp_path / f"parts{number}")
            continue
        read = read_mail(raw, tmp_path / f"parts{number}")
        kinds[mail.plan.slot] = read.kind
        photos = [file for file in read.files if file.media_type in {"image/jpeg", "image/heic"}]
        assert len(photos) == len(mail.plan.pictures)
    other = {slot: kind for slot, kind in kinds.items() if kind is not MessageKind.PROBLEM}
    assert other == {
        "bounce": MessageKind.BOUNCE,
        "out-of-office": MessageKind.AUTOMATIC,
        "city-notice": MessageKind.AUTOMATIC,
        "newsletter": MessageKind.LIST,
        "thank-you": MessageKind.REPLY,
        "back-again": MessageKind.REPLY,
        "department-answer": MessageKind.REPLY,
    }


def test_the_office_holders_words_stand_above_the_residents_mail(inbox: tuple[RawMail, ...]) -> None:
    body = _parsed(_slot(inbox, "basement-forward")).get_body(("plain",))
    assert body is not None
    words = str(body.get_content())
    assert words.startswith("Call her today")
    assert (
        words.index("Call her today") < words.index("---------- Forwarded message") < words.index("basement")
    )


def test_forms_come_from_one_sender_for_many_residents(inbox: tuple[RawMail, ...]) -> None:
    forms = [_parsed(mail) for mail in inbox if mail.plan.program == "form"]
    assert len(forms) >= 4
    assert len({str(form["From"]) for form in forms}) == 1
    assert len({str(form["Reply-To"]) for form in forms}) == len(forms)


def test_gas_was_smelled_on_a_friday_night(inbox: tuple[RawMail, ...]) -> None:
    local = _slot(inbox, "gas-smell").received_at.astimezone(CITY_ZONE)
    assert (local.strftime("%A"), local.hour) == ("Friday", 21)
    assert local < NOW


def test_spanish_and_polish_are_written_properly(inbox: tuple[RawMail, ...]) -> None:
    assert "callejón" in _slot(inbox, "light-spanish").plan.text
    assert "płyty" in _slot(inbox, "sidewalk-polish").plan.text
    body = _parsed(_slot(inbox, "sidewalk-polish")).get_body(("plain",))
    assert body is not None
    assert "Szanowni Państwo" in body.get_content()


def test_the_voicemail_is_a_sound_file_that_plays(inbox: tuple[RawMail, ...]) -> None:
    import wave

    sounds = _files(_slot(inbox, "signal-voicemail"), "audio/wav")
    with wave.open(BytesIO(sounds[0])) as sound:
        assert 3 < sound.getnframes() / sound.getframerate() < 10


def test_photos_are_as_phones_take_them(inbox: tuple[RawMail, ...], tmp_path: Path) -> None:
    pillow_heif.register_heif_opener()
    formats: Counter[str] = Counter()
    places = 0
    for number, (mail, plan, content) in enumerate(_photos(inbox)):
        with Image.open(BytesIO(content)) as picture:
            formats[str(picture.format)] += 1
            assert set(picture.size) == {1600, 1200}
        assert 60_000 < len(content) < 260_000
        path = tmp_path / f"{number}"
        path.write_bytes(content)
        facts = read_picture(path)
        assert facts.from_camera
        assert (facts.width, facts.height) == (1600, 1200)
        assert facts.taken_at == plan.taken_at.astimezone(CITY_ZONE).replace(tzinfo=None)
        if plan.point is not None:
            places += 1
            assert facts.point is not None
            assert metres_between(facts.point, plan.point) < 1
            assert min(metres_between(facts.point, place.point) for place in mail.places) < 80
    assert formats["HEIF"] == 2
    assert formats["JPEG"] >= 12
    assert places >= 12


def _photos(inbox: tuple[RawMail, ...]) -> list[tuple[MailPlan, PicturePlan, bytes]]:
    return [
        (mail.plan, plan, content)
        for mail in inbox
        for plan, content in zip(
            mail.plan.pictures,
            _files(mail, "image/heic") or _files(mail, "image/jpeg"),
            strict=True,
        )
        if mail.plan.pictures
    ]


def test_two_photos_of_one_problem_look_alike_and_are_not_the_same(
    inbox: tuple[RawMail, ...], tmp_path: Path
) -> None:
    pair = _files(_slot(inbox, "pothole-iphone"), "image/jpeg")
    other = _files(_slot(inbox, "carts-samsung"), "image/jpeg")[0]
    assert pair[0] != pair[1]
    hashes = []
    for number, content in enumerate((*pair, other)):
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(content)
        hashes.append(int(read_picture(path).dhash, 16))
    assert (hashes[0] ^ hashes[1]).bit_count() < (hashes[0] ^ hashes[2]).bit_count()


def test_a_sideways_photo_is_told_so_by_its_orientation_tag(inbox: tuple[RawMail, ...]) -> None:
    with Image.open(BytesIO(_files(_slot(inbox, "sign-iphone"), "image/jpeg")[0])) as picture:
        assert picture.size == (1200, 1600)
        assert picture.getexif()[0x0112] == 6


def test_a_signature_has_a_logo_that_is_no_photo(inbox: tuple[RawMail, ...]) -> None:
    mail = _slot(inbox, "weeds-outlook")
    with Image.open(BytesIO(_files(mail, "image/png")[0])) as logo:
        assert max(logo.size) < 300
    assert not mail.plan.pictures


def test_mail_about_an_old_request_names_one_the_city_has(city: MadeUpCity) -> None:
    texts = {plan.slot: plan.text for plan in city.mails}
    numbers = {record.number for record in city.requests()}
    for slot in ("back-again", "city-notice", "department-answer"):
        assert any(number in texts[slot] for number in numbers)
    assert "{" not in "".join(texts.values())


def test_boundaries_are_not_left_to_chance() -> None:
    def built() -> bytes:
        mail = multipart("mixed", [text_part("one"), text_part("two")])
        mail["Subject"] = "x"
        return to_bytes(mail, "name")

    assert built() == built()
