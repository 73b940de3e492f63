"""``wardoffice wards``: look at the maps that are kept, fetch the city's, bring one in."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo.conftest import NOW, SEED
from tests.ward_boundaries import square, two_wards
from wardoffice import cli
from wardoffice.cli_settings import Terminal
from wardoffice.demo.city import make_city
from wardoffice.demo.portal import PortalServer
from wardoffice.office.settings import FILE_NAME, CitySettings, OfficeSettings, Settings, save_settings
from wardoffice.system.secrets import MemorySecrets


@pytest.fixture
def portal() -> Iterator[PortalServer]:
    running = PortalServer(make_city(SEED, NOW))
    yield running
    running.stop()


@pytest.fixture
def folder(tmp_path: Path, portal: PortalServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office of the practice ward that has no map yet."""
    monkeypatch.setattr("wardoffice.bootstrap.opening.KeyringSecrets", MemorySecrets)
    settings = Settings(
        office=OfficeSettings(ward=51), city=CitySettings(key="practice", portal_url=portal.url)
    )
    save_settings(tmp_path / FILE_NAME, settings)
    return tmp_path


def run(folder: Path, *arguments: str) -> int:
    options = cli.parse(["--data-dir", str(folder), *arguments])
    return cli.run(options, secrets=MemorySecrets(), terminal=Terminal(lambda: False, lambda _: ""))


def test_a_new_office_fetches_the_citys_map_and_its_ward_offices(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "wards", "list") == 0
    assert "no ward map yet" in capsys.readouterr().out
    assert run(folder, "wards", "download", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["maps"], told["wards"], told["ward_offices"]) == (["2023-05-15"], 3, 3)
    assert run(folder, "wards", "list") == 0
    said = capsys.readouterr().out
    assert "Since 2023-05-15: 3 wards, in force now." in said
    assert "3 ward offices are known." in said


def drawn_map(folder: Path) -> Path:
    """A map of the practice city's three wards."""
    features = [square(51 + place, -87.9 + place / 10, -87.8 + place / 10) for place in range(3)]
    drawn = folder / "drawn.geojson"
    drawn.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return drawn


def test_a_map_is_brought_in_with_its_day(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = drawn_map(folder)
    assert run(folder, "wards", "import", str(drawn), "--since", "2015-05-18") == 0
    assert "in force since 2015-05-18 is kept" in capsys.readouterr().out
    assert (folder / "wards-2015-05-18.geojson").exists()


def test_the_import_of_files_takes_the_day_of_a_map_too(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = drawn_map(folder)
    assert run(folder, "import", str(drawn), "--since", "2023-05-15") == 0
    assert "in force since 2023-05-15 is kept" in capsys.readouterr().out


def test_a_map_of_another_city_is_refused_and_nothing_is_kept(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """P8."""
    drawn = folder / "drawn.geojson"
    drawn.write_bytes(two_wards())
    assert run(folder, "wards", "import", str(drawn)) == 1
    assert "is not this city's: it has no ward 51, 52, 53" in capsys.readouterr().err
    assert not list(folder.glob("wards*.geojson"))


def test_a_broken_map_ends_with_1_and_its_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = folder / "broken.geojson"
    broken.write_text("{}")
    assert run(folder, "wards", "import", str(broken)) == 1
    assert "Nothing was changed" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["wards"], ["wards", "import"], ["wards", "import", "x", "--since", "may"]]
)
def test_bad_usage_ends_with_2(folder: Path, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(folder, *arguments)
    assert ended.value.code == 2
