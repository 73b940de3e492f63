"""Finds a street address in what somebody wrote.

Only the plain form of a city on a grid: a number, maybe a direction, one to three words and a street type,
such as "4853 S. Wood St." or "2110 w wilson ave". It is a place only where the city knows that address too.
"""

import re

_ADDRESS = re.compile(
    r"""(?<![\w/.-])
    (?P<number>\d{1,5})\s+
    (?:(?P<direction>north|south|east|west|[nsew])\.?\s+)?
    (?P<name>(?:[^\W\d_][\w']*\.?\s+){1,3}?)
    (?P<type>st|street|ave|av|avenue|blvd|boulevard|rd|road|dr|drive|pl|place|ct|court|ln|lane
        |ter|terrace|pkwy|parkway|way)\b\.?""",
    re.IGNORECASE | re.VERBOSE,
)
_NOT_STREETS = frozenset(
    {"people", "times", "years", "days", "hours", "of", "cars", "neighbors", "and", "am", "pm"}
)


def find_address(said: str) -> str:
    """The first street address in the words, as it was written, or ""."""
    for found in _ADDRESS.finditer(said):
        words = found["name"].split()
        if not any(word.strip(".").casefold() in _NOT_STREETS for word in words):
            return " ".join(found.group().split()).rstrip(".")
    return ""
