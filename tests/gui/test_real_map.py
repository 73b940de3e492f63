"""The map as a real page in QtWebEngine: clicked, drawn on, and asking nobody on the web."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.gui.case_pages import a_point, square_ward
from wardoffice.domain.map_layers import MapLayers
from wardoffice.domain.places import Point
from wardoffice.geo.drawn_areas import inside
from wardoffice.gui.map.view import MapView
from wardoffice.gui.theme import LEAST_POINTS
from wardoffice.office.density import density
from wardoffice.office.map_marks import marked
from wardoffice.office.map_page import TileProvider, write_map_page

if TYPE_CHECKING:
    from PySide6.QtWebEngineCore import QWebEnginePage

    from wardoffice.gui.map.web import WebMap

pytestmark = [pytest.mark.long, pytest.mark.webengine]

# Of a test itself: the window's own list of what is ignored would hide that of a module.
_a_browser_grumbles = pytest.mark.qt_log_ignore(
    "propagateSizeHints",
    "QRhi",
    "Failed to create RHI",
    "GPUInfo",
    "Refused to",
    "Fetch API",
    "Failed to load",
)
_MAP = "Object.values(window).find((each) => each instanceof L.Map)"


def _draw_around(point: Point) -> str:
    """Draws an area around a place with the mouse; whether it did, without moving the map.

    All in one go: the page fits the ward again once it knows its size, and may do so between two questions.
    """
    return f"""(() => {{
      const map = {_MAP}, at = map.latLngToContainerPoint([{point.lat}, {point.long}]);
      const {{ x, y }} = at, stood = map.getCenter();
      const isInside = Math.min(x, y, innerWidth - x, innerHeight - y) > 60;
      if (!isInside || map._animatingZoom || (map._panAnim && map._panAnim._inProgress)) {{ return false; }}
      const tell = (kind, to, dx, dy) => to.dispatchEvent(
        new MouseEvent(kind, {{ clientX: x + dx, clientY: y + dy, button: 0, bubbles: true }}));
      tell("mousedown", document.querySelector(".leaflet-container"), -60, -60);
      for (const [dx, dy] of [[60, -60], [60, 60], [-60, 60]]) {{ tell("mousemove", window, dx, dy); }}
      tell("mouseup", window, -60, 60);
      return map.getCenter().equals(stood);
    }})()"""


class RealMap:
    """A map of one square ward in a browser of its own, and what its page answers."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        from wardoffice.gui.map.web import WebMap

        self._kind = WebMap
        self._made: list[WebMap] = []
        self._qtbot = qtbot
        self.view = MapView(make=self.make)
        qtbot.addWidget(self.view)
        self.view.resize(500, 400)
        self.view.load(write_map_page(folder, MapLayers(now=square_ward()), dark=False, tiles=None))
        self.view.show()

    def make(self, tiles: TileProvider | None) -> "WebMap":
        """Another browser."""
        self._made.append(self._kind(tiles))
        return self._made[-1]

    @property
    def web(self) -> "WebMap":
        """The map's browser, once it is there."""
        return self._made[0]

    @property
    def page(self) -> "QWebEnginePage":
        """The page in it."""
        return self.web.page()

    def ask(self, script: str) -> object:
        """What a script says in the page."""
        answers: list[object] = []
        self.page.runJavaScript(script, 0, answers.append)
        self._qtbot.waitUntil(lambda: bool(answers))
        return answers[0]


