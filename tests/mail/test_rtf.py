"""RTF is read for its words; no damage breaks the reading (P8)."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.mail.rtf import rtf_words, unpacked_rtf

# The example of [MS-OXRTFCP], section 4.1.1.
PACKED = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
PAGE = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0 Arial;}}"
    rb"{\*\htmltag64 <p>}\htmlrtf \par\htmlrtf0 The light{\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0 is out"
    rb"{\*\htmltag72 </p>}{\*\htmltag64 <p>}at Damen}"
)


def test_a_compressed_body_is_unpacked() -> None:
    assert unpacked_rtf(PACKED) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_what_repeats_itself_is_unpacked() -> None:
    """The other example, section 4.2.1: a run that reads what it has just written."""
    packed = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert unpacked_rtf(packed) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


@pytest.mark.parametrize("raw", [b"", b"short", struct.pack("<IIII", 9, 9, 1, 1) + b"what"])
def test_what_is_no_compressed_body_gives_nothing(raw: bytes) -> None:
    assert unpacked_rtf(raw) == b""


@pytest.mark.parametrize(
    ("rtf", "words"),
    [
        (rb"{\rtf1\ansi gas smell}", "gas smell"),
        (
            rb"{\rtf1{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}one\par two\tab three\line four}",
            "one\ntwo\tthree\nfour",
        ),
        (rb"{\rtf1\ansicpg1250 \'9cmierdzi}", "śmierdzi"),
        (rb"{\rtf1\uc1 \u347?mierdzi \{a\} \\b}", "śmierdzi {a} \\b"),
        (rb"{\rtf1 \u-10179?\u-8704?}", "\U0001f600"),
        (rb"{\rtf1{\*\generator Word;}{\pict 00ff}words\~here}", "words here"),
        (PAGE, "The light is out\n\nat Damen"),
        (b"no rtf", ""),
    ],
)
def test_words_come_without_the_formatting(rtf: bytes, words: str) -> None:
    assert rtf_words(rtf) == words


@given(st.binary(max_size=200), st.integers(0, 2**32 - 1))
def test_any_damage_gives_what_came_before_it(body: bytes, size: int) -> None:
    rtf_words(unpacked_rtf(struct.pack("<IIII", 1, size, 0x75465A4C, 0) + body)).encode()


@given(st.text(alphabet=st.sampled_from("{}\\*u'par 0-9fhtmltag\n")))
def test_any_rtf_is_read(raw: str) -> None:
    rtf_words(b"{\\rtf1" + raw.encode()).encode()
