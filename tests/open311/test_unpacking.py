"""What comes packed is unpacked, and never into more than the bound."""

import gzip
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.open311.unpacking import TooLargeError, Unpacker, UnpackingError

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "X-GZIP": gzip.compress,
    "deflate": zlib.compress,
}
EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"  # a stored block of nothing (RFC 1951, section 3.2.4)


@given(st.binary(max_size=500), st.sampled_from(sorted(PACKERS)), st.integers(1, 50))
def test_a_body_comes_out_whole_however_it_was_cut(body: bytes, encoding: str, size: int) -> None:
    packed = PACKERS[encoding](body)
    unpacker = Unpacker(encoding, 600)
    for start in range(0, len(packed), size):
        unpacker.take(packed[start : start + size])
    assert unpacker.whole() == body


@given(st.integers(0, 3000), st.sampled_from(["", "gzip", "deflate"]))
def test_the_bound_holds_to_the_byte(size: int, encoding: str) -> None:
    unpacker = Unpacker(encoding, 1000)
    packed = PACKERS[encoding](b"x" * size)
    if size > 1000:
        with pytest.raises(TooLargeError):
            unpacker.take(packed)
    else:
        unpacker.take(packed)
        assert len(unpacker.whole()) == size


def test_a_stream_that_unpacks_to_nothing_for_ever_is_bounded_too() -> None:
    unpacker = Unpacker("deflate", 1000)
    unpacker.take(b"\x78\x9c")
    for _ in range(199):
        unpacker.take(EMPTY_BLOCK)
    with pytest.raises(TooLargeError):
        unpacker.take(EMPTY_BLOCK)


@given(st.binary(min_size=1, max_size=100).filter(lambda body: body[:1] not in {b"\x1f", b"\x78"}))
def test_bytes_that_are_not_packed_are_refused(body: bytes) -> None:
    unpacker = Unpacker("gzip", 10_000)
    with pytest.raises(UnpackingError):
        unpacker.take(b"\xff" + body)


def test_an_unknown_packing_is_refused() -> None:
    with pytest.raises(UnpackingError, match="br"):
        Unpacker("br", 10)
