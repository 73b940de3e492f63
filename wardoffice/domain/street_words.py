"""How streets' types and directions are spelled (USPS Publication 28, appendix C)."""

from collections import defaultdict

DIRECTIONS = {
    "NORTH": "N", "SOUTH": "S", "EAST": "E", "WEST": "W", "NORTHEAST": "NE", "NORTHWEST": "NW",
    "SOUTHEAST": "SE", "SOUTHWEST": "SW", "NO": "N", "SO": "S",
}  # fmt: skip
"""Each spelling of a direction and how it is shortened."""
TYPES = {
    "ALLEY": "ALY", "ALLY": "ALY", "AVENUE": "AVE", "AV": "AVE", "AVEN": "AVE", "AVENU": "AVE", "AVN": "AVE",
    "BOULEVARD": "BLVD", "BOUL": "BLVD", "BOULV": "BLVD", "BLV": "BLVD", "BL": "BLVD", "CIRCLE": "CIR",
    "CRCLE": "CIR", "COURT": "CT", "CRT": "CT", "CRESCENT": "CRES", "CROSSING": "XING", "DRIVE": "DR",
    "DRV": "DR", "DRIV": "DR", "EXPRESSWAY": "EXPY", "EXPWY": "EXPY", "EXPR": "EXPY", "HIGHWAY": "HWY",
    "HIWAY": "HWY", "LANE": "LN", "PARKWAY": "PKWY", "PKY": "PKWY", "PARKWY": "PKWY", "PKWAY": "PKWY",
    "PLACE": "PL", "PLAZA": "PLZ", "PLZA": "PLZ", "ROAD": "RD", "SQUARE": "SQ", "SQR": "SQ", "STREET": "ST",
    "STR": "ST", "STRT": "ST", "TERRACE": "TER", "TERR": "TER", "TRAIL": "TRL", "WY": "WAY",
}  # fmt: skip
"""Each spelling of a street's type and how it is shortened."""
_SAID_OTHERWISE = frozenset({"no", "so"})
"""Words that hardly ever mean a direction where they are searched for."""


def other_spellings(word: str) -> tuple[str, ...]:
    """How else a street's word is written, lower case: ``avenue`` as ``av`` and ``ave``; none for another."""
    return _OTHERS.get(word, ())


def _others() -> dict[str, tuple[str, ...]]:
    alike: dict[str, set[str]] = defaultdict(set)
    for spelled, short in (*DIRECTIONS.items(), *TYPES.items()):
        alike[short.lower()] |= {spelled.lower(), short.lower()}
    return {
        word: tuple(sorted(words - {word}))
        for words in alike.values()
        for word in words
        if word not in _SAID_OTHERWISE
    }


_OTHERS = _others()
