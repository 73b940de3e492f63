"""The map widget: made after the first paint, fed in batches, and in words where there is no browser."""

import json
import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.builders_case_view import a_case
from tests.gui.case_pages import a_point, moments, shown_words, square_ward
from tests.gui.inline_tasks import InlineTasks
from tests.gui.map_pages import MapBeside
from wardoffice.domain.map_layers import MapLayers
from wardoffice.domain.places import Place, Point
from wardoffice.domain.queue import MapPoint
from wardoffice.geo.drawn_areas import inside
from wardoffice.gui.case.pane import CasePane
from wardoffice.gui.map.view import MapView, rows_of
from wardoffice.office.density import density
from wardoffice.office.map_marks import danger_mark, marked
from wardoffice.office.map_page import TileProvider, write_map_page


class FakeWeb(QWidget):
    """A browser that writes down what it is told."""

    ready = Signal()
    clicked = Signal(int)
    area_drawn = Signal(object)
    left = Signal()
    broken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Path] = []
        self.calls: list[tuple[object, ...]] = []

    def open_page(self, path: Path) -> None:
        self.opened.append(path)

    def call(self, function: str, *arguments: object) -> None:
        self.calls.append((function, *arguments))

    def named(self, function: str) -> list[tuple[object, ...]]:
        return [each for each in self.calls if each[0] == function]


def _fail(error: Exception) -> None:
    raise AssertionError(error)


@pytest.fixture
def web(qapp: object) -> FakeWeb:
    return FakeWeb()


@pytest.fixture
def view(qtbot: QtBot, web: FakeWeb) -> MapView:
    """Painted once, with its page open and ready."""
    made = MapView(make=lambda _tiles: web)  # type: ignore[arg-type, return-value]  # a browser of the same shape
    qtbot.addWidget(made)
    made.load(Path("map.html"))
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: bool(web.opened))
    web.ready.emit()
    return made


def test_the_browser_is_not_made_before_the_first_paint(qtbot: QtBot, web: FakeWeb) -> None:
    """P10: the first web view is made after the first paint."""
    made: list[TileProvider | None] = []

    def make(tiles: TileProvider | None) -> FakeWeb:
        made.append(tiles)
        return web

    view = MapView(make=make)  # type: ignore[arg-type]  # a browser of the same shape
    qtbot.addWidget(view)
    view.load(Path("map.html"))
    view.show_points((a_point(1),))
    assert made == []

    view.show()
    qtbot.waitUntil(lambda: web.opened == [Path("map.html")])
    assert made == [None]


def test_what_was_shown_too_early_is_drawn_when_the_page_is_ready(
    qtbot: QtBot, view: MapView, web: FakeWeb
) -> None:
    view.show_points((a_point(1), a_point(2)))
    view.focus(a_point(2))

    qtbot.waitUntil(lambda: ("focusCase", 2) in web.calls)
    assert web.named("showCases")[-1] == ("showCases", rows_of(marked((a_point(1), a_point(2))), 0, 9), False)


def test_twenty_thousand_points_go_over_in_batches(qtbot: QtBot, view: MapView, web: FakeWeb) -> None:
    """P10: no step on the GUI thread over 50 ms."""
    web.calls.clear()
    view.show_points(tuple(a_point(number) for number in range(20_000)))

    qtbot.waitUntil(lambda: len(web.named("showCases")) == 20, timeout=20_000)
    batches = [len(each[1]) for each in web.named("showCases")]  # type: ignore[arg-type]
    assert set(batches) == {1_000}
    assert [each[2] for each in web.named("showCases")] == [False] + [True] * 19


def test_a_newer_list_takes_the_place_of_one_that_is_still_going_over(
    qtbot: QtBot, view: MapView, web: FakeWeb
) -> None:
    view.show_points(tuple(a_point(number) for number in range(5_000)))
    view.show_points((a_point(7),))

    qtbot.waitUntil(lambda: ("showCases", rows_of(marked((a_point(7),)), 0, 9), False) in web.calls)
    assert web.named("showCases")[-1] == ("showCases", rows_of(marked((a_point(7),)), 0, 9), False)


def test_focusing_a_case_that_is_not_drawn_draws_it(qtbot: QtBot, view: MapView, web: FakeWeb) -> None:
    view.show_points((a_point(1),))
    view.focus(a_point(9))

    qtbot.waitUntil(lambda: ("focusCase", 9) in web.calls)
    assert web.named("showCases")[-1] == ("showCases", rows_of(marked((a_point(1), a_point(9))), 0, 9), False)


