"""Whether a picture in a mail is a resident's photo or a logo of somebody's signature.

No picture is dropped; the rank decides what is shown first. ``inline`` says nothing: phones send photos
inline. A picture of camera size is a photo however often it is sent.
"""

import re

from wardoffice.domain.pictures import PictureFacts, Rank

_CAMERA_FORMATS = frozenset({"JPEG", "HEIF", "AVIF"})
_DRAWN_FORMATS = frozenset({"PNG", "GIF"})
_PHOTO_SIDE, _PHOTO_BYTES = 800, 60_000
_LOGO_SIDE, _LOGO_BYTES = 400, 20_000
_ICON_SIDE = 100  # attached or not, nothing of a street can be seen in it
_BANNER = 3
_LOGO_NAMES = re.compile(r"(image\d{3}\.(png|gif|jpe?g)|outlook-.*|.*\blogo\b.*)", re.IGNORECASE)


def rank(
    facts: PictureFacts,
    filename: str,
    size: int,
    *,
    attached: bool,
    after_signature: bool = False,
    seen_often: bool = False,
) -> Rank:
    """PHOTO or LOGO for a picture of ``size`` bytes.

    ``attached`` is the disposition "attachment"; ``after_signature`` a picture the mail shows below its
    signature mark; ``seen_often`` the same bytes from two senders or in three mails of one sender.
    """
    longest, shortest = max(facts.width, facts.height), min(facts.width, facts.height)
    if facts.format in _CAMERA_FORMATS and (facts.from_camera or facts.gps_trouble):
        return Rank.PHOTO
    if longest >= _PHOTO_SIDE and size >= _PHOTO_BYTES:
        return Rank.PHOTO
    if attached and longest >= _ICON_SIDE and not seen_often:
        return Rank.PHOTO
    small = longest < _LOGO_SIDE or size < _LOGO_BYTES
    tiny = longest < _LOGO_SIDE and size < _LOGO_BYTES
    signs = (
        tiny,
        small and facts.format in _DRAWN_FORMATS,
        longest > _BANNER * shortest,
        _LOGO_NAMES.fullmatch(filename) is not None,
        after_signature,
        seen_often,
    )
    return Rank.LOGO if any(signs) else Rank.PHOTO
