"""Whose pictures the map loads, where the office switched that on."""

from wardoffice.office.map_page import TileProvider
from wardoffice.office.settings import Settings

PRACTICE = "practice"


def tile_provider(settings: Settings) -> TileProvider | None:
    """The provider of the settings; None where pictures are off, and always in the practice ward.

    OpenStreetMap's tile usage policy, whose server is the one set at first, asks for attribution and for a
    User-Agent that names the program.
    """
    window = settings.window
    if not window.map_tiles or settings.city.key == PRACTICE:
        return None
    return TileProvider(
        url=window.map_tiles_url,
        attribution=window.map_tiles_credit,
        user_agent=window.map_tiles_user_agent,
        referer=window.map_tiles_referer,
    )
