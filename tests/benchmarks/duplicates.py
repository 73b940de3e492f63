"""How well duplicates are found, beside the rules of other programs in the same run.

``uv run python -m tests.benchmarks.duplicates [--data FILE] [--split YYYY-MM-DD] [--seeds N]``

On the city's labelled complaints from the split on, as they are and once more without any address and with
every point moved by 15 m; and on practice wards that nothing was fitted on. On the labels *found* is the
share of duplicates with an original among at most five suggestions; precision, recall and F1 are of "has a
suggestion of the strong band" (of any suggestion, for the rules) against the city's label. The city misses
about a quarter of true duplicates, so precision is a lower bound. The rules: the same address within N days
(uReport looks at the address alone), FixMyStreet (same category, 250 m, open, at most 5), Signalen (50 m, 12
weeks), SeeClickFix (a box of 750 m, open, same type).
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from tests.benchmarks.complaints import (
    COMPLAINTS,
    Complaint,
    blurred,
    earlier_pairs,
    is_original,
    read_complaints,
)
from tests.benchmarks.figures import show
from tests.benchmarks.practice_offices import practice_offices
from wardoffice.domain.duplicates import since_its_end
from wardoffice.domain.places import Point
from wardoffice.office.comparing import duplicate_model

MOST = 5
_SPLIT = date(2012, 1, 1)
_BLUR_METRES = 15.0
_BLUR_SEED = 2012
_FIRST_SEED = 1
_NOW = datetime(2026, 10, 14, 17, tzinfo=UTC)
_METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Suggested:
    """The suggestions of each judged row, best first, and the rows with a strong one."""

    earlier: dict[int, list[int]]
    strong: set[int]


@dataclass(frozen=True, slots=True)
class Score:
    """How a rule did: shares from 0 to 1, and suggestions a row."""

    found: float
    mean: float
    precision: float
    recall: float
    f1: float
    duplicates: int
    rows: int


Rule = Callable[["Earlier"], np.ndarray]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a rule looks at for one row, an entry for every earlier row of the file."""

    metres: np.ndarray
    east: np.ndarray
    north: np.ndarray
    days: np.ndarray
    is_open: np.ndarray
    same_address: np.ndarray


def _same_address(within: int) -> Rule:
    return lambda earlier: earlier.same_address & (earlier.days <= within)


RULES: dict[str, Rule] = {
    **{f"same address, {days} days": _same_address(days) for days in (1, 2, 3, 7, 30)},
    "FixMyStreet: 250 m, open": lambda earlier: (earlier.metres <= 250) & earlier.is_open,
    "Signalen: 50 m, 12 weeks": lambda earlier: (earlier.metres <= 50) & (earlier.days <= 84),
    "SeeClickFix: 750 m box, open": lambda earlier: (
        (np.maximum(earlier.east, earlier.north) <= 375) & earlier.is_open
    ),
}


def main() -> None:
    """Print the tables, then the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=COMPLAINTS)
    parser.add_argument("--split", type=date.fromisoformat, default=_SPLIT)
    parser.add_argument("--seeds", type=int, default=10, help="practice wards to judge by")
    options = parser.parse_args()
    complaints = read_complaints(options.data)
    print(f"# {len(complaints):,} complaints, judged from {options.split} on")
    print("# how                             found  mean  precision  recall     F1")
    ours = _tell("Ward Office", judge(complaints, options.split, suggest(complaints)))
    best = max(
        (
            _tell(name, judge(complaints, options.split, obey(complaints, options.split, rule)))
            for name, rule in RULES.items()
        ),
        key=lambda score: score.f1,
    )
    moved = blurred(complaints, _BLUR_METRES, _BLUR_SEED)
    blind = _tell("without addresses, 15 m off", judge(moved, options.split, suggest(moved)))
    print("# precision is a lower bound: the city misses about a quarter of true duplicates")
    practice = judge_practice(range(_FIRST_SEED, _FIRST_SEED + options.seeds))
    rival = ("the best rule's", best.f1)
    show("strong_f1", ours.f1, "share", rival)
    show("strong_precision", ours.precision, "share", ("the best rule's", best.precision))
    show("strong_recall", ours.recall, "share", ("the best rule's", best.recall))
    show("found_at_5", ours.found, "share", ("the best rule's", best.found))
    show("suggestions_mean", ours.mean, "a row", ("the best rule's", best.mean))
    show("found_at_5_without_addresses", blind.found, "share", ("with them", ours.found))
    show("suggestions_mean_without_addresses", blind.mean, "a row", ("with them", ours.mean))
    show("practice_found_at_5", practice.found, "share", ("those looked for", 1.0))
    show("practice_strong_precision", practice.precision, "share", ("those called strong", 1.0))


def suggest(complaints: Sequence[Complaint]) -> Suggested:
    """What the program's model suggests for every row."""
    model = duplicate_model()
    likely: defaultdict[int, list[tuple[float, int, bool]]] = defaultdict(list)
    for each in earlier_pairs(complaints):
        if model.is_shown(each.pair):
            weight = model.probability(since_its_end(each.pair))
            likely[each.later].append((weight, each.earlier, model.is_strong(each.pair)))
    best = {row: sorted(found, reverse=True)[:MOST] for row, found in likely.items()}
    return Suggested(
        {row: [earlier for _, earlier, _ in found] for row, found in best.items()},
        {row for row, found in best.items() if any(strong for _, _, strong in found)},
    )


