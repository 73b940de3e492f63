"""The map's page: written once into a folder with everything it needs beside it, then fed with data.

Nothing in it comes from the network unless a tile provider is given. The page offers three functions:
``showCases(collection, more)``, ``focusCase(id)`` and ``setDark(dark)``; it calls ``wardoffice.clicked(id)``
of the web channel when a person clicks a case.
"""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from wardoffice.language import text

PAGE_NAME = "map.html"
_SCRIPT = "leaflet.js"
_STYLE = "leaflet.css"
_IMAGES = "images"


@dataclass(frozen=True, slots=True)
class TileProvider:
    """A server of map pictures that the office switched on.

    ``url`` is Leaflet's template (``https://tile.example.org/{z}/{x}/{y}.png``, with ``{s}.`` where the
    provider has several hosts). ``attribution``, ``user_agent`` and ``referer`` are what it demands.
    """

    name: str
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


def write_map_page(
    folder: Path, outline: Mapping[str, Any], *, dark: bool, tiles: TileProvider | None
) -> Path:
    """Write the page and Leaflet's files into ``folder``; answers the page's path.

    ``outline`` is the ward as GeoJSON in WGS84 degrees (a geometry, feature or collection), or empty where
    no ward is set yet. Raises OSError where the folder cannot be written. folium takes a second to import:
    call this on a worker.
    """
    import folium
    from branca.element import Element, Figure, MacroElement
    from jinja2 import Template
    from xstatic.pkg import leaflet

    folder.mkdir(parents=True, exist_ok=True)
    files = Path(leaflet.BASE_DIR)
    for name in (_SCRIPT, _STYLE):
        shutil.copyfile(files / name, folder / name)
    shutil.copytree(files / _IMAGES, folder / _IMAGES, dirs_exist_ok=True)

    page = folium.Map(
        location=(0, 0),
        zoom_start=2,
        tiles=None,
        prefer_canvas=True,
        zoom_snap=0.25,  # whole steps leave half the screen empty around the ward
        zoom_control=False,
        attributionControl=False,
    )
    page.default_js = [("leaflet", _SCRIPT)]
    page.default_css = [("leaflet_css", _STYLE)]
    figure = cast("Figure", page.get_root())
    figure.header.add_child(Element(_policy(tiles)), name="policy")
    figure.header.add_child(Element(_LOOK), name="look")
    if tiles is not None:
        folium.TileLayer(tiles=tiles.url, attr=tiles.attribution, max_zoom=tiles.max_zoom).add_to(page)
    ward = folium.GeoJson({"type": "FeatureCollection", "features": list(_bare_features(outline))})
    ward.add_to(page)
    script = Template(_CASES).render(
        map=page.get_name(),
        ward=ward.get_name(),
        dark=dark,
        has_tiles=tiles is not None,
        zoom_in=text("Closer"),
        zoom_out=text("Further away"),
    )
    cases = MacroElement()  # type: ignore[no-untyped-call]  # branca annotates half of itself
    cases._template = Template(  # noqa: SLF001 - branca's own way of adding a script
        "{% macro script(this, kwargs) %}{% raw %}" + script + "{% endraw %}{% endmacro %}"
    )
    cases.add_to(page)
    path = folder / PAGE_NAME
    path.write_text(figure.render(), encoding="utf-8")
    return path


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


# Leaflet's own style comes later in the page, so each rule here is more specific than Leaflet's.
_LOOK = """<style>
  body { --ground: #f4f6f8; --surface: #ffffff; --line: #dfe4ea; --text: #18212c; --accent: #0b5fa8; }
  body.dark { --ground: #12161b; --surface: #1a2027; --line: #2d3641; --text: #e7ecf2; --accent: #6bb3f5; }
  body .leaflet-container { background: var(--ground); border: 1px solid var(--line); box-sizing: border-box;
    font: 13px Inter, "Segoe UI", system-ui, sans-serif; }
  body .leaflet-container:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
  body .leaflet-container .leaflet-bar { border: 1px solid var(--line); border-radius: 8px; box-shadow: none;
    background-clip: border-box; overflow: hidden; }
  body .leaflet-container .leaflet-bar a { background: var(--surface); color: var(--text);
    border-color: var(--line); }
  body .leaflet-container .leaflet-bar a.leaflet-disabled { opacity: 0.45; }
  body .leaflet-container .leaflet-control-scale-line { background: none; color: var(--text); font-size: 11px;
    border-color: var(--text); text-shadow: none; }
  body .leaflet-container .leaflet-control-attribution { background: var(--surface); color: var(--text); }
  body .leaflet-container .leaflet-control-attribution a { color: var(--accent); }
  body .leaflet-container .leaflet-tooltip { background: var(--surface); color: var(--text);
    border: 1px solid var(--line); border-radius: 8px; box-shadow: none; padding: 6px 10px;
    max-width: 280px; white-space: normal; width: max-content; }
  body .leaflet-container .leaflet-tooltip::before { display: none; }
  body .leaflet-tooltip b { display: block; font-weight: 600; }
  body.dark .leaflet-tile-pane { filter: invert(1) hue-rotate(180deg) brightness(0.9) contrast(0.9); }
</style>"""

