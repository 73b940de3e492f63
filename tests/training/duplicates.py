"""Fits the weights of the duplicate model and writes ``resources/duplicates.toml``.

``uv run python -m tests.training.duplicates [--data FILE] [--split YYYY-MM-DD] [--out FILE]``

Learned from: the city's labelled complaints told before the split, as they are and once more without
addresses and with every point moved by 15 metres (so that it also learns what to do where no address is
known); practice wards, where the same problem came by mail and through 311, beside look-alikes; and what is
planted among those of one address (``households``: flats, and who tells of a thing again). Each of the four
counts the same. What is judged by (complaints from the split on, other practice wards) is not looked at here.

A pair is left out whose label says nothing of it: told again after the first was over (the labels call only
an open one an original), another house number (they know an original by its number alone), and any other
earlier row of a duplicate, whose original is not named. ``domain.duplicates.may_be`` holds rules for these.

Signs are held: nothing but the features ``FOR_IT`` may speak for one problem, and none of those against it,
so that nobody is told a farther or a later one first. One that would turn is left out (0), and the others are
fitted anew. A feature that is the same in every pair would be one in name only: it is refused.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from tests.benchmarks.complaints import (
    COMPLAINTS,
    Complaint,
    blurred,
    earlier_pairs,
    is_original,
    read_complaints,
)
from tests.benchmarks.practice_offices import practice_offices
from tests.comparing import CHICAGO
from wardoffice.domain.duplicates import DuplicateModel
from wardoffice.domain.tellings import FEATURES, Pair
from wardoffice.geo.addresses import normalise, unit_of
from wardoffice.office.comparing import Comparing
from wardoffice.office.service_families import service_families

SPLIT = date(2012, 1, 1)
BLUR_METRES = 15.0
SEEDS = range(1_000, 1_003)
"""The practice wards that are learned from; those judged by have other seeds."""

_BLUR_SEED = 1
_NOW = datetime(2026, 10, 14, 17, tzinfo=UTC)
_MAYBE = 0.05
"""A suggestion costs a look, a missed one a doubled problem: one in twenty is worth showing."""

_ALMOST_SURE = 0.97
_F1_GIVEN_UP = 0.01
_STRENGTH = 10.0
_HEADER = """# The weights of the duplicate model: written by tests/training/duplicates.py, not by hand.
# "maybe" and "strong" are the probabilities at which the bands begin; a probability itself is never shown.
# A weight of 0.0 is one that would have spoken the wrong way round, and was left out.
"""

_BLANK = DuplicateModel(0.0, dict.fromkeys(FEATURES, 0.0), _MAYBE, 0.95)

FOR_IT = frozenset(("same_address", "same_address_and_kind", "shared_words", "same_person"))
"""The features that may only speak for one problem; all others only against it."""

Labelled = list[tuple[Pair, bool]]


def main() -> None:
    """Read, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=COMPLAINTS)
    parser.add_argument("--split", type=date.fromisoformat, default=SPLIT)
    parser.add_argument("--out", type=Path, default=Path("resources/duplicates.toml"))
    options = parser.parse_args()
    # The offices of the practice wards read the weights that come with the program, whatever they are.
    Path("resources/duplicates.toml").write_text(written(_BLANK), "utf-8")
    known = [each for each in read_complaints(options.data) if each.day < options.split]
    blind = labelled(blurred(known, BLUR_METRES, _BLUR_SEED))
    practice = practised(SEEDS)
    options.out.write_text(written(fit(labelled(known), blind, practice, households(practice))), "utf-8")


def labelled(complaints: Sequence[Complaint]) -> Labelled:
    """The pairs of complaints of which the label tells, and whether it calls the later a duplicate."""
    told: Labelled = []
    for each in earlier_pairs(complaints):
        earlier, later = complaints[each.earlier], complaints[each.later]
        known = is_original(earlier, later) or not later.is_duplicate
        if known and each.pair.days_closed is None and not each.pair.other_address:
            told.append((each.pair, later.is_duplicate))
    return told


