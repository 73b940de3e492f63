"""The city's own photo comes when somebody asks for it, once, and as a picture or not at all (P8)."""

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder, Recorded
from tests.gathering import InlinePool, never
from tests.photos.pictures import drawn
from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CannotDoError, CityUnreachableError, UnreadableError
from wardoffice.office.case_pane import CasePane
from wardoffice.office.city_photos import CityPhotos
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store
from wardoffice.store.tables import ServiceRecord, StoredFile

URL = "https://city.example/1.jpg"


class FakeMedia:
    """Gives ``content``, or raises it."""

    def __init__(self, content: bytes | Exception) -> None:
        self.content = content
        self.asked: list[str] = []

    def fetch(self, url: str, _cancelled: Callable[[], bool]) -> bytes:
        """Give it."""
        self.asked.append(url)
        if isinstance(self.content, Exception):
            raise self.content
        return self.content


@pytest.fixture
def recorded(office: OfficeBuilder) -> Recorded:
    made = office.city_record("SR26-00000001")
    with office.store.writing() as session:
        session.get_one(ServiceRecord, made.record_id).media_urls = [URL]
    return made


def picture() -> bytes:
    kept = BytesIO()
    drawn().save(kept, "PNG")
    return kept.getvalue()


def photos_of(store: Store, actor: Actor, case_id: int) -> list[tuple[str, str, bool]]:
    found = CasePane(store).show(actor, case_id).attachments
    return [(each.filename, each.source_url, each.thumbnail is not None) for each in found]


def test_a_photo_of_the_city_is_kept_with_the_case_and_says_where_it_came_from(
    store: Store, recorded: Recorded, maria: Actor
) -> None:
    photos = CityPhotos(store, InlinePool(), FakeMedia(picture()))
    changes = photos.fetch(maria, recorded.case_id, URL, never)
    assert changes.cases == {recorded.case_id}
    assert photos_of(store, maria, recorded.case_id) == [("311 SR26-00000001.jpg", URL, True)]
    Undoing(store).undo(maria)
    assert photos_of(store, maria, recorded.case_id) == []


def test_nothing_is_fetched_that_no_request_of_the_case_names(
    store: Store, recorded: Recorded, maria: Actor, office: OfficeBuilder
) -> None:
    media = FakeMedia(picture())
    photos = CityPhotos(store, InlinePool(), media)
    for case_id, url in ((recorded.case_id, "http://127.0.0.1/secret"), (office.mail("Hole").case_id, URL)):
        with pytest.raises(CannotDoError, match="No 311 request of this problem"):
            photos.fetch(maria, case_id, url, never)
    assert media.asked == []


@pytest.mark.parametrize("content", [b"<html>Sign in</html>", b"", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_is_no_picture_is_said_so_and_not_kept(
    store: Store, recorded: Recorded, maria: Actor, content: bytes
) -> None:
    with pytest.raises(UnreadableError, match=r"SR26-00000001 is no picture"):
        CityPhotos(store, InlinePool(), FakeMedia(content)).fetch(maria, recorded.case_id, URL, never)
    with store.reading() as session:
        assert session.scalars(select(StoredFile)).all() == []
    assert photos_of(store, maria, recorded.case_id) == []


def test_a_city_that_is_down_leaves_all_as_it_was(store: Store, recorded: Recorded, maria: Actor) -> None:
    down = FakeMedia(CityUnreachableError("It is down."))
    with pytest.raises(CityUnreachableError):
        CityPhotos(store, InlinePool(), down).fetch(maria, recorded.case_id, URL, never)
    assert photos_of(store, maria, recorded.case_id) == []
