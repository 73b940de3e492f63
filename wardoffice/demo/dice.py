"""Repeatable chance: the same seed and name always fall the same way."""

from random import Random


def die(*names: object) -> Random:
    """Make a source of chance that depends on the names only, in every process."""
    return Random("/".join(str(name) for name in names))


def chance(rng: Random, share: float) -> bool:
    """Say yes in that share (0 to 1) of cases."""
    return rng.random() < share
