"""The map's page: written once into a folder with everything it needs beside it, then fed with data.

Nothing in it comes from the network unless a tile provider is given. What the page offers, and what it calls
on ``wardoffice`` of the web channel when a person clicks or draws, stands at the top of
``resources/map/map.js``.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from wardoffice.assets import resource
from wardoffice.domain.map_layers import MapLayers
from wardoffice.language import text

PAGE_NAME = "map.html"
_SCRIPT, _STYLE = "leaflet.js", "leaflet.css"
_OUR_SCRIPT, _OUR_STYLE = "map.js", "map.css"
_LAYERS = "layers.js"
_IMAGES = "images"
_PLACES = 6  # decimals of a degree: a tenth of a metre


@dataclass(frozen=True, slots=True)
class TileProvider:
    """A server of map pictures that the office switched on.

    ``url`` is Leaflet's template (``https://tile.example.org/{z}/{x}/{y}.png``, with ``{s}.`` where the
    provider has several hosts). ``attribution``, ``user_agent`` and ``referer`` are what it demands.
    """

    url: str
    attribution: str
    user_agent: str
    referer: str = ""
    max_zoom: int = 19

    @property
    def scheme(self) -> str:
        """``https``, as a rule."""
        return urlsplit(self.url).scheme

    @property
    def host(self) -> str:
        """The one host, or the domain that holds the several; lower-case, without the port."""
        return urlsplit(self.url.replace("{s}.", "")).hostname or ""

    def serves(self, scheme: str, host: str) -> bool:
        """Whether a picture of that host is one of this provider's."""
        if not self.host or scheme != self.scheme:
            return False
        return host == self.host or ("{s}." in self.url and host.endswith(f".{self.host}"))

    @property
    def _sources(self) -> str:
        """What the page's content security policy lets pictures come from."""
        parts = urlsplit(self.url.replace("{s}.", "*." if "{s}." in self.url else ""))
        return f"{parts.scheme}://{parts.netloc}"


def write_map_page(folder: Path, layers: MapLayers, *, dark: bool, tiles: TileProvider | None) -> Path:
    """Write the page, its layers and Leaflet's files into ``folder``; answers the page's path.

    Raises OSError where the folder cannot be written. folium takes a second to import: call this on a worker.
    """
    import folium
    from branca.element import Element, Figure, MacroElement
    from jinja2 import Template

    _copy_files(folder)
    given = {
        "dark": dark,
        "tiles": tiles is not None,
        "words": {"closer": text("Closer"), "further": text("Further away")},
        "streets": [
            {
                "name": each.name,
                "line": [[round(at.lat, _PLACES), round(at.long, _PLACES)] for at in each.points],
            }
            for each in layers.streets
        ],
    }
    (folder / _LAYERS).write_text(f"const wardLayers = {json.dumps(given)};\n", encoding="utf-8")

    page = folium.Map(
        location=(0, 0),
        zoom_start=2,
        tiles=None,
        prefer_canvas=True,
        zoom_snap=0.25,  # whole steps leave half the screen empty around the ward
        zoom_animation=False,  # our canvases are drawn for where the map rests
        zoom_control=False,
        attributionControl=False,
    )
    page.default_js = [("leaflet", _SCRIPT), ("map", _OUR_SCRIPT), ("layers", _LAYERS)]
    page.default_css = [("leaflet_css", _STYLE), ("map_css", _OUR_STYLE)]
    figure = cast("Figure", page.get_root())
    figure.header.add_child(Element(_policy(tiles)), name="policy")
    if tiles is not None:
        folium.TileLayer(tiles=tiles.url, attr=tiles.attribution, max_zoom=tiles.max_zoom).add_to(page)
    outlines = []
    for outline in (layers.now, layers.before):
        ward = folium.GeoJson({"type": "FeatureCollection", "features": list(_bare_features(outline))})
        ward.add_to(page)
        outlines.append(ward.get_name())
    start = MacroElement()  # type: ignore[no-untyped-call]  # branca annotates half of itself
    start._template = Template(  # noqa: SLF001 - branca's own way of adding a script
        "{% macro script(this, kwargs) %}"
        f"startMap({page.get_name()}, {outlines[0]}, {outlines[1]}, wardLayers);"
        "{% endmacro %}"
    )
    start.add_to(page)
    path = folder / PAGE_NAME
    path.write_text(figure.render(), encoding="utf-8")
    return path


def _copy_files(folder: Path) -> None:
    from xstatic.pkg import leaflet

    folder.mkdir(parents=True, exist_ok=True)
    files = Path(leaflet.BASE_DIR)
    for name in (_SCRIPT, _STYLE):
        shutil.copyfile(files / name, folder / name)
    for name in (_OUR_SCRIPT, _OUR_STYLE):
        shutil.copyfile(resource(f"map/{name}"), folder / name)
    shutil.copytree(files / _IMAGES, folder / _IMAGES, dirs_exist_ok=True)


def _policy(tiles: TileProvider | None) -> str:
    """The page may use what lies beside it, and the tile provider's pictures: nothing else."""
    pictures = f" {tiles._sources}" if tiles is not None else ""  # noqa: SLF001 - the provider's own rule
    return (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "script-src 'unsafe-inline' file:; style-src 'unsafe-inline' file:; "
        f'img-src file: data:{pictures}">'
    )


def _bare_features(outline: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Only the shapes: an outline's properties are nobody's business in the page."""
    kind = outline.get("type")
    if kind == "FeatureCollection":
        for feature in outline.get("features") or ():
            yield from _bare_features(feature)
    elif kind == "Feature":
        yield from _bare_features(outline.get("geometry") or {})
    elif kind in ("Polygon", "MultiPolygon"):
        geometry = {"type": kind, "coordinates": outline["coordinates"]}
        yield {"type": "Feature", "properties": {}, "geometry": geometry}
