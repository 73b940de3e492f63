"""Distances as they are said: feet and miles, which is what a Chicago office measures in."""

from wardoffice.language import text

_FEET_PER_METRE = 3.280_84
_FEET_PER_MILE = 5_280
_FINE_FEET = 100
_FINE_STEP = 5
_STEP = 10
_NEAR_FEET = 1_000


def distance_words(metres: float) -> str:
    """A distance in words: "40 feet", "260 feet", "0.4 miles"; never less than 5 feet."""
    feet = metres * _FEET_PER_METRE
    if feet >= _NEAR_FEET:
        return text("{miles} miles", miles=f"{feet / _FEET_PER_MILE:.1f}")
    step = _FINE_STEP if feet < _FINE_FEET else _STEP
    return text("{feet} feet", feet=max(_FINE_STEP, round(feet / step) * step))
