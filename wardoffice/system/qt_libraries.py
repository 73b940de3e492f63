"""What Qt needs of a Linux machine, looked at before Qt is loaded, and named by the package that has it.

PySide6's wheels bring Qt but not the system's own libraries. Where one is missing, importing Qt ends in a
loader error that names a file; a person needs the package.
"""

import ctypes
import os
import platform
import sys
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Literal

from wardoffice.language import text

Family = Literal["debian", "debian-t64", "fedora", "other"]
_T64_SINCE = {
    "debian": 13.0,
    "ubuntu": 24.04,
}  # renamed for 64-bit time: wiki.debian.org/ReleaseGoals/64bit-time


@dataclass(frozen=True, slots=True)
class QtLibrary:
    """A shared library that Qt loads, and the packages of Debian and Fedora that have it."""

    soname: str
    debian: str
    fedora: str


_ALWAYS = (
    QtLibrary("libEGL.so.1", "libegl1", "libglvnd-egl"),
    QtLibrary("libGL.so.1", "libgl1", "libglvnd-glx"),
    QtLibrary("libX11.so.6", "libx11-6", "libX11"),
    QtLibrary("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    QtLibrary("libfreetype.so.6", "libfreetype6", "freetype"),
    QtLibrary("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    QtLibrary("libgthread-2.0.so.0", "libglib2.0-0", "glib2"),
    QtLibrary("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
    QtLibrary("libdbus-1.so.3", "libdbus-1-3", "dbus-libs"),
    QtLibrary("libz.so.1", "zlib1g", "zlib-ng-compat"),
    QtLibrary("libzstd.so.1", "libzstd1", "libzstd"),
    QtLibrary("libbrotlidec.so.1", "libbrotli1", "libbrotli"),
    QtLibrary("libbrotlicommon.so.1", "libbrotli1", "libbrotli"),
    QtLibrary("libgssapi_krb5.so.2", "libgssapi-krb5-2", "krb5-libs"),
    # The rest is asked for by QtWebEngine.
    QtLibrary("libasound.so.2", "libasound2", "alsa-lib"),
    QtLibrary("libexpat.so.1", "libexpat1", "expat"),
    QtLibrary("libgbm.so.1", "libgbm1", "mesa-libgbm"),
    QtLibrary("libnspr4.so", "libnspr4", "nspr"),
    QtLibrary("libnss3.so", "libnss3", "nss"),
    QtLibrary("libnssutil3.so", "libnss3", "nss-util"),
    QtLibrary("libsmime3.so", "libnss3", "nss"),
    QtLibrary("libudev.so.1", "libudev1", "systemd-libs"),
    QtLibrary("libxcb.so.1", "libxcb1", "libxcb"),
    QtLibrary("libxcb-dri3.so.0", "libxcb-dri3-0", "libxcb"),
    QtLibrary("libxkbfile.so.1", "libxkbfile1", "libxkbfile"),
    QtLibrary("libXcomposite.so.1", "libxcomposite1", "libXcomposite"),
    QtLibrary("libXdamage.so.1", "libxdamage1", "libXdamage"),
    QtLibrary("libXext.so.6", "libxext6", "libXext"),
    QtLibrary("libXfixes.so.3", "libxfixes3", "libXfixes"),
    QtLibrary("libXrandr.so.2", "libxrandr2", "libXrandr"),
    QtLibrary("libXtst.so.6", "libxtst6", "libXtst"),
)
_ON_X11 = (
    QtLibrary("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb"),
    QtLibrary("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
    QtLibrary("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
    QtLibrary("libxcb-image.so.0", "libxcb-image0", "xcb-util-image"),
    QtLibrary("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
    QtLibrary("libxcb-randr.so.0", "libxcb-randr0", "libxcb"),
    QtLibrary("libxcb-render.so.0", "libxcb-render0", "libxcb"),
    QtLibrary("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil"),
    QtLibrary("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
    QtLibrary("libxcb-shm.so.0", "libxcb-shm0", "libxcb"),
    QtLibrary("libxcb-sync.so.1", "libxcb-sync1", "libxcb"),
    QtLibrary("libxcb-util.so.1", "libxcb-util1", "xcb-util"),
    QtLibrary("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb"),
    QtLibrary("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb"),
    QtLibrary("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
)
_ON_WAYLAND = (
    QtLibrary("libwayland-client.so.0", "libwayland-client0", "libwayland-client"),
    QtLibrary("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor"),
)
_T64 = {"libasound2": "libasound2t64", "libglib2.0-0": "libglib2.0-0t64"}


def has_display(environment: MutableMapping[str, str] | None = None) -> bool:
    """Whether a window can be shown to a person: always on Windows and macOS, by DISPLAY on Linux."""
    variables = os.environ if environment is None else environment
    return sys.platform != "linux" or bool(variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY"))


def prepare_environment(
    environment: MutableMapping[str, str] | None = None,
    *,
    root: bool | None = None,
    say: Callable[[str], None] | None = None,
) -> None:
    """Set what Qt reads when it is loaded; call it before Qt is imported. Linux only.

    Without a display Qt's offscreen platform is chosen, unless QT_QPA_PLATFORM is set. Chromium refuses to
    start as root inside its sandbox, so for root the sandbox is switched off (QTWEBENGINE_CHROMIUM_FLAGS,
    added to what is there), and ``say`` is told so in one sentence, on stderr by default.
    """
    if sys.platform != "linux":
        return
    variables = os.environ if environment is None else environment
    if not has_display(variables):
        variables.setdefault("QT_QPA_PLATFORM", "offscreen")
    if os.geteuid() == 0 if root is None else root:
        _allow_root(variables, say or _say_on_stderr)


def missing_packages(
    load: Callable[[str], object] = ctypes.CDLL,
    *,
    environment: MutableMapping[str, str] | None = None,
    family: Family | None = None,
) -> list[str]:
    """The packages to install before Qt can be loaded, each once; empty where all is there or not Linux.

    ``load`` loads a library by its soname and raises OSError where it cannot: the system's own loader, so
    that its search path is the one Qt will meet. About 40 ms for the 50 libraries of a full desktop.
    """
    if sys.platform != "linux":
        return []
    family = family or _family()
    names = (_package(library, family) for library in _wanted(environment) if not _loads(load, library))
    return list(dict.fromkeys(names))


def missing_sentence(packages: Iterable[str], family: Family | None = None) -> str:
    """What to tell a person about missing packages: what happened, what is safe, and the line to type."""
    names = " ".join(packages)
    family = family or _family()
    if family == "other":
        step = text("Install the packages that have them: {names}.", names=names)
    else:
        command = "sudo dnf install" if family == "fedora" else "sudo apt-get install"
        step = text("Install them with: {command} {names}", command=command, names=names)
    return " ".join(
        (
            text("Ward Office cannot open its window: this computer lacks libraries that Qt needs."),
            text("Nothing was changed."),
            step,
        )
    )


def _wanted(environment: MutableMapping[str, str] | None) -> tuple[QtLibrary, ...]:
    variables = os.environ if environment is None else environment
    platforms = variables.get("QT_QPA_PLATFORM", "")
    if platforms:
        on_x11, on_wayland = "xcb" in platforms, "wayland" in platforms
    else:
        # Qt falls back to X11 where Wayland does not answer, so X11 is enough where both are there.
        on_x11 = bool(variables.get("DISPLAY"))
        on_wayland = bool(variables.get("WAYLAND_DISPLAY")) and not on_x11
    return _ALWAYS + (_ON_X11 if on_x11 else ()) + (_ON_WAYLAND if on_wayland else ())


def _loads(load: Callable[[str], object], library: QtLibrary) -> bool:
    try:
        load(library.soname)
    except OSError:
        return False
    return True


def _package(library: QtLibrary, family: Family) -> str:
    if family == "fedora":
        return library.fedora
    return _T64.get(library.debian, library.debian) if family == "debian-t64" else library.debian


def _family() -> Family:
    try:
        facts = platform.freedesktop_os_release()
    except OSError:
        return "other"
    kinds = [facts.get("ID", ""), *facts.get("ID_LIKE", "").split()]
    if "fedora" in kinds or "rhel" in kinds:
        return "fedora"
    if not {"debian", "ubuntu"} & set(kinds):
        return "other"
    try:
        version = float(facts.get("VERSION_ID", ""))
    except ValueError:
        return "debian-t64"  # testing and unstable have no number, and are newer than all that have
    return "debian-t64" if version >= _T64_SINCE.get(kinds[0], _T64_SINCE["ubuntu"]) else "debian"


def _allow_root(variables: MutableMapping[str, str], say: Callable[[str], None]) -> None:
    flags = variables.get("QTWEBENGINE_CHROMIUM_FLAGS", "").split()
    missing = [flag for flag in ("--no-sandbox", "--disable-gpu") if flag not in flags]
    if missing:
        variables["QTWEBENGINE_CHROMIUM_FLAGS"] = " ".join([*flags, *missing])
        say(
            text(
                "Running as root: the web view works without its sandbox ({flags}).", flags=" ".join(missing)
            )
        )


def _say_on_stderr(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201 - the command line's voice, before there is a window
