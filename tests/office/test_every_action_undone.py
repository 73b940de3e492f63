"""Every action of the office is taken back and done again; a new kind that nobody tried so fails here."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from inspect import getsource
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.builders import PLACING, OfficeBuilder, placing
from tests.comparing import comparing
from tests.gathering import (
    PROGRAM,
    FakeMailbox,
    mail_intake,
    mail_reading,
    message_filing,
    never,
    no_progress,
)
from tests.office.sent_mails import answer, asked, came_back
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import AnswerWay, FinishReason, SplitPart
from wardoffice.domain.changes import Changes
from wardoffice.domain.history import ActionKind
from wardoffice.domain.macros import Macro
from wardoffice.domain.messages import Channel, MessageKind
from wardoffice.domain.places import Point
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.domain.steps import ME, Step, StepKind
from wardoffice.domain.undo_rules import NOT_UNDONE_BY_HAND
from wardoffice.domain.wards import HandOver, HandOverWay, WardOffice
from wardoffice.office.duplicates import Duplicates
from wardoffice.office.handing_over import HandingOver
from wardoffice.office.macros import Macros
from wardoffice.office.mail_check import MailCheck
from wardoffice.office.merging import Merging
from wardoffice.office.preferences import Preferences
from wardoffice.office.queue import Queue
from wardoffice.office.saved_views import SavedViews
from wardoffice.office.snoozing import Snoozing
from wardoffice.office.splitting import Splitting
from wardoffice.office.staff import Staff
from wardoffice.office.tagging import Tagging
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.office.ward_office_list import WardOfficeList
from wardoffice.store.recorder import RECORDED
from wardoffice.store.store import Store
from wardoffice.store.tables import Action, Message, QueueEntry

CHICAGO = ZoneInfo("America/Chicago")
JULY_9 = date(2026, 7, 9)

ELSEWHERE = {
    ActionKind.ATTACH: "test_city_photos:kept_with_the_case_and_says_where_it_came_from",
    ActionKind.EDIT_PHOTO: "test_photo_editing:a_copy_is_taken_back_and_made_again",
    ActionKind.RANK_PHOTO: "test_photo_editing:a_person_says_what_a_picture_is_and_takes_it_back",
    ActionKind.TAKE_OUT: "test_taking_out:can_be_taken_back_and_done_again",
    ActionKind.BEGIN_INCIDENT: "test_incidents:beginning_one_is_taken_back",
    ActionKind.DESCRIBE_INCIDENT: "test_incidents:a_logged_call_and_a_new_script_are_taken_back",
    ActionKind.LOG_CALL: "test_incidents:a_logged_call_and_a_new_script_are_taken_back",
    ActionKind.TAKE_IN: "test_incidents:a_proposal_is_taken_in_or_refused_for_good_and_both_are_taken_back",
    ActionKind.LEAVE_OUT: "test_incidents:a_proposal_is_taken_in_or_refused_for_good_and_both_are_taken_back",
    ActionKind.UPDATE_ALL: "test_incidents:an_update_settles_what_those_were_owed_who_were_told",
    ActionKind.END_INCIDENT: "test_incidents:it_ends_with_or_without_its_problems_and_may_go_on_again",
    ActionKind.CAME_BACK: "test_every_action_undone:an_answer_that_came_back_is_an_answer_again",
    ActionKind.SENT_FOUND: "test_sent_filing:is_taken_back_once_it_is_known_to_be_ours",
    ActionKind.ANSWER_FOUND: "test_sent_filing:it_can_be_taken_back_and_done_again",
    ActionKind.MAKE_ROOT: "test_merge_roots:a_changed_root_is_taken_back_done_again",
    ActionKind.SUBMIT: "test_submitting:taking_it_back_takes_back_message_and_submission_together",
    ActionKind.FORWARD: "test_forwarding:it_is_taken_back_while_it_waits_and_can_be_sent_again",
    ActionKind.SETTLE: "test_sending:a_correction_that_was_taken_back_makes_room_for_one_other",
    ActionKind.NUMBER: "test_numbers_typed:a_noted_number_is_taken_back_with_all_it_led_to",
    ActionKind.CONFIRM: "test_submission_filing:confirmed_it_is_ours_and_can_be_doubted_again",
    ActionKind.PART: "test_submission_filing:probably_ours_can_be_parted_for_good_and_taken_back",
    ActionKind.LETTER_BACK: "test_letters_on_paper:a_letter_taken_back_is_promised_no_more_and_still_owed",
    ActionKind.LETTERS: "test_letter_texts:an_approval_and_a_wording_are_taken_back_and_done_again",
    ActionKind.DEPARTMENT: "test_departments:added_changed_and_taken_off_and_each_is_undone",
    ActionKind.ROUTING: "test_routing:a_rule_is_made_and_taken_away_and_each_is_undone",
    ActionKind.CHASE: "test_chasing:a_chase_is_taken_back_while_it_waits",
    ActionKind.DAILY_LIST: "test_daily_list:a_list_that_was_told_is_taken_back",
    ActionKind.PASTED: "test_daily_list:what_came_back_is_filed_with_its_problems_and_taken_back",
    ActionKind.REOPEN_PACKET: "test_reopening:a_packet_is_taken_back_while_it_waits",
    ActionKind.REFER_OUT: "test_referring:a_referral_by_phone_is_due_in_the_queue_and_taken_back",
    ActionKind.FORWARD_ANSWERED: "test_chasing:what_was_said_by_phone_is_logged_and_taken_back",
    ActionKind.LOOK_LATER: "test_chasing:an_answer_is_looked_for_later_and_that_is_taken_back",
    ActionKind.UNDO: "test_undoing:an_action_is_taken_back_done_again_and_taken_back_again",
}
"""The module and a part of the name of the test that takes the action back."""


@dataclass
class Desk:
    """An office with one manager, one problem somebody told of and waits for, and another."""

    office: OfficeBuilder
    ana: Actor
    told: int
    request: int
    contact: int
    other: int

    @property
    def store(self) -> Store:
        return self.office.store

    @property
    def triage(self) -> Triage:
        return Triage(self.store, placing(lambda _: 32))


Do = Callable[[Desk], Callable[[], Changes]]


def macro(desk: Desk) -> Callable[[], Changes]:
    macros = Macros(desk.store, CHICAGO)
    steps = (
        Step(StepKind.SET_TYPE, "GRAF"),
        Step(StepKind.ASSIGN, ME),
        Step(StepKind.URGENT),
        Step(StepKind.TAG, "graffiti"),
        Step(StepKind.NOTE, words="Told Streets & San."),
        Step(StepKind.ANSWER, AnswerWay.REPLIED.value, "Thank you!"),
        Step(StepKind.FINISH, FinishReason.REFERRED.value),
    )
    macros.keep_macro(desk.ana, Macro(0, "Graffiti", "", steps), {})
    (kept,) = macros.macros(desk.ana)
    return lambda: macros.run_macro(desk.ana, kept.macro_id, [desk.told, desk.other])


def macros_changed(desk: Desk) -> Callable[[], Changes]:
    macros = Macros(desk.store, CHICAGO)
    macros.keep_macro(desk.ana, Macro(0, "Graffiti", "", (Step(StepKind.URGENT),)), {})
    (kept,) = macros.macros(desk.ana)
    return lambda: macros.keep_macro(
        desk.ana, Macro(kept.macro_id, "Paint", "Shift+G", (Step(StepKind.TAKE),)), {}
    )


def unmerge(desk: Desk) -> Callable[[], Changes]:
    merging = Merging(desk.store)
    merging.merge(desk.ana, [desk.told, desk.other], desk.told)
    return lambda: merging.unmerge(desk.ana, desk.other)


def reopen(desk: Desk) -> Callable[[], Changes]:
    desk.triage.finish(desk.ana, [desk.told], FinishReason.SEEN_DONE, "Drove by")
    return lambda: desk.triage.reopen(desk.ana, [desk.told])


def hand_over(desk: Desk) -> Callable[[], Changes]:
    desk.triage.set_place(desk.ana, desk.told, "1 A St", Point(41.9, -87.7))
    given = HandOver(WardOffice(32, "Ald. Quill"), (HandOverWay.CALLED,), "Spoke to Ruth")
    return lambda: HandingOver(desk.store, 47).hand_over(desk.ana, [desk.told], given)


def restrict(desk: Desk) -> Callable[[], Changes]:
    bo, staff = desk.office.staff("Bo"), Staff(desk.store)
    staff.restrict(desk.ana, desk.told, [desk.ana.staff_id or 0, bo.staff_id or 0])
    return lambda: staff.restrict(desk.ana, desk.told, [desk.ana.staff_id or 0])


def staff(desk: Desk) -> Callable[[], Changes]:
    def add() -> Changes:
        Staff(desk.store).add(desk.ana, "Rosa T.", Role.STAFF)
        return Changes(action_id=last_action(desk.store))

    return add


def after_tagging(do: Callable[[Tagging, Desk], Changes]) -> Do:
    def prepared(desk: Desk) -> Callable[[], Changes]:
        tagging = Tagging(desk.store)
        tagging.tag(desk.ana, [desk.told], "grafitti")
        tagging.tag(desk.ana, [desk.told, desk.other], "park")
        return lambda: do(tagging, desk)

    return prepared


def after_snoozing(desk: Desk) -> Callable[[], Changes]:
    snoozing = Snoozing(desk.store, CHICAGO)
    snoozing.snooze(desk.ana, [desk.told], JULY_9)
    return lambda: snoozing.wake(desk.ana, [desk.told])


def not_urgent(desk: Desk) -> Callable[[], Changes]:
    desk.triage.set_urgent(desk.ana, [desk.told], urgent=True)
    return lambda: desk.triage.set_urgent(desk.ana, [desk.told], urgent=False)


def open_mail(desk: Desk) -> Callable[[], Changes]:
    with desk.store.unit_of_work(PROGRAM, ActionKind.MAIL_INTAKE) as work:
        now = work.now
        message = work.add(
            Message(
                channel=Channel.MAIL, text="A hole", kind=MessageKind.REPLY, received_at=now, created_at=now
            )
        )
    check = MailCheck(desk.store, "chicago", mail_reading(desk.store), message_filing())
    return lambda: check.open_case(desk.ana, message.id)


def with_list(do: Callable[[SavedViews, Desk, int], Changes]) -> Do:
    def prepared(desk: Desk) -> Callable[[], Changes]:
        saved = SavedViews(desk.store, Queue(desk.store), Preferences(desk.store))
        saved.save_view(desk.ana, "Trees", View.TO_US, QueueFilter(), SortBy.URGENCY, shared=True)
        (view_id,) = (each.view_id for each in saved.views(desk.ana) if each.view_id is not None)
        return lambda: do(saved, desk, view_id)

    return prepared


HERE: dict[ActionKind, Do] = {
    ActionKind.SAVE_VIEW: with_list(lambda saved, desk, view: saved.rename_view(desk.ana, view, "Stumps")),
    ActionKind.SHARE_VIEW: with_list(
        lambda saved, desk, view: saved.share_view(desk.ana, view, shared=False)
    ),
    ActionKind.REMOVE_VIEW: with_list(lambda saved, desk, view: saved.remove_view(desk.ana, view)),
    ActionKind.ASSIGN: lambda desk: lambda: desk.triage.assign(desk.ana, [desk.told], desk.ana.staff_id),
    ActionKind.SET_TYPE: lambda desk: lambda: desk.triage.set_type(desk.ana, [desk.told, desk.other], "PHF"),
    ActionKind.SET_PLACE: lambda desk: (
        lambda: desk.triage.set_place(desk.ana, desk.told, "1 A St", Point(41.9, -87.7))
    ),
    ActionKind.NOTE: lambda desk: lambda: desk.triage.note(desk.ana, desk.told, "Seen"),
    ActionKind.ANSWER: lambda desk: (
        lambda: desk.triage.log_answer(desk.ana, desk.told, [desk.contact], AnswerWay.CALLED, "Told her")
    ),
    ActionKind.SPLIT: lambda desk: (
        lambda: Splitting(desk.store, PLACING).split(
            desk.ana, desk.request, [SplitPart("A pothole"), SplitPart("Rats", "9 B St")]
        )
    ),
    ActionKind.MERGE: lambda desk: lambda: Merging(desk.store).merge(desk.ana, [desk.told, desk.other]),
    ActionKind.UNMERGE: unmerge,
    ActionKind.NOT_SAME: lambda desk: (
        lambda: Duplicates(desk.store, comparing()).not_same(desk.ana, desk.told, desk.other)
    ),
    ActionKind.TAKE: lambda desk: lambda: desk.triage.take(desk.ana, [desk.told]),
    ActionKind.OPEN: open_mail,
    ActionKind.FINISH: lambda desk: (
        lambda: desk.triage.finish(desk.ana, [desk.told, desk.other], FinishReason.SEEN_DONE, "Drove by")
    ),
    ActionKind.REOPEN: reopen,
    ActionKind.HAND_OVER: hand_over,
    ActionKind.WARD_OFFICES: lambda desk: (
        lambda: WardOfficeList(desk.store).keep(desk.ana, [WardOffice(32, "Ald. Quill")])
    ),
    ActionKind.RESTRICT: restrict,
    ActionKind.URGENT: lambda desk: lambda: desk.triage.set_urgent(desk.ana, [desk.told], urgent=True),
    ActionKind.NOT_URGENT: not_urgent,
    ActionKind.TAG: lambda desk: lambda: Tagging(desk.store).tag(desk.ana, [desk.told, desk.other], "park"),
    ActionKind.UNTAG: after_tagging(lambda tagging, desk: tagging.untag(desk.ana, [desk.told], "park")),
    ActionKind.RENAME_TAG: after_tagging(
        lambda tagging, desk: tagging.rename_tag(desk.ana, "grafitti", "park")
    ),
    ActionKind.SNOOZE: lambda desk: (
        lambda: Snoozing(desk.store, CHICAGO).snooze(desk.ana, [desk.told, desk.other], JULY_9)
    ),
    ActionKind.WAKE: after_snoozing,
    ActionKind.MACRO: macro,
    ActionKind.MACROS: macros_changed,
    ActionKind.STAFF: staff,
}
"""What prepares each action, and does it."""


@pytest.fixture
def desk(sqlite_store: Store) -> Desk:
    office = OfficeBuilder(sqlite_store)
    ana, contact = office.staff("Ana Ruiz", Role.MANAGER), office.contact("Rosa")
    told = office.mail("A pothole and rats", contact_id=contact)
    office.reply(told.case_id, contact_id=contact)
    return Desk(office, ana, told.case_id, told.request_ids[0], contact, office.mail("A stump").case_id)


def test_every_kind_of_action_is_tried_or_cannot_be_taken_back() -> None:
    tried = set(HERE) | set(ELSEWHERE) | set(NOT_UNDONE_BY_HAND)
    assert set(ActionKind) - tried == set(), "add what takes the new kind back, or why nothing can"
    assert len(HERE) + len(ELSEWHERE) + len(NOT_UNDONE_BY_HAND) == len(tried), "each stands once"


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_what_is_taken_back_elsewhere_is_taken_back_there(kind: ActionKind) -> None:
    module, name = ELSEWHERE[kind].split(":")
    (test,) = (each for said, each in vars(import_module(f"tests.office.{module}")).items() if name in said)
    assert {"undoing.undo", ").undo("} & set(re.findall(r"undoing\.undo|\)\.undo\(", getsource(test)))


@pytest.mark.parametrize("kind", HERE)
def test_it_is_taken_back_done_again_and_taken_back_exactly(desk: Desk, kind: ActionKind) -> None:
    do, undoing = HERE[kind](desk), Undoing(desk.store)
    before = state(desk.store)
    done = do()
    after = state(desk.store)
    assert done.action_id is not None
    assert after != before
    undoing.undo(desk.ana, done.action_id)
    assert state(desk.store) == before
    undoing.redo(desk.ana)
    assert state(desk.store) == after
    undoing.undo(desk.ana, done.action_id)
    assert state(desk.store) == before


def test_an_answer_that_came_back_is_an_answer_again(desk: Desk) -> None:
    mailbox, undoing = FakeMailbox(), Undoing(desk.store)
    mailbox.deliver(asked())
    mailbox.send(answer())
    read(desk.store, mailbox)
    owed = state(desk.store)["follow_up"]
    mailbox.deliver(came_back())
    read(desk.store, mailbox)
    with desk.store.reading() as session:
        came = session.scalar(select(Action.id).where(Action.kind == ActionKind.CAME_BACK))
    assert state(desk.store)["follow_up"] != owed
    undoing.undo(desk.ana, came)
    assert state(desk.store)["follow_up"] == owed


def read(store: Store, mailbox: FakeMailbox) -> None:
    assert mail_intake(store, mailbox).run(PROGRAM, no_progress, never).waiting == 0


def last_action(store: Store) -> int | None:
    with store.reading() as session:
        return session.scalar(select(Action.id).order_by(Action.id.desc()).limit(1))


def state(store: Store) -> dict[str, Any]:
    """Every live row the history tells of, and the queue."""
    found: dict[str, Any] = {}
    with store.reading() as session:
        for name, kind in (RECORDED | {"queue": QueueEntry}).items():
            columns = [column for column in kind.__table__.columns if column.name != "version"]
            rows = session.execute(select(*columns).order_by(columns[0])).mappings()
            found[name] = [
                dict(row) for row in rows if row.get("withdrawn_at") is None and row.get("active", True)
            ]
    return found
