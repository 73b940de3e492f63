"""Tags: words of the office's own, the same however written, renamed by a manager for all at once."""

from datetime import UTC

import pytest

from tests.builders import OfficeBuilder
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.domain.tags import TagUse, tags_like
from wardoffice.office.case_pane import CasePane
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.office.searching import Searching
from wardoffice.office.tagging import Tagging
from wardoffice.office.undoing import Undoing


@pytest.fixture
def ana(office: OfficeBuilder) -> Actor:
    return office.staff("Ana Ruiz", Role.MANAGER)


@pytest.fixture
def tagging(office: OfficeBuilder) -> Tagging:
    return Tagging(office.store)


def tags(office: OfficeBuilder, actor: Actor, case_id: int) -> tuple[str, ...]:
    """As the list shows them; the pane must say the same."""
    row = Queue(office.store).rows(actor, [case_id])[case_id]
    assert CasePane(office.store).show(actor, case_id).tags == row.tags
    return row.tags


def found(office: OfficeBuilder, actor: Actor, said: str) -> list[int]:
    queue = Queue(office.store, 1, Searching(office.store.now, UTC, lambda _: None))
    return list(queue.ids(actor, View.ALL, QueueFilter(words=said), SortBy.NEWEST))


def test_a_tag_is_put_on_taken_off_and_both_are_taken_back(
    office: OfficeBuilder, tagging: Tagging, ana: Actor
) -> None:
    case_id, undoing = office.mail("Bench").case_id, Undoing(office.store)
    tagging.tag(ana, [case_id], "  block   party ")
    assert tags(office, ana, case_id) == ("block party",)
    assert tagging.tag(ana, [case_id], "Block Party").action_id is None, "it is there already"
    tagging.untag(ana, [case_id], "BLOCK PARTY")
    seen = [tags(office, ana, case_id)]
    for step in (undoing.undo, undoing.undo, undoing.redo, undoing.redo):
        step(ana)
        seen.append(tags(office, ana, case_id))
    assert seen == [(), ("block party",), (), ("block party",), ()]
    tagging.tag(ana, [case_id], "block party")
    assert tags(office, ana, case_id) == ("block party",)


def test_it_is_written_as_the_office_writes_it_already(
    office: OfficeBuilder, tagging: Tagging, ana: Actor
) -> None:
    one, other = office.mail("One").case_id, office.mail("Two").case_id
    tagging.tag(ana, [one], "School")
    changes = tagging.tag(ana, [other], "school")
    assert changes.label == "Tagged: School"
    assert tagging.tags(ana) == (TagUse("School", 2),)


COMPOSED, APART = "Pe\u00f1a", "Pen\u0303a"
"""The same word, typed and as a Mac's file names have it."""


@pytest.mark.parametrize("written", [COMPOSED, APART])
@pytest.mark.parametrize("asked", [COMPOSED, APART, "pena", "PEN"])
def test_a_tag_is_found_however_its_accents_are_written(
    office: OfficeBuilder, tagging: Tagging, ana: Actor, written: str, asked: str
) -> None:
    case_id = office.mail("Bench").case_id
    tagging.tag(ana, [case_id], written)
    assert tags(office, ana, case_id) == (COMPOSED,)
    assert found(office, ana, f"tag:{asked}") == [case_id]


def test_tags_that_look_the_same_are_one(office: OfficeBuilder, tagging: Tagging, ana: Actor) -> None:
    one, other = office.mail("One").case_id, office.mail("Two").case_id
    for name in (COMPOSED, APART, "Pena"):
        tagging.tag(ana, [one, other], name)
    assert tagging.tags(ana) == (TagUse(COMPOSED, 2),)
    tagging.untag(ana, [one], APART)
    assert tagging.tags(ana) == (TagUse(COMPOSED, 1),)


def test_a_tag_is_found_whatever_blanks_are_typed(
    office: OfficeBuilder, tagging: Tagging, ana: Actor
) -> None:
    case_id = office.mail("Crossing").case_id
    tagging.tag(ana, [case_id], "School zone")
    assert found(office, ana, 'tag:"School  zone"') == [case_id]


def test_a_root_shows_the_tags_of_all_and_each_keeps_its_own_when_pulled_apart(
    office: OfficeBuilder, tagging: Tagging, ana: Actor
) -> None:
    """P4."""
    root, other = office.mail("One").case_id, office.mail("Two").case_id
    tagging.tag(ana, [root], "school")
    tagging.tag(ana, [other], "alley")
    merging = Merging(office.store)
    merging.merge(ana, [root, other], root)
    assert tags(office, ana, root) == ("alley", "school")
    assert list(Queue(office.store).ids(ana, View.ALL, QueueFilter(tag="Alley"), SortBy.URGENCY)) == [root]
    merging.unmerge(ana, other)
    assert (tags(office, ana, root), tags(office, ana, other)) == (("school",), ("alley",))


def test_renaming_reaches_every_problem_joins_what_is_there_and_is_one_step_back(
    office: OfficeBuilder, tagging: Tagging, ana: Actor
) -> None:
    first, second, third = (office.mail(word).case_id for word in ("One", "Two", "Three"))
    tagging.tag(ana, [first, second], "grafitti")
    tagging.tag(ana, [second, third], "graffiti")
    changes = tagging.rename_tag(ana, "grafitti", "graffiti")
    assert changes.label == "Tag grafitti renamed graffiti on 2 problems"
    assert tagging.tags(ana) == (TagUse("graffiti", 3),)
    Undoing(office.store).undo(ana)
    assert set(tagging.tags(ana)) == {TagUse("graffiti", 2), TagUse("grafitti", 2)}
    tagging.rename_tag(ana, "graffiti", "Graffiti")
    assert tags(office, ana, third) == ("Graffiti",)


def test_what_is_no_tag_and_who_may_not_rename_is_refused(
    office: OfficeBuilder, tagging: Tagging, ana: Actor
) -> None:
    case_id, bo = office.mail("One").case_id, office.staff("Bo")
    for typed in ("", "   ", "a, b", "x" * 61, "\u0301"):
        with pytest.raises(CannotDoError, match="A tag is"):
            tagging.tag(ana, [case_id], typed)
    tagging.tag(bo, [case_id], "school")
    with pytest.raises(NotAllowedError):
        tagging.rename_tag(bo, "school", "schools")
    with pytest.raises(CannotDoError, match="No problem has the tag"):
        tagging.rename_tag(ana, "park", "parks")


def test_the_tags_of_a_restricted_problem_are_suggested_to_nobody_else(
    office: OfficeBuilder, tagging: Tagging, ana: Actor
) -> None:
    case_id, bo = office.mail("One").case_id, office.staff("Bo")
    tagging.tag(ana, [case_id], "police board")
    office.restrict(case_id, ana)
    assert tagging.tags(bo) == ()
    assert tagging.tags(ana) == (TagUse("police board", 1),)


def test_what_begins_as_typed_is_offered_first_then_what_is_used_most() -> None:
    used = [TagUse("the park", 9), TagUse("park", 2), TagUse("parking", 5), TagUse("school", 20)]
    assert [each.name for each in tags_like("Park", used)] == ["parking", "park", "the park"]
