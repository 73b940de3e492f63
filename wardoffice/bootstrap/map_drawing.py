"""Wires the maps of the window: their page is written when what lies under the problems has changed."""

from collections.abc import Callable, Sequence
from pathlib import Path

from wardoffice.bootstrap.office import Office
from wardoffice.domain.map_layers import MapLayers
from wardoffice.gui.map.view import MapView
from wardoffice.gui.office_window import OfficeWindow
from wardoffice.gui.tasks import Lane, Tasks
from wardoffice.office.map_page import write_map_page
from wardoffice.office.map_tiles import tile_provider

_FOLDER = "map"


def draw_maps_on(
    office: Office, window: OfficeWindow, views: Sequence[MapView], tasks: Tasks
) -> Callable[[], None]:
    """What has the maps drawn anew: after another map of wards, and after a sync that taught more streets."""
    drawn: list[MapLayers] = []

    def write() -> tuple[Path, MapLayers] | None:
        layers = office.maps.layers.around_ward()
        if drawn == [layers]:
            return None
        drawn[:] = [layers]
        page = write_map_page(
            office.folder / _FOLDER, layers, dark=False, tiles=tile_provider(office.settings)
        )
        return page, layers

    def load(written: tuple[Path, MapLayers] | None) -> None:
        if written is None:
            return
        page, layers = written
        for view in views:
            view.load(page)
        window.map.name_boundaries(layers.now_words, layers.before_words)

    def draw() -> None:
        tasks.submit(Lane.BACKGROUND, write, owner=window, done=load)

    window.sync.ended.connect(draw)
    return draw
