"""What a forward offers by itself: the newest photos, edited copies for originals, known addresses."""

from datetime import timedelta

import pytest

from tests.builders import OfficeBuilder
from tests.forwarding import STREETS, forward_jobs, located_jpeg
from tests.gathering import InlinePool
from tests.office.department_desk import LISTED
from wardoffice.domain.actor import Actor
from wardoffice.domain.forwarding import ForwardCase, ForwardWish
from wardoffice.domain.pictures import Rank
from wardoffice.office.departments import Departments
from wardoffice.office.forward_form import MOST_PHOTOS
from wardoffice.office.merging import Merging
from wardoffice.office.pasted_answers import PastedAnswer, PastedAnswers
from wardoffice.store.store import Store
from wardoffice.store.tables import Attachment


@pytest.fixture
def case_id(office: OfficeBuilder) -> int:
    office.service_type("PHF", "Pothole in Street")
    return office.mail("Hole", address="4800 N Damen Ave", service_code="PHF").case_id


def offered(store: Store, maria: Actor, case_id: int) -> ForwardCase:
    (case,) = forward_jobs(store).forms.prepare(maria, [case_id]).cases
    return case


def change(store: Store, attachment_id: int, **fields: object) -> None:
    with store.writing() as session:
        row = session.get_one(Attachment, attachment_id)
        for name, value in fields.items():
            setattr(row, name, value)


def test_an_edited_copy_goes_in_the_place_of_its_original(
    store: Store, office: OfficeBuilder, maria: Actor, case_id: int
) -> None:
    """P9: a face that was made unrecognisable is in the original still."""
    original, copy = office.photo(case_id, located_jpeg()), office.photo(case_id, located_jpeg(410))
    change(store, copy, made_from_id=original)
    photos = {each.attachment_id: each for each in offered(store, maria, case_id).photos}
    assert (photos[original].chosen, photos[original].edited_id) == (False, copy)
    assert photos[copy].chosen


def test_what_311_has_already_is_said_and_not_sent_by_itself(
    store: Store, office: OfficeBuilder, maria: Actor, case_id: int
) -> None:
    photo = office.photo(case_id, located_jpeg())
    change(store, photo, source_url="https://311.example/photo.jpg")
    (shown,) = offered(store, maria, case_id).photos
    assert shown.at_city
    assert not shown.chosen
    wish = ForwardWish((case_id,), STREETS, photo_ids=(photo,), with_map=False)
    (mail,) = forward_jobs(store).forwarding.preview(maria, wish).mails
    assert len(mail.pictures) == 1, "staff may send it all the same"


def test_what_a_department_sent_is_there_to_choose_and_hides_no_photo_of_who_told_us(
    store: Store, office: OfficeBuilder, maria: Actor, case_id: int
) -> None:
    """P9: a screenshot of a phone is filed with every problem it names, and shows all of them."""
    told = office.photo(case_id, located_jpeg())
    Departments(store, LISTED).take_listed()
    cdot = next(each.department_id for each in Departments(store).all(maria) if each.name == "CDOT")
    pasting = PastedAnswers(store, InlinePool())
    for picture in (located_jpeg(), located_jpeg(900)):
        pasting.file(maria, PastedAnswer(cdot, "Done, and so is 12 W Oak St", (case_id,), picture))

    photos = offered(store, maria, case_id).photos

    assert [each.chosen for each in photos] == [True, False]
    assert photos[0].attachment_id == told


def test_the_newest_photos_go_and_logos_and_doubles_do_not(
    store: Store, office: OfficeBuilder, maria: Actor, case_id: int
) -> None:
    photos = [office.photo(case_id, located_jpeg(400 + number)) for number in range(MOST_PHOTOS + 2)]
    for position, each in enumerate(photos):
        change(store, each, created_at=store.now() - timedelta(days=len(photos) - position))
    logo = office.photo(case_id, located_jpeg(900), rank=Rank.LOGO)
    office.photo(case_id, located_jpeg(400))
    found = offered(store, maria, case_id).photos
    chosen = [each.attachment_id for each in found if each.chosen]
    assert len(chosen) == MOST_PHOTOS
    assert logo not in chosen
    assert len({each.attachment_id for each in found}) == MOST_PHOTOS + 3, "a double is offered once"
    assert set(photos[-3:]) <= set(chosen)


def test_everything_of_what_was_put_together_is_offered(
    store: Store, office: OfficeBuilder, maria: Actor, case_id: int
) -> None:
    other = office.mail("The same", address="4800 N Damen Ave").case_id
    first, second = office.photo(case_id, located_jpeg()), office.photo(other, located_jpeg(410))
    Merging(store).merge(maria, (case_id, other), case_id)
    case = offered(store, maria, other)
    assert case.case_id == case_id
    assert {each.attachment_id for each in case.photos} == {first, second}


def test_somebody_written_to_before_is_offered_again(store: Store, maria: Actor, case_id: int) -> None:
    jobs = forward_jobs(store)
    jobs.forwarding.send(
        maria, jobs.forwarding.preview(maria, ForwardWish((case_id,), STREETS, with_map=False))
    )
    form = jobs.forms.prepare(maria, [case_id])
    assert [each.to for each in form.receivers] == [STREETS.to]
    assert [each.standing for each in form.cases[0].earlier] == ["waits to be sent"]
