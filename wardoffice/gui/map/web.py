"""The browser behind the map. It loads our own page and nothing else from anywhere.

Importing this module loads QtWebEngine, which takes a while and may be missing: import it late.
"""

import json
from pathlib import Path

from PySide6.QtCore import QFile, QIODevice, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import (
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineScript,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
)
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QWidget

from wardoffice.domain.places import Point
from wardoffice.office.map_page import TileProvider

_LOCAL_SCHEMES = frozenset({"file", "qrc", "data", "blob"})
_CHANNEL_SCRIPT = ":/qtwebchannel/qwebchannel.js"
_JOIN_CHANNEL = """
new QWebChannel(qt.webChannelTransport, (channel) => {
  window.wardoffice = channel.objects.wardoffice;
  window.wardoffice.joined();
});
"""


class OnlyOurs(QWebEngineUrlRequestInterceptor):
    """Refuses every request that is neither a local file nor the chosen provider's picture (P8)."""

    def __init__(self, tiles: TileProvider | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tiles = tiles

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        """Let through, with the Referer the provider demands, or refuse."""
        url = info.requestUrl()
        if url.scheme() in _LOCAL_SCHEMES:
            return
        if self._tiles is None or not self._tiles.serves(url.scheme(), url.host()):
            info.block(True)
            return
        if self._tiles.referer:
            info.setHttpHeader(b"Referer", self._tiles.referer.encode())


class _Page(QWebEnginePage):
    """Stays on its own file: a click on the provider's credit opens in the person's browser."""

    def acceptNavigationRequest(
        self,
        url: QUrl | str,
        type: QWebEnginePage.NavigationType,  # noqa: A002 - the name Qt gives it
        isMainFrame: bool,  # noqa: FBT001, N803 - Qt's virtual method
    ) -> bool:
        """Only a local page, and never in a frame."""
        target = QUrl(url)
        if target.isLocalFile():
            return isMainFrame
        if type is QWebEnginePage.NavigationType.NavigationTypeLinkClicked and target.scheme() == "https":
            QDesktopServices.openUrl(target)
        return False


class _Bridge(QObject):
    """The object the page sees as ``wardoffice``."""

    case_clicked = Signal(int)
    page_joined = Signal()
    area_drawn = Signal(str)
    page_left = Signal()
    page_sized = Signal(int, int)
    page_moved = Signal(float, float, float)

    @Slot(int)
    def clicked(self, case_id: int) -> None:
        """The page tells that a person clicked a case."""
        self.case_clicked.emit(case_id)

    @Slot(str)
    def drawn(self, ring: str) -> None:
        """The page tells of an area that a person drew: JSON, [latitude, longitude] a corner."""
        self.area_drawn.emit(ring)

    @Slot()
    def left(self) -> None:
        """The page tells that a person wants out of it, by Escape."""
        self.page_left.emit()

    @Slot(int, int)
    def sized(self, width: int, height: int) -> None:
        """The page tells in which size it was drawn."""
        self.page_sized.emit(width, height)

    @Slot(float, float, float)
    def moved(self, lat: float, long: float, zoom: float) -> None:
        """The page tells where a person moved it: its middle, and Leaflet's zoom."""
        self.page_moved.emit(lat, long, zoom)

    @Slot()
    def joined(self) -> None:
        """The page tells that it can be fed."""
        self.page_joined.emit()


class WebMap(QWebEngineView):
    """The page of ``office.map_page`` in a browser of its own: no cookies, no cache, no network.

    ``ready`` comes once the page can be fed; ``clicked`` carries a case id, ``area_drawn`` a tuple of Points;
    ``left`` follows Escape; ``broken`` when the browser died or the page could not be read; ``sized`` carries
    the width and height in pixels in which the page was drawn; ``moved`` the middle that a person moved it to
    (WGS84 degrees) and Leaflet's zoom.
    """

    ready = Signal()
    clicked = Signal(int)
    area_drawn = Signal(object)
    left = Signal()
    broken = Signal()
    sized = Signal(int, int)
    moved = Signal(float, float, float)

    def __init__(self, tiles: TileProvider | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Qt frees children in the order they were given to it, and a page must go before its profile:
        # so the profile is handed over after the page.
        profile = QWebEngineProfile()
        page = _Page(profile, self)
        profile.setParent(self)
        # PySide drops the interceptor unless Python holds it, whatever its parent.
        self._only_ours = OnlyOurs(tiles, profile)
        profile.setUrlRequestInterceptor(self._only_ours)
        if tiles is not None:
            profile.setHttpUserAgent(tiles.user_agent)
        settings = page.settings()
        wanted = QWebEngineSettings.WebAttribute
        settings.setAttribute(wanted.LocalContentCanAccessRemoteUrls, tiles is not None)
        for unwanted in (wanted.PluginsEnabled, wanted.LocalStorageEnabled, wanted.JavascriptCanOpenWindows):
            settings.setAttribute(unwanted, False)
        bridge = _Bridge(page)
        bridge.case_clicked.connect(self.clicked)
        bridge.page_joined.connect(self.ready)
        bridge.area_drawn.connect(self._tell_area)
        bridge.page_left.connect(self.left)
        bridge.page_sized.connect(self.sized)
        bridge.page_moved.connect(self.moved)
        channel = QWebChannel(page)
        channel.registerObject("wardoffice", bridge)
        page.setWebChannel(channel)
        page.scripts().insert(_channel_script())
        page.loadFinished.connect(self._loaded)
        page.renderProcessTerminated.connect(self._ended)
        self.setPage(page)

    def open_page(self, path: Path) -> None:
        """Load the page; ``ready`` or ``broken`` follows."""
        self.load(QUrl.fromLocalFile(str(path)))

    def call(self, function: str, *arguments: object) -> None:
        """Call a function of the page with plain values."""
        listed = ", ".join(json.dumps(each) for each in arguments)
        self.page().runJavaScript(f"{function}({listed});")

    def rest(self) -> None:
        """Give back the memory of the page, which must be hidden; ``open_page`` brings it again.

        A page of its own process holds some 60 MB.
        """
        self.page().setLifecycleState(QWebEnginePage.LifecycleState.Discarded)

    def _tell_area(self, ring: str) -> None:
        self.area_drawn.emit(tuple(Point(lat, long) for lat, long in json.loads(ring)))

    def _ended(self) -> None:
        """The page's process is gone: by itself, or because the page was told to rest."""
        if self.page().lifecycleState() is not QWebEnginePage.LifecycleState.Discarded:
            self.broken.emit()

    def _loaded(self, well: bool) -> None:  # noqa: FBT001 - the signal's own argument
        if not well:
            self.broken.emit()


def _channel_script() -> QWebEngineScript:
    source = QFile(_CHANNEL_SCRIPT)
    source.open(QIODevice.OpenModeFlag.ReadOnly)
    script = QWebEngineScript()
    script.setName("channel")
    script.setSourceCode(source.readAll().toStdString() + _JOIN_CHANNEL)
    # At "ready" the page's own script, which defines what we call, has run.
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentReady)
    script.setWorldId(QWebEngineScript.ScriptWorldId.MainWorld)
    source.close()
    return script
