"""Pages for paper: what stands on them, and what does not."""

import json
import re
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.builders import OfficeBuilder, placing
from tests.geo.grid_city import house, known_addresses
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.case_view import PersonView
from wardoffice.domain.printing import PrintedPage
from wardoffice.geo.addresses import normalise
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.office.blocks import Blocks
from wardoffice.office.boundaries import Boundaries
from wardoffice.office.case_pane import CasePane
from wardoffice.office.map_layers import Layers
from wardoffice.office.nameless import without_names
from wardoffice.office.printing import Letterhead, Printing
from wardoffice.office.queue import Queue
from wardoffice.office.streets import Streets
from wardoffice.office.triage import Triage

pytestmark = pytest.mark.sqlite
NOON = datetime(2026, 6, 1, 17, tzinfo=UTC)


class Paper:
    """A printer that keeps the page."""

    def __init__(self) -> None:
        self.pages: list[PrintedPage] = []

    def pdf(self, page: PrintedPage) -> bytes:
        self.pages.append(page)
        return b"%PDF " + page.title.encode()


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    return PlaceFinder(known_addresses())


@pytest.fixture
def ana(office: OfficeBuilder) -> Actor:
    return office.staff("Ana Ruiz", Role.MANAGER)


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def printing(office: OfficeBuilder, paper: Paper, finder: PlaceFinder, tmp_path: Path) -> Printing:
    store, cases = office.store, CasePane(office.store)
    layers = Layers(Boundaries(tmp_path, NOON.date), Streets(tmp_path, lambda: finder), 47)
    return Printing(
        cases,
        Blocks(store, Queue(store), cases, lambda: finder, normalise),
        layers,
        printer=paper,
        letterhead=Letterhead("Ward 47", ZoneInfo("America/Chicago"), lambda: NOON),
    )


def _told(office: OfficeBuilder, address: str = "4811 N Hale Ave") -> int:
    maria = office.contact("Maria Lopez")
    told = office.mail(
        "A hole as deep as a bucket. Call Maria at (773) 555-0142 or maria@example.org <b>now</b>",
        contact_id=maria,
        address=address,
        point=house(normalise(address)),
    )
    return told.case_id


def _words(page: PrintedPage) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.html.partition("</style>")[2]).split())


def test_one_page_has_the_place_the_words_the_numbers_and_the_history(
    office: OfficeBuilder, printing: Printing, ana: Actor
) -> None:
    case_id = _told(office)
    office.city_record("SR26-00000123", service_name="Pothole in Street", case_id=case_id)
    Triage(office.store, placing(lambda _: 1)).note(ana, case_id, "An inside matter")

    page = printing.case_page(ana, case_id)
    words = _words(page)

    for part in ("4811 N Hale Ave", "SR26-00000123", "A hole as deep", "History", "Ana Ruiz", "Ward 47"):
        assert part in words
    assert "Printed Jun 1, 2026 by Ward 47" in words
    assert page.one_page
    assert page.pictures["map"].startswith(b"\x89PNG")


def test_nobodys_name_stands_on_it_unless_that_was_asked_for(
    office: OfficeBuilder, printing: Printing, ana: Actor
) -> None:
    """P9: people's names and contacts leave only where staff chose it."""
    case_id = _told(office)

    without, with_names = (_words(printing.case_page(ana, case_id, names=each)) for each in (False, True))

    assert not re.search("maria|lopez|555|example", without, re.IGNORECASE)
    assert "A resident" in without
    assert "Maria Lopez" in with_names
    assert "(773) 555-0142" in with_names


def test_words_out_of_a_mail_are_words_and_no_html(
    office: OfficeBuilder, printing: Printing, ana: Actor
) -> None:
    """P8: what somebody wrote cannot change the page."""
    case_id = _told(office)
    assert "&lt;b&gt;now&lt;/b&gt;" in printing.case_page(ana, case_id).html


