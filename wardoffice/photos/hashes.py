"""Fingerprints of what a picture shows, to find the same photo sent twice in another size or quality."""

from PIL import Image

_SIDE = 8


def difference_hash(image: Image.Image) -> str:
    """16 hex digits: of an 8x8 grid, whether each cell is darker than the one to its right.

    The difference hash of N. Krawetz, "Kind of Like That" (2013). ``image`` is upright.
    """
    small = image.convert("L").resize((_SIDE + 1, _SIDE), Image.Resampling.BOX)
    cells = small.tobytes()
    bits = 0
    for row in range(_SIDE):
        start = row * (_SIDE + 1)
        for left, right in zip(
            cells[start : start + _SIDE], cells[start + 1 : start + _SIDE + 1], strict=True
        ):
            bits = bits << 1 | (left < right)
    return f"{bits:016x}"


def bits_apart(one: str, other: str) -> int:
    """How many of the 64 bits differ; 0 is the same picture, over 10 another one. ValueError on no hash."""
    if len(one) != _SIDE * _SIDE // 4 or len(other) != _SIDE * _SIDE // 4:
        message = "a difference hash has 16 hex digits"
        raise ValueError(message)
    return (int(one, 16) ^ int(other, 16)).bit_count()
