"""The map with many problems: pushing and drawing them, moving it, and what that costs the window.

Figures: map_draw (from the points to the drawn page), map_move (one move of the map), both beside a bare page
with one GeoJson layer of the same points on a canvas; map_longest_stall of the window meanwhile (bar 50 ms)
beside that of the bare page; map_first_view, making the browser (bar 150 ms), beside making a bare one.
"""

import os
import random
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, sleep, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--no-sandbox --disable-gpu")

from PySide6.QtCore import QCoreApplication
from PySide6.QtWebEngineWidgets import QWebEngineView

from tests.benchmarks.figures import options, show
from wardoffice.domain.map_layers import MapLayers
from wardoffice.domain.places import Point
from wardoffice.domain.queue import Desk, MapPoint
from wardoffice.gui.app import make_application
from wardoffice.gui.map.view import MapView
from wardoffice.gui.map.web import WebMap
from wardoffice.office.density import density
from wardoffice.office.map_marks import marked
from wardoffice.office.map_page import write_map_page

_WEST, _SOUTH, _EAST, _NORTH = -87.70, 41.95, -87.66, 41.98
_BATCH = 1_000
_PATIENCE = 60.0
_MOVES = 10
_BARE = """<!DOCTYPE html><html><head><link rel="stylesheet" href="leaflet.css">
<script src="leaflet.js"></script><style>html, body, #map { height: 100%; margin: 0; }</style></head>
<body><div id="map"></div><script>
const map = L.map("map", { preferCanvas: true, zoomAnimation: false }).setView([41.965, -87.68], 14);
const layer = L.geoJSON(null, { pointToLayer: (_, at) => L.circleMarker(at, { radius: 6 }) }).addTo(map);
</script></body></html>"""


def main() -> None:
    """Measure, print."""
    size = options(__doc__ or "", 20_000).size
    app = make_application(["benchmark"], dark=False)
    points = _points(size)
    with TemporaryDirectory() as name:
        folder = Path(name)
        page = write_map_page(folder, MapLayers(now=_ward()), dark=False, tiles=None)
        bare_page = folder / "bare.html"
        bare_page.write_text(_BARE, encoding="utf-8")
        began = perf_counter()
        first = QWebEngineView()
        first.page()
        bare_view = perf_counter() - began
        began = perf_counter()
        bare = WebMap(None)
        view = perf_counter() - began
        show("map_first_view", view * 1000, "ms", ("bare_web_view", bare_view * 1000))
        bare_draw, bare_stall, bare_move = _bare(bare, bare_page, points)
        draw, stall, move = _ours(page, points)
        show("map_draw", draw * 1000, "ms", ("bare_geojson_layer", bare_draw * 1000))
        show("map_move", move * 1000, "ms", ("bare_geojson_layer", bare_move * 1000))
        show("map_longest_stall", stall * 1000, "ms", ("bare_geojson_layer", bare_stall * 1000))
        for each in (first, bare):
            each.close()
        app.closeAllWindows()


def _points(size: int) -> tuple[MapPoint, ...]:
    some = random.Random(1)
    desks = list(Desk)
    return tuple(
        MapPoint(
            number,
            f"2026-{number:05}",
            f"Street Light Out {number % 40}",
            f"{4000 + number % 900} N Damen Ave",
            Point(some.uniform(_SOUTH, _NORTH), some.uniform(_WEST, _EAST)),
            some.random() < 0.3,
            some.random() < 0.01,
            some.choice(desks),
            "code",
        )
        for number in range(size)
    )


def _ward() -> dict[str, object]:
    corners = [[_WEST, _SOUTH], [_EAST, _SOUTH], [_EAST, _NORTH], [_WEST, _NORTH], [_WEST, _SOUTH]]
    return {"type": "Polygon", "coordinates": [corners]}


def _ours(page: Path, points: tuple[MapPoint, ...]) -> tuple[float, float, float]:
    made: list[WebMap] = []

    def make(_tiles: object) -> WebMap:
        made.append(WebMap(None))
        return made[-1]

    view = MapView(make=make)
    view.resize(1200, 760)
    view.load(page)
    view.show()
    _until(lambda: view.words == "")
    view.show_density("never")
    _settle(made[0])
    began = perf_counter()
    view.show_marked(marked(points), density(points))
    stall = _until(lambda: view.drawn)
    stall = max(stall, _settle(made[0]))
    draw = perf_counter() - began
    name = str(_ask(made[0], "Object.keys(window).find((key) => key.startsWith('map_'))"))
    move = _move(made[0], name)
    view.close()
    return draw, stall, move


def _bare(web: WebMap, page: Path, points: tuple[MapPoint, ...]) -> tuple[float, float, float]:
    ready: list[bool] = []
    web.ready.connect(lambda: ready.append(True))
    web.resize(1200, 760)
    web.open_page(page)
    web.show()
    _until(lambda: bool(ready))
    _settle(web)
    began, stall = perf_counter(), 0.0
    for start in range(0, len(points), _BATCH):
        features = [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [each.point.long, each.point.lat]},
                "properties": {"id": each.case_id, "title": each.title, "address": each.address},
            }
            for each in points[start : start + _BATCH]
        ]
        step = thread_time()
        web.call("layer.addData", {"type": "FeatureCollection", "features": features})
        stall = max(stall, thread_time() - step, _step())
    stall = max(stall, _settle(web))
    return perf_counter() - began, stall, _move(web, "map")


def _move(web: WebMap, name: str) -> float:
    """One move, from the asking to the drawn page, of several."""
    began = perf_counter()
    for number in range(_MOVES):
        web.page().runJavaScript(f"{name}.panBy([{80 if number % 2 else -80}, 40], {{ animate: false }})")
        _settle(web)
    return (perf_counter() - began) / _MOVES


def _settle(web: WebMap) -> float:
    """Wait until the page has drawn what it was told; the longest step of the window meanwhile."""
    web.page().runJavaScript(
        "window.settled = false; requestAnimationFrame(() => requestAnimationFrame(() => settled = true))"
    )
    longest = 0.0
    deadline = monotonic() + _PATIENCE
    while _ask(web, "window.settled") is not True:
        longest = max(longest, _step())
        if monotonic() > deadline:
            raise TimeoutError
    return longest


def _ask(web: WebMap, script: str) -> object:
    answers: list[object] = []
    web.page().runJavaScript(script, 0, answers.append)
    _until(lambda: bool(answers))
    return answers[0]


def _until(reached: Callable[[], bool]) -> float:
    longest, deadline = 0.0, monotonic() + _PATIENCE
    while not reached():
        longest = max(longest, _step())
        if monotonic() > deadline:
            raise TimeoutError
    return longest


def _step() -> float:
    # The thread's own time: how long it waits for a processor says nothing of the map.
    began = thread_time()
    QCoreApplication.processEvents()
    taken = thread_time() - began
    sleep(0.0005)
    return taken


if __name__ == "__main__":
    main()
