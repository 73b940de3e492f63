"""One sync of both sources: trouble with one keeps nothing of the other out, and is remembered."""

import json
from dataclasses import replace

import pytest

from tests.databases import Clock
from tests.gathering import (
    CITY,
    PROGRAM,
    FakeCity,
    FakeMailbox,
    city_sync,
    mailboxes,
    never,
    record,
)
from tests.mail.mails import mail
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.errors import CancelledError, NotAllowedError
from wardoffice.office.sync import CITY as CITY_PART
from wardoffice.office.sync import MAIL as MAIL_PART
from wardoffice.office.sync import Sync, SyncReport
from wardoffice.store.leases import lease
from wardoffice.store.store import Store


def no_parts(_part: str, _done: int, _total: int | None) -> None:
    """Nobody watches."""


@pytest.fixture
def city() -> FakeCity:
    return FakeCity([record("SR1")])


@pytest.fixture
def mailbox() -> FakeMailbox:
    return FakeMailbox({1: mail()})


@pytest.fixture
def sync(sqlite_store: Store, city: FakeCity, mailbox: FakeMailbox) -> Sync:
    return Sync(sqlite_store, city_sync(sqlite_store, city), CITY, mailboxes(sqlite_store, mailbox))


def run(sync: Sync) -> SyncReport:
    return sync.run(PROGRAM, no_parts, never)


def test_both_are_read_and_the_report_says_what_came(sync: Sync) -> None:
    said = run(sync)
    assert said.ok
    assert (said.city.inside, said.mail.imported) == (1, 1)
    assert len(said.sentences()) == 2


def test_the_endpoints_are_looked_at_at_every_sync(sqlite_store: Store, city: FakeCity) -> None:
    looked: list[Actor] = []
    sync = Sync(
        sqlite_store, city_sync(sqlite_store, city), CITY, None, lambda actor, _: looked.append(actor)
    )
    city.down = True
    run(sync)
    city.down = False
    run(sync)
    assert looked == [PROGRAM, PROGRAM], "above all when the city does not answer"


def test_the_newest_word_of_the_city_is_known_to_the_window(sync: Sync) -> None:
    assert sync.state(PROGRAM).city_newest_at is None
    run(sync)
    newest = sync.state(PROGRAM).city_newest_at
    assert newest is not None
    assert newest == record("SR1").updated_at


def test_trouble_with_the_city_keeps_no_mail_out_and_the_other_way_round(
    sync: Sync, city: FakeCity, mailbox: FakeMailbox
) -> None:
    city.down = True
    said = run(sync)
    assert (list(said.troubles), said.mail.imported, said.ok) == ([CITY_PART], 1, False)
    assert len(said.sentences()) == 3
    city.down, mailbox.breaks_after = False, 0
    mailbox.deliver(mail(Message_ID="<2@x.org>"))
    said = run(sync)
    assert (list(said.troubles), said.city.inside, said.mail.waiting) == ([MAIL_PART], 1, 1)


def test_the_status_bar_keeps_the_last_good_time_beside_the_trouble(
    sync: Sync, city: FakeCity, sqlite_store: Store
) -> None:
    before = sync.state(PROGRAM)
    assert (before.city_read_at, before.mail_read_at, before.city_trouble) == (None, None, "")
    run(sync)
    good = sync.state(PROGRAM)
    assert good.city_read_at is not None
    assert isinstance(sqlite_store.now, Clock)
    sqlite_store.now.forward(hours=1)
    city.down = True
    run(sync)
    now = sync.state(PROGRAM)
    assert (now.city_read_at, bool(now.city_trouble)) == (good.city_read_at, True)
    assert now.mail_read_at is not None
    assert good.mail_read_at is not None
    assert now.mail_read_at > good.mail_read_at
    city.down = False
    run(sync)
    assert sync.state(PROGRAM).city_trouble == ""


def test_what_needs_a_look_is_counted_for_the_status_bar(
    sync: Sync, city: FakeCity, mailbox: FakeMailbox
) -> None:
    city.bad = {"SR1"}
    mailbox.deliver(b"\0\1\2" * 40)
    said = run(sync)
    state = sync.state(PROGRAM)
    assert (state.gaps, state.unreadable) == (1, 1)
    assert not said.ok
    assert not said.troubles


def test_a_reading_another_program_does_right_now_is_no_trouble(sync: Sync, sqlite_store: Store) -> None:
    with lease(sqlite_store, f"311 {CITY}"):
        said = run(sync)
    assert said.troubles == {}
    state = sync.state(PROGRAM)
    assert (state.city_trouble, state.city_read_at) == ("", None)
    assert said.mail.imported == 1


def test_one_part_is_read_without_the_other_and_says_its_trouble(sync: Sync, city: FakeCity) -> None:
    seen: list[tuple[int, int | None]] = []
    assert sync.read(MAIL_PART, PROGRAM, lambda done, total: seen.append((done, total)), never) == ""
    assert seen == [(1, 1)]
    assert sync.state(PROGRAM).city_read_at is None
    city.down = True
    trouble = sync.read(CITY_PART, PROGRAM, lambda _done, _total: None, never)
    assert trouble
    assert sync.state(PROGRAM).city_trouble == trouble


def test_being_stopped_ends_both_and_hangs_up_on_the_mail_server(
    sqlite_store: Store, mailbox: FakeMailbox
) -> None:
    only_mail = Sync(sqlite_store, None, CITY, mailboxes(sqlite_store, mailbox))
    with pytest.raises(CancelledError):
        only_mail.run(PROGRAM, no_parts, lambda: True)
    assert only_mail.state(PROGRAM).mail_read_at is None


def test_progress_names_the_part_it_is_of(sync: Sync) -> None:
    seen: list[tuple[str, int, int | None]] = []
    sync.run(PROGRAM, lambda part, done, total: seen.append((part, done, total)), never)
    assert seen == [(CITY_PART, 1, None), (MAIL_PART, 1, 1)]


def test_the_report_for_other_programs_is_plain_and_has_the_parts_of_the_promises(
    sync: Sync, city: FakeCity
) -> None:
    """The fields of P1, and the city's books of P2."""
    city.bad = {"SR1"}
    told = json.loads(json.dumps(run(sync).as_dict()))
    assert set(told) == {"city", "mail", "year", "sent", "mail_sent"}
    assert told["mail"]["shown"] == sum(
        told["mail"][name] for name in ("imported", "known", "left_alone", "unreadable", "gone", "waiting")
    )
    assert {"received", "inside", "outside", "place_unknown", "ward_differs", "refused"} <= set(told["city"])
    (gap,) = told["city"]["gaps"]
    assert gap["start"].endswith("+00:00")


def test_what_is_not_set_up_is_said_and_is_no_trouble(sync: Sync, sqlite_store: Store) -> None:
    new = Sync(sqlite_store, None, CITY, None)
    said = run(new).sentences()
    assert len(new.missing()) == 2
    assert set(new.missing()) <= set(said)
    assert run(new).ok
    assert not sync.missing()


def test_a_volunteer_may_not_sync(sync: Sync) -> None:
    with pytest.raises(NotAllowedError):
        sync.run(replace(PROGRAM, role=Role.VOLUNTEER), no_parts, never)
