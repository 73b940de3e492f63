"""Words and numbers as they are compared and searched: lower case, no accents, letters and digits only."""

import unicodedata
from collections.abc import Iterator

from wardoffice.domain.tracking_numbers import plain_signs

# Letters of our residents' languages whose accent is not a mark of its own in Unicode.
_PLAIN_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_BARE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
_CITY_LETTERS = "sr"


def plain_words(said: str) -> str:
    """Lower-case letters and digits parted by single blanks, accents dropped."""
    if said.isascii():  # most is: the same by one table
        return " ".join(said.translate(_PLAIN_ASCII).split())
    flat = "".join(
        each
        for each in unicodedata.normalize("NFKD", plain_signs(said).casefold())
        if not unicodedata.combining(each)
    )
    bare = flat.translate(_BARE)
    return " ".join("".join(each if each.isalnum() else " " for each in bare).split())


def in_one_piece(number: str) -> str:
    """A number without what parts it."""
    return plain_words(number).replace(" ", "")


def number_pieces(number: str) -> Iterator[str]:
    """A number in one piece, and without the city's letters where it has them."""
    whole = in_one_piece(number)
    yield whole
    if whole.startswith(_CITY_LETTERS):
        yield whole.removeprefix(_CITY_LETTERS)
