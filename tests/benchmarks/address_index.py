"""How well and how fast the address index places addresses it has not seen.

Figures: address_index_found (the share of held-out addresses that get a point), address_index_median and
address_index_p90 (metres off), address_index_build (seconds) and address_index_find (seconds an address in a
sentence), the baseline being the literal match of the normalised address the index stands in for. A fifth of
the distinct addresses is held out, by a seed. ``--data``: a CSV with Street_Address, Latitude, Longitude.
"""

import argparse
import csv
import random
from collections import defaultdict
from pathlib import Path
from statistics import median

import numpy as np

from tests.benchmarks.figures import seconds, show
from wardoffice.domain.places import Point, metres_between
from wardoffice.geo.addresses import normalise
from wardoffice.geo.place_finding import PlaceFinder

_SEED = 311
_DATA = Path("../shared/data/chicago311/sanitation_code_violations_to_2012_dup_labels.csv")


def main() -> None:
    """Hold out, build, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=_DATA, help="the CSV to learn from and to judge by")
    known = _read(parser.parse_args().data)
    keys = sorted(known)
    random.Random(_SEED).shuffle(keys)
    held, kept = keys[: len(keys) // 5], keys[len(keys) // 5 :]
    pairs = [(key, point) for key in kept for point in known[key]]
    print(f"# {len(kept):,} addresses learned, {len(held):,} held out")
    finder = PlaceFinder(pairs)

    off = []
    for key in held:
        places = finder.places_in(f"Please come to {key}.")
        if places:
            off.append(metres_between(places[0].found.point, _middle(known[key])))
    literal = dict(pairs)
    show("address_index_found", len(off) / len(held), "share", ("the share looked for", 1.0))
    none = ("the literal match (finds none of them)", 0.0)
    show("address_index_median", float(np.median(off)), "metres", none)
    show("address_index_p90", float(np.quantile(off, 0.9)), "metres", none)
    build = seconds(lambda: PlaceFinder(pairs), times=3)
    show("address_index_build", build, "s", ("a dict of the same pairs", seconds(lambda: dict(pairs))))
    some = held[:1000]
    ask = seconds(lambda: [finder.places_in(key) for key in some], times=3) / len(some)
    look = seconds(lambda: [literal.get(normalise(key)) for key in some]) / len(some)
    show("address_index_find", ask, "s", ("normalising and the literal match", look))


def _read(path: Path) -> dict[str, list[Point]]:
    known: dict[str, list[Point]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["Latitude"] and row["Longitude"]:
                known[normalise(row["Street_Address"])].append(
                    Point(float(row["Latitude"]), float(row["Longitude"]))
                )
    return known


def _middle(points: list[Point]) -> Point:
    return Point(median(each.lat for each in points), median(each.long for each in points))


if __name__ == "__main__":
    main()
