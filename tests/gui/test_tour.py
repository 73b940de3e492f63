"""The tour, played by the command line as a machine without a display plays it."""

import os
import sys
from pathlib import Path
from subprocess import CompletedProcess, run

import pytest
from PySide6.QtGui import QImage

from tests.gui.touring import the_walk
from wardoffice.gui.tour.shots import LOOKS

_CHECKOUT = Path(__file__).parents[2]
_SECONDS = 600
"""A machine that does other things at the same time takes three times as long as a quiet one."""
_LEAST_STATES = 30
_LEAST_COLOURS = 8

pytestmark = pytest.mark.timeout(_SECONDS + 60)


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tour") / "shots"


@pytest.fixture(scope="module")
def played(shots: Path) -> CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("QT_QPA")}
    for display in ("DISPLAY", "WAYLAND_DISPLAY"):
        environment.pop(display, None)
    # A keyring that refuses everything: whoever asked it would fail the tour (P9).
    environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    return run(
        [sys.executable, "-m", "wardoffice", "demo", "--screenshots", str(shots)],
        cwd=_CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )


def test_the_tour_walks_to_its_end_without_a_display_or_a_keyring(played: CompletedProcess[str]) -> None:
    assert played.returncode == 0, played.stdout[-1500:] + played.stderr[-1500:]


def test_it_says_what_it_did_and_prints_the_books(played: CompletedProcess[str]) -> None:
    """P1: after a finished sync nothing waits."""
    lines = played.stdout.splitlines()
    assert any("shown by the server" in line and "+ 0 waiting" in line for line in lines)
    for did in ("Put ", "Pulled ", "Attached ", "Split ", "Took ", "Finished ", "Searched ", "The map shows"):
        assert any(line.startswith(did) for line in lines), did


def test_every_state_is_pictured_in_each_look_and_none_is_blank(
    played: CompletedProcess[str], shots: Path
) -> None:
    assert played.returncode == 0
    for look in LOOKS:
        pictures = sorted(shots.glob(f"*-{look.name}.png"))
        assert len(pictures) >= _LEAST_STATES
        for path in pictures:
            image = QImage(str(path))
            assert (image.width(), image.height()) == (look.width, look.height), path.name
            assert _colours(image) >= _LEAST_COLOURS, path.name
            assert (_lightness(image) < 110) is look.dark, path.name


def test_the_map_is_in_its_picture(played: CompletedProcess[str], shots: Path) -> None:
    assert played.returncode == 0
    for look in LOOKS:
        (path,) = shots.glob(f"*-map-{look.name}.png")
        image = QImage(str(path))
        middle = image.copy(image.width() // 4, image.height() // 4, image.width() // 2, image.height() // 2)
        assert _colours(middle) >= _LEAST_COLOURS, path.name


def test_every_control_has_an_accessible_name_at_every_step() -> None:
    walk = the_walk()
    assert walk.code == 0, walk.said[-3:]
    assert walk.nameless == []


def _sample(image: QImage) -> list[int]:
    """The lightness of a grid of points that no pattern of the window is likely to share."""
    return [
        image.pixelColor(x, y).rgb()
        for x in range(3, image.width(), 17)
        for y in range(5, image.height(), 13)
    ]


def _colours(image: QImage) -> int:
    return len(set(_sample(image)))


def _lightness(image: QImage) -> float:
    points = [image.pixelColor(x, y).lightness() for x in range(3, image.width(), 41)
              for y in range(5, image.height(), 37)]  # fmt: skip
    return sum(points) / len(points)
