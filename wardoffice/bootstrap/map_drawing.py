"""Wires the maps of the window: their page is written when what lies under the problems has changed."""

from collections.abc import Callable
from pathlib import Path

from wardoffice.bootstrap.office import Office
from wardoffice.domain.map_layers import MapLayers
from wardoffice.gui.map.view import MapView
from wardoffice.gui.office_window import OfficeWindow
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.office.map_page import write_map_page
from wardoffice.office.map_tiles import tile_provider

_FOLDER = "map"


def draw_maps_on(
    office: Office, window: OfficeWindow, maps: tuple[MapView, MapView], tasks: TaskRunner
) -> Callable[[], None]:
    """What has the maps, the small and the large one, drawn anew.

    After another map of wards, and after a sync that taught more streets.
    """
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
        for view in maps:
            view.load(page)
        window.map.name_boundaries(layers.now_words, layers.before_words)

    def draw() -> None:
        tasks.submit(Lane.BACKGROUND, write, owner=window, done=load)

    window.sync.ended.connect(draw)
    # Each page holds some 60 MB: while the large map is up, the small one behind it needs none.
    small, large = maps
    large.seen.connect(small.rest)
    return draw
