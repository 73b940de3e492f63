"""What import-linter cannot see: which libraries are really loaded when, and how large a module may grow."""

import ast
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from email.message import EmailMessage
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE = CHECKOUT / "wardoffice"
MOST_LINES = 400
NO_QT = """
import sys
for name in ("PySide6", "shiboken6", "qtawesome", "qtpy"):
    sys.modules[name] = None
from wardoffice.cli import parse, run
sys.exit(run(parse(sys.argv[1:])))
"""
LOADED = """
import importlib, sys
importlib.import_module(sys.argv[1])
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
WINDOW = {"PySide6", "shiboken6", "qtawesome"}
DATABASE = {"sqlalchemy", "alembic", "psycopg", "sqlite3"}
PRACTICE = {"pymap", "aiosmtpd"}
PAGES = {"folium", "branca", "jinja2", "xyzservices", "requests"}
PARSERS = {"PIL", "pillow_heif", "numpy", "shapely", "nh3"}
ASKERS = {"httpx", "imapclient", "stamina"}
SIGNERS = {"msal", "authlib", "requests"}


def run(*arguments: str, code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        # A worker process imports the program's own start as well.
        (
            "wardoffice.__main__",
            {"msgspec", "keyring"} | WINDOW | DATABASE | PAGES | PRACTICE | PARSERS | ASKERS,
        ),
        ("wardoffice.cli", {"keyring"} | WINDOW | DATABASE | PAGES | PRACTICE | PARSERS | ASKERS),
        ("wardoffice.bootstrap", {"keyring"} | WINDOW | PAGES | PRACTICE | SIGNERS),
        ("wardoffice.office.reading", {"keyring"} | WINDOW | DATABASE | PAGES | PRACTICE | ASKERS),
    ],
)
def test_starting_loads_only_what_this_start_needs(module: str, unwanted: set[str]) -> None:
    ran = run(module, code=LOADED)
    assert ran.returncode == 0, ran.stderr
    assert not unwanted & set(ran.stdout.split())


class TestWithoutAWindow:
    """Reading the city and the mailbox must work where Qt cannot be loaded at all."""

    def test_settings_can_be_listed(self, tmp_path: Path) -> None:
        ran = run("config", "list", "--data-dir", str(tmp_path), code=NO_QT)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert "office.ward = 0" in ran.stdout

    def test_a_sync_runs_to_its_end(self, tmp_path: Path) -> None:
        ran = run("sync", "--json", "--data-dir", str(tmp_path), code=NO_QT)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert set(json.loads(ran.stdout)) == {"city", "mail", "year", "sent", "mail_sent"}

    def test_a_mail_is_imported(self, tmp_path: Path) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "a@example.org", "ward@example.org", "Pothole on Elm"
        mail["Message-ID"], mail["Date"] = "<1@example.org>", "Fri, 20 Nov 2026 10:00:00 -0600"
        mail.set_content("There is a pothole at 1200 W Elm St.")
        (tmp_path / "a.eml").write_bytes(bytes(mail))
        ran = run(
            "import", str(tmp_path / "a.eml"), "--json", "--data-dir", str(tmp_path / "office"), code=NO_QT
        )
        assert (ran.returncode, ran.stderr) == (0, "")
        assert json.loads(ran.stdout)["totals"]["imported"] == 1


def test_no_module_is_longer_than_one_sitting() -> None:
    lengths = {
        str(path.relative_to(CHECKOUT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
        if path.parent.name != "versions"  # a migration spells out every column and is never changed again
    }
    assert len(lengths) > 100
    assert not {name: length for name, length in lengths.items() if length > MOST_LINES}


def test_every_library_is_declared_by_whoever_uses_it_and_used_by_whoever_declares_it() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    declared = {plain_name(requirement) for requirement in wanted}
    homes = packages_distributions()
    imported = {name for path in PACKAGE.rglob("*.py") for name in imports_of(path)}
    used = {
        plain_name(home)
        for name in imported - set(sys.stdlib_module_names) - {"wardoffice"}
        for home in homes.get(name, [name])
    }
    # PySide6 is one name for several distributions, xstatic one package of many.
    family = {"pyside6-essentials", "pyside6-addons", "shiboken6", "xstatic"}
    # Used without an import of ours: zoneinfo's data on Windows, the driver SQLAlchemy picks by an address.
    unseen = {"tzdata", "psycopg"}
    assert used - declared <= family
    assert declared - used <= unseen


def plain_name(requirement: str) -> str:
    name = requirement
    for end in "[<>=!~; ":
        name = name.partition(end)[0]
    return name.lower().replace("_", "-")


def test_no_tooltip_shows_words_that_qt_could_take_for_rich_text() -> None:
    safe = {"text", "plural", "tip_words"}
    raw = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"setToolTip", "showText"}
        and not all(is_safe_tip(each, safe) for each in words_of_tip(node))
    ]
    assert raw == []


def words_of_tip(call: ast.Call) -> list[ast.expr]:
    at = 1 if isinstance(call.func, ast.Attribute) and call.func.attr == "showText" else 0
    words = call.args[at]
    return [words.body, words.orelse] if isinstance(words, ast.IfExp) else [words]


def is_safe_tip(words: ast.expr, safe: set[str]) -> bool:
    """Words in code, in the catalog, or escaped; ``text`` with something filled in is none of these."""
    if isinstance(words, ast.Constant):
        return True
    if not isinstance(words, ast.Call) or not isinstance(words.func, ast.Name) or words.func.id not in safe:
        return False
    return words.func.id == "tip_words" or not words.keywords
