"""Lists with a name: presets that count right, and lists that staff make, share and take back."""

from datetime import UTC, timedelta

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder, placing
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import AnswerWay, CaseStatus
from wardoffice.domain.errors import CannotDoError, ChangedSinceError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import Channel
from wardoffice.domain.outgoing import SubmissionWay
from wardoffice.domain.queue import QueueFilter, SortBy, View, WardFilter
from wardoffice.domain.saved_views import Preset, SavedView
from wardoffice.office.drafts import Drafts
from wardoffice.office.merging import Merging
from wardoffice.office.preferences import Preferences
from wardoffice.office.queue import Queue
from wardoffice.office.saved_views import SavedViews
from wardoffice.office.searching import Searching
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.tables import Forward, SavedViewRow, Submission


@pytest.fixture
def ana(office: OfficeBuilder) -> Actor:
    return office.staff("Ana Ruiz", Role.MANAGER)


@pytest.fixture
def bo(office: OfficeBuilder) -> Actor:
    return office.staff("Bo Lind")


@pytest.fixture
def saved(office: OfficeBuilder) -> SavedViews:
    return SavedViews(office.store, Queue(office.store), Preferences(office.store))


def named(saved: SavedViews, actor: Actor, name: str) -> SavedView:
    return next(each for each in saved.views(actor) if each.name == name)


def names(saved: SavedViews, actor: Actor) -> list[str]:
    return [each.name for each in saved.views(actor) if each.view_id is not None]


def test_presets_count_what_they_say(office: OfficeBuilder, saved: SavedViews, ana: Actor) -> None:
    """P7: each count is of the list it opens."""
    now = office.store.now()
    old = office.mail("Hole", received_at=now - timedelta(days=20), contact_id=office.contact())
    office.city_record(case_id=old.case_id, requested_at=now - timedelta(days=20))
    triage = Triage(office.store, placing(lambda _: 1))
    triage.log_answer(ana, old.case_id, [old.contact_id or 0], AnswerWay.CALLED, "")
    new = office.mail("Light", received_at=now)
    office.photo(new.case_id)
    triage.assign(ana, [new.case_id], ana.staff_id)
    counts = saved.view_counts(ana)
    assert counts.counts == {
        Preset.NEW_TODAY: 1,
        Preset.MINE: 1,
        Preset.WAITING_LONG: 1,
        Preset.PHOTO_NOT_SENT: 1,
        Preset.TOLD_BY_THREE: 0,
    }
    queue = Queue(office.store)
    for each in saved.views(ana):
        assert len(queue.ids(ana, each.view, each.narrowed, each.sort)) == counts.counts[each.key]


def test_a_saved_list_comes_back_with_all_it_was_narrowed_by(
    office: OfficeBuilder, saved: SavedViews, ana: Actor
) -> None:
    narrowed = QueueFilter(
        status=CaseStatus.OPEN,
        service_code="PH",
        channel=Channel.MAIL,
        assignee_id=0,
        words="hole type:pothole",
        wards=WardFilter.BORDER,
        doubted=True,
    )
    saved.save_view(ana, "  Border   holes ", View.ALL, narrowed, SortBy.PLACE, shared=False)
    found = named(saved, ana, "Border holes")
    assert (found.view, found.narrowed, found.sort, found.shared, found.mine) == (
        View.ALL,
        narrowed,
        SortBy.PLACE,
        False,
        True,
    )


def test_a_list_is_its_makers_until_it_is_shared(saved: SavedViews, ana: Actor, bo: Actor) -> None:
    saved.save_view(bo, "Trees", View.TO_US, QueueFilter(words="tree"), SortBy.URGENCY, shared=False)
    assert names(saved, ana) == []
    saved.share_view(bo, named(saved, bo, "Trees").view_id or 0, shared=True)
    assert names(saved, ana) == ["Trees"]
    assert named(saved, ana, "Trees").owner == "Bo Lind"