def obey(complaints: Sequence[Complaint], split: date, rule: Rule) -> Suggested:
    """What a rule suggests for every row from the split on: the nearest five, then the newest."""
    places = np.array([_metres(each.telling.point) for each in complaints])
    days = np.array([each.day.toordinal() for each in complaints])
    closed = np.array(
        [each.telling.closed_at.toordinal() if each.telling.closed_at else 10**7 for each in complaints]
    )
    addresses = np.unique([each.true_address for each in complaints], return_inverse=True)[1]
    told: dict[int, list[int]] = {}
    for row, complaint in enumerate(complaints):
        if complaint.day < split:
            continue
        off = np.abs(places[:row] - places[row])
        metres = np.hypot(off[:, 0], off[:, 1])
        earlier = Earlier(
            metres,
            off[:, 0],
            off[:, 1],
            days[row] - days[:row],
            closed[:row] >= days[row],
            addresses[:row] == addresses[row],
        )
        hits = np.flatnonzero(rule(earlier))
        if len(hits):
            order = np.lexsort((-hits, np.nan_to_num(metres[hits], nan=1e9)))
            told[row] = [int(each) for each in hits[order][:MOST]]
    return Suggested(told, set(told))


def judge(complaints: Sequence[Complaint], split: date, suggested: Suggested) -> Score:
    """Score suggestions by the city's labels, for the rows from the split on."""
    rows = [row for row, each in enumerate(complaints) if each.day >= split]
    true = {row for row in rows if complaints[row].is_duplicate}
    found = sum(
        any(is_original(complaints[earlier], complaints[row]) for earlier in suggested.earlier.get(row, ()))
        for row in true
    )
    strong = suggested.strong.intersection(rows)
    right = len(strong & true)
    return Score(
        found / len(true),
        sum(len(suggested.earlier.get(row, ())) for row in rows) / len(rows),
        right / max(1, len(strong)),
        right / len(true),
        2 * right / (len(strong) + len(true)),
        len(true),
        len(rows),
    )


def judge_practice(seeds: Iterable[int]) -> Score:
    """Score the suggestions of offices on practice wards by what was planted there."""
    looked_for = found = strong = right = told = cases = 0
    for practice in practice_offices(seeds, _NOW):
        suggested = dict(practice.suggestions())
        cases += len(suggested)
        for case_id, suggestions in suggested.items():
            same = practice.problems.get(case_id, frozenset())
            told += len(suggestions)
            strong += sum(each.strong for each in suggestions)
            right += sum(each.strong and each.case_id in same for each in suggestions)
            if same:
                looked_for += 1
                found += any(each.case_id in same for each in suggestions)
    score = Score(found / looked_for, told / cases, right / max(1, strong), 0.0, 0.0, looked_for, cases)
    print(
        f"# practice wards: {looked_for:,} cases told elsewhere too, found {score.found:.3f}, "
        f"{score.mean:.2f} suggestions a case, strong precision {score.precision:.3f} of {strong:,}"
    )
    return score


def _tell(name: str, score: Score) -> Score:
    sure = f"{score.precision:10.3f} {score.recall:7.3f} {score.f1:6.3f}"
    if not score.recall:  # "almost surely" asks for an address
        sure = f"{'(nothing strong)':>25}"
    print(
        f"# {name:32} {score.found:6.3f} {score.mean:5.2f} {sure}   n {score.duplicates:,} of {score.rows:,}"
    )
    return score


def _metres(point: Point | None) -> tuple[float, float]:
    if point is None:
        return float("nan"), float("nan")
    wide = _METRES_PER_DEGREE * np.cos(np.radians(41.85))
    return point.long * wide, point.lat * _METRES_PER_DEGREE


if __name__ == "__main__":
    main()