def practised(seeds: Sequence[int]) -> Labelled:
    """The pairs of practice offices, the first still open, and whether they are one problem."""
    comparing = Comparing(normalise, unit_of, service_families(), _BLANK, CHICAGO)
    return [
        (each.pair, each.is_same)
        for office in practice_offices(seeds, _NOW)
        for each in office.pairs(comparing)
        if each.pair.days_closed is None
    ]


def households(practice: Labelled) -> Labelled:
    """What the wards do not plant, made of their pairs of one address: flats, and one person twice.

    Who tells the same kind of thing twice tells of it again; who tells of another kind, of another thing.
    From another flat every other telling is of one's own trouble (no heat), the next of what all see; in
    other words it is of another trouble.
    """
    made: Labelled = []
    for number, (pair, is_same) in enumerate(each for each in practice if each[0].same_address):
        made += [(pair, is_same), (replace(pair, same_person=True, other_person=False), is_same)]
        flats = replace(pair, other_unit=True)
        made.append((flats, is_same and number % 2 == 0))
        made.append((replace(flats, shared_words=frozenset(), words_apart=True), False))
    return made


def fit(labels: Labelled, blind: Labelled, practice: Labelled, planted: Labelled) -> DuplicateModel:
    """The model of all four, each weighed the same; raises ValueError for a feature that never varies.

    The strong band is the widest that keeps F1 on the labels within a hundredth of the best, and on the
    practice wards what it promises ("almost surely"): there every true pair is known, the labels miss a
    quarter.
    """
    parts = (labels, blind, practice, planted)
    rows = np.array([[pair.features[name] for name in FEATURES] for part in parts for pair, _ in part])
    same = np.array([is_same for part in parts for _, is_same in part])
    weights = np.concatenate([np.full(len(part), len(rows) / len(part)) for part in parts]) / len(parts)
    if still := [name for name, values in zip(FEATURES, rows.T, strict=True) if np.ptp(values) == 0]:
        raise ValueError(still)
    intercept, found = _with_signs_held(rows, same, weights)
    model = DuplicateModel(intercept, found, _MAYBE, _MAYBE)
    bands = [round(float(least), 2) for least in np.arange(0.3, 0.96, 0.01)]
    holds = [least for least in bands if _score(model, practice, least)[0] >= _ALMOST_SURE]
    f1 = {least: _score(model, labels, least)[1] for least in holds}
    return replace(
        model, strong=min(least for least in holds if f1[least] >= max(f1.values()) - _F1_GIVEN_UP)
    )


def _with_signs_held(
    rows: np.ndarray, same: np.ndarray, weights: np.ndarray
) -> tuple[float, dict[str, float]]:
    """The intercept and the weights, without those that would turn round, the worst of them first."""
    kept = list(FEATURES)
    while True:
        columns = [FEATURES.index(name) for name in kept]
        fitted = LogisticRegression(C=_STRENGTH, max_iter=10_000).fit(
            rows[:, columns], same, sample_weight=weights
        )
        found = {name: round(float(each), 3) for name, each in zip(kept, fitted.coef_[0], strict=True)}
        turned = {name: -each if name in FOR_IT else each for name, each in found.items()}
        worst = max(turned, key=lambda name: turned[name])
        if turned[worst] <= 0:
            return round(float(fitted.intercept_[0]), 3), dict.fromkeys(FEATURES, 0.0) | found
        kept.remove(worst)


def _score(model: DuplicateModel, part: Labelled, least: float) -> tuple[float, float]:
    """Precision and F1 of the strong pairs, were the band to begin at ``least``."""
    banded = replace(model, strong=least)
    taken = [is_same for pair, is_same in part if banded.is_strong(pair)]
    true = sum(is_same for _, is_same in part)
    return sum(taken) / max(1, len(taken)), 2 * sum(taken) / (len(taken) + true)


def written(model: DuplicateModel) -> str:
    """The model as the file has it."""
    lines = [
        _HEADER,
        f"maybe = {model.maybe}",
        f"strong = {model.strong}",
        f"intercept = {model.intercept}",
        "",
        "[weights]",
    ]
    return "\n".join([*lines, *(f"{name} = {model.weights[name]}" for name in FEATURES)]) + "\n"


if __name__ == "__main__":
    main()
