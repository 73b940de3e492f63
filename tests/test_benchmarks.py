"""The measures of a quick kind run as they are: a table that changes must not stop them unnoticed."""

import sys
from collections.abc import Callable

import pytest

from tests.benchmarks import merge, open311_upsert, ward_lookup


@pytest.mark.parametrize(
    ("main", "size", "figure"),
    [
        (open311_upsert.main, 500, "open311_upsert"),
        (ward_lookup.main, 200, "ward_lookup"),
        (merge.main, 100, "merge_10"),
    ],
    ids=["open311_upsert", "ward_lookup", "merge"],
)
def test_a_benchmark_runs_and_prints_its_figure_beside_its_baseline(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    main: Callable[[], None],
    size: int,
    figure: str,
) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmark", "--size", str(size)])
    main()
    lines = [each.split() for each in capsys.readouterr().out.splitlines()]
    (line,) = [each for each in lines if each[0] == figure]
    assert float(line[1]) > 0
    assert line[3] == "ratio"
