"""What leaves the checkout: a wheel that has everything, and exact versions of all it stands on."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
LOOK = """
import json, sys
sys.path.insert(0, sys.argv[1])
import wardoffice
from wardoffice.assets import resource, schema
from wardoffice.office.settings_schema import settings_schema
print(json.dumps({
    "package": wardoffice.__file__,
    "resource": str(resource("cities/chicago.json")),
    "city": json.loads(resource("cities/chicago.json").read_bytes())["key"],
    "schema": schema("settings.json").read_text(encoding="utf-8") == settings_schema(),
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_a_wheel_away_from_the_checkout_finds_its_resources_and_schemas(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "installed")
    ran = subprocess.run(
        [sys.executable, "-c", LOOK, str(tmp_path / "installed")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert str(tmp_path / "installed") in ran.stdout
    assert ran.stdout.count(str(tmp_path / "installed")) == 2, (
        "the package and its resource, both from the wheel"
    )
    assert '"city": "chicago"' in ran.stdout
    assert '"schema": true' in ran.stdout


def test_the_wheel_has_every_file_of_the_package_and_nothing_of_the_workshop(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = {name for name in packed.namelist() if ".dist-info/" not in name}
        licence = [name for name in packed.namelist() if name.endswith("licenses/LICENSE")]
    tracked = subprocess.run(
        ["git", "ls-files", "wardoffice", "resources", "schemas"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    there = [name for name in tracked if (CHECKOUT / name).exists()]
    assert len(there) > 200
    assert {name if name.startswith("wardoffice/") else f"wardoffice/{name}" for name in there} <= names
    assert not [name for name in names if not name.startswith("wardoffice/")]
    assert licence


def test_every_installed_distribution_is_the_pinned_one() -> None:
    """A fresh machine gets exactly what was tested, to the last transitive version."""
    pins = _pins()
    unpinned, other = [], []
    for each in distributions():
        name, version = _plain(each.metadata["Name"]), each.version
        if name in {"wardoffice", "pip", "uv"}:
            continue
        if name not in pins:
            unpinned.append(name)
        elif version not in pins[name]:
            other.append(f"{name} {version}, pinned {pins[name]}")
    assert not unpinned
    assert not other


def test_the_project_names_no_place_to_download_from() -> None:
    written = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    assert not re.search(r"https?://|index|find-links", written)
    for lock in ("uv.lock", "pylock.toml"):
        ignored = subprocess.run(["git", "check-ignore", "-q", lock], cwd=CHECKOUT, check=False)
        assert ignored.returncode == 0, f"{lock} names download hosts and must stay out of the repository"


def test_the_readme_gives_the_two_commands_that_do_all_the_setting_up() -> None:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert "pip install uv && uv run wardoffice demo" in readme
    assert "pip install uv && uv run pytest" in readme


def _pins() -> dict[str, set[str]]:
    tables = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    uv = tables["tool"]["uv"]
    pins: dict[str, set[str]] = {}
    for line in [*uv["constraint-dependencies"], *uv["build-constraint-dependencies"]]:
        requirement, _, _marker = line.partition(";")
        name, exactly, version = requirement.strip().partition("==")
        assert exactly, f"{line} is no exact version"
        pins.setdefault(_plain(name), set()).add(version)
    return pins


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