def test_a_click_on_the_map_names_the_case(qtbot: QtBot, view: MapView, web: FakeWeb) -> None:
    with qtbot.waitSignal(view.clicked) as clicked:
        web.clicked.emit(42)
    assert clicked.args == [42]


def test_an_area_and_escape_are_passed_on(qtbot: QtBot, view: MapView, web: FakeWeb) -> None:
    corners = (Point(41.9, -87.7), Point(42.0, -87.7), Point(42.0, -87.6))
    with qtbot.waitSignal(view.area_drawn) as drawn:
        web.area_drawn.emit(corners)
    assert drawn.args == [corners]
    with qtbot.waitSignal(view.left):
        web.left.emit()


def test_what_it_was_told_is_told_again_to_a_browser_that_was_started_anew(
    qtbot: QtBot, view: MapView, web: FakeWeb
) -> None:
    view.show_density("never")
    view.show_boundaries("both")
    view.select([4, 2])
    view.mark_open(2)
    web.broken.emit()
    web.calls.clear()

    web.ready.emit()

    assert [each for each in web.calls if each[0] != "setDark"][:4] == [
        ("setHeatMode", "never"),
        ("showBoundaries", "both"),
        ("selectCases", [4, 2]),
        ("markCase", 2),
    ]


def test_without_a_browser_it_says_so_and_what_still_works(qtbot: QtBot) -> None:
    def missing(_tiles: TileProvider | None) -> FakeWeb:
        raise ImportError

    view = MapView(make=missing)  # type: ignore[arg-type]  # it never makes one
    qtbot.addWidget(view)
    view.load(Path("map.html"))
    view.show()

    qtbot.waitUntil(lambda: "Everything else works." in view.words)
    view.show_points((a_point(1),))
    view.focus(a_point(1))


def test_nothing_is_told_to_a_page_that_is_still_being_loaded_in_the_place_of_another(
    qtbot: QtBot, view: MapView, web: FakeWeb
) -> None:
    view.show_points(tuple(a_point(number) for number in range(3_000)))
    view.load(Path("other.html"))
    web.calls.clear()
    view.show_points((a_point(1),))
    view.show_density("never")
    assert web.calls == []
    assert not view.drawn
    assert "being drawn" in view.words

    web.ready.emit()
    qtbot.waitUntil(lambda: view.drawn)
    assert ("setHeatMode", "never") in web.calls
    assert len(web.named("showCases")) == 1


def test_a_browser_that_dies_is_told_and_can_be_started_again(
    qtbot: QtBot, view: MapView, web: FakeWeb
) -> None:
    view.show_points((a_point(1),))
    web.broken.emit()
    assert "Nothing is lost" in view.words
    web.calls.clear()

    again = next(
        each for each in view.findChildren(QWidget) if each.accessibleName() == "" and _is_again(each)
    )
    QTest.mouseClick(again, Qt.MouseButton.LeftButton)
    assert len(web.opened) == 2
    web.ready.emit()
    qtbot.waitUntil(lambda: web.named("showCases") != [])
    assert view.words == ""


def _is_again(widget: QWidget) -> bool:
    return getattr(widget, "text", str)() == "Draw the map again"


@given(
    st.lists(
        st.builds(
            a_point,
            st.integers(1, 10**9),
            ours=st.booleans(),
            safety=st.booleans(),
            title=st.text(max_size=40),
        ),
        max_size=20,
        unique_by=lambda each: each.case_id,
    )
)
def test_every_point_goes_over_once_with_its_place_its_words_and_its_mark(points: list[MapPoint]) -> None:
    shown = marked(tuple(points))
    rows = rows_of(shown, 0, len(points))
    assert sorted(row[0] for row in rows) == sorted(each.case_id for each in points)  # type: ignore[type-var]
    by_id = {each.case_id: each for each in points}
    for case_id, lat, long, which, number, title, _address in rows:
        point = by_id[case_id]  # type: ignore[index]
        assert (lat, long, number) == (point.point.lat, point.point.long, point.number)
        assert title == point.title
        assert isinstance(which, int)
        assert (shown.marks[which] == danger_mark()) is point.safety


