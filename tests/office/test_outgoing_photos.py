"""Photos of a mail: made once, smaller alike until they fit, and whatever does not go is said."""

from io import BytesIO
from random import Random

import pytest
from PIL import Image

from tests.builders import OfficeBuilder
from tests.gathering import InlinePool
from tests.photos.pictures import WESTERN_AND_LELAND, drawn, exif
from tests.statements import statements
from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CancelledError
from wardoffice.domain.outgoing_photos import STEPS, budget, over_the_line
from wardoffice.office.outgoing_photos import OutgoingPhotos, PhotosWanted
from wardoffice.store.store import Store


@pytest.fixture
def photos(store: Store) -> OutgoingPhotos:
    return OutgoingPhotos(store, InlinePool())


def jpeg(picture: Image.Image) -> bytes:
    kept = BytesIO()
    picture.save(kept, "JPEG", exif=exif(gps=WESTERN_AND_LELAND, orientation=6))
    return kept.getvalue()


def noisy(seed: int, side: int = 2100) -> bytes:
    """A photo that no JPEG makes small: noise, a block of a few pixels each."""
    small = Image.frombytes("RGB", (side // 4, side // 4), Random(seed).randbytes(3 * (side // 4) ** 2))
    return jpeg(small.resize((side, side), Image.Resampling.NEAREST))


def test_a_copy_is_kept_and_made_only_once(
    store: Store, office: OfficeBuilder, maria: Actor, photos: OutgoingPhotos
) -> None:
    attachment = office.photo(office.mail("Hole").case_id, jpeg(drawn(800, 600)))
    told: list[tuple[int, int | None]] = []
    first = photos.prepare(maria, [attachment], None, lambda done, total: told.append((done, total)))
    (copy,) = first.photos
    kept = photos.path(copy).read_bytes()
    assert len(kept) == copy.size
    assert b"Exif" not in kept
    assert (copy.width, copy.height) == (600, 800)
    assert told == [(1, 1)]
    assert first.left == ()
    assert not first.smaller
    assert photos.prepare(maria, [attachment], None, lambda *each: told.append(each)) == first
    assert told == [(1, 1)]


def test_all_photos_are_made_smaller_alike_until_they_fit(
    office: OfficeBuilder, maria: Actor, photos: OutgoingPhotos
) -> None:
    case_id = office.mail("Hole").case_id
    attachments = [office.photo(case_id, noisy(seed)) for seed in range(2)]
    large = photos.prepare(maria, attachments, None)
    limit = int(large.taken / 0.6 * 0.8)
    tight = photos.prepare(maria, attachments, limit)
    assert large.step == STEPS[0]
    assert tight.step == STEPS[1]
    assert tight.smaller
    assert tight.left == ()
    assert [each.width for each in tight.photos] == [STEPS[1].longest] * 2
    assert tight.taken <= budget(limit) < large.taken


def test_what_does_not_fit_even_small_is_said_and_the_first_ones_go(
    office: OfficeBuilder, maria: Actor, photos: OutgoingPhotos
) -> None:
    case_id = office.mail("Hole").case_id
    attachments = [office.photo(case_id, noisy(seed, 1024)) for seed in range(3)]
    whole = photos.prepare(maria, attachments, None)
    limit = int(whole.taken / 0.6 * 0.4)
    packed = photos.prepare(maria, attachments, limit)
    assert packed.step == STEPS[-1]
    went = [each.attachment_id for each in packed.photos]
    assert went + [each.attachment_id for each in packed.left] == attachments
    assert packed.photos
    assert packed.left
    assert "does not fit" in packed.left[0].reason
    assert sum(over_the_line(each.size) for each in packed.photos) == packed.taken <= budget(limit)


def test_what_other_files_take_is_counted(
    office: OfficeBuilder, maria: Actor, photos: OutgoingPhotos
) -> None:
    attachment = office.photo(office.mail("Hole").case_id, noisy(1))
    free, full = photos.prepare_all(
        maria, [PhotosWanted((attachment,)), PhotosWanted((attachment,), beside=12_000_000)], None
    )
    assert [each.attachment_id for each in free.photos] == [attachment]
    assert [each.attachment_id for each in full.left] == [attachment]


def test_a_photo_that_cannot_be_read_keeps_no_other_from_going(
    office: OfficeBuilder, maria: Actor, photos: OutgoingPhotos
) -> None:
    """P8."""
    case_id = office.mail("Hole").case_id
    broken, whole = office.photo(case_id, b"no picture"), office.photo(case_id, jpeg(drawn()))
    packed = photos.prepare(maria, [broken, whole, 4711], None)
    assert [each.attachment_id for each in packed.photos] == [whole]
    assert {each.attachment_id for each in packed.left} == {broken, 4711}
    assert all(each.reason for each in packed.left)


def test_photos_of_a_problem_one_may_not_see_are_not_copied(
    office: OfficeBuilder, maria: Actor, photos: OutgoingPhotos
) -> None:
    case_id = office.mail("Hole").case_id
    attachment = office.photo(case_id, jpeg(drawn()))
    office.restrict(case_id)
    others = office.photo(office.mail("Another").case_id, jpeg(drawn()))
    packed = photos.prepare(maria, [attachment, others], None)
    assert [each.attachment_id for each in packed.photos] == [others]
    assert [each.attachment_id for each in packed.left] == [attachment]


def test_the_photos_of_many_mails_are_asked_for_at_once(
    office: OfficeBuilder, maria: Actor, photos: OutgoingPhotos
) -> None:
    """P10: the questions are made up in Python, for whose turns the window would wait."""
    ids = [office.photo(office.mail("Hole").case_id, jpeg(drawn())) for _ in range(8)]
    with statements() as asked:
        photos.prepare_all(maria, [PhotosWanted((each,)) for each in ids], None)
    assert sum(each.startswith("SELECT") for each in asked) == 2


def test_making_copies_can_be_stopped(office: OfficeBuilder, maria: Actor, photos: OutgoingPhotos) -> None:
    attachment = office.photo(office.mail("Hole").case_id, jpeg(drawn()))
    with pytest.raises(CancelledError):
        photos.prepare(maria, [attachment], None, cancelled=lambda: True)
