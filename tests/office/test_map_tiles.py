"""Pictures from the network: off until switched on, with what their provider demands, never in practice."""

import pytest

from wardoffice.domain.errors import SettingsError
from wardoffice.office.map_tiles import tile_provider
from wardoffice.office.settings import CitySettings, Settings, WindowSettings
from wardoffice.office.settings_keys import set_setting

ON = WindowSettings(map_tiles=True)


def test_they_are_off_until_the_office_switches_them_on() -> None:
    assert tile_provider(Settings()) is None
    assert tile_provider(Settings(window=ON)) is not None


def test_the_provider_is_told_what_it_asks_for() -> None:
    window = WindowSettings(
        map_tiles=True,
        map_tiles_url="https://{s}.tiles.example.org/{z}/{x}/{y}.png",
        map_tiles_credit="map by example.org",
        map_tiles_user_agent="Ward 47",
        map_tiles_referer="https://ward47.example.org/",
    )
    provider = tile_provider(Settings(window=window))

    assert provider is not None
    assert provider.serves("https", "a.tiles.example.org")
    assert (provider.attribution, provider.user_agent) == ("map by example.org", "Ward 47")
    assert provider.referer == "https://ward47.example.org/"


def test_the_practice_ward_never_loads_them() -> None:
    assert tile_provider(Settings(city=CitySettings(key="practice"), window=ON)) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("window.map_tiles_url", "ftp://tiles.example.org/{z}/{x}/{y}.png"),
        ("window.map_tiles_url", "https://tiles.example.org/one.png"),
        ("window.map_tiles_credit", ""),
        ("window.map_tiles_user_agent", ""),
        ("window.map_tiles_referer", "ward47"),
    ],
)
def test_what_cannot_be_right_is_refused_by_name(key: str, value: str) -> None:
    """P8: settings that cannot be used are named."""
    with pytest.raises(SettingsError, match="map_tiles"):
        set_setting(Settings(), key, value)