def test_the_case_panes_small_map_shows_the_case_among_what_is_near(qtbot: QtBot) -> None:
    port = MapBeside()
    pane = CasePane(InlineTasks(_fail), moments(), port)
    qtbot.addWidget(pane)
    pane.show()
    pane.show_case(a_case())
    pane.show_near((a_point(1), a_point(5)))

    assert [each.case_id for each in port.points] == [5, 1]
    assert port.focused is not None
    assert port.focused.case_id == 1
    with qtbot.waitSignal(pane.case_asked) as asked:
        port.clicked.emit(5)
    assert asked.args == [5]


def test_a_case_without_a_place_hides_the_small_map_and_says_why(qtbot: QtBot) -> None:
    port = MapBeside()
    pane = CasePane(InlineTasks(_fail), moments(), port)
    qtbot.addWidget(pane)
    pane.show()
    pane.show_case(a_case(place=Place()))

    assert port.isHidden()
    assert port.focused is None
    assert "No address and no point known." in shown_words(pane)


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


def _allow_browser() -> None:
    flags = os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "")
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--no-sandbox" not in flags:
        os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = f"{flags} --no-sandbox --disable-gpu".strip()
    pytest.importorskip("PySide6.QtWebEngineWidgets", reason="QtWebEngine is not installed")


@pytest.mark.webengine
@pytest.mark.qt_log_ignore(
    "propagateSizeHints",
    "QRhi",
    "Failed to create RHI",
    "GPUInfo",
    "Refused to",
    "Fetch API",
    "Failed to load",
)
def test_a_real_map_is_drawn_clicked_and_asks_nobody_on_the_web(
    qtbot: QtBot, tmp_path: Path, stranger: tuple[str, list[str]]
) -> None:
    """P8 and P10: the page works without the network, refuses what is not ours, and is quick to begin."""
    address, asked = stranger
    _allow_browser()
    from wardoffice.gui.map.web import WebMap

    kept: list[WebMap] = []

    def make(tiles: TileProvider | None) -> WebMap:
        kept.append(WebMap(tiles))
        return kept[-1]

    view = MapView(make=make)
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.load(write_map_page(tmp_path, MapLayers(now=square_ward()), dark=False, tiles=None))
    view.show()
    evil = f'<img src="{address}/title.png">'
    here = a_point(7, title=evil, safety=True)
    view.show_points((a_point(1), here))
    view.focus(here)
    qtbot.waitUntil(lambda: view.words == "", timeout=30_000)
    page = kept[0].page()

    def ask(script: str) -> object:
        answers: list[object] = []
        page.runJavaScript(script, 0, answers.append)
        qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
        return answers[0]

    assert ask("showCases([], true)") == 2

    # The focused case is in the middle: a click there comes back as its id, its title stays plain text.
    assert _click_until_told(view, kept[0], qtbot) == 7
    title = "document.querySelector('.leaflet-tooltip b')?.textContent ?? ''"
    qtbot.waitUntil(lambda: ask(title) == evil, timeout=20_000)
    assert ask("document.querySelectorAll('.leaflet-tooltip img').length") == 0

    # Straight into the page, past our own page's rules: a picture, a script's fetch, another page.
    page.runJavaScript(
        f"new Image().src = '{address}/image.png'; fetch('{address}/fetch').catch(() => 0);"
        f"location.href = '{address}/elsewhere';"
    )
    assert ask("document.title = 'still here'; document.title") == "still here"
    assert asked == []

    # With tiles switched on, a page with no rules of its own still reaches nobody but their provider.
    bare = tmp_path / "bare.html"
    bare.write_text(f'<img src="{address}/bare.png"><script src="{address}/bare.js"></script>')
    elsewhere = TileProvider("https://tile.example.org/{z}/{x}/{y}.png", "elsewhere", "test")
    alone = make(elsewhere)
    qtbot.addWidget(alone)
    with qtbot.waitSignal(alone.page().loadFinished, timeout=10_000):
        alone.open_page(bare)
    assert asked == []

    # Tiles that the office switched on do come, and from their provider alone.
    tiles = TileProvider(f"{address}/{{z}}/{{x}}/{{y}}.png", "loopback", "WardOffice-test")
    with_tiles = MapView(tiles, make=make)
    qtbot.addWidget(with_tiles)
    with_tiles.resize(300, 300)
    with_tiles.load(write_map_page(tmp_path / "tiles", MapLayers(now=square_ward()), dark=True, tiles=tiles))
    with_tiles.show()
    qtbot.waitUntil(lambda: any(path.endswith(".png") for path in asked), timeout=30_000)


