"""An edited copy hangs beside its original, which nobody can change, and can be taken back."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from stat import FILE_ATTRIBUTE_HIDDEN
from types import SimpleNamespace

import pytest

from tests.builders import PLACING, OfficeBuilder
from tests.gathering import InlinePool, never
from tests.photos.pictures import WESTERN_AND_LELAND, drawn, exif
from wardoffice.domain.actor import Actor
from wardoffice.domain.case_view import AttachmentView
from wardoffice.domain.cases import SplitPart
from wardoffice.domain.errors import CannotDoError, UnreadableError
from wardoffice.domain.photo_edits import Area, Blur, Turn
from wardoffice.domain.pictures import Rank
from wardoffice.office.attaching import Attaching
from wardoffice.office.case_pane import CasePane
from wardoffice.office.forward_form import photos_of as forward_photos
from wardoffice.office.merging import Merging
from wardoffice.office.photo_editing import PhotoEditing
from wardoffice.office.splitting import Splitting
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store
from wardoffice.store.tables import Attachment, MessageLink

FACE = Blur(Area(0.1, 0.1, 0.4, 0.4))


@pytest.fixture
def case_id(office: OfficeBuilder, maria: Actor, store: Store) -> int:
    """A problem with one JPEG that says where and when it was taken."""
    case_id = office.mail("Hole in the street").case_id
    Attaching(store, InlinePool()).attach_bytes(maria, case_id, jpeg(), "IMG_1.jpg")
    return case_id


def jpeg(orientation: int = 6) -> bytes:
    kept = BytesIO()
    drawn().save(kept, "JPEG", exif=exif(gps=WESTERN_AND_LELAND, orientation=orientation))
    return kept.getvalue()


def photos_of(store: Store, actor: Actor, case_id: int) -> tuple[AttachmentView, ...]:
    return CasePane(store).show(actor, case_id).attachments


def sent_on(store: Store, actor: Actor, case_id: int) -> list[str]:
    """The names of the photos that would go to a department unless somebody chose otherwise."""
    view = CasePane(store).show(actor, case_id)
    digests = {each.attachment_id: f"{each.path.parent.name}{each.path.name}" for each in view.attachments}
    return [each.name for each in forward_photos(view, digests) if each.chosen]


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


@pytest.mark.parametrize("how", ["pulled apart", "taken back"])
def test_a_copy_goes_with_its_original_when_problems_come_apart(
    store: Store, office: OfficeBuilder, case_id: int, maria: Actor, how: str
) -> None:
    """P9: the face that was made unrecognisable would go to the department, its blur left at the other."""
    (original,) = photos_of(store, maria, case_id)
    root_id = office.mail("The same hole").case_id
    merging = Merging(store)
    merged = merging.merge(maria, (case_id, root_id), root_id)
    PhotoEditing(store, InlinePool()).save_copy(maria, original.attachment_id, (FACE,))
    assert len(photos_of(store, maria, root_id)) == 2
    if how == "pulled apart":
        merging.unmerge(maria, case_id)
    else:
        Undoing(store).undo(maria, merged.action_id)
    assert photos_of(store, maria, root_id) == ()
    kept, copy = photos_of(store, maria, case_id)
    assert (kept, copy.made_from_id) == (original, original.attachment_id)


def test_a_copy_goes_with_its_original_to_a_part_of_a_split(
    store: Store, office: OfficeBuilder, maria: Actor
) -> None:
    """P9."""
    told = office.mail("Pothole and rats")
    original = office.photo(told.case_id, jpeg(), message_id=told.message_id)
    PhotoEditing(store, InlinePool()).save_copy(maria, original, (FACE,))
    parts = [SplitPart("Pothole"), SplitPart("Rats", attachment_ids=(original,))]
    (born,) = Splitting(store, PLACING).split(maria, told.request_ids[0], parts).cases - {told.case_id}
    assert [each.made_from_id for each in photos_of(store, maria, born)] == [None, original]
    assert photos_of(store, maria, told.case_id) == ()


def test_a_copy_alone_on_a_part_of_a_split_leaves_its_blur_beside_the_original_too(
    store: Store, office: OfficeBuilder, maria: Actor
) -> None:
    """P9: the original stays with the problem that was split, and would be sent on unblurred."""
    told = office.mail("Pothole and rats")
    original = office.photo(told.case_id, jpeg(), message_id=told.message_id)
    editing = PhotoEditing(store, InlinePool())
    editing.save_copy(maria, original, (FACE,))
    copy = photos_of(store, maria, told.case_id)[1].attachment_id
    editing.save_copy(maria, copy, (Turn(1),))
    parts = [SplitPart("Pothole"), SplitPart("Rats", attachment_ids=(copy,))]
    (born,) = Splitting(store, PLACING).split(maria, told.request_ids[0], parts).cases - {told.case_id}
    assert sent_on(store, maria, told.case_id) == sent_on(store, maria, born) == ["photo edited edited.jpg"]
    assert [each.filename for each in photos_of(store, maria, born)] == [
        "photo edited.jpg",
        "photo edited edited.jpg",
    ]


@pytest.mark.parametrize("came", ["with a message", "by itself"])
def test_a_copy_goes_with_the_photo_that_is_brought_along_and_comes_back_with_it(
    store: Store, office: OfficeBuilder, maria: Actor, came: str
) -> None:
    """P9: pulled apart, the one problem would have the face and the other its blur."""
    case_id, root_id = office.mail("Hole").case_id, office.mail("The same hole").case_id
    merging = Merging(store)
    merging.merge(maria, (case_id, root_id), root_id)
    if came == "with a message":
        message_id = office.row(MessageLink, office.reply(root_id, "Here is a photo")).message_id
        office.photo(root_id, jpeg(), message_id=message_id)
    else:
        office.photo(root_id, jpeg())
    original = photos_of(store, maria, root_id)[0].attachment_id
    editing = PhotoEditing(store, InlinePool())
    editing.save_copy(maria, original, (FACE,))
    (offered,) = merging.added_since(maria, case_id)
    merging.unmerge(maria, case_id, bring=[offered.added])
    assert sent_on(store, maria, case_id) == ["photo edited.jpg"]
    assert photos_of(store, maria, root_id) == ()
    undoing = Undoing(store)
    undoing.undo(maria)
    assert {
        office.row(Attachment, each.attachment_id).case_id for each in photos_of(store, maria, root_id)
    } == {root_id}
    undoing.redo(maria)
    assert sent_on(store, maria, case_id) == ["photo edited.jpg"]


def test_a_copy_made_since_goes_back_with_its_original_when_the_pulling_apart_is_undone(
    store: Store, office: OfficeBuilder, maria: Actor
) -> None:
    """P9."""
    case_id, root_id = office.mail("Hole").case_id, office.mail("The same hole").case_id
    merging, undoing = Merging(store), Undoing(store)
    merging.merge(maria, (case_id, root_id), root_id)
    original = office.photo(root_id, jpeg())
    (offered,) = merging.added_since(maria, case_id)
    apart = merging.unmerge(maria, case_id, bring=[offered.added]).action_id
    PhotoEditing(store, InlinePool()).save_copy(maria, original, (FACE,))
    undoing.undo(maria, apart)
    merging.unmerge(maria, case_id)
    assert sent_on(store, maria, root_id) == ["photo edited.jpg"]
    assert photos_of(store, maria, case_id) == ()


def test_a_copy_of_a_photo_that_stays_is_not_offered_to_be_brought_along(
    store: Store, office: OfficeBuilder, maria: Actor
) -> None:
    """P9."""
    case_id, root = office.mail("Hole").case_id, office.mail("The same hole")
    original = office.photo(root.case_id, jpeg(), message_id=root.message_id)
    merging = Merging(store)
    merging.merge(maria, (case_id, root.case_id), root.case_id)
    PhotoEditing(store, InlinePool()).save_copy(maria, original, (FACE,))
    assert merging.added_since(maria, case_id) == ()
    merging.unmerge(maria, case_id)
    assert sent_on(store, maria, root.case_id) == ["photo edited.jpg"]


def test_a_copy_that_was_taken_back_is_made_again_where_its_original_went(
    store: Store, office: OfficeBuilder, maria: Actor
) -> None:
    """P9."""
    told = office.mail("Pothole and rats")
    original = office.photo(told.case_id, jpeg(), message_id=told.message_id)
    PhotoEditing(store, InlinePool()).save_copy(maria, original, (FACE,))
    undoing = Undoing(store)
    undone = undoing.undo(maria)
    parts = [SplitPart("Pothole"), SplitPart("Rats", attachment_ids=(original,))]
    (born,) = Splitting(store, PLACING).split(maria, told.request_ids[0], parts).cases - {told.case_id}
    undoing.undo(maria, undone.action_id)
    assert sent_on(store, maria, born) == ["photo edited.jpg"]
    assert photos_of(store, maria, told.case_id) == ()


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


def test_what_hangs_here_already_is_not_attached_twice(
    store: Store, office: OfficeBuilder, case_id: int, maria: Actor
) -> None:
    other_id = office.mail("Another hole").case_id
    attaching = Attaching(store, InlinePool())
    attaching.attach_bytes(maria, case_id, b"an estimate", "estimate.txt")
    photo, paper = photos_of(store, maria, case_id)
    attaching.attach_from(maria, other_id, [photo.attachment_id])
    both = [photo.attachment_id, paper.attachment_id]
    assert attaching.attach_from(maria, other_id, both).label == "One file attached"
    with pytest.raises(CannotDoError, match="hangs here already"):
        attaching.attach_from(maria, other_id, both)
    assert [each.filename for each in photos_of(store, maria, other_id)] == ["IMG_1.jpg", "estimate.txt"]


def test_a_file_dropped_again_and_a_copy_saved_again_are_not_attached_twice(
    store: Store, case_id: int, maria: Actor, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A department would get the same picture twice."""
    attaching, editing = Attaching(store, InlinePool()), PhotoEditing(store, InlinePool())
    (original,) = photos_of(store, maria, case_id)
    with pytest.raises(CannotDoError, match="hangs here already"):
        attaching.attach_bytes(maria, case_id, jpeg(), "the same.jpg")
    editing.save_copy(maria, original.attachment_id, (FACE,))
    with pytest.raises(CannotDoError, match="hangs here already"):
        editing.save_copy(maria, original.attachment_id, (FACE,))
    folder = tmp_path_factory.mktemp("walk")
    for name in ("note.txt", "note again.txt"):
        (folder / name).write_text("what we saw")
    (folder / "old.jpg").write_bytes(jpeg())
    changes = attaching.attach_files(maria, case_id, [folder], lambda _done, _total: None, never)
    assert changes.label == "One file attached"
    assert len(photos_of(store, maria, case_id)) == 3


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_blurred_copy_stands_for_its_original_in_another_problem_too(
    store: Store, office: OfficeBuilder, case_id: int, maria: Actor, order: tuple[int, int]
) -> None:
    """P9: both attached, a department would get the face that was blurred, beside its blur."""
    other_id = office.mail("Another hole").case_id
    (original,) = photos_of(store, maria, case_id)
    PhotoEditing(store, InlinePool()).save_copy(maria, original.attachment_id, (FACE,))
    ids = [each.attachment_id for each in photos_of(store, maria, case_id)]
    attaching = Attaching(store, InlinePool())
    for at in order:
        attaching.attach_from(maria, other_id, [ids[at]])
    assert sent_on(store, maria, other_id) == ["IMG_1 edited.jpg"]


