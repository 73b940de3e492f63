"""What putting problems together does not do, in words."""

from collections.abc import Sequence

from wardoffice.language import plural, text

_MOST_NUMBERS = 4


def city_stays_words(numbers: Sequence[str]) -> str:
    """That the city's requests stay what they are, whatever is put together here."""
    unique = list(dict.fromkeys(numbers))
    shown = ", ".join(unique[:_MOST_NUMBERS])
    if (more := len(unique) - _MOST_NUMBERS) > 0:
        shown = text("{numbers} and {count} more", numbers=shown, count=more)
    return plural(
        "311 is not told: {numbers} stays as it is there, and is followed to its end.",
        "311 is not told: {numbers} stay {count} requests there, and each is followed to its end.",
        len(unique),
        numbers=shown,
    )
