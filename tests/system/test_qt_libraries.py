"""A missing Qt library is named by its package, by the program and by pytest alike."""

import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest

from wardoffice.system.qt_libraries import (
    Family,
    has_display,
    missing_packages,
    missing_sentence,
    prepare_environment,
)

CHECKOUT = Path(__file__).resolve().parents[2]
HEADLESS: dict[str, str] = {"QT_QPA_PLATFORM": "offscreen"}
ON_LINUX = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux leaves Qt's libraries to the system"
)
pytestmark = ON_LINUX


class Machine:
    """A loader that lacks some libraries and notes which it was asked for."""

    def __init__(self, *lacking: str) -> None:
        self.lacking = lacking
        self.asked: list[str] = []

    def __call__(self, soname: str) -> object:
        self.asked.append(soname)
        if soname in self.lacking:
            raise OSError(f"{soname}: cannot open shared object file: No such file or directory")
        return object()


def with_a_broken_library(folder: Path, soname: str) -> dict[str, str]:
    """An environment in which the system's own loader finds junk where the library should be."""
    (folder / soname).write_bytes(b"this is not a library")
    return {**os.environ, "LD_LIBRARY_PATH": str(folder)}


def test_a_machine_that_has_everything_lacks_nothing() -> None:
    assert missing_packages(Machine(), environment=HEADLESS) == []


@pytest.mark.parametrize(
    ("family", "packages"),
    [
        ("debian", ["libegl1", "libasound2", "libnss3"]),
        ("debian-t64", ["libegl1", "libasound2t64", "libnss3"]),
        ("fedora", ["libglvnd-egl", "alsa-lib", "nss"]),
    ],
)
def test_missing_libraries_are_named_by_the_systems_own_packages_each_once(
    family: Family, packages: list[str]
) -> None:
    machine = Machine("libEGL.so.1", "libnss3.so", "libsmime3.so", "libasound.so.2")
    assert missing_packages(machine, environment=HEADLESS, family=family) == packages


def test_what_shows_a_window_is_asked_for_only_where_there_is_a_display() -> None:
    lacking = Machine("libxcb-cursor.so.0", "libwayland-client.so.0")

    def missing(**environment: str) -> list[str]:
        return missing_packages(lacking, environment=environment, family="debian")

    assert missing(QT_QPA_PLATFORM="offscreen", DISPLAY=":0") == []
    assert missing(DISPLAY=":0") == ["libxcb-cursor0"]
    assert missing(WAYLAND_DISPLAY="wayland-0") == ["libwayland-client0"]
    assert missing(WAYLAND_DISPLAY="wayland-0", DISPLAY=":0") == ["libxcb-cursor0"]
    assert missing(QT_QPA_PLATFORM="xcb") == ["libxcb-cursor0"]


def test_the_sentence_has_the_line_to_type() -> None:
    assert missing_sentence(["libegl1", "libnss3"], "debian").endswith("sudo apt-get install libegl1 libnss3")
    assert missing_sentence(["nss"], "fedora").endswith("sudo dnf install nss")
    assert "nss" in missing_sentence(["nss"], "other")


@pytest.mark.parametrize(
    ("facts", "family"),
    [
        ({"ID": "debian", "VERSION_ID": "12"}, "debian"),
        ({"ID": "debian", "VERSION_ID": "13"}, "debian-t64"),
        ({"ID": "debian"}, "debian-t64"),
        ({"ID": "ubuntu", "ID_LIKE": "debian", "VERSION_ID": "22.04"}, "debian"),
        ({"ID": "ubuntu", "ID_LIKE": "debian", "VERSION_ID": "24.04"}, "debian-t64"),
        ({"ID": "fedora", "VERSION_ID": "43"}, "fedora"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora", "VERSION_ID": "9.5"}, "fedora"),
        ({"ID": "arch"}, "other"),
    ],
)
def test_the_family_of_the_system_is_read_from_its_own_file(
    monkeypatch: pytest.MonkeyPatch, facts: dict[str, str], family: Family
) -> None:
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: facts)
    lacking = {
        "debian": "libasound2",
        "debian-t64": "libasound2t64",
        "fedora": "alsa-lib",
        "other": "libasound2",
    }
    assert missing_packages(Machine("libasound.so.2"), environment=HEADLESS) == [lacking[family]]


