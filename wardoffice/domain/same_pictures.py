"""A picture that came with two problems: what that says of them. Nothing is put together by it (P5).

It is no feature of the model, whose labels hold no pictures: it counts wherever and whenever it came.
"""

from wardoffice.domain.duplicates import Likeness
from wardoffice.domain.pictures import SamePicture
from wardoffice.language import text

_EXACT_WEIGHT = 6.0  # above all that place, time and words can give
_LOOK_ALIKE_WEIGHT = 4.0


def with_picture(alike: Likeness | None, picture: SamePicture) -> Likeness:
    """How alike two problems are that share a picture, wherever and whenever it came.

    ``alike`` is what else speaks for it. Where nothing does, only the very same file is almost surely the
    same problem: two lamps before a night sky look alike all over the city.
    """
    reasons = [picture_words(picture)]
    if picture.finished:
        reasons.append(text("we are done with that one"))
    weight = _EXACT_WEIGHT if picture.exact else _LOOK_ALIKE_WEIGHT
    if alike is None:
        return Likeness(strong=picture.exact, weight=weight, reasons=tuple(reasons))
    return Likeness(strong=True, weight=weight + alike.weight, reasons=(*reasons, *alike.reasons))


def picture_words(picture: SamePicture) -> str:
    """Where the picture came as well, and whether from the same person."""
    number = picture.number
    if picture.somebody_else is None:
        if picture.exact:
            return text("this picture also came with {number}", number=number)
        return text("nearly the same picture also came with {number}", number=number)
    if picture.somebody_else:
        if picture.exact:
            return text("this picture also came with {number} from somebody else", number=number)
        return text("nearly the same picture also came with {number} from somebody else", number=number)
    if picture.exact:
        return text("the same person sent this picture with {number} already", number=number)
    return text("the same person sent nearly the same picture with {number} already", number=number)
