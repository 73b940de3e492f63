"""Names and types of files: claims are not believed, nothing dangerous is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.mail.media import LONGEST_NAME, UNKNOWN, media_type, safe_name, suffix


@pytest.mark.parametrize(
    ("head", "claim", "kind"),
    [
        (b"\xff\xd8\xff\xe1", "application/octet-stream", "image/jpeg"),
        (b"\0\0\0\x18ftypheic\0\0", "image/jpeg", "image/heic"),
        (b"\0\0\0\x18ftypmif1", "", "image/heif"),
        (b"\0\0\0\x18ftypavif", "", "image/avif"),
        (b"\0\0\0\x14ftypqt  ", "image/heic", "video/quicktime"),
        (b"\0\0\0\x14ftypisom", "", "video/mp4"),
        (b"RIFF\0\0\0\0WAVEfmt ", "audio/x-wav", "audio/wav"),
        (b"RIFF\0\0\0\0WEBP", "", "image/webp"),
        (b"BMW is parked", "text/plain", "text/plain"),
        (b"BM\0\0\0\0\0\0\0\0", "", "image/bmp"),
        (b"BEGIN:VCARD", "text/vcard", "text/vcard"),
        (b"BEGIN:VCARD", "application/x-thing", UNKNOWN),
        (b"MZ\x90\0", "image/png", UNKNOWN),
        (b"MZ\x90\0", "text/plain", UNKNOWN),
        (b"PK\x03\x04", "application/msword", "application/zip"),
        (
            b"PK\x03\x04",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_the_type_follows_from_the_bytes(head: bytes, claim: str, kind: str) -> None:
    assert media_type(head, claim) == kind


@given(st.text(max_size=400))
def test_any_name_becomes_safe_and_stays_so(claimed: str) -> None:
    name = safe_name(claimed, "file-1.bin")
    assert 0 < len(name) <= LONGEST_NAME
    assert not set(name) & set('/\\<>:"|?*\0\r\n\u202e\u200f')
    assert name == name.strip()
    assert not name.startswith(".")
    assert name.partition(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1"}
    assert safe_name(name, "file-1.bin") == name
    name.encode()


def test_a_long_name_keeps_its_suffix() -> None:
    assert safe_name("x" * 300 + ".jpeg", "a").endswith("x.jpeg")


@given(st.binary(max_size=64), st.text(max_size=60))
def test_any_bytes_have_a_type_and_a_suffix(head: bytes, claim: str) -> None:
    kind = media_type(head, claim)
    assert "/" in kind
    assert suffix(kind).startswith(".")


@pytest.mark.parametrize(
    ("brands", "kind"),
    [
        ((b"heis", b"mif1"), "image/heic"),
        ((b"wxyz", b"mif1", b"heic"), "image/heif"),
        ((b"1pic", b"avif"), "image/avif"),
        ((b"isom", b"M4A ", b"mp42"), "video/mp4"),
    ],
)
def test_a_picture_is_known_by_any_of_its_brands(brands: tuple[bytes, ...], kind: str) -> None:
    major, *others = brands
    box = b"ftyp" + major + bytes(4) + b"".join(others)
    assert media_type((len(box) + 4).to_bytes(4, "big") + box, "") == kind
