"""Tags: words of the office's own, the same however written, renamed by a manager for all at once."""

from datetime import UTC

import pytest

from tests.builders import OfficeBuilder
from tests.office.macro_jobs import macros_of
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.macros import Macro, steps_as_kept, with_tag_in_steps_renamed
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.domain.search_words import with_tag_in_words_renamed
from wardoffice.domain.steps import Step, StepKind
from wardoffice.domain.tags import TagUse, tags_like
from wardoffice.office.case_pane import CasePane
from wardoffice.office.merging import Merging
from wardoffice.office.preferences import Preferences
from wardoffice.office.queue import Queue
from wardoffice.office.saved_views import SavedViews
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


@pytest.mark.parametrize("there", [False, True], ids=["a new name", "one that is there"])
def test_renaming_reaches_macros_and_saved_lists_and_one_undo_takes_all_back(
    office: OfficeBuilder,
    tagging: Tagging,
    ana: Actor,
    there: bool,  # noqa: FBT001
) -> None:
    """A macro would bring the former tag back, and a list of what has it would be empty."""
    first, second, third = (office.mail(word).case_id for word in ("One", "Two", "Three"))
    tagging.tag(ana, [first], "Grafitti")
    if there:
        tagging.tag(ana, [second], "graffiti on walls")
    macros = macros_of(office.store)
    macros.keep_macro(ana, Macro(0, "Paint", "", (Step(StepKind.TAG, "grafitti"),)), {})
    (macro,) = macros.macros(ana)
    views = saved_views_of(office)
    for name, narrowed in (
        ("Chosen", QueueFilter(tag="Grafitti")),
        ("Typed", QueueFilter(words="tag:grafitti -has:forwarded")),
        ("Gone", QueueFilter(words='tag:"GRAFITTI"')),
    ):
        views.save_view(ana, name, View.ALL, narrowed, SortBy.URGENCY, shared=True)
    mine = [each for each in views.views(ana) if each.view_id is not None]
    away = views.remove_view(ana, mine[-1].view_id or 0)
    renamed = tagging.rename_tag(ana, "grafitti", "graffiti on walls")
    assert counted(views, ana) == {"Chosen": 1 + there, "Typed": 1 + there}
    Undoing(office.store).undo(ana, away.action_id)
    assert counted(views, ana) == {"Chosen": 1 + there, "Typed": 1 + there, "Gone": 1 + there}
    macros.run_macro(ana, macro.macro_id, [third])
    assert tagging.tags(ana) == (TagUse("graffiti on walls", 2 + there),)
    undoing = Undoing(office.store)
    undoing.undo(ana)
    undoing.undo(ana, renamed.action_id)
    assert [each.steps for each in macros.macros(ana)] == [macro.steps]
    assert [each.narrowed for each in views.views(ana) if each.view_id] == [each.narrowed for each in mine]
    assert counted(views, ana) == {"Chosen": 1, "Typed": 1, "Gone": 1}


def counted(views: SavedViews, actor: Actor) -> dict[str, int]:
    """How many problems the lists hold that somebody made, by name."""
    counts = views.view_counts(actor).counts
    return {each.name: counts[each.key] for each in views.views(actor) if each.view_id is not None}


def saved_views_of(office: OfficeBuilder) -> SavedViews:
    queue = Queue(office.store, 1, Searching(office.store.now, UTC, lambda _: None))
    return SavedViews(office.store, queue, Preferences(office.store))


def test_a_macro_in_which_two_tags_become_one_puts_it_on_once_and_does_not_take_it_off() -> None:
    newer = {"kind": "of a newer program", "value": "grafitti"}
    kept = [
        newer,
        *steps_as_kept(
            [
                Step(StepKind.TAG, "Graffiti"),
                Step(StepKind.UNTAG, "grafitti"),
                Step(StepKind.TAG, "grafitti"),
                Step(StepKind.UNTAG, "alley"),
            ]
        ),
    ]
    left = [newer, *steps_as_kept([Step(StepKind.TAG, "Graffiti"), Step(StepKind.UNTAG, "alley")])]
    assert with_tag_in_steps_renamed(kept, "grafitti", "Graffiti") == left
    assert with_tag_in_steps_renamed(kept, "park", "parks") == kept


@pytest.mark.parametrize(
    ("said", "after"),
    [
        ("tag:school", 'tag:"block party"'),
        ("-TAG:School has:photo", '-TAG:"block party" has:photo'),
        (
            "\u201cold school\u201d tag:\u201cschool\u201d tag:alley",
            '\u201cold school\u201d tag:"block party" tag:alley',
        ),
        ("school tag:schools from:school", "school tag:schools from:school"),
        ("tag:", "tag:"),
    ],
)
def test_words_that_name_a_tag_in_full_name_it_anew_and_no_others(said: str, after: str) -> None:
    assert with_tag_in_words_renamed(said, "School", "block party") == after


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
