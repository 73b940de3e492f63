"""The mailbox's books: every mail the server showed stands in them once, and none is lost or doubled (P1)."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.builders import OfficeBuilder
from tests.gathering import (
    HERE,
    PROGRAM,
    FakeCity,
    FakeMailbox,
    InlinePool,
    city_sync,
    mail_intake,
    mail_reading,
    never,
    no_progress,
    record,
)
from tests.mail.mails import mail, mixed, part, picture
from tests.office.killer_work import DEADLY, DyingPool
from tests.photos.pictures import WESTERN_AND_LELAND, drawn, exif, saved
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.books import LedgerState, MailBooks
from wardoffice.domain.errors import (
    CancelledError,
    DiskFullError,
    LeaseHeldError,
    MailboxUnreachableError,
    NotAllowedError,
)
from wardoffice.domain.pictures import Rank
from wardoffice.domain.places import PlaceSource
from wardoffice.store.files import FileStore, KeptFile
from wardoffice.store.leases import lease
from wardoffice.store.ledger import WaitingMail, book_file, keep_raw
from wardoffice.store.store import Store
from wardoffice.store.tables import Attachment, Case, LedgerEntry, MailFolder, Message, Request, StoredFile


@pytest.fixture
def mailbox() -> FakeMailbox:
    return FakeMailbox()


@pytest.fixture
def dying_pool() -> Iterator[DyingPool]:
    pool = DyingPool(2, 30, 1 << 31)
    yield pool
    pool.close()


def numbered(number: int, body: str = "") -> bytes:
    return mail(body or f"Pothole number {number}", Message_ID=f"<{number}@example.org>")


def read(store: Store, mailbox: FakeMailbox) -> MailBooks:
    books = mail_intake(store, mailbox).run(PROGRAM, no_progress, never)
    assert books.shown == sum(
        (books.imported, books.known, books.left_alone, books.unreadable, books.gone, books.waiting)
    )
    return books


def count(store: Store, kind: type[Message] | type[Case] | type[LedgerEntry] | type[Request]) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def states(store: Store) -> dict[int, LedgerState]:
    with store.reading() as session:
        return dict(session.execute(select(LedgerEntry.uid, LedgerEntry.state)).all())


def test_every_mail_the_server_shows_reaches_its_state_by_what_happened_to_it(
    store: Store, mailbox: FakeMailbox
) -> None:
    """P1: the equation holds, and after a finished reading nothing waits."""
    mailbox.deliver(numbered(1), numbered(1), b"\0\1\2" * 50, numbered(4), numbered(5))
    mailbox.refused, mailbox.gone_later = {4}, {5}
    books = read(store, mailbox)
    assert states(store) == {
        1: LedgerState.IMPORTED,
        2: LedgerState.KNOWN,
        3: LedgerState.UNREADABLE,
        4: LedgerState.UNREADABLE,
        5: LedgerState.GONE,
    }
    assert (books.shown, books.waiting, books.on_server) == (5, 0, 5)
    with store.reading() as session:
        reasons = session.scalars(select(LedgerEntry.reason).where(LedgerEntry.uid > 1)).all()
    assert all(reasons)


def test_a_broken_connection_leaves_the_rest_waiting_and_the_next_reading_fetches_it(
    store: Store, mailbox: FakeMailbox
) -> None:
    mailbox.deliver(*(numbered(each) for each in range(20)))
    mailbox.breaks_after = 11
    with pytest.raises(MailboxUnreachableError):
        read(store, mailbox)
    assert list(states(store).values()).count(LedgerState.WAITING) == 9
    mailbox.breaks_after = None
    books = read(store, mailbox)
    assert (books.imported, books.waiting) == (20, 0)
    assert count(store, Message) == 20


def test_a_second_reading_has_nothing_to_do(store: Store, mailbox: FakeMailbox) -> None:
    mailbox.deliver(numbered(1), numbered(2))
    first = read(store, mailbox)
    assert read(store, mailbox) == first
    assert count(store, Message) == 2


def test_a_mail_that_was_missed_is_found_though_later_ones_are_in(store: Store, mailbox: FakeMailbox) -> None:
    """New mail is a set difference, never "above the highest number"."""
    mailbox.mails = {7: numbered(7)}
    read(store, mailbox)
    mailbox.mails = {3: numbered(3), 7: numbered(7)}
    assert read(store, mailbox).imported == 2


def test_a_mail_that_leaves_the_server_stays_in_the_books(store: Store, mailbox: FakeMailbox) -> None:
    mailbox.deliver(numbered(1), numbered(2))
    read(store, mailbox)
    del mailbox.mails[1]
    books = read(store, mailbox)
    assert (books.shown, books.imported, books.on_server) == (2, 2, 1)


def test_a_renumbered_folder_brings_nothing_in_twice(store: Store, mailbox: FakeMailbox) -> None:
    """P1: a new UIDVALIDITY is a new generation of books, and each mail is known by its content."""
    mailbox.deliver(numbered(1), numbered(2))
    read(store, mailbox)
    mailbox.renumber()
    mailbox.deliver(numbered(3))
    books = read(store, mailbox)
    assert (books.imported, books.known, books.on_server) == (3, 2, 3)
    assert count(store, Message) == 3


def test_what_waited_when_the_folder_was_renumbered_is_settled_and_not_lost(
    store: Store, mailbox: FakeMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.deliver(*(numbered(each) for each in range(12)))
    mailbox.breaks_after = 10
    with pytest.raises(MailboxUnreachableError):
        read(store, mailbox)
    assert LedgerState.WAITING in states(store).values()
    mailbox.breaks_after = None
    mailbox.renumber()
    books = read(store, mailbox)
    assert (books.waiting, count(store, Message)) == (0, 12)
    assert books.gone == 2
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(MailFolder)) == 2


def test_the_same_number_with_other_content_keeps_both_mails(store: Store, mailbox: FakeMailbox) -> None:
    mailbox.deliver(numbered(1, "From the copier: page one"), numbered(1, "From the copier: page two"))
    assert read(store, mailbox).imported == 2
    assert count(store, Case) == 2


def test_the_same_words_from_two_people_without_numbers_are_two_mails(
    store: Store, mailbox: FakeMailbox
) -> None:
    ana = mail("Fix my street", Message_ID=None, From="ana@example.org")
    ben = mail("Fix my street", Message_ID=None, From="ben@example.org")
    mailbox.deliver(ana, ben, ana)
    books = read(store, mailbox)
    assert (books.imported, books.known) == (2, 1)


def test_the_same_mail_wrapped_anew_by_a_server_is_known(store: Store, mailbox: FakeMailbox) -> None:
    mailbox.deliver(
        numbered(1), b"Received: by other.example; Mon, 02 Nov 2026 09:31:00 -0600\r\n" + numbered(1)
    )
    assert read(store, mailbox).known == 1


def test_a_mail_settled_by_two_at_once_is_filed_once(store: Store) -> None:
    """A retry by hand beside a reading, or an import of a mail that the reading has at hand."""
    kept = store.files.keep(numbered(1))
    with store.writing() as session:
        one, _ = book_file(session, "a.eml", store.now())
        other, _ = book_file(session, "b.eml", store.now())
        for ledger_id in (one, other):
            keep_raw(session, ledger_id, kept, store.now())
    waiting = [WaitingMail(one, 1, kept.sha256), WaitingMail(other, 1, kept.sha256)]

    class Interleaved(InlinePool):
        """Before the first reading files its mails, another one comes in between and files them all."""

        def run(self, work, items, cancelled=never):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            results = super().run(work, items, cancelled)
            mail_reading(store).settle_all(waiting, never)
            return results

    outcome = mail_reading(store, Interleaved()).settle_all(waiting, never)
    assert {each.state for each in outcome.values()} == {LedgerState.IMPORTED, LedgerState.KNOWN}
    assert (count(store, Message), count(store, Case)) == (1, 1)


def test_a_photo_that_kills_its_reader_quarantines_its_own_mail_only(
    sqlite_store: Store, mailbox: FakeMailbox, dying_pool: DyingPool
) -> None:
    """P8: its bytes are kept, and it can be read again at a click."""
    deadly = mixed(part("Look"), part(DEADLY, "image/jpeg"), Message_ID="<deadly@example.org>")
    mailbox.deliver(numbered(1), deadly)
    books = mail_intake(sqlite_store, mailbox, dying_pool).run(PROGRAM, no_progress, never)
    assert (books.imported, books.unreadable) == (1, 1)
    with sqlite_store.reading() as session:
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.state == LedgerState.UNREADABLE)).one()
        assert sqlite_store.files.path(entry.raw_sha256 or "").read_bytes() == deadly
        assert entry.uid == 2


@pytest.mark.parametrize("room_for", [0, 1, 5])
def test_a_full_disk_loses_nothing(
    sqlite_store: Store, mailbox: FakeMailbox, monkeypatch: pytest.MonkeyPatch, room_for: int
) -> None:
    """P3: once there is room again, everything that waited comes in."""
    photo = mixed(part("See"), picture(), Message_ID="<photo@example.org>")
    mailbox.deliver(numbered(1), photo, numbered(3))
    with monkeypatch.context() as patched:
        _fill_disk_after(patched, room_for)
        with pytest.raises(DiskFullError):
            read(sqlite_store, mailbox)
    books = read(sqlite_store, mailbox)
    assert (books.imported, books.waiting) == (3, 0)
    assert count(sqlite_store, Message) == 3
    with sqlite_store.reading() as session:
        for digest in session.scalars(select(StoredFile.sha256)):
            assert sqlite_store.files.path(digest).is_file()


def _fill_disk_after(patched: pytest.MonkeyPatch, room_for: int) -> None:
    left = [room_for]
    keep_all, keep_file = FileStore.keep_all, FileStore.keep_file

    def full() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise DiskFullError("The disk is full.")

    def kept(self: FileStore, contents: Sequence[bytes]) -> list[KeptFile]:
        full()
        return keep_all(self, contents)

    def kept_file(self: FileStore, source: Path) -> KeptFile:
        full()
        return keep_file(self, source)

    patched.setattr(FileStore, "keep_all", kept)
    patched.setattr(FileStore, "keep_file", kept_file)
    if room_for == 5:  # all is kept; then the last row does not fit
        patched.setattr(FileStore, "keep_thumbnail", _no_room)
        patched.setattr("wardoffice.office.mail_pulling.settle_gone", _no_room)
        patched.setattr("wardoffice.office.mail_intake.keep_parts", _no_room)


def _no_room(*_: object) -> None:
    raise DiskFullError("The disk is full.")


def test_a_reading_that_is_stopped_keeps_what_it_has_and_goes_on_later(
    store: Store, mailbox: FakeMailbox
) -> None:
    mailbox.deliver(*(numbered(each) for each in range(20)))
    seen: list[int] = []
    with pytest.raises(CancelledError):
        mail_intake(store, mailbox).run(PROGRAM, lambda done, _: seen.append(done), lambda: bool(seen))
    assert seen == [8]
    assert count(store, Message) == 8
    assert read(store, mailbox).imported == 20


def test_one_program_at_a_time_reads_a_mailbox(store: Store, mailbox: FakeMailbox) -> None:
    with lease(store, f"mailbox {mailbox.account}"), pytest.raises(LeaseHeldError):
        read(store, mailbox)


def test_a_volunteer_may_not_read_the_mailbox(store: Store, mailbox: FakeMailbox) -> None:
    with pytest.raises(NotAllowedError):
        mail_intake(store, mailbox).run(Actor(1, "Ana", Role.VOLUNTEER), no_progress, never)


def test_a_photo_of_any_format_is_attached_with_its_thumbnail_and_places_the_case(
    sqlite_store: Store, mailbox: FakeMailbox, tmp_path: Path
) -> None:
    """HEIC as a phone sends it, and a picture inside the text."""
    heic = saved(
        tmp_path / "a.heic", drawn(), "HEIF", exif(gps=WESTERN_AND_LELAND, camera=("Apple", "iPhone"))
    )
    jpeg = saved(tmp_path / "b.jpg", drawn(640, 480), exif=exif(camera=("Google", "Pixel")))
    mailbox.deliver(
        mixed(
            part("It is out again"),
            part(
                heic.read_bytes(),
                "image/heic",
                'Content-Disposition: attachment; filename="IMG_1.HEIC"',
                encoded=True,
            ),
        ),
        mixed(part("Here"), picture(jpeg.read_bytes(), disposition="inline"), Message_ID="<2@example.org>"),
    )
    assert read(sqlite_store, mailbox).imported == 2
    with sqlite_store.reading() as session:
        found = session.execute(
            select(Attachment, StoredFile, Case)
            .join(StoredFile, StoredFile.sha256 == Attachment.sha256)
            .join(Case, Case.id == Attachment.case_id)
            .order_by(Attachment.id)
        ).all()
        (phone, file, case), (inline, _, placeless) = found
        assert (phone.rank, phone.filename, file.camera) == (Rank.PHOTO, "IMG_1.HEIC", "Apple iPhone")
        assert (round(case.lat or 0, 3), round(case.long or 0, 3)) == (41.967, -87.689)
        assert (case.place_source, case.ward) == (PlaceSource.PHOTO, 47)
        assert (inline.rank, placeless.place_source) == (Rank.PHOTO, PlaceSource.NONE)
        for each, *_ in found:
            assert sqlite_store.files.thumbnail(each.sha256).is_file()
            assert sqlite_store.files.path(each.sha256).is_file()


def test_a_place_in_words_is_where_the_city_knows_that_address(
    store: Store, office: OfficeBuilder, mailbox: FakeMailbox
) -> None:
    city_sync(store, FakeCity([record("SR1", HERE, address="4853 N DAMEN AVE")])).run(
        PROGRAM, no_progress, never
    )
    mailbox.deliver(mail("There is a pothole at 4853 N. Damen Ave, a big one."))
    read(store, mailbox)
    with store.reading() as session:
        case = session.scalars(select(Case).where(Case.place_source == PlaceSource.ADDRESS_IN_TEXT)).one()
        assert (case.address, case.lat, case.ward) == ("4853 N. Damen Ave", HERE.lat, 47)


def test_nothing_is_left_in_progress_after_a_reading(
    sqlite_store: Store, mailbox: FakeMailbox, tmp_path: Path
) -> None:
    mailbox.deliver(numbered(1), mixed(part("See"), picture(), Message_ID="<2@example.org>"))
    read(sqlite_store, mailbox)
    assert not list((tmp_path / "incoming").iterdir())