def test_only_who_made_a_list_or_a_manager_changes_it(
    office: OfficeBuilder, saved: SavedViews, ana: Actor, bo: Actor
) -> None:
    saved.save_view(ana, "Trees", View.TO_US, QueueFilter(), SortBy.URGENCY, shared=True)
    view_id = named(saved, bo, "Trees").view_id or 0
    assert not named(saved, bo, "Trees").mine
    with pytest.raises(CannotDoError):
        saved.remove_view(bo, view_id)
    saved.save_view(bo, "Wires", View.TO_US, QueueFilter(), SortBy.URGENCY, shared=True)
    saved.rename_view(ana, named(saved, ana, "Wires").view_id or 0, "Wires down")
    assert names(saved, bo) == ["Trees", "Wires down"]


def test_names_are_told_apart(saved: SavedViews, ana: Actor) -> None:
    saved.save_view(ana, "Trees", View.TO_US, QueueFilter(), SortBy.URGENCY, shared=True)
    for taken in ("trees", "New today", "  "):
        with pytest.raises(CannotDoError):
            saved.save_view(ana, taken, View.TO_US, QueueFilter(), SortBy.URGENCY, shared=True)


def test_removing_and_renaming_are_undone(office: OfficeBuilder, saved: SavedViews, ana: Actor) -> None:
    undoing = Undoing(office.store)
    saved.save_view(ana, "Trees", View.TO_US, QueueFilter(), SortBy.URGENCY, shared=True)
    view_id = named(saved, ana, "Trees").view_id or 0
    saved.rename_view(ana, view_id, "Old trees")
    saved.remove_view(ana, view_id)
    assert names(saved, ana) == []
    undoing.undo(ana)
    assert names(saved, ana) == ["Old trees"]
    undoing.undo(ana)
    assert names(saved, ana) == ["Trees"]
    undoing.undo(ana)
    assert names(saved, ana) == []
    undoing.redo(ana)
    assert names(saved, ana) == ["Trees"]


def test_a_list_does_not_come_back_under_a_name_that_another_has_now(
    office: OfficeBuilder, saved: SavedViews, ana: Actor, bo: Actor
) -> None:
    undoing = Undoing(office.store)

    def save(actor: Actor, name: str, *, shared: bool = True) -> int:
        saved.save_view(actor, name, View.TO_US, QueueFilter(), SortBy.URGENCY, shared=shared)
        return named(saved, actor, name).view_id or 0

    view_id = save(ana, "Trees")
    renamed = saved.rename_view(ana, view_id, "Old trees").action_id
    taken = save(bo, "trees")
    with pytest.raises(ChangedSinceError, match="the name “Trees”, which another list has now"):
        undoing.undo(ana, renamed)
    removed = saved.remove_view(bo, taken).action_id
    undoing.undo(ana, renamed)
    with pytest.raises(ChangedSinceError, match="the name “trees”, which another list has now"):
        undoing.undo(ana, removed)
    saved.remove_view(ana, view_id)
    undoing.undo(ana, removed)
    save(ana, "Wires", shared=False)
    save(bo, "Wires", shared=False)  # nobody sees both
    undoing.undo(ana)
    undoing.redo(ana)
    assert names(saved, ana) == ["trees", "Wires"]


def test_presets_are_put_away_by_each_person_alone(saved: SavedViews, ana: Actor, bo: Actor) -> None:
    saved.put_away(ana, Preset.MINE)
    assert Preset.MINE not in [each.key for each in saved.views(ana)]
    assert Preset.MINE in [each.key for each in saved.views(bo)]
    saved.show_presets(ana)
    assert Preset.MINE in [each.key for each in saved.views(ana)]


def test_choices_and_drafts_are_each_persons_own(office: OfficeBuilder, ana: Actor, bo: Actor) -> None:
    told = office.mail("Hole")
    preferences, drafts = Preferences(office.store), Drafts(office.store)
    preferences.keep(ana, "columns", {"shown": ["number"]})
    preferences.keep(ana, "columns", {"shown": ["number", "due"]})
    drafts.keep_draft(ana, told.case_id, " Called the super")
    assert preferences.all(ana) == {"columns": {"shown": ["number", "due"]}}
    assert preferences.all(bo) == {}
    assert drafts.draft(ana, told.case_id) == "Called the super"
    assert drafts.draft(bo, told.case_id) == ""
    drafts.keep_draft(ana, told.case_id, "Called the super, twice")
    assert drafts.draft(ana, told.case_id) == "Called the super, twice"
    drafts.keep_draft(ana, told.case_id, "")
    assert drafts.draft(ana, told.case_id) == ""


