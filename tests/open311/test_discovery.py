"""A city's discovery, in either format, names the endpoint its profile asks."""

import json

import pytest

from tests.open311.city_server import CityServer, reply
from wardoffice.demo.georeport import encode
from wardoffice.open311.answers import read_discovery
from wardoffice.open311.cities import CityProfile, city_keys, load_city
from wardoffice.open311.fetching import Fetcher, Limits

MIME = {"json": "application/json", "xml": "text/xml"}


def document(profile: CityProfile, form: str) -> bytes:
    """What a city of this profile answers, as the specification shapes it."""
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": profile.base_url,
        "changeset": "2011-04-05T17:48:34Z",
        "type": "production",
        "formats": list(MIME.values()),
    }
    content = {
        "changeset": "2011-04-05T17:48:34Z",
        "contact": "Ask 311.",
        "key_service": "Write to 311.",
        "endpoints": [endpoint, {**endpoint, "url": f"{profile.base_url}/test", "type": "test"}],
    }
    return encode("discovery", content, form)


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("key", city_keys())
def test_discovery_leads_to_the_endpoint_of_every_city_in_both_formats(key: str, form: str) -> None:
    profile = load_city(key)
    with CityServer() as city:
        city.on(f"/discovery.{form}", reply(document(profile, form), content_type=MIME[form]))
        fetcher = Fetcher(Limits(), lambda: False, compressed=profile.compressed)
        answer = fetcher.get(f"{city.url}/discovery.{form}", {})
        fetcher.close()
    found = read_discovery(answer.body, answer.content_type, profile.context(), answer.status)
    assert [each.url for each in found.endpoints if each.kind == "production"] == [profile.base_url]
    assert found.contact == "Ask 311."


def test_a_discovery_told_as_json_under_the_wrong_type_is_read_all_the_same() -> None:
    profile = load_city("generic")
    body = document(profile, "json")
    assert json.loads(body)
    found = read_discovery(body, "text/html", profile.context())
    assert found.endpoints[0].url == profile.base_url
