"""How a benchmark says its figures: one line each, beside a baseline of the same run."""

import argparse
from collections.abc import Callable
from statistics import median
from time import perf_counter


def show(name: str, value: float, unit: str, baseline: tuple[str, float]) -> None:
    """Print ``name value unit ratio R of BASELINE``."""
    what, other = baseline
    print(f"{name} {value:.4g} {unit} ratio {value / other if other else float('inf'):.3g} of {what}")


def seconds(work: Callable[[], object], times: int = 5) -> float:
    """The median time of ``work`` in seconds."""
    taken = []
    for _ in range(times):
        began = perf_counter()
        work()
        taken.append(perf_counter() - began)
    return median(taken)


def options(description: str, size: int) -> argparse.Namespace:
    """The command line every benchmark takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--size", type=int, default=size, help=f"cases to build (default {size:,})")
    return parser.parse_args()