def test_a_folder_is_attached_file_by_file_and_an_empty_one_says_so(
    store: Store, case_id: int, maria: Actor, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("walk")
    (folder / "b.jpg").write_bytes(jpeg(orientation=1))
    (folder / "a.txt").write_text("what we saw")
    (folder / ".hidden").write_text("a program's own")
    (folder / "deeper").mkdir()
    (folder / "deeper" / "c.jpg").write_bytes(jpeg(orientation=3))
    (folder / "empty").mkdir()
    attaching = Attaching(store, InlinePool())
    attaching.attach_files(maria, case_id, [folder], lambda _done, _total: None, never)
    names = [each.filename for each in photos_of(store, maria, case_id)][1:]
    assert names == ["a.txt", "b.jpg", "c.jpg"]
    with pytest.raises(CannotDoError, match="no file to attach"):
        attaching.attach_files(maria, case_id, [folder / "empty"], lambda _done, _total: None, never)


@pytest.mark.parametrize(
    "name",
    [
        "Thumbs.db",
        "desktop.ini",
        "ehthumbs.db",
        "__MACOSX/._porch.jpg",
        "__MACOSX/walk/porch.jpg",
        "$RECYCLE.BIN/S-1-5/porch.jpg",
        "$Recycle.Bin/desktop.ini",
    ],
)
def test_what_systems_keep_in_a_folder_is_not_attached(
    store: Store, case_id: int, maria: Actor, tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = tmp_path_factory.mktemp("walk")
    (folder / "porch.txt").write_text("what we saw")
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("a system's own")
    attaching = Attaching(store, InlinePool())
    attaching.attach_files(maria, case_id, [folder], lambda _done, _total: None, never)
    assert [each.filename for each in photos_of(store, maria, case_id)][1:] == ["porch.txt"]


def test_what_windows_hides_in_a_folder_is_not_attached(
    store: Store,
    case_id: int,
    maria: Actor,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path_factory.mktemp("walk")
    for name in ("porch.txt", "AlbumArt.txt", "cache/porch.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"{name}: what we saw")
    monkeypatch.setattr(Path, "stat", hiding({"AlbumArt.txt", "cache"}))
    attaching = Attaching(store, InlinePool())
    attaching.attach_files(maria, case_id, [folder], lambda _done, _total: None, never)
    assert [each.filename for each in photos_of(store, maria, case_id)][1:] == ["porch.txt"]


def hiding(names: set[str]) -> Callable[..., object]:
    """What Windows says of files, where it hides those of these names."""
    truly = Path.stat

    def stat(path: Path, *, follow_symlinks: bool = True) -> object:
        told = truly(path, follow_symlinks=follow_symlinks)
        said = {each: getattr(told, each) for each in dir(told) if each.startswith("st_")}
        hidden = FILE_ATTRIBUTE_HIDDEN if path.name in names else 0
        return SimpleNamespace(**{**said, "st_file_attributes": hidden})

    return stat
