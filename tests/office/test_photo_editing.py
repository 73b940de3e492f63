"""An edited copy hangs beside its original, which nobody can change, and can be taken back."""

from io import BytesIO

import pytest

from tests.builders import OfficeBuilder
from tests.gathering import InlinePool, never
from tests.photos.pictures import WESTERN_AND_LELAND, drawn, exif
from wardoffice.domain.actor import Actor
from wardoffice.domain.case_view import AttachmentView
from wardoffice.domain.errors import CannotDoError, UnreadableError
from wardoffice.domain.photo_edits import Area, Blur, Turn
from wardoffice.domain.pictures import Rank
from wardoffice.office.attaching import Attaching
from wardoffice.office.case_pane import CasePane
from wardoffice.office.merging import Merging
from wardoffice.office.photo_editing import PhotoEditing
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store

FACE = Blur(Area(0.1, 0.1, 0.4, 0.4))


@pytest.fixture
def maria(office: OfficeBuilder) -> Actor:
    return office.staff("Maria R.")


@pytest.fixture
def case_id(office: OfficeBuilder, maria: Actor, store: Store) -> int:
    """A problem with one JPEG that says where and when it was taken."""
    case_id = office.mail("Hole in the street").case_id
    Attaching(store, InlinePool()).attach_bytes(maria, case_id, jpeg(), "IMG_1.jpg")
    return case_id


def jpeg() -> bytes:
    kept = BytesIO()
    drawn().save(kept, "JPEG", exif=exif(gps=WESTERN_AND_LELAND, orientation=6))
    return kept.getvalue()


def photos_of(store: Store, actor: Actor, case_id: int) -> tuple[AttachmentView, ...]:
    return CasePane(store).show(actor, case_id).attachments


def test_a_copy_stands_beside_its_original_and_says_what_it_was_made_from(
    store: Store, case_id: int, maria: Actor
) -> None:
    (original,) = photos_of(store, maria, case_id)
    before = original.path.read_bytes()
    changes = PhotoEditing(store, InlinePool()).save_copy(maria, original.attachment_id, (Turn(1), FACE))
    assert changes.label == "Copy of IMG_1.jpg: turned, 1 part blurred"
    assert changes.cases == {case_id}
    kept, copy = photos_of(store, maria, case_id)
    assert kept == original
    assert kept.path.read_bytes() == before
    assert (copy.filename, copy.made_from_id, copy.rank) == (
        "IMG_1 edited.jpg",
        original.attachment_id,
        Rank.PHOTO,
    )
    assert copy.taken_at == original.taken_at
    assert original.point is not None
    assert copy.point is None
    assert copy.thumbnail is not None


def test_a_copy_is_taken_back_and_made_again(store: Store, case_id: int, maria: Actor) -> None:
    (original,) = photos_of(store, maria, case_id)
    PhotoEditing(store, InlinePool()).save_copy(maria, original.attachment_id, (FACE,))
    undoing = Undoing(store)
    undoing.undo(maria)
    assert photos_of(store, maria, case_id) == (original,)
    undoing.redo(maria)
    assert len(photos_of(store, maria, case_id)) == 2


def test_a_copy_of_an_absorbed_problems_photo_stays_with_the_root(
    store: Store, office: OfficeBuilder, case_id: int, maria: Actor
) -> None:
    """P4: what is added after putting together hangs at the root, and stays there."""
    (original,) = photos_of(store, maria, case_id)
    root_id = office.mail("The same hole").case_id
    merging = Merging(store)
    merging.merge(maria, (case_id, root_id), root_id)
    PhotoEditing(store, InlinePool()).save_copy(maria, original.attachment_id, (FACE,))
    assert len(photos_of(store, maria, root_id)) == 2
    merging.unmerge(maria, case_id)
    assert [each.made_from_id for each in photos_of(store, maria, root_id)] == [original.attachment_id]
    assert photos_of(store, maria, case_id) == (original,)


def test_nothing_done_makes_no_copy(store: Store, case_id: int, maria: Actor) -> None:
    (original,) = photos_of(store, maria, case_id)
    editing = PhotoEditing(store, InlinePool())
    for edits in ((), (Turn(1), Turn(3))):
        with pytest.raises(CannotDoError, match="Nothing was done"):
            editing.save_copy(maria, original.attachment_id, edits)
    assert photos_of(store, maria, case_id) == (original,)


def test_what_is_no_picture_says_so_and_nothing_is_attached(store: Store, case_id: int, maria: Actor) -> None:
    """P8."""
    Attaching(store, InlinePool()).attach_bytes(maria, case_id, b"%PDF-1.7 estimate", "estimate.pdf")
    paper = photos_of(store, maria, case_id)[1]
    with pytest.raises(UnreadableError, match="could not be edited"):
        PhotoEditing(store, InlinePool()).save_copy(maria, paper.attachment_id, (FACE,))
    assert len(photos_of(store, maria, case_id)) == 2


def test_a_photo_nobody_may_see_is_not_there(
    store: Store, office: OfficeBuilder, case_id: int, maria: Actor
) -> None:
    (original,) = photos_of(store, maria, case_id)
    office.restrict(case_id, maria)
    stranger = office.staff("Tom W.")
    editing = PhotoEditing(store, InlinePool())
    with pytest.raises(CannotDoError):
        editing.save_copy(stranger, original.attachment_id, (FACE,))
    with pytest.raises(CannotDoError):
        editing.set_rank(stranger, original.attachment_id, Rank.LOGO)


def test_a_person_says_what_a_picture_is_and_takes_it_back(store: Store, case_id: int, maria: Actor) -> None:
    (original,) = photos_of(store, maria, case_id)
    editing = PhotoEditing(store, InlinePool())
    changes = editing.set_rank(maria, original.attachment_id, Rank.LOGO)
    assert changes.label == "IMG_1.jpg: a small picture, perhaps a logo"
    assert [each.rank for each in photos_of(store, maria, case_id)] == [Rank.LOGO]
    Undoing(store).undo(maria)
    assert [each.rank for each in photos_of(store, maria, case_id)] == [Rank.PHOTO]


def test_photos_of_another_problem_are_attached_here_too(
    store: Store, office: OfficeBuilder, case_id: int, maria: Actor
) -> None:
    other_id = office.mail("Another hole").case_id
    (original,) = photos_of(store, maria, case_id)
    attaching = Attaching(store, InlinePool())
    assert attaching.attach_from(maria, other_id, [original.attachment_id]).label == "One file attached"
    (here,) = photos_of(store, maria, other_id)
    assert (here.path, here.filename, here.rank) == (original.path, original.filename, original.rank)
    Undoing(store).undo(maria)
    assert photos_of(store, maria, other_id) == ()
    assert photos_of(store, maria, case_id) == (original,)


def test_a_folder_is_attached_file_by_file_and_an_empty_one_says_so(
    store: Store, case_id: int, maria: Actor, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("walk")
    (folder / "b.jpg").write_bytes(jpeg())
    (folder / "a.txt").write_text("what we saw")
    (folder / ".hidden").write_text("a program's own")
    (folder / "deeper").mkdir()
    (folder / "deeper" / "c.jpg").write_bytes(jpeg())
    (folder / "empty").mkdir()
    attaching = Attaching(store, InlinePool())
    attaching.attach_files(maria, case_id, [folder], lambda _done, _total: None, never)
    names = [each.filename for each in photos_of(store, maria, case_id)][1:]
    assert names == ["a.txt", "b.jpg", "c.jpg"]
    with pytest.raises(CannotDoError, match="no file to attach"):
        attaching.attach_files(maria, case_id, [folder / "empty"], lambda _done, _total: None, never)
