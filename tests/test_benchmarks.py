"""The measures of a quick kind run as they are: a table that changes must not stop them unnoticed."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks import candidates, merge, open311_upsert, search, ward_lookup
from tests.benchmarks.kept_office import DATABASE, large_office


@pytest.mark.parametrize(
    ("main", "size", "figure"),
    [
        (open311_upsert.main, 500, "open311_upsert"),
        (ward_lookup.main, 200, "ward_lookup"),
        (merge.main, 100, "merge_10"),
        (candidates.main, 300, "candidates_mean"),
        (search.main, 300, "search_p95"),
    ],
    ids=["open311_upsert", "ward_lookup", "merge", "candidates", "search"],
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


def test_an_office_that_was_built_is_taken_again_and_what_is_changed_is_a_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept"
    with large_office(kept, 20, changed=False) as folder:
        assert folder == kept
    assert "built" in capsys.readouterr().out
    with large_office(kept, 20, changed=True) as folder:
        assert folder != kept
        (folder / DATABASE).unlink()
    assert (kept / DATABASE).exists()
    assert capsys.readouterr().out == ""


def test_an_office_of_another_size_or_of_other_tables_is_built_anew_and_a_strangers_folder_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, strange = tmp_path / "kept", tmp_path / "strange"
    for size in (20, 30):
        with large_office(kept, size, changed=False):
            assert f"# {size} cases built" in capsys.readouterr().out
    (kept / "built.txt").write_text("30 of other tables", encoding="ascii")
    with large_office(kept, 30, changed=False):
        assert "# 30 cases built" in capsys.readouterr().out
    strange.mkdir()
    (strange / "letter.txt").write_text("keep me", encoding="ascii")
    with pytest.raises(FileExistsError), large_office(strange, 20, changed=False):
        pass
    assert (strange / "letter.txt").exists()
