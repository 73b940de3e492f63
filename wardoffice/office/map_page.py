"""The map's page: written into a folder with everything it needs beside it, then fed with data.

The page itself is drawn anew only where it would become another one.

Nothing in it comes from the network unless a tile provider is given. What the page offers, and what it calls
on ``wardoffice`` of the web channel when a person clicks or draws, stands at the top of
``resources/map/map.js``.
"""

import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.util import find_spec
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

    Raises OSError where the folder cannot be written. Drawing the page takes a second: call this on a worker.
    """
    _copy_files(folder)
    given = {
        "dark": dark,
        "tiles": tiles is not None,
        "words": {
            "closer": text("Closer"),
            "further": text("Further away"),
            "more": text("And {count} more at this spot", count="{count}"),
            "here": text("{count} problems at this spot", count="{count}"),
            "rest": text("And {count} more: move closer to see them", count="{count}"),
        },
        "streets": [
            {
                "name": each.name,
                "line": [[round(at.lat, _PLACES), round(at.long, _PLACES)] for at in each.points],
            }
            for each in layers.streets
        ],
    }
    (folder / _LAYERS).write_text(f"const wardLayers = {json.dumps(given)};\n", encoding="utf-8")

    outlines = [list(_bare_features(each)) for each in (layers.now, layers.before)]
    path, made_of = folder / PAGE_NAME, _made_of(outlines, tiles)
    if not _ends_with(path, made_of):
        path.write_text(_drawn(outlines, tiles) + made_of, encoding="utf-8")
    return path


def _made_of(outlines: Sequence[object], tiles: TileProvider | None) -> str:
    """The last line of the page, which tells it from any other: what it shows, and the program that drew it.

    folium, which draws it, takes half a second and 15 MB to load: for a page that stands already it is not.
    """
    folium = find_spec("folium")
    drawn_by = [Path(__file__), Path((folium and folium.origin) or "")]
    files = [each if each.is_file() else Path(sys.executable) for each in drawn_by]  # one file, once frozen
    given = [outlines, asdict(tiles) if tiles else None, [each.stat().st_mtime_ns for each in files]]
    return f"\n<!-- {sha256(json.dumps(given).encode()).hexdigest()} -->\n"


def _ends_with(path: Path, ending: str) -> bool:
    try:
        return path.read_text("utf-8").endswith(ending)
    except (OSError, UnicodeDecodeError):
        return False  # what cannot be read is written anew


def _drawn(outlines: Sequence[list[dict[str, Any]]], tiles: TileProvider | None) -> str:
    """The page as HTML."""
    import folium
    from branca.element import Element, Figure, MacroElement
    from jinja2 import Template

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
    names = []
    for features in outlines:
        ward = folium.GeoJson({"type": "FeatureCollection", "features": features})
        ward.add_to(page)
        names.append(ward.get_name())
    start = MacroElement()  # type: ignore[no-untyped-call]  # branca annotates half of itself
    start._template = Template(  # noqa: SLF001 - branca's own way of adding a script
        "{% macro script(this, kwargs) %}"
        f"startMap({page.get_name()}, {names[0]}, {names[1]}, wardLayers);"
        "{% endmacro %}"
    )
    start.add_to(page)
    html: str = figure.render()
    return html


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
