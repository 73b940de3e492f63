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
