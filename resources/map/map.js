/* The office's map on Leaflet: streets, marks and density on canvases of our own, one a layer.

   startMap(map, now, before, given) is called once by the page. What Python may call then is put on window:
   setMarks, showCases, showHeat, setHeatMode, focusCase, markCase, selectCases, setLasso, selectView, clearArea,
   showArea, showView, showBoundaries, setDark, setTextScale, tellSize. What a person does is told to
   window.wardoffice: clicked(id), drawn(ring), moved(latitude, longitude, zoom), left(); and in which size it was
   drawn: sized(width, height).
   A place is [latitude, longitude] in WGS84 degrees everywhere. */
"use strict";

function startMap(map, now, before, given) {
  const looks = {
    light: { quiet: "#586474", edge: "#ffffff", text: "#18212c", surface: "#ffffff", street: "#c3cbd5",
             accent: "#0b5fa8", heat: ["#e5f0fa", "#b5d3ee", "#7db1de", "#3f86c4", "#0b5fa8"], dark: 3 },
    dark: { quiet: "#9caab9", edge: "#12161b", text: "#e7ecf2", surface: "#1a2027", street: "#3a4552",
            accent: "#6bb3f5", heat: ["#173049", "#1f4a73", "#2f6ea8", "#4a93d6", "#8cc6ff"], dark: 3 },
  };
  const box = map.getContainer();
  const spare = 0.25; // of the view's size, drawn beyond each edge, so that dragging shows no bare rim
  let look = looks.light, isDark = false, touched = false, textScale = 1;

  function font(pixels) { return `${pixels * textScale}px Inter, 'Segoe UI', system-ui, sans-serif`; }

  /* Where a place lies in the world of 256 pixels a side (Web Mercator). */
  function worldX(long) { return (long + 180) / 360 * 256; }
  function worldY(lat) {
    const sine = Math.sin(Math.max(-85.05, Math.min(85.05, lat)) * Math.PI / 180);
    return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256;
  }

  /* A canvas over the map that is drawn anew whenever the map has come to rest; without pixels while it has
     nothing to show: those of a large map are some ten megabytes. */
  const Canvas = L.Layer.extend({
    initialize: function (pane, shows, draw) {
      this._pane = pane;
      this._shows = shows;
      this._draw = draw;
      this._asked = 0;
    },
    onAdd: function () {
      if (!this._canvas) {
        this._canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide");
        this._canvas.style.pointerEvents = "none";
      }
      this._map.getPane(this._pane).appendChild(this._canvas);
      this.redraw();
    },
    onRemove: function () { this._canvas.remove(); },
    // At once when the map moved: a frame later the marks would stand beside their streets.
    getEvents: function () { return { moveend: this._drawNow, viewreset: this._drawNow, resize: this._drawNow }; },
    // Soon, and once for many batches. Not with the next frame: a page nobody looks at gets none.
    redraw: function () {
      if (!this._asked && this._map) { this._asked = setTimeout(() => this._drawNow(), 16); }
      return this;
    },
    _drawNow: function () {
      clearTimeout(this._asked);
      this._asked = 0;
      if (!this._map) { return; }
      const size = this._map.getSize(), ratio = window.devicePixelRatio || 1, canvas = this._canvas;
      if (!this._shows()) {
        canvas.width = canvas.height = 0;
        canvas.style.width = canvas.style.height = "0";
        return;
      }
      const rim = size.multiplyBy(spare).round(), whole = size.add(rim.multiplyBy(2));
      const corner = this._map.containerPointToLayerPoint(rim.multiplyBy(-1));
      if (canvas.width !== Math.round(whole.x * ratio) || canvas.height !== Math.round(whole.y * ratio)) {
        canvas.width = Math.round(whole.x * ratio);
        canvas.height = Math.round(whole.y * ratio);
        canvas.style.width = whole.x + "px";
        canvas.style.height = whole.y + "px";
      }
      L.DomUtil.setPosition(canvas, corner);
      const scale = this._map.getZoomScale(this._map.getZoom(), 0);
      const origin = this._map.getPixelOrigin().add(corner);
      const ctx = canvas.getContext("2d");
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.clearRect(0, 0, whole.x, whole.y);
      this._draw(ctx, { scale: scale, x: origin.x, y: origin.y, width: whole.x, height: whole.y });
    },
  });
  for (const [name, order] of [["streets", 410], ["heat", 430], ["marks", 450], ["area", 460]]) {
    map.createPane(name).style.zIndex = order;
    map.getPane(name).style.pointerEvents = "none";
  }

  /* Streets: lines of the world, thin from afar, named from near. */
  const streets = given.streets.map((each) => {
    const xs = [], ys = [];
    for (const [lat, long] of each.line) { xs.push(worldX(long)); ys.push(worldY(lat)); }
    return { name: each.name, xs: xs, ys: ys,
             west: Math.min(...xs), east: Math.max(...xs), north: Math.min(...ys), south: Math.max(...ys) };
  });
  function inView(shape, view) {
    return shape.east * view.scale > view.x && shape.west * view.scale < view.x + view.width
      && shape.south * view.scale > view.y && shape.north * view.scale < view.y + view.height;
  }
  const streetLayer = new Canvas("streets", () => streets.length > 0, (ctx, view) => {
    const zoom = map.getZoom(), near = streets.filter((each) => inView(each, view));
    ctx.strokeStyle = look.street;
    ctx.lineWidth = zoom < 14 ? 1 : zoom < 16 ? 1.5 : 3;
    ctx.lineJoin = ctx.lineCap = "round";
    ctx.beginPath();
    for (const each of near) {
      each.xs.forEach((x, at) => {
        const px = x * view.scale - view.x, py = each.ys[at] * view.scale - view.y;
        at ? ctx.lineTo(px, py) : ctx.moveTo(px, py);
      });
    }
    ctx.stroke();
    if (zoom >= 15.5) { nameStreets(ctx, view, near); }
  });
  function nameStreets(ctx, view, near) {
    const named = [];
    ctx.font = font(11);
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineWidth = 3 * textScale;
    for (const each of near) {
      const wide = ctx.measureText(each.name).width;
      for (let at = 1; each.name && at < each.xs.length; at++) {
        const x1 = each.xs[at - 1] * view.scale - view.x, y1 = each.ys[at - 1] * view.scale - view.y;
        const x2 = each.xs[at] * view.scale - view.x, y2 = each.ys[at] * view.scale - view.y;
        const x = (x1 + x2) / 2, y = (y1 + y2) / 2;
        if (Math.hypot(x2 - x1, y2 - y1) < wide + 12) { continue; }
        if (named.some((one) => one.name === each.name && Math.hypot(one.x - x, one.y - y) < 420)) { continue; }
        named.push({ name: each.name, x: x, y: y });
        let turn = Math.atan2(y2 - y1, x2 - x1);
        if (Math.abs(turn) > Math.PI / 2 + 0.01) { turn += Math.PI; }
        ctx.save();
        ctx.translate(x, y);
        ctx.rotate(turn);
        ctx.strokeStyle = look.surface;
        ctx.fillStyle = look.quiet;
        ctx.strokeText(each.name, 0, 0);
        ctx.fillText(each.name, 0, 0);
        ctx.restore();
      }
    }
  }

  /* Marks: each kind is drawn once as a picture, then stamped. */
  let marks = [], stamps = [];
  const cases = { ids: [], x: [], y: [], mark: [], words: [], at: new Map(), spots: new Map() };
  let focused = null, selected = new Set();
  function path(ctx, mark, x, y, size) {
    ctx.beginPath();
    mark.points.forEach(([px, py], at) => {
      at ? ctx.lineTo(x + px * size, y + py * size) : ctx.moveTo(x + px * size, y + py * size);
    });
    ctx.closePath();
  }
  function stamp(mark) {
    const ratio = window.devicePixelRatio || 1, side = Math.ceil(mark.size * 2.6 + 4);
    const canvas = document.createElement("canvas"), ctx = canvas.getContext("2d");
    canvas.width = canvas.height = side * ratio;
    ctx.scale(ratio, ratio);
    const colour = isDark ? mark.dark : mark.light;
    path(ctx, mark, side / 2, side / 2, mark.size);
    ctx.lineWidth = 2;
    ctx.lineJoin = "round";
    ctx.strokeStyle = mark.hollow ? colour : look.edge;
    ctx.fillStyle = mark.hollow ? look.surface : colour;
    if (mark.hollow) { ctx.fill(); ctx.stroke(); } else { ctx.stroke(); ctx.fill(); }
    return { canvas: canvas, side: side };
  }
  function restamp() { stamps = marks.map(stamp); }
  function ring(ctx, x, y, size, colour, width) {
    ctx.beginPath();
    ctx.arc(x, y, size, 0, Math.PI * 2);
    ctx.lineWidth = width;
    ctx.strokeStyle = colour;
    ctx.stroke();
  }
  const markLayer = new Canvas("marks", () => cases.ids.length > 0, (ctx, view) => {
    for (let at = cases.ids.length - 1; at >= 0; at--) { // the first of the list on top
      if (!isShown(at)) { continue; }
      const x = cases.x[at] * view.scale - view.x, y = cases.y[at] * view.scale - view.y;
      if (x < -20 || y < -20 || x > view.width + 20 || y > view.height + 20) { continue; }
      const one = stamps[cases.mark[at]];
      ctx.drawImage(one.canvas, x - one.side / 2, y - one.side / 2, one.side, one.side);
      if (selected.has(cases.ids[at])) {
        ring(ctx, x, y, marks[cases.mark[at]].size + 4, look.edge, 4);
        ring(ctx, x, y, marks[cases.mark[at]].size + 4, look.accent, 2);
      }
    }
    drawCounts(ctx, view);
    drawFocus(ctx, view);
  });
  function isShown(one) { return !showsHeat() || marks[cases.mark[one]].above; }
  /* How many lie at one and the same spot, beside the one that is seen. */
  function drawCounts(ctx, view) {
    ctx.font = `600 ${font(11)}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    for (const spot of cases.spots.values()) {
      if (spot.length < 2) { continue; }
      const shown = spot.filter(isShown);
      if (shown.length < 2) { continue; }
      const x = cases.x[shown[0]] * view.scale - view.x + 9, y = cases.y[shown[0]] * view.scale - view.y - 9;
      if (x < -20 || y < -20 || x > view.width + 20 || y > view.height + 20) { continue; }
      const words = String(shown.length), high = 15 * textScale;
      const wide = Math.max(ctx.measureText(words).width + 8 * textScale, high);
      ctx.beginPath();
      ctx.roundRect(x - wide / 2, y - high / 2, wide, high, high / 2);
      ctx.fillStyle = look.text;
      ctx.fill();
      ctx.lineWidth = 1;
      ctx.strokeStyle = look.edge;
      ctx.stroke();
      ctx.fillStyle = look.surface;
      ctx.fillText(words, x, y + 0.5);
    }
  }
  function drawFocus(ctx, view) {
    const at = cases.at.get(focused);
    if (at === undefined) { return; }
    const x = cases.x[at] * view.scale - view.x, y = cases.y[at] * view.scale - view.y;
    const one = stamps[cases.mark[at]];
    ctx.drawImage(one.canvas, x - one.side / 2, y - one.side / 2, one.side, one.side);
    ring(ctx, x, y, marks[cases.mark[at]].size + 5, look.text, 3);
  }

  /* Density: cells counted by Python, a level for each whole zoom; shade and number say how many. */
  let heat = { below: 0, levels: {} }, heatMode = "auto";
  function showsHeat() {
    if (heatMode === "never") { return false; }
    return heatMode === "always" ? Object.keys(heat.levels).length > 0 : map.getZoom() < heat.below;
  }
  function cellsNow() {
    const levels = Object.keys(heat.levels).map(Number);
    if (!levels.length) { return { cells: [], breaks: [1] }; }
    const wanted = Math.min(Math.max(Math.floor(map.getZoom()), Math.min(...levels)), Math.max(...levels));
    return heat.levels[wanted];
  }
  const heatLayer = new Canvas("heat", showsHeat, (ctx, view) => {
    ctx.font = `600 ${font(12)}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    const { cells, breaks } = cellsNow(), step = (look.heat.length - 1) / Math.max(breaks.length - 1, 1);
    for (const [south, west, north, east, count] of cells) {
      const x = worldX(west) * view.scale - view.x, y = worldY(north) * view.scale - view.y;
      const wide = worldX(east) * view.scale - view.x - x, high = worldY(south) * view.scale - view.y - y;
      if (x > view.width || y > view.height || x + wide < 0 || y + high < 0) { continue; }
      const shade = Math.round((breaks.filter((least) => count >= least).length - 1) * step);
      ctx.globalAlpha = 0.88;
      ctx.fillStyle = look.heat[shade];
      ctx.beginPath();
      ctx.roundRect(x + 1, y + 1, wide - 2, high - 2, 4);
      ctx.fill();
      ctx.globalAlpha = 1;
      ctx.strokeStyle = look.accent;
      ctx.lineWidth = 1;
      ctx.stroke();
      ctx.fillStyle = isDark ? (shade >= look.dark ? "#12161b" : "#ffffff") : (shade >= look.dark ? "#ffffff" : "#18212c");
      ctx.fillText(count.toLocaleString("en-US"), x + wide / 2, y + high / 2);
    }
  });

  /* The area a person draws. */
  let area = [], drawing = false;
  const areaLayer = new Canvas("area", () => area.length > 1, (ctx, view) => {
    ctx.beginPath();
    area.forEach(([lat, long], at) => {
      const x = worldX(long) * view.scale - view.x, y = worldY(lat) * view.scale - view.y;
      at ? ctx.lineTo(x, y) : ctx.moveTo(x, y);
    });
    ctx.closePath();
    ctx.fillStyle = look.accent;
    ctx.globalAlpha = 0.12;
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.strokeStyle = look.accent;
    ctx.lineWidth = 2;
    ctx.setLineDash([6, 4]);
    ctx.stroke();
    ctx.setLineDash([]);
  });
  for (const layer of [streetLayer, heatLayer, markLayer, areaLayer]) { layer.addTo(map); }

  function redraw() { heatLayer.redraw(); markLayer.redraw(); }

  /* The mouse: what it is over, what it clicks, what it draws. */
  function nearest(at) {
    const scale = map.getZoomScale(map.getZoom(), 0), origin = map.getPixelOrigin();
    const spot = map.containerPointToLayerPoint(at).add(origin);
    let found = -1, least = 1;
    for (let one = 0; one < cases.ids.length; one++) {
      if (!isShown(one)) { continue; }
      const reach = Math.max(marks[cases.mark[one]].size + 3, 8);
      const dx = cases.x[one] * scale - spot.x, dy = cases.y[one] * scale - spot.y;
      const away = (dx * dx + dy * dy) / (reach * reach);
      if (away < least) { least = away; found = one; }
    }
    return found;
  }
  /* All that nobody can tell apart from this one by where it is drawn now. */
  function besides(one) {
    const scale = map.getZoomScale(map.getZoom(), 0), found = [];
    for (let at = 0; at < cases.ids.length; at++) {
      const away = Math.hypot(cases.x[at] - cases.x[one], cases.y[at] - cases.y[one]) * scale;
      if (away <= 3 && isShown(at)) { found.push(at); }
    }
    return found;
  }
  function place(one) { return map.layerPointToLatLng(toLayer(one)); }
  function toLayer(one) {
    const scale = map.getZoomScale(map.getZoom(), 0), origin = map.getPixelOrigin();
    return L.point(cases.x[one] * scale - origin.x, cases.y[one] * scale - origin.y);
  }
  // Titles are words out of mails: they go in as text, never as HTML.
  function wordsOf(one) {
    const words = document.createElement("div"), title = document.createElement("b");
    const [number, name, address] = cases.words[one];
    title.textContent = name;
    words.append(title, [address, number, marks[cases.mark[one]].words].filter(Boolean).join(" \u00b7 "));
    const more = besides(one).length - 1;
    if (more) {
      const others = document.createElement("i");
      others.textContent = given.words.more.replace("{count}", more);
      words.append(others);
    }
    return words;
  }
  /* Which of those at one spot is meant: by mouse, by Tab or the arrows; Escape leaves it. */
  const most = 12;
  const chooser = L.popup({ className: "chooser", closeButton: false, autoPanPadding: [16, 16] });
  function choose(many) {
    const list = document.createElement("div"), head = document.createElement("b");
    head.textContent = given.words.here.replace("{count}", many.length);
    list.append(head);
    for (const one of many.slice(0, most)) {
      const button = document.createElement("button"), [number, title] = cases.words[one];
      button.textContent = `${title} \u00b7 ${number}`;
      button.addEventListener("click", () => { map.closePopup(chooser); open(one); });
      list.append(button);
    }
    if (many.length > most) {
      const rest = document.createElement("i");
      rest.textContent = given.words.rest.replace("{count}", many.length - most);
      list.append(rest);
    }
    list.addEventListener("keydown", (event) => {
      const buttons = [...list.querySelectorAll("button")], at = buttons.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) { buttons[(at + step + buttons.length) % buttons.length].focus(); }
      if (event.key === "Escape") { map.closePopup(chooser); box.focus(); }
      if (step || event.key === "Escape") { event.preventDefault(); event.stopPropagation(); }
    });
    map.closeTooltip(tip);
    map.openPopup(chooser.setLatLng(place(many[0])).setContent(list));
    list.querySelector("button").focus();
  }
  function open(one) { if (window.wardoffice) { window.wardoffice.clicked(cases.ids[one]); } }
  const tip = L.tooltip({ direction: "top", offset: [0, -8] });
  let over = -1;
  map.on("mousemove", (event) => {
    const one = drawing ? -1 : nearest(event.containerPoint);
    if (one !== over) { tell(one); }
  });
  function tell(one) {
    over = one;
    box.style.cursor = one < 0 ? "" : "pointer";
    one < 0 ? map.closeTooltip(tip) : map.openTooltip(tip.setLatLng(place(one)).setContent(wordsOf(one)));
  }
  map.on("mouseout zoomstart", () => { over = -1; map.closeTooltip(tip); });
  map.on("click", (event) => {
    if (lassoing) { return; }
    const one = nearest(event.containerPoint);
    if (one < 0 && showsHeat()) { map.setView(event.latlng, Math.min(map.getZoom() + 2, 18)); return; }
    tell(one); // a finger never moves over anything
    if (one < 0) { return; }
    const many = besides(one);
    many.length > 1 ? choose(many) : open(one);
  });
  let lassoing = false;
  function spotOf(event) {
    const at = map.mouseEventToLatLng(event);
    return [at.lat, at.lng];
  }
  box.addEventListener("mousedown", (event) => {
    if (!lassoing || event.button) { return; }
    drawing = true;
    area = [spotOf(event)];
    areaLayer.redraw();
  }, true);
  window.addEventListener("mousemove", (event) => {
    if (!drawing) { return; }
    const last = map.latLngToContainerPoint(area[area.length - 1]), here = map.mouseEventToContainerPoint(event);
    if (last.distanceTo(here) >= 4) { area.push(spotOf(event)); areaLayer.redraw(); }
  }, true);
  window.addEventListener("mouseup", () => {
    if (!drawing) { return; }
    drawing = false;
    if (area.length >= 3) { tellArea(); } else { area = []; areaLayer.redraw(); }
  }, true);
  function tellArea() { if (window.wardoffice) { window.wardoffice.drawn(JSON.stringify(area)); } }

  const titles = { zoomInTitle: given.words.closer, zoomOutTitle: given.words.further };
  L.control.zoom(titles).addTo(map);
  L.control.scale({ imperial: true, metric: false }).addTo(map);
  if (given.tiles) { L.control.attribution({ prefix: false }).addTo(map); }

  // The whole ward is in view until a person moves the map or a case is brought to the middle.
  function fit() {
    const size = map.getSize();
    if (touched || !size.x || !size.y) { return; }
    const options = { padding: [16, 16], maxZoom: 17, animate: false };
    if (now.getLayers().length) {
      map.fitBounds(now.getBounds(), options);
    } else if (cases.ids.length) {
      map.fitBounds(L.latLngBounds(cases.ids.map((_, one) => place(one))), options);
    }
  }
  for (const kind of ["mousedown", "wheel", "keydown", "touchstart"]) {
    box.addEventListener(kind, () => { touched = true; }, { capture: true, passive: true });
  }
  // Tab goes through the page and out of it again; Escape leaves it for the screen around it.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && window.wardoffice) { window.wardoffice.left(); }
  });

  function outline(layer, dashed) {
    layer.setStyle({ color: look.quiet, weight: 2, dashArray: dashed ? "2 6" : null, interactive: false,
                     fillColor: look.surface, fillOpacity: dashed || given.tiles ? 0 : 1 });
  }

  function empty() {
    for (const each of [cases.ids, cases.x, cases.y, cases.mark, cases.words]) { each.length = 0; }
    cases.at.clear();
    cases.spots.clear();
    over = -1;
    map.closeTooltip(tip);
    map.closePopup(chooser);
  }
  window.setMarks = function (wanted) {
    empty(); // what is drawn names its mark by number
    marks = wanted;
    restamp();
  };
  window.showCases = function (rows, more) {
    if (!more) { empty(); }
    for (const [id, lat, long, mark, number, title, address] of rows) {
      const spot = `${lat} ${long}`;
      cases.spots.has(spot) ? cases.spots.get(spot).push(cases.ids.length) : cases.spots.set(spot, [cases.ids.length]);
      cases.at.set(id, cases.ids.length);
      cases.ids.push(id);
      cases.x.push(worldX(long));
      cases.y.push(worldY(lat));
      cases.mark.push(mark);
      cases.words.push([number, title, address]);
    }
    if (!more) { fit(); }
    redraw();
    return cases.ids.length;
  };
  window.showHeat = function (wanted) {
    heat = wanted;
    redraw();
  };
  window.setHeatMode = function (mode) {
    heatMode = mode;
    redraw();
  };
  window.focusCase = function (id) {
    focused = id;
    const one = cases.at.get(id);
    if (one !== undefined) {
      map.setView(place(one), Math.max(map.getZoom(), 16), { animate: false });
      touched = true;
    }
    redraw();
    return one !== undefined;
  };
  window.markCase = function (id) {
    focused = id;
    redraw();
  };
  window.selectCases = function (ids) {
    selected = new Set(ids);
    redraw();
  };
  window.setLasso = function (on) {
    lassoing = on;
    drawing = false;
    box.classList.toggle("lasso", on);
    on ? map.dragging.disable() : map.dragging.enable();
  };
  window.selectView = function () {
    const edges = map.getBounds();
    area = [edges.getSouthWest(), edges.getNorthWest(), edges.getNorthEast(), edges.getSouthEast()]
      .map((at) => [at.lat, at.lng]);
    areaLayer.redraw();
    tellArea();
  };
  window.clearArea = function () {
    area = [];
    areaLayer.redraw();
  };
  /* What stood before the page was made anew: the area, and what a person looked at. */
  window.showArea = function (ring) {
    area = ring;
    areaLayer.redraw();
  };
  window.showView = function (lat, long, zoom) {
    touched = true;
    map.setView([lat, long], zoom, { animate: false });
  };
  map.on("moveend", () => {
    const middle = map.getCenter();
    if (touched && window.wardoffice) { window.wardoffice.moved(middle.lat, middle.lng, map.getZoom()); }
  });
  window.showBoundaries = function (which) {
    which === "before" ? now.remove() : now.addTo(map);
    which === "now" ? before.remove() : before.addTo(map);
    outline(now, false);
    outline(before, true);
    if (which !== "before") { now.bringToBack(); }
  };
  window.setTextScale = function (scale) {
    textScale = scale;
    document.body.style.setProperty("--text-scale", scale);
    streetLayer.redraw();
    redraw();
  };
  window.setDark = function (dark) {
    isDark = dark;
    document.body.classList.toggle("dark", dark);
    look = dark ? looks.dark : looks.light;
    outline(now, false);
    outline(before, true);
    restamp();
    streetLayer.redraw();
    areaLayer.redraw();
    redraw();
  };
  /* Told after the second frame from now: what was to be drawn for the first is on the screen then. */
  window.tellSize = function () {
    requestAnimationFrame(() => requestAnimationFrame(() => {
      if (window.wardoffice) { window.wardoffice.sized(window.innerWidth, window.innerHeight); }
    }));
  };
  /* What a test, or whoever looks for a fault, may ask: what is drawn, and what the canvases hold. */
  window.mapState = function () {
    return JSON.stringify({ cases: cases.ids.length, heat: showsHeat(), cells: showsHeat() ? cellsNow().cells.length : 0,
             selected: [...selected], focused: focused, area: area.length, zoom: map.getZoom(),
             lasso: lassoing, streets: streets.length, waiting: Boolean(markLayer._asked || heatLayer._asked) });
  };

  new ResizeObserver(() => {
    map.invalidateSize({ animate: false, pan: true });
    fit();
    window.tellSize();
  }).observe(box);
  window.showBoundaries("now");
  window.setDark(given.dark);
  fit();
}