# Shapes as well as colours tell the kinds apart: a triangle is a danger, a filled circle is ours, a small
# ring is watched. CircleMarker's drawing is overridden so that all stay one layer on one canvas.
_CASES = """
(function () {
  const map = {{ map }}, ward = {{ ward }};
  const palettes = {
    light: { accent: "#0b5fa8", danger: "#b3261e", quiet: "#586474", edge: "#ffffff", text: "#18212c",
             surface: "#ffffff", border: "#586474" },
    dark: { accent: "#6bb3f5", danger: "#ff8a80", quiet: "#9caab9", edge: "#12161b", text: "#e7ecf2",
            surface: "#1a2027", border: "#9caab9" },
  };
  let colours = palettes.light, focused = null, touched = false;
  const layers = new Map();

  const CaseMarker = L.CircleMarker.extend({
    _updatePath: function () {
      const ctx = this._renderer._ctx, p = this._point, r = this._radius;
      if (!this._renderer._drawing || this._empty()) { return; }
      if (this.feature.properties.id === focused) {
        ctx.beginPath();
        ctx.arc(p.x, p.y, r + 5, 0, Math.PI * 2);
        ctx.lineWidth = 3;
        ctx.strokeStyle = colours.text;
        ctx.globalAlpha = 1;
        ctx.stroke();
      }
      ctx.beginPath();
      if (this.feature.properties.kind === "safety") {
        ctx.moveTo(p.x, p.y - r * 1.15);
        ctx.lineTo(p.x + r * 1.1, p.y + r * 0.8);
        ctx.lineTo(p.x - r * 1.1, p.y + r * 0.8);
        ctx.closePath();
      } else {
        ctx.arc(p.x, p.y, r, 0, Math.PI * 2);
      }
      this._renderer._fillStroke(ctx, this);
    },
  });

  function styleOf(feature) {
    const kind = feature.properties.kind;
    if (kind === "safety") {
      return { radius: 10, fillColor: colours.danger, fillOpacity: 1, color: colours.edge, weight: 2 };
    }
    if (kind === "ours") {
      return { radius: 8, fillColor: colours.accent, fillOpacity: 1, color: colours.edge, weight: 2 };
    }
    return { radius: 5, fillColor: colours.surface, fillOpacity: 1, color: colours.quiet, weight: 2 };
  }

  // Titles are words out of mails: they go in as text, never as HTML.
  function wordsOf(properties) {
    const words = document.createElement("div"), title = document.createElement("b");
    title.textContent = properties.title;
    words.append(title, [properties.address, properties.number].filter(Boolean).join(" \\u00b7 "));
    return words;
  }

  const cases = L.geoJSON(null, {
    pointToLayer: (feature, at) => new CaseMarker(at, styleOf(feature)),
    onEachFeature: (feature, layer) => { layers.set(feature.properties.id, layer); },
  }).addTo(map);
  // On the group, not on each of twenty thousand: binding takes longer than drawing.
  cases.bindTooltip((layer) => wordsOf(layer.feature.properties), { direction: "top", offset: [0, -8] });
  cases.on("click", (event) => {
    if (window.wardoffice) { window.wardoffice.clicked(event.propagatedFrom.feature.properties.id); }
  });

  const titles = { zoomInTitle: {{ zoom_in|tojson }}, zoomOutTitle: {{ zoom_out|tojson }} };
  L.control.zoom(titles).addTo(map);
  L.control.scale({ imperial: true, metric: false }).addTo(map);
  if ({{ has_tiles|tojson }}) { L.control.attribution({ prefix: false }).addTo(map); }

  // The whole ward is in view until a person moves the map or a case is brought to the middle.
  function fit() {
    const shape = ward.getLayers().length ? ward : cases, size = map.getSize();
    if (touched || !size.x || !size.y || !shape.getLayers().length) { return; }
    map.fitBounds(shape.getBounds(), { padding: [16, 16], maxZoom: 17, animate: false });
  }
  for (const kind of ["mousedown", "wheel", "keydown", "touchstart"]) {
    map.getContainer().addEventListener(kind, () => { touched = true; }, { capture: true, passive: true });
  }

  window.showCases = function (collection, more) {
    if (!more) {
      cases.clearLayers();
      layers.clear();
    }
    cases.addData(collection);
    if (!more) { fit(); }
    if (layers.has(focused)) { layers.get(focused).bringToFront(); }
    return layers.size;
  };

  window.focusCase = function (id) {
    focused = id;
    const layer = layers.get(id);
    if (layer) {
      map.setView(layer.getLatLng(), Math.max(map.getZoom(), 16), { animate: false });
      layer.bringToFront();
      touched = true;
    }
    cases.setStyle(styleOf);
    return Boolean(layer);
  };

  window.setDark = function (dark) {
    document.body.classList.toggle("dark", dark);
    colours = dark ? palettes.dark : palettes.light;
    ward.setStyle({ color: colours.border, weight: 2, dashArray: "6 4", fillColor: colours.surface,
                    fillOpacity: {{ "0" if has_tiles else "1" }}, interactive: false });
    cases.setStyle(styleOf);
  };

  new ResizeObserver(() => {
    map.invalidateSize({ animate: false, pan: true });
    fit();
  }).observe(map.getContainer());
  window.setDark({{ dark|tojson }});
  ward.bringToBack();
  fit();
})();
"""
