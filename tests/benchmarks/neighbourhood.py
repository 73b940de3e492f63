"""Where the cases of a built office lie and what comes with them, so that some are one problem told twice.

Houses stand on a grid as dense as a ward's: an avenue every 100 m, on each of its sides a lot every 8 m, and
as many cases a house however many cases there are. Types have the names a city gives them. Some mails bring
a photo, some of these the one that came with another; some are the letter of a campaign.
"""

import hashlib
from datetime import datetime
from math import sqrt
from random import Random
from typing import Any

from wardoffice.demo.catalogue import services
from wardoffice.domain.letters import letter_of
from wardoffice.domain.picture_hashes import bands
from wardoffice.domain.pictures import Rank
from wardoffice.store.tables import Attachment, Base, LetterMark, PictureBand, StoredFile

TYPE_NAMES = tuple(each.name for each in services())

_WHOLE = 500_000
_METRES = 3_300.0
_LOT_METRES, _AVENUE_METRES, _ACROSS_METRES = 8.0, 100.0, 25.0
_SEGMENT_LOTS = 35
_SOUTH, _WEST = 41.92, -87.74
_NORTH_METRES, _EAST_METRES = 111_195.0, 82_700.0
_PHOTO_EVERY, _SHARED_EVERY, _LETTER_EVERY = 30, 150, 99
_LETTERS, _LETTER_WORDS = 40, 80

Rows = dict[type[Base], list[dict[str, Any]]]


class Neighbourhood:
    """A part of two square miles, as large as ``cases`` are of half a million; ``names`` are of streets."""

    def __init__(self, cases: int, names: list[str]) -> None:
        side = sqrt(cases / _WHOLE)
        self._avenues = max(1, int(_METRES * side / _AVENUE_METRES))
        self._lots = max(2, int(_METRES * side / _LOT_METRES))
        self._names = names

    def house(self, rng: Random) -> tuple[float, float, str]:
        """Latitude, longitude and address of a house."""
        avenue, lot = rng.randrange(self._avenues), rng.randrange(self._lots)
        # Many streets, as a ward has them: another name every few blocks.
        name = self._names[(avenue * 12 + lot // _SEGMENT_LOTS) % len(self._names)]
        across = rng.randrange(2)
        lat = _SOUTH + lot * _LOT_METRES / _NORTH_METRES
        long = _WEST + (avenue * _AVENUE_METRES + across * _ACROSS_METRES) / _EAST_METRES
        return lat, long, f"{4000 + 4 * lot + across} N {name.title()} Ave"


def letter_words(case_id: int, vocabulary: list[str]) -> str:
    """The letter of the campaign that a mail is one of; empty for a mail that is none."""
    if case_id % _LETTER_EVERY:
        return ""
    rng = Random(case_id // _LETTER_EVERY % _LETTERS)
    return " ".join(rng.choices(vocabulary, k=_LETTER_WORDS))


def add_letter(rows: Rows, case_id: int, said: str) -> None:
    """The marks of a campaign's letter."""
    letter = letter_of(said)
    if letter is not None and case_id % _LETTER_EVERY == 0:
        rows.setdefault(LetterMark, []).extend(
            {"mark": mark, "message_id": case_id} for mark in sorted(letter.marks)
        )


def add_photo(rows: Rows, case_id: int, at: datetime) -> None:
    """A photo of some mails, without its file: nobody looks at it, it is found by what is known of it."""
    if case_id % _PHOTO_EVERY:
        return
    shared = case_id % _SHARED_EVERY == 0 and case_id > _SHARED_EVERY
    picture = hashlib.sha256(f"picture {case_id - _PHOTO_EVERY if shared else case_id}".encode()).hexdigest()
    if not shared:
        dhash = picture[:16]
        kept = {"sha256": picture, "size": 150_000, "media_type": "image/jpeg", "dhash": dhash}
        rows.setdefault(StoredFile, []).append({**kept, "doubts": [], "created_at": at})
        rows.setdefault(PictureBand, []).extend(
            {"band": band, "value": value, "sha256": picture} for band, value in enumerate(bands(dhash))
        )
    rows.setdefault(Attachment, []).append(
        {
            "sha256": picture,
            "message_id": case_id,
            "case_id": case_id,
            "rank": Rank.PHOTO,
            "created_at": at,
        }
    )