class _Tiles(BaseHTTPRequestHandler):
    """Counts who asks for pictures."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def stranger() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback that nobody allowed; its address, and what it was asked for."""
    asked: list[str] = []
    handler = type("_Counting", (_Tiles,), {"asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def real_map(qtbot: QtBot, tmp_path: Path) -> RealMap:
    flags = os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "")
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--no-sandbox" not in flags:
        os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = f"{flags} --no-sandbox --disable-gpu".strip()
    pytest.importorskip("PySide6.QtWebEngineWidgets", reason="QtWebEngine is not installed")
    return RealMap(qtbot, tmp_path)


@_a_browser_grumbles
def test_a_real_map_is_drawn_clicked_and_asks_nobody_on_the_web(
    qtbot: QtBot, tmp_path: Path, stranger: tuple[str, list[str]], real_map: RealMap
) -> None:
    """P8 and P10: the page works without the network, refuses what is not ours, and is quick to begin."""
    address, asked = stranger
    view, ask = real_map.view, real_map.ask
    evil = f'<img src="{address}/title.png">'
    here = a_point(7, title=evil, safety=True)
    view.show_points((a_point(1), here))
    view.focus(here)
    qtbot.waitUntil(lambda: view.words == "")

    assert ask("showCases([], true)") == 2

    # The focused case is in the middle: a click there comes back as its id, its title stays plain text.
    assert _click_until_told(view, real_map.web, qtbot) == 7
    title = "document.querySelector('.leaflet-tooltip b')?.textContent ?? ''"
    qtbot.waitUntil(lambda: ask(title) == evil)
    assert ask("document.querySelectorAll('.leaflet-tooltip img').length") == 0

    # It says when it was drawn anew for another size.
    qtbot.waitUntil(lambda: view.fitted)
    view.resize(view.width() + 80, view.height() + 40)
    assert not view.fitted
    qtbot.waitUntil(lambda: view.fitted)

    # Its words grow with the system's text.
    font = QFont(view.font())
    font.setPointSizeF(LEAST_POINTS * 2)
    view.setFont(font)
    assert ask("getComputedStyle(document.querySelector('.leaflet-tooltip')).fontSize") == "26px"

    # Straight into the page, past our own page's rules: a picture, a script's fetch, another page.
    real_map.page.runJavaScript(
        f"new Image().src = '{address}/image.png'; fetch('{address}/fetch').catch(() => 0);"
        f"location.href = '{address}/elsewhere';"
    )
    assert ask("document.title = 'still here'; document.title") == "still here"
    assert asked == []

    # With tiles switched on, a page with no rules of its own still reaches nobody but their provider.
    bare = tmp_path / "bare.html"
    bare.write_text(f'<img src="{address}/bare.png"><script src="{address}/bare.js"></script>')
    elsewhere = TileProvider("https://tile.example.org/{z}/{x}/{y}.png", "elsewhere", "test")
    alone = real_map.make(elsewhere)
    qtbot.addWidget(alone)
    with qtbot.waitSignal(alone.page().loadFinished):
        alone.open_page(bare)
    assert asked == []

    # Tiles that the office switched on do come, and from their provider alone.
    tiles = TileProvider(f"{address}/{{z}}/{{x}}/{{y}}.png", "loopback", "WardOffice-test")
    with_tiles = MapView(tiles, make=real_map.make)
    qtbot.addWidget(with_tiles)
    with_tiles.resize(300, 300)
    with_tiles.load(write_map_page(tmp_path / "tiles", MapLayers(now=square_ward()), dark=True, tiles=tiles))
    with_tiles.show()
    qtbot.waitUntil(lambda: any(path.endswith(".png") for path in asked))


@_a_browser_grumbles
def test_on_a_real_map_an_area_is_drawn_and_many_are_shown_as_density(
    qtbot: QtBot, real_map: RealMap
) -> None:
    view, ask = real_map.view, real_map.ask
    here = a_point(7)
    view.show_points((here,))
    qtbot.waitUntil(lambda: view.words == "" and view.drawn)

    def looks(**wanted: object) -> bool:
        state = json.loads(str(ask("mapState()")))
        return all(state[key] == value for key, value in wanted.items())

    # Drawn with the mouse, it comes back as places, whatever lies in it; the map is not moved meanwhile.
    drawn: list[tuple[Point, ...]] = []
    view.area_drawn.connect(drawn.append)
    view.draw_area(on=True)
    qtbot.waitUntil(lambda: bool(ask(_draw_around(here.point))))
    qtbot.waitUntil(lambda: len(drawn) == 1)
    assert inside(drawn[0], [here.point, Point(41.0, -87.0)]) == [0]
    view.draw_area(on=False)
    view.take_view()
    qtbot.waitUntil(lambda: len(drawn) == 2)
    assert inside(drawn[1], [here.point]) == [0]
    view.clear_area()
    qtbot.waitUntil(lambda: looks(area=0, lasso=False))

    # Many from afar are shown as density; each of them when the person wants that.
    many = tuple(a_point(number, point=Point(41.951 + number % 28 * 1e-3, -87.68)) for number in range(1_200))
    view.show_marked(marked(many), density(many))
    view.select([1, 2])
    view.mark_open(3)
    real_map.page.runJavaScript(f"{_MAP}.setZoom(13)")
    qtbot.waitUntil(lambda: looks(cases=1_200, heat=True, selected=[1, 2], focused=3))
    view.show_density("never")
    qtbot.waitUntil(lambda: looks(heat=False, cells=0, waiting=False))
    outlines = f"Object.values({_MAP}._layers).filter((each) => each instanceof L.Polygon).length"
    assert ask(outlines) == 1
    view.show_boundaries("before")  # there is none before in this page, and none of today is left
    qtbot.waitUntil(lambda: ask(outlines) == 0)


@_a_browser_grumbles
def test_on_a_real_map_each_of_several_at_one_spot_can_be_opened(qtbot: QtBot, real_map: RealMap) -> None:
    view, ask = real_map.view, real_map.ask
    spot = a_point(1).point
    view.show_points(tuple(replace(a_point(number), point=spot) for number in (1, 2, 3)))
    qtbot.waitUntil(lambda: view.words == "" and view.drawn)
    ask(f"showView({spot.lat}, {spot.long}, 17); 1")
    opened: list[int] = []
    view.clicked.connect(opened.append)
    buttons = "[...document.querySelectorAll('.chooser button')]"
    for number in (1, 2, 3):
        qtbot.waitUntil(lambda: _click_the_middle(real_map.web) and ask(f"{buttons}.length") == 3)
        assert "3 problems at this spot" in str(ask("document.querySelector('.chooser').textContent"))
        assert ask(f"document.activeElement === {buttons}[0]"), "the keyboard chooses too"
        ask(f"{buttons}[{number - 1}].click(); 1")
        qtbot.waitUntil(lambda: len(opened) == number)  # noqa: B023 - waited for here
        qtbot.waitUntil(lambda: ask(f"{buttons}.length") == 0)
    assert sorted(opened) == [1, 2, 3]


@_a_browser_grumbles
def test_a_real_map_that_rests_gives_its_memory_back_and_is_drawn_again(
    qtbot: QtBot, real_map: RealMap
) -> None:
    view, ask = real_map.view, real_map.ask
    view.show_points((a_point(1), a_point(7)))
    qtbot.waitUntil(lambda: view.words == "" and view.drawn)
    process = Path(f"/proc/{real_map.page.renderProcessPid()}")

    view.hide()
    view.rest()
    state = real_map.page.lifecycleState
    qtbot.waitUntil(lambda: state() is type(state()).Discarded)
    if process.parent.exists():  # elsewhere it is Qt's word that stands for it
        qtbot.waitUntil(lambda: not process.exists())
    assert view.words == "The map is being drawn."
    view.show_points((a_point(3),))  # the list changed meanwhile

    view.show()
    qtbot.waitUntil(lambda: view.words == "" and view.drawn)
    assert ask("showCases([], true)") == 1


def _click_the_middle(web: QWidget) -> bool:
    # The browser's own widget takes the events.
    target = web.focusProxy() or web
    middle = QPoint(target.width() // 2, target.height() // 2)
    QTest.mouseMove(target, middle)
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=middle)
    return True


def _click_until_told(view: MapView, web: QWidget, qtbot: QtBot) -> int:
    """Click the middle of the map as a mouse does, until the page tells a case's id."""
    clicked: list[int] = []
    view.clicked.connect(clicked.append)

    qtbot.waitUntil(lambda: _click_the_middle(web) and bool(clicked))
    return clicked[0]
