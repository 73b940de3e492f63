"""Lists with a name: presets that count right, and lists that staff make, share and take back."""

from datetime import timedelta

import pytest

from tests.builders import OfficeBuilder, placing
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import AnswerWay, CaseStatus
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.messages import Channel
from wardoffice.domain.queue import QueueFilter, SortBy, View, WardFilter
from wardoffice.domain.saved_views import Preset, SavedView
from wardoffice.office.drafts import Drafts
from wardoffice.office.preferences import Preferences
from wardoffice.office.queue import Queue
from wardoffice.office.saved_views import SavedViews
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing


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
    office.city_record(case_id=old.case_id)
    triage = Triage(office.store, placing(lambda _: 1))
    triage.log_answer(ana, old.case_id, [old.contact_id or 0], AnswerWay.CALLED, "")
    new = office.mail("Light", received_at=now)
    office.photo(new.case_id)
    triage.assign(ana, [new.case_id], ana.staff_id)
    counts = saved.view_counts(ana)
    assert counts == {
        Preset.NEW_TODAY: 1,
        Preset.MINE: 1,
        Preset.WAITING_LONG: 1,
        Preset.PHOTO_NOT_SENT: 1,
        Preset.TOLD_BY_THREE: 0,
    }
    queue = Queue(office.store)
    for each in saved.views(ana):
        assert len(queue.ids(ana, each.view, each.narrowed, each.sort)) == counts[each.key]


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
    assert saved.view_counts(bo)[Preset.NEW_TODAY] == 0
    assert saved.view_counts(ana)[Preset.NEW_TODAY] == 1
