"""How alike two pictures are by their difference hashes, and how such pictures are found among many.

Measured on 59 sample photos: 234 of 236 smaller or more compressed copies differ from their original in at
most 3 of 64 bits, all in at most 5; two different photos differ in 11 or more.
"""

ALIKE_BITS = 5
"""At most this many bits differ between copies of one picture."""

_BITS = 64
_DIGITS = _BITS // 4
_BANDS = 4
_LEAST_SAID = 4


def bits_apart(one: str, other: str) -> int:
    """How many of the 64 bits differ; 0 is the same picture, over 10 another one. ValueError on no hash."""
    if len(one) != _DIGITS or len(other) != _DIGITS:
        message = "a difference hash has 16 hex digits"
        raise ValueError(message)
    return (int(one, 16) ^ int(other, 16)).bit_count()


def bands(dhash: str) -> tuple[int, ...]:
    """The hash in four numbers of 16 bits: two that differ in up to 3 bits have one of them alike.

    Of those that differ in 4 bits nine in ten have one, of those in 5 three in four. A hash that says next
    to nothing (an even grey, a blank page) has no bands, being alike to every other such picture.
    """
    if not dhash:
        return ()
    said = bits_apart(dhash, "0" * _DIGITS)
    if not _LEAST_SAID <= said <= _BITS - _LEAST_SAID:
        return ()
    step = _DIGITS // _BANDS
    return tuple(int(dhash[start : start + step], 16) for start in range(0, _DIGITS, step))
