"""winmail.dat: what Outlook packed for other Outlooks is taken out; nothing in it breaks the mail (P8)."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mail.mails import JPEG, PNG, mixed, part
from wardoffice.domain.messages import ReadMail
from wardoffice.mail.reading import read_mail
from wardoffice.mail.winmail import MOST_FILES, SIGN, unpacked

Read = Callable[[bytes], ReadMail]

MESSAGE = 0x00069003
BODY, BEGIN, TITLE, DATA, PROPERTIES = 0x0002800C, 0x00069002, 0x00018010, 0x0006800F, 0x00069005


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_bytes(raw: bytes) -> ReadMail:
        (tmp_path / "mail.eml").write_bytes(raw)
        return read_mail(tmp_path / "mail.eml", tmp_path / "out")

    return read_bytes


def packed(*attributes: tuple[int, bytes]) -> bytes:
    """A winmail.dat of these attributes."""
    lines = (
        struct.pack("<BII", 2, name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
        for name, data in attributes
    )
    return SIGN + b"\x01\0" + b"".join(lines)


def properties(*told: tuple[int, int, bytes]) -> bytes:
    """Properties of varying length, each of id, type and bytes, behind two that are not asked for."""
    lines = struct.pack("<HHI", 3, 0x3705, 1)
    lines += (
        struct.pack("<HH", 0x1003, 0x8001)
        + bytes(16)
        + struct.pack("<II", 1, 6)
        + b"a\0b\0\0\0\0\0"
        + struct.pack("<III", 2, 1, 2)
    )
    for name, kind, raw in told:
        lines += struct.pack("<HHII", kind, name, 1, len(raw)) + raw.ljust(-(-len(raw) // 4) * 4, b"\0")
    return struct.pack("<I", len(told) + 2) + lines


def a_file(name: str, content: bytes) -> tuple[tuple[int, bytes], ...]:
    long_name = properties((0x3707, 0x1F, f"{name}\0".encode("utf-16-le")), (0x370E, 0x1E, b"image/jpeg\0"))
    return (BEGIN, b""), (TITLE, b"SHORT~1.JPG\0"), (DATA, content), (PROPERTIES, long_name)


def winmail(raw: bytes) -> bytes:
    return part(
        raw, "application/ms-tnef", 'Content-Disposition: attachment; filename="winmail.dat"', encoded=True
    )


def test_the_files_inside_take_its_place(read: Read) -> None:
    got = read(
        mixed(part("See the photos"), winmail(packed(*a_file("dziura ż.jpg", JPEG), *a_file("b.png", PNG))))
    )
    assert [(each.filename, each.media_type) for each in got.files] == [
        ("dziura ż.jpg", "image/jpeg"),
        ("b.png", "image/png"),
    ]
    assert got.files[0].path.read_bytes() == JPEG
    assert (got.text, got.troubles) == ("See the photos", ())


def test_its_words_are_read_only_where_the_mail_has_none(read: Read) -> None:
    inside = winmail(packed((BODY, b"The light is out\0"), *a_file("a.jpg", JPEG)))
    assert read(mixed(part(" "), inside)).text == "The light is out"
    assert read(mixed(part("Words"), inside)).text == "Words"


def test_words_that_stand_only_as_rtf_or_as_a_page_are_read(read: Read) -> None:
    rtf = rb"{\rtf1\ansi gas smell at 4500 N Damen Ave}"
    plain = struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf
    got = read(mixed(winmail(packed((MESSAGE, properties((0x1009, 0x102, plain))), *a_file("a.jpg", JPEG)))))
    assert (got.text, len(got.files), got.troubles) == ("gas smell at 4500 N Damen Ave", 1, ())
    page = b"<p>The light <b>is</b> out</p>\0"
    assert (
        read(mixed(winmail(packed((MESSAGE, properties((0x1013, 0x102, page))))))).text == "The light is out"
    )


def test_words_that_cannot_be_read_are_told_in_a_sentence(read: Read) -> None:
    locked = packed((MESSAGE, properties((0x1009, 0x102, b"what no one knows"))), *a_file("a.jpg", JPEG))
    got = read(mixed(winmail(locked)))
    assert "words" in got.troubles[0]
    assert len(got.files) == 1
    assert read(mixed(part("Words"), winmail(locked))).troubles == ()


def test_a_mail_packed_inside_gives_its_words_and_files() -> None:
    inner = packed((BODY, b"The tree fell\0"), *a_file("tree.jpg", JPEG))
    data = properties((0x3707, 0x1F, "Tree\0".encode("utf-16-le")), (0x3701, 0x0D, bytes(16) + inner))
    got = unpacked(packed((BEGIN, b""), (PROPERTIES, data)))
    assert [(each.name, each.content) for each in got.files] == [
        ("Tree.txt", b"The tree fell"),
        ("tree.jpg", JPEG),
    ]


def test_a_short_name_serves_where_there_is_no_long_one() -> None:
    [file] = unpacked(packed((BEGIN, b""), (TITLE, b"HOLE.JPG\0"), (DATA, JPEG))).files
    assert (file.name, file.content) == ("HOLE.JPG", JPEG)


def test_what_cannot_be_opened_is_kept_and_said(read: Read) -> None:
    got = read(mixed(part("see"), winmail(SIGN + b"\x01\0" + b"\xff" * 60)))
    assert [each.filename for each in got.files] == ["winmail.dat"]
    assert "winmail.dat" in got.troubles[0]


def test_files_without_number_are_cut() -> None:
    many = packed(*(line for number in range(MOST_FILES + 50) for line in a_file(f"{number}.jpg", JPEG)))
    assert len(unpacked(many).files) == MOST_FILES


WHOLE = packed((BODY, b"words\0"), *a_file("a.jpg", JPEG))


@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=8), st.integers(0, len(WHOLE)))
def test_any_damage_gives_what_came_before_it(at: int, damage: bytes, end: int) -> None:
    got = unpacked((WHOLE[:at] + damage + WHOLE[at + len(damage) :])[:end])
    assert len(got.files) <= 1
    got.words.encode()
