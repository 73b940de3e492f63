"""Fits the weights of the duplicate model and writes ``resources/duplicates.toml``.

``uv run python -m tests.training.duplicates [--data FILE] [--split YYYY-MM-DD] [--out FILE]``

Learned from: the city's labelled complaints told before the split, as they are and once more without
addresses and with every point moved by 15 metres (so that it also learns what to do where no address is
known); and practice wards, where the same problem came by mail and through 311, beside look-alikes. Each
of the three counts the same. What is judged by (complaints from the split on, other practice wards) is not
looked at here.
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
from wardoffice.domain.duplicates import FEATURES, DuplicateModel, Pair
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
"""


def main() -> None:
    """Read, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=COMPLAINTS)
    parser.add_argument("--split", type=date.fromisoformat, default=SPLIT)
    parser.add_argument("--out", type=Path, default=Path("resources/duplicates.toml"))
    options = parser.parse_args()
    known = [each for each in read_complaints(options.data) if each.day < options.split]
    blind = labelled(blurred(known, BLUR_METRES, _BLUR_SEED))
    options.out.write_text(written(fit(labelled(known), blind, practised(SEEDS))), "utf-8")


Labelled = list[tuple[Pair, bool]]


def labelled(complaints: Sequence[Complaint]) -> Labelled:
    """The pairs of complaints and whether the city called the later a duplicate of such a one."""
    return [
        (
            each.pair,
            complaints[each.later].is_duplicate
            and is_original(complaints[each.earlier], complaints[each.later]),
        )
        for each in earlier_pairs(complaints)
    ]


def practised(seeds: Sequence[int]) -> Labelled:
    """The pairs of practice offices and whether they are one problem."""
    nothing = DuplicateModel(0.0, {}, 0.0, 1.0)
    comparing = Comparing(normalise, unit_of, service_families(), nothing)
    return [
        (each.pair, each.is_same)
        for office in practice_offices(seeds, _NOW)
        for each in office.pairs(comparing)
    ]


def fit(labels: Labelled, blind: Labelled, practice: Labelled) -> DuplicateModel:
    """The model of all three, each weighed the same.

    The strong band is the widest that keeps F1 on the labels within a hundredth of the best, and on the
    practice wards what it promises ("almost surely"): there every true pair is known, the labels miss a
    quarter.
    """
    parts = (labels, blind, practice)
    rows = np.array([[pair.features[name] for name in FEATURES] for part in parts for pair, _ in part])
    same = np.array([is_same for part in parts for _, is_same in part])
    weights = np.concatenate([np.full(len(part), len(rows) / len(part)) for part in parts]) / len(parts)
    fitted = LogisticRegression(C=_STRENGTH, max_iter=10_000).fit(rows, same, sample_weight=weights)
    found = dict(zip(FEATURES, (round(float(each), 3) for each in fitted.coef_[0]), strict=True))
    model = DuplicateModel(round(float(fitted.intercept_[0]), 3), found, _MAYBE, _MAYBE)
    bands = [round(float(least), 2) for least in np.arange(0.3, 0.96, 0.01)]
    holds = [least for least in bands if _score(model, practice, least)[0] >= _ALMOST_SURE]
    f1 = {least: _score(model, labels, least)[1] for least in holds}
    return replace(
        model, strong=min(least for least in holds if f1[least] >= max(f1.values()) - _F1_GIVEN_UP)
    )


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
