"""How a benchmark says its figures: one line each, beside a baseline of the same run."""

import argparse
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from statistics import median
from time import perf_counter


def show(name: str, value: float, unit: str, baseline: tuple[str, float]) -> None:
    """Print ``name value unit ratio R of BASELINE``."""
    what, other = baseline
    print(f"{name} {value:.4g} {unit} ratio {value / other if other else float('inf'):.3g} of {what}")


def seconds(
    work: Callable[[], object], times: int = 5, *, clock: Callable[[], float] = perf_counter
) -> float:
    """The median time of ``work`` in seconds of ``clock``; ``time.thread_time`` tells the processor's."""
    taken = []
    for _ in range(times):
        began = clock()
        work()
        taken.append(clock() - began)
    return median(taken)


def memory_pss() -> float:
    """What this process holds now in MB, pages that it shares counted in parts (Linux only: 0 elsewhere)."""
    place = Path("/proc/self/smaps_rollup")
    told = place.read_text(encoding="ascii").splitlines() if place.exists() else []
    return sum(int(line.split()[1]) for line in told if line.startswith("Pss:")) / 1024


def memory_pss_of_each() -> list[tuple[str, float]]:
    """The same for this process and all it started: what each is, and its MB."""
    parents: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # one that ended meanwhile
            after_name = status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            parents.setdefault(int(after_name[1]), []).append(int(status.parent.name))
    waiting, found = [os.getpid()], []
    while waiting:
        process = waiting.pop()
        waiting += parents.get(process, [])
        with suppress(OSError):
            told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
            size = sum(int(line.split()[1]) for line in told if line.startswith("Pss:")) / 1024
            words = (
                Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            )
            kind = next((word for word in words.split() if word.startswith("--type=")), words[:60].strip())
            found.append((kind, size))
    return found


def options(description: str, size: int) -> argparse.Namespace:
    """The command line every benchmark takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--size", type=int, default=size, help=f"cases to build (default {size:,})")
    return parser.parse_args()
