"""The benchmark of the ward look-up prints its figures as all do: one line each, with a ratio."""

import re

import pytest

from tests.benchmarks import ward_lookup

FIGURE = re.compile(r"(?P<name>\w+) (?P<value>\S+) (?P<unit>\S+) ratio (?P<ratio>\S+) of (?P<baseline>.+)")


def test_all_figures_are_printed_in_points_a_second_beside_the_same_baseline(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["ward_lookup", "--size", "500"])
    ward_lookup.main()
    lines = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("#")]
    found = [FIGURE.fullmatch(line) for line in lines]
    assert [each and each["name"] for each in found] == [
        "ward_lookup",
        "ward_lookup_single",
        "ward_lookup_flagged",
        "ward_lookup_flagged_single",
    ]
    for each in found:
        assert each is not None
        assert each["unit"] == "points/s"
        assert float(each["value"]) > 0
        assert float(each["ratio"]) > 0
        assert "contains_xy" in each["baseline"]