def _photo(office: OfficeBuilder, case_id: int, content: bytes, folder: Path) -> None:
    """A photo with the small picture of it that the page shows."""
    small = folder / "small.jpg"
    small.write_bytes(content)
    office.photo(case_id, content)
    office.store.files.keep_thumbnail(sha256(content).hexdigest(), small)


def test_the_page_holds_four_photos_at_most(
    office: OfficeBuilder, printing: Printing, ana: Actor, tmp_path: Path
) -> None:
    case_id = _told(office)
    for number in range(6):
        _photo(office, case_id, f"photo {number}".encode(), tmp_path)
    page = printing.case_page(ana, case_id)
    assert len([name for name in page.pictures if name.startswith("photo")]) == 4
    assert "could not be read" not in _words(page)


def test_the_page_says_how_many_photos_could_not_be_read(
    office: OfficeBuilder, printing: Printing, ana: Actor, tmp_path: Path
) -> None:
    """P8: a page that leaves one out without a word passes for all there is."""
    case_id = _told(office)
    _photo(office, case_id, b"the hole", tmp_path)
    office.photo(case_id)
    page = printing.case_page(ana, case_id)
    assert len([name for name in page.pictures if name.startswith("photo")]) == 1
    assert "One photo could not be read." in _words(page)
    office.photo(case_id)
    assert "2 photos could not be read." in _words(printing.case_page(ana, case_id))


def test_a_problem_without_a_place_has_a_page_without_a_map(
    office: OfficeBuilder, printing: Printing, ana: Actor
) -> None:
    page = printing.case_page(ana, office.mail("Something somewhere").case_id)
    assert "map" not in page.pictures
    assert "Place unknown" in _words(page)


def test_the_block_has_a_box_to_tick_for_each_problem_in_the_order_of_a_walk(
    office: OfficeBuilder, printing: Printing, ana: Actor
) -> None:
    first = _told(office, "4811 N Hale Ave")
    for address in ("4850 N Hale Ave", "4830 N Hale Ave", "4893 N Hale Ave"):
        _told(office, address)

    page = printing.block_page(ana, first)

    assert page.html.count("&#9744;") == 4
    houses = re.findall(r"<b>(\d+) N Hale Ave</b>", page.html)
    assert houses == ["4830", "4850", "4893", "4811"]
    assert page.title == "4800 block of N Hale Ave"
    assert "Even numbers, west side" in _words(page)
    assert page.pictures["map"].startswith(b"\x89PNG")
    assert not re.search("maria|lopez", page.html, re.IGNORECASE)


def test_it_is_written_whole_into_the_file_that_was_chosen(
    office: OfficeBuilder, printing: Printing, paper: Paper, ana: Actor, tmp_path: Path
) -> None:
    case_id = _told(office)

    written = printing.print_case(ana, case_id, tmp_path / "one.pdf")
    printing.print_block(ana, case_id, tmp_path / "walk.pdf")

    assert written.read_bytes().startswith(b"%PDF")
    assert (tmp_path / "walk.pdf").read_bytes() == b"%PDF 4800 block of N Hale Ave"
    assert [each.one_page for each in paper.pages] == [True, False]
    assert json.dumps([each.title for each in paper.pages])


def _person(name: str) -> PersonView:
    return PersonView(1, name, "", "", "", None, None, None, 0)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Maria Lopez here, maria lopez!", "… here, …!"),
        ("Mariana knows", "Mariana knows"),
        ("Write to a.b@c.example please", "Write to … please"),
        ("Call 773-555-0142 or 1 (773) 555 0142.", "Call … or …."),
        ("SR26-00000123 at 4811 N Hale Ave 60625", "SR26-00000123 at 4811 N Hale Ave 60625"),
    ],
)
def test_names_mail_addresses_and_phone_numbers_are_taken_out_of_words(said: str, left: str) -> None:
    assert without_names([_person("Maria Lopez"), _person("")])(said) == left
