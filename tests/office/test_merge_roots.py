"""Which case stands for the others, at first and afterwards, and what came to it since (P4)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder, placing
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import CaseStatus, FinishReason, LinkReason, MergeCandidate, choose_root
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.merging import Added, AddedKind
from wardoffice.domain.places import Point
from wardoffice.office.case_pane import CasePane
from wardoffice.office.drafts import Drafts
from wardoffice.office.mail_effects import owe_answer
from wardoffice.office.merging import Merging
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.tables import Attachment, Message, MessageLink, Note

pytestmark = pytest.mark.sqlite
HERE = Point(41.9, -87.7)
DAY = datetime(2026, 5, 4, 15, tzinfo=UTC)


@pytest.fixture
def merging(office: OfficeBuilder) -> Merging:
    return Merging(office.store)


@pytest.fixture
def triage(office: OfficeBuilder) -> Triage:
    return Triage(office.store, placing())


def candidate(case_id: int, day: int, *, ours: bool = False, numbered: bool = False) -> MergeCandidate:
    return MergeCandidate(case_id, str(case_id), True, ours, numbered, DAY + timedelta(days=day))


@pytest.mark.parametrize(
    ("candidates", "root"),
    [
        ([candidate(1, 3, ours=True, numbered=True), candidate(2, 1, ours=True), candidate(3, 0)], 2),
        ([candidate(1, 0), candidate(2, 3, numbered=True), candidate(3, 2, numbered=True)], 3),
        ([candidate(1, 1), candidate(2, 0)], 2),
        ([candidate(2, 0), candidate(1, 0)], 1),
    ],
    ids=["oldest of ours", "oldest with an SR number", "oldest", "first known"],
)
def test_the_root_is_the_oldest_of_ours_then_the_oldest_with_an_sr_number(
    candidates: list[MergeCandidate], root: int
) -> None:
    assert choose_root(candidates) == root


def test_another_case_becomes_the_root_and_the_problem_says_what_it_said(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor
) -> None:
    root, low, other = office.mail(owed=False), office.mail(owed=False), office.mail(owed=False)
    merging.merge(ana, [root.case_id, other.case_id], root.case_id)
    merging.merge(ana, [root.case_id, low.case_id], root.case_id)
    triage.set_place(ana, root.case_id, "2 B St", HERE)
    triage.set_type(ana, [root.case_id], "PHF")
    triage.finish(ana, [root.case_id], FinishReason.SEEN_DONE)
    changes = merging.make_root(ana, other.case_id)
    shown = CasePane(office.store).show(ana, root.case_id)
    assert (shown.case_id, shown.place.address, shown.service_code) == (other.case_id, "2 B St", "PHF")
    assert (shown.status, shown.finish_reason) == (CaseStatus.FINISHED, FinishReason.SEEN_DONE)
    assert {each.case_id for each in shown.absorbed} == {root.case_id, low.case_id}
    assert office.case(root.case_id).number in changes.label


def test_pulled_apart_after_the_root_changed_each_has_its_own_again(
    office: OfficeBuilder, merging: Merging, ana: Actor
) -> None:
    root = office.mail(service_code="TRE").case_id
    other = office.mail(address="1 A St", point=HERE, service_code="PHF").case_id
    merging.merge(ana, [root, other], root)
    merging.make_root(ana, other)
    assert office.case(other).service_code == "TRE"
    merging.unmerge(ana, root)
    assert (office.case(root).address, office.case(root).service_code) == ("", "TRE")
    assert (office.case(other).address, office.case(other).service_code) == ("1 A St", "PHF")


def test_a_changed_root_is_taken_back_done_again_and_undone_with_the_merge(
    office: OfficeBuilder, merging: Merging, ana: Actor
) -> None:
    """P4: undoing the merge pulls both apart, whichever of them is the root by then."""
    root, other = office.mail().case_id, office.mail(service_code="PHF").case_id
    merge = merging.merge(ana, [root, other], root)
    merging.make_root(ana, other)
    undoing = Undoing(office.store)
    undoing.undo(ana)
    assert (office.case(other).merged_into, office.case(root).service_code) == (root, "PHF")
    undoing.redo(ana)
    assert office.case(root).merged_into == other
    undoing.undo(ana, merge.action_id)
    assert (office.case(root).merged_into, office.case(other).merged_into) == (None, None)
    assert (office.case(root).service_code, office.case(other).service_code) == ("", "PHF")


def test_taking_back_a_changed_root_is_refused_in_words_once_they_are_apart(
    office: OfficeBuilder, merging: Merging, ana: Actor
) -> None:
    root, other = office.mail().case_id, office.mail().case_id
    merging.merge(ana, [root, other], root)
    made = merging.make_root(ana, other)
    merging.unmerge(ana, root)
    with pytest.raises(CannotDoError, match="not together any more"):
        Undoing(office.store).undo(ana, made.action_id)


def test_only_an_absorbed_case_becomes_the_root_and_only_by_who_may_merge(
    office: OfficeBuilder, merging: Merging, ana: Actor
) -> None:
    alone = office.mail().case_id
    with pytest.raises(CannotDoError, match="stands for itself already"):
        merging.make_root(ana, alone)
    with pytest.raises(NotAllowedError):
        merging.make_root(office.staff("Vic", Role.VOLUNTEER), alone)


def test_what_came_to_the_root_since_stays_there_unless_a_person_takes_it_along(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor
) -> None:
    root, other = office.mail().case_id, office.mail().case_id
    triage.note(ana, root, "written before")
    merging.merge(ana, [root, other], root)
    triage.note(ana, root, "for the root")
    triage.note(ana, root, "for the other")
    photo, link = office.photo(root), office.reply(root, "Is it mended?")
    offered = merging.added_since(ana, other)
    assert {each.words for each in offered} == {
        "for the root",
        "for the other",
        "photo.jpg",
        "Is it mended?",
    }
    bring = [each.added for each in offered if each.words != "for the root"]
    merging.unmerge(ana, other, bring=bring)
    assert [each.text for each in CasePane(office.store).show(ana, other).notes] == ["for the other"]
    assert office.row(Attachment, photo).case_id == office.row(MessageLink, link).case_id == other
    kept = [each.text for each in CasePane(office.store).show(ana, root).notes]
    assert kept == ["written before", "for the root"]


def test_what_was_taken_along_comes_back_when_the_unmerge_is_taken_back(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor
) -> None:
    root, other = office.mail().case_id, office.mail().case_id
    merging.merge(ana, [root, other], root)
    triage.note(ana, root, "for the other")
    (offered,) = merging.added_since(ana, other)
    merging.unmerge(ana, other, bring=[offered.added])
    assert office.row(Note, offered.added.row_id).case_id == other
    Undoing(office.store).undo(ana)
    assert office.row(Note, offered.added.row_id).case_id == root
    assert office.case(other).merged_into == root


def test_in_a_merge_of_merges_what_came_since_to_each_above_is_offered_to_all_below(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor
) -> None:
    """P4."""
    low, middle, root = (office.mail(word).case_id for word in ("Low", "Middle", "Root"))
    triage.note(ana, middle, "at the middle before")
    merging.merge(ana, [low, middle], middle)
    triage.note(ana, middle, "at the middle since")
    triage.note(ana, root, "at the root before")
    merging.merge(ana, [middle, root], root)
    link = office.reply(root, "mail to the root")
    photo = office.photo(root, message_id=office.row(MessageLink, link).message_id)
    office.reply(middle, "mail to the middle")
    offered = [each.words for each in merging.added_since(ana, low)]
    assert offered == ["at the middle since", "mail to the root", "mail to the middle"]
    assert [each.words for each in merging.added_since(ana, middle)] == ["mail to the root"]
    bring = [each.added for each in merging.added_since(ana, low)]
    merging.unmerge(ana, low, bring=bring)
    assert [each.text for each in CasePane(office.store).show(ana, low).notes] == ["at the middle since"]
    assert office.row(Attachment, photo).case_id == office.row(MessageLink, link).case_id == low
    kept = {each.text for each in CasePane(office.store).show(ana, root).notes}
    assert kept == {"at the middle before", "at the root before"}
    Undoing(office.store).undo(ana)
    assert office.row(Attachment, photo).case_id == office.row(MessageLink, link).case_id == root
    assert [each.words for each in merging.added_since(ana, low)] == offered


def test_the_answer_owed_for_a_message_goes_with_it_when_it_is_brought_along(
    office: OfficeBuilder, merging: Merging, ana: Actor
) -> None:
    """P6: the problem that keeps the answer would owe it to somebody who never wrote of it."""
    root, other = office.mail(owed=False).case_id, office.mail(owed=False).case_id
    merging.merge(ana, [root, other], root)
    rosa = office.contact("Rosa")
    link = office.row(MessageLink, office.reply(root, "Still dark", contact_id=rosa))
    with office.store.unit_of_work(ana, ActionKind.NOTE) as work:
        owe_answer(work, work.session.get_one(Message, link.message_id), root)
    (offered,) = merging.added_since(ana, other)
    merging.unmerge(ana, other, bring=[offered.added])
    pane = CasePane(office.store)
    owing = {
        case: [each.contact_id for each in pane.show(ana, case).people if each.owed_since]
        for case in (root, other)
    }
    assert owing == {root: [], other: [rosa]}


def test_a_message_whose_link_was_taken_back_is_shown_again_where_it_is_brought_along(
    office: OfficeBuilder, merging: Merging, ana: Actor
) -> None:
    """P1: neither problem would show it."""
    root, other = office.mail().case_id, office.mail().case_id
    former = office.row(MessageLink, office.reply(other, "Which of them?"))
    merging.merge(ana, [root, other], root)
    with office.store.unit_of_work(ana, ActionKind.NOTE) as work:
        work.session.get_one(MessageLink, former.id).withdrawn_at = work.now
        work.add(
            MessageLink(
                message_id=former.message_id,
                case_id=root,
                reason=LinkReason.PERSON,
                created_at=work.now,
            )
        )
    (offered,) = merging.added_since(ana, other)
    merging.unmerge(ana, other, bring=[offered.added])
    pane = CasePane(office.store)
    assert "Which of them?" in {each.text for each in pane.show(ana, other).messages}
    assert "Which of them?" not in {each.text for each in pane.show(ana, root).messages}


def test_nothing_that_stood_at_the_root_before_can_be_taken_along(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor
) -> None:
    root, other = office.mail().case_id, office.mail().case_id
    triage.note(ana, root, "written before")
    with office.store.reading() as session:
        note = session.scalars(select(Note.id)).one()
    merging.merge(ana, [root, other], root)
    assert merging.added_since(ana, other) == merging.added_since(ana, root) == ()
    with pytest.raises(CannotDoError):
        merging.unmerge(ana, other, bring=[Added(AddedKind.NOTE, note)])
    assert office.case(other).merged_into == root


def test_word_on_an_absorbed_case_goes_with_it_and_word_on_the_root_stays(
    office: OfficeBuilder, merging: Merging, ana: Actor
) -> None:
    root, other = office.mail().case_id, office.mail().case_id
    merging.merge(ana, [root, other], root)
    office.reply(other, "by its own number", reason=LinkReason.TOKEN)
    office.reply(root, "by the root's number", reason=LinkReason.TOKEN)
    pane = CasePane(office.store)
    both = {each.text for each in pane.show(ana, root).messages}
    assert {"by its own number", "by the root's number"} < both
    merging.unmerge(ana, other)
    assert "by its own number" in {each.text for each in pane.show(ana, other).messages}
    assert "by the root's number" in {each.text for each in pane.show(ana, root).messages}
    assert "by its own number" not in {each.text for each in pane.show(ana, root).messages}


def test_a_merge_wakes_what_was_put_off_and_makes_urgent_what_one_of_them_is(
    office: OfficeBuilder, merging: Merging, ana: Actor
) -> None:
    root, other = office.mail().case_id, office.mail().case_id
    with office.store.unit_of_work(ana, ActionKind.NOTE) as work:
        work.root(root).snoozed_until = DAY
        work.root(other).urgent = True
    merging.merge(ana, [root, other], root)
    assert (office.case(root).snoozed_until, office.case(root).urgent) == (None, True)
    merging.unmerge(ana, other)
    assert (office.case(root).snoozed_until, office.case(root).urgent) == (DAY, False)


def test_a_note_begun_on_a_case_is_gone_on_with_where_it_was_put(
    office: OfficeBuilder, merging: Merging, ana: Actor
) -> None:
    drafts = Drafts(office.store)
    root, other = office.mail().case_id, office.mail().case_id
    drafts.keep_draft(ana, other, "Called the super")
    drafts.keep_draft(ana, root, "Seen from the street")
    merging.merge(ana, [root, other], root)
    assert drafts.draft(ana, root) == "Called the super\n\nSeen from the street"
    drafts.keep_draft(ana, root, "Called the super. Seen")
    assert drafts.draft(ana, root) == "Called the super. Seen"
    drafts.keep_draft(ana, root, "")
    assert drafts.draft(ana, root) == ""