def test_every_library_that_qts_files_name_is_looked_for() -> None:
    """The table against the installed Qt itself, so that a newer Qt cannot ask for what we do not know."""
    objdump = shutil.which("objdump")
    if objdump is None:
        pytest.skip("objdump (binutils) is not on this machine, which reads what a library needs")
    qt = Path(PySide6.__file__).parent / "Qt"
    names = ["Core", "Gui", "Widgets", "PrintSupport", "Network", "DBus", "OpenGL", "WebEngineCore", "XcbQpa"]
    names += ["WebEngineWidgets", "WebChannel", "Quick", "Qml", "Svg", "WaylandClient"]
    files = [qt / "lib" / f"libQt6{name}.so.6" for name in names]
    files += [qt / "plugins" / "platforms" / f"libq{name}.so" for name in ("xcb", "wayland", "offscreen")]
    said = subprocess.run([objdump, "-p", *files], capture_output=True, text=True, check=True).stdout
    needed = set(re.findall(r"^\s*NEEDED\s+(\S+)", said, re.MULTILINE))
    assert {"libnss3.so", "libxcb-cursor.so.0", "libEGL.so.1"} <= needed
    own = {path.name for path in (qt / "lib").iterdir()}
    glibc = re.compile(r"lib(c|m|dl|rt|pthread|resolv|gcc_s|stdc\+\+)\.so|ld-linux")
    machine = Machine()
    missing_packages(machine, environment={"QT_QPA_PLATFORM": "xcb;wayland"})
    unknown = {each for each in needed - own - set(machine.asked) if not glibc.match(each)}
    assert not unknown


def test_looking_loads_each_library_once() -> None:
    machine = Machine()
    missing_packages(machine, environment={"QT_QPA_PLATFORM": "xcb;wayland"})
    assert len(machine.asked) == len(set(machine.asked))


def test_the_program_names_the_package_instead_of_dying_with_a_loader_error(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "wardoffice", "--data-dir", str(tmp_path / "office"), "demo"],
        env=with_a_broken_library(tmp_path, "libnss3.so"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 1
    assert "libnss3" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stdout == ""


def test_pytest_names_the_package_instead_of_dying_with_a_loader_error(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/system/test_qt_libraries.py"],
        env=with_a_broken_library(tmp_path, "libEGL.so.1"),
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 1
    assert "libegl1" in ran.stderr or "libglvnd-egl" in ran.stderr
    assert "Traceback" not in ran.stdout + ran.stderr


def test_without_a_display_qt_draws_offscreen_unless_told_otherwise() -> None:
    bare: dict[str, str] = {}
    prepare_environment(bare, root=False)
    assert bare == {"QT_QPA_PLATFORM": "offscreen"}
    told = {"QT_QPA_PLATFORM": "vnc"}
    prepare_environment(told, root=False)
    assert told == {"QT_QPA_PLATFORM": "vnc"}
    shown = {"DISPLAY": ":0"}
    prepare_environment(shown, root=False)
    assert shown == {"DISPLAY": ":0"}
    assert has_display(shown)
    assert not has_display(bare)


def test_as_root_the_web_view_is_given_its_flags_and_it_is_said_once() -> None:
    said: list[str] = []
    variables = {"DISPLAY": ":0", "QTWEBENGINE_CHROMIUM_FLAGS": "--mute-audio --disable-gpu"}
    prepare_environment(variables, root=True, say=said.append)
    prepare_environment(variables, root=True, say=said.append)
    assert variables["QTWEBENGINE_CHROMIUM_FLAGS"] == "--mute-audio --disable-gpu --no-sandbox"
    assert len(said) == 1
    assert "root" in said[0]
