"""How a benchmark says its figures: one line each, beside a baseline of the same run."""

import argparse
from collections.abc import Callable
from pathlib import Path
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


def memory_pss() -> float:
    """What this process holds now in MB, pages that it shares counted in parts (Linux only: 0 elsewhere)."""
    place = Path("/proc/self/smaps_rollup")
    told = place.read_text(encoding="ascii").splitlines() if place.exists() else []
    return sum(int(line.split()[1]) for line in told if line.startswith("Pss:")) / 1024


def options(description: str, size: int) -> argparse.Namespace:
    """The command line every benchmark takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--size", type=int, default=size, help=f"cases to build (default {size:,})")
    return parser.parse_args()
