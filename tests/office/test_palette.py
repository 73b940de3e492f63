"""The palette finds cases and people, and nobody who may not be seen."""

import pytest

from tests.builders import OfficeBuilder
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.palette import HitKind
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.office.palette import Palette
from wardoffice.office.queue import Queue


@pytest.fixture
def ana(office: OfficeBuilder) -> Actor:
    return office.staff("Ana Ruiz", Role.MANAGER)


@pytest.fixture
def palette(office: OfficeBuilder) -> Palette:
    return Palette(office.store, Queue(office.store))


def people(palette: Palette, actor: Actor, words: str) -> list[str]:
    return [each.label for each in palette.look_for(actor, words) if each.kind is HitKind.PERSON]


def test_cases_are_found_by_number_address_and_words(
    office: OfficeBuilder, palette: Palette, ana: Actor
) -> None:
    told = office.mail("Deep hole", address="4512 N Kedzie Ave")
    number = Queue(office.store).rows(ana, [told.case_id])[told.case_id].number
    for words in (number, "kedz", "kedize", "deep ho"):
        assert [each.case_id for each in palette.look_for(ana, words)] == [told.case_id], words
    assert palette.look_for(ana, "d") == ()
    assert palette.look_for(ana, "status:closed") == ()


def test_people_are_found_by_name_mail_and_phone_and_lead_to_what_they_told(
    office: OfficeBuilder, palette: Palette, ana: Actor
) -> None:
    contact = office.contact("Rosa Diaz", email="rosa@example.org", phone="+17735550142")
    told = office.mail("Hole", contact_id=contact)
    for words in ("ros", "diaz ro", "rosa@ex", "555-0142"):
        assert people(palette, ana, words) == ["Rosa Diaz"], words
    (hit,) = (each for each in palette.look_for(ana, "rosa") if each.kind is HitKind.PERSON)
    assert hit.detail == "rosa@example.org · +17735550142"
    assert hit.search == 'from:"Rosa Diaz"'
    assert told.case_id in {each.case_id for each in palette.look_for(ana, "rosa")}


def test_a_person_known_from_a_restricted_matter_alone_is_nobody_to_others(
    office: OfficeBuilder, palette: Palette, ana: Actor
) -> None:
    other = office.staff("Bo Lind")
    told = office.mail("Matter", contact_id=office.contact("Zebulon Quark"))
    office.restrict(told.case_id, ana)
    assert people(palette, ana, "zebulon") == ["Zebulon Quark"]
    assert palette.look_for(other, "zebulon") == ()


def test_nobody_known_from_a_restricted_matter_alone_is_shown_for_a_like_name_of_another(
    office: OfficeBuilder, palette: Palette, ana: Actor
) -> None:
    other = office.staff("Bo Lind")
    office.mail("Rats", contact_id=office.contact("Maria Garcia Lopez", email="open@example.org"))
    hidden = [
        office.contact("Maria Garcia", email=f"secret{each}@example.org", phone="773-555-0199")
        for each in range(6)
    ]
    for contact in hidden:
        office.restrict(office.mail("Matter", contact_id=contact).case_id, ana)
    assert people(palette, other, "maria") == ["Maria Garcia Lopez"]
    assert "secret" not in str(palette.look_for(other, "maria"))
    assert people(palette, other, "555-0199") == []
    assert "Maria Garcia" in people(palette, ana, "maria")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("José Núñez", ("jose", "José", "nunez", "Núñez jo")),
        ("Łukasz Nowak", ("lukasz", "Łukasz")),
        ("Brian O'Brien", ("o'brien", "brien", "O\u2019Brien")),
        ("Anne-Marie Dupont", ("anne-marie", "marie", "dupont anne")),
        ('Robert "Bob" Smith', ("bob smith", 'Robert "Bob"')),
    ],
)
def test_a_person_is_found_with_and_without_the_accents_and_signs_of_their_name(
    office: OfficeBuilder, palette: Palette, ana: Actor, name: str, typed: tuple[str, ...]
) -> None:
    told = office.mail("Rats", contact_id=office.contact(name))
    office.mail("Another thing", contact_id=office.contact("Zoe Quark"))
    for words in typed:
        assert people(palette, ana, words) == [name], words
    (hit,) = (each for each in palette.look_for(ana, typed[0]) if each.kind is HitKind.PERSON)
    asked = QueueFilter(words=hit.search)
    assert list(Queue(office.store).ids(ana, View.ALL, asked, SortBy.NEWEST)) == [told.case_id]