def test_a_restricted_matter_is_in_nobody_elses_counts(
    office: OfficeBuilder, saved: SavedViews, ana: Actor, bo: Actor
) -> None:
    told = office.mail("Hole", received_at=office.store.now())
    office.restrict(told.case_id, ana)
    assert saved.view_counts(bo).counts[Preset.NEW_TODAY] == 0
    assert saved.view_counts(ana).counts[Preset.NEW_TODAY] == 1


def test_what_waits_on_the_city_is_counted_from_when_it_went_there(
    office: OfficeBuilder, saved: SavedViews, ana: Actor
) -> None:
    """P7: not from when we were told."""
    now = office.store.now()

    def waiting() -> list[int]:
        long = named(saved, ana, "Waiting on the city over 14 days")
        ids = list(Queue(office.store).ids(ana, long.view, long.narrowed, long.sort))
        assert saved.view_counts(ana).counts[Preset.WAITING_LONG] == len(ids)
        return ids

    told = office.mail("Stump", owed=False, received_at=now - timedelta(days=30)).case_id
    office.city_record("SR26-1", case_id=told, requested_at=now - timedelta(hours=2))
    assert waiting() == []
    today = office.mail("Stump", owed=False, received_at=now).case_id
    known = office.city_record("SR26-2", requested_at=now - timedelta(days=40)).case_id
    Merging(office.store).merge(ana, [today, known], today)
    assert waiting() == [today]


def test_a_photo_that_only_311_was_told_of_is_still_to_be_forwarded(
    office: OfficeBuilder, saved: SavedViews, ana: Actor
) -> None:
    told = office.mail("Stump")
    office.photo(told.case_id)
    with office.store.unit_of_work(ana, ActionKind.SUBMIT) as work:
        work.add(
            Submission(
                case_id=told.case_id,
                way=SubmissionWay.API,
                city="chicago",
                service_code="FOR",
                created_at=work.now,
            )
        )
    assert saved.view_counts(ana).counts[Preset.PHOTO_NOT_SENT] == 1
    with office.store.unit_of_work(ana, ActionKind.FORWARD) as work:
        row = work.add(Forward(case_id=told.case_id, department="Forestry", created_at=work.now))
    assert saved.view_counts(ana).counts[Preset.PHOTO_NOT_SENT] == 0
    with office.store.unit_of_work(ana, ActionKind.FORWARD) as work:
        work.session.get_one(Forward, row.id).withdrawn_at = work.now
    assert saved.view_counts(ana).counts[Preset.PHOTO_NOT_SENT] == 1


def test_a_list_that_cannot_be_looked_for_any_more_takes_its_own_count_alone(
    office: OfficeBuilder, ana: Actor, bo: Actor
) -> None:
    """The streets it names were known when it was saved."""
    queue = Queue(office.store, searching=Searching(office.store.now, UTC, lambda _said: None))
    saved = SavedViews(office.store, queue, Preferences(office.store))
    near = QueueFilter(words='near:"4800 N Damen"')
    saved.save_view(ana, "By Damen", View.TO_US, near, SortBy.URGENCY, shared=True)
    counted = saved.view_counts(bo)
    key = named(saved, bo, "By Damen").key
    assert "4800 N Damen" in counted.troubles.pop(key)
    assert counted.troubles == {}
    assert set(counted.counts) == set(Preset)


def test_what_a_newer_program_narrowed_by_takes_no_list_away(
    office: OfficeBuilder, saved: SavedViews, ana: Actor
) -> None:
    """P8."""
    saved.save_view(ana, "Trees", View.TO_US, QueueFilter(), SortBy.URGENCY, shared=True)
    with office.store.writing() as session:
        session.scalars(select(SavedViewRow)).one().narrowed = {"channel": "telepathy", "tag": "tree"}
    assert named(saved, ana, "Trees").narrowed == QueueFilter(tag="tree")