@pytest.mark.webengine
@pytest.mark.qt_log_ignore(
    "propagateSizeHints",
    "QRhi",
    "Failed to create RHI",
    "GPUInfo",
    "Refused to",
    "Fetch API",
    "Failed to load",
)
def test_on_a_real_map_an_area_is_drawn_and_many_are_shown_as_density(qtbot: QtBot, tmp_path: Path) -> None:
    _allow_browser()
    from wardoffice.gui.map.web import WebMap

    kept: list[WebMap] = []

    def make(tiles: TileProvider | None) -> WebMap:
        kept.append(WebMap(tiles))
        return kept[-1]

    view = MapView(make=make)
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.load(write_map_page(tmp_path, MapLayers(now=square_ward()), dark=False, tiles=None))
    view.show()
    here = a_point(7)
    view.show_points((here,))
    qtbot.waitUntil(lambda: view.words == "" and view.drawn, timeout=30_000)
    page = kept[0].page()

    def ask(script: str) -> object:
        answers: list[object] = []
        page.runJavaScript(script, 0, answers.append)
        qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
        return answers[0]

    def looks(**wanted: object) -> bool:
        state = json.loads(str(ask("mapState()")))
        return all(state[key] == value for key, value in wanted.items())

    qtbot.waitUntil(lambda: float(json.loads(str(ask("mapState()")))["zoom"]) > 10, timeout=20_000)

    # Drawn with the mouse, it comes back as places, whatever lies in it; the map is not moved meanwhile.
    drawn: list[tuple[Point, ...]] = []
    view.area_drawn.connect(drawn.append)
    view.draw_area(on=True)
    before = ask(f"JSON.stringify({_MAP}.getCenter())")
    page.runJavaScript(_DRAW)
    qtbot.waitUntil(lambda: len(drawn) == 1, timeout=20_000)
    assert inside(drawn[0], [here.point, Point(41.0, -87.0)]) == [0]
    assert ask(f"JSON.stringify({_MAP}.getCenter())") == before
    view.draw_area(on=False)
    view.take_view()
    qtbot.waitUntil(lambda: len(drawn) == 2, timeout=20_000)
    assert inside(drawn[1], [here.point]) == [0]
    view.clear_area()
    qtbot.waitUntil(lambda: looks(area=0, lasso=False), timeout=20_000)

    # Many from afar are shown as density; each of them when the person wants that.
    many = tuple(a_point(number, point=Point(41.951 + number % 28 * 1e-3, -87.68)) for number in range(1_200))
    view.show_marked(marked(many), density(many))
    view.select([1, 2])
    view.mark_open(3)
    page.runJavaScript(f"{_MAP}.setZoom(13)")
    qtbot.waitUntil(lambda: looks(cases=1_200, heat=True, selected=[1, 2], focused=3), timeout=20_000)
    view.show_density("never")
    qtbot.waitUntil(lambda: looks(heat=False, cells=0, waiting=False), timeout=20_000)
    outlines = f"Object.values({_MAP}._layers).filter((each) => each instanceof L.Polygon).length"
    assert ask(outlines) == 1
    view.show_boundaries("before")  # there is none before in this page, and none of today is left
    qtbot.waitUntil(lambda: ask(outlines) == 0, timeout=20_000)


_MAP = "Object.values(window).find((each) => each instanceof L.Map)"
_DRAW = """(() => {
  const box = document.querySelector(".leaflet-container"), x = innerWidth / 2, y = innerHeight / 2;
  const tell = (kind, to, dx, dy) => to.dispatchEvent(
    new MouseEvent(kind, { clientX: x + dx, clientY: y + dy, button: 0, bubbles: true }));
  tell("mousedown", box, -60, -60);
  for (const [dx, dy] of [[60, -60], [60, 60], [-60, 60]]) { tell("mousemove", window, dx, dy); }
  tell("mouseup", window, -60, 60);
})()"""


def _click_until_told(view: MapView, web: QWidget, qtbot: QtBot) -> int:
    """Click the middle of the map as a mouse does, until the page tells a case's id."""
    clicked: list[int] = []
    view.clicked.connect(clicked.append)

    def click() -> bool:
        # The browser's own widget takes the events.
        target = web.focusProxy() or web
        middle = QPoint(target.width() // 2, target.height() // 2)
        QTest.mouseMove(target, middle)
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=middle)
        return bool(clicked)

    qtbot.waitUntil(click, timeout=20_000)
    return clicked[0]
