"""Every action of the office is taken back and done again; a new kind that nobody tried so fails here."""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from inspect import getsource
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

import wardoffice.office as office_package
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
from tests.mail.mails import mail
from tests.office.macro_jobs import macros_of
from tests.office.sent_mails import answer, asked, came_back
from tests.office.undo_law import state
from tests.office.undone_elsewhere import ELSEWHERE
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.books import LedgerState, MailList
from wardoffice.domain.cases import AnswerWay, FinishReason, SplitPart
from wardoffice.domain.changes import Changes
from wardoffice.domain.history import ActionKind
from wardoffice.domain.macros import Macro
from wardoffice.domain.places import Point
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.domain.steps import ME, Step, StepKind
from wardoffice.domain.undo_rules import NOT_UNDONE_BY_HAND
from wardoffice.domain.wards import HandOver, HandOverWay, WardOffice
from wardoffice.office.duplicates import Duplicates
from wardoffice.office.handing_over import HandingOver
from wardoffice.office.mail_check import MailCheck
from wardoffice.office.merging import Merging
from wardoffice.office.outbox_hold import OutboxHold
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
from wardoffice.store.store import Store
from wardoffice.store.tables import Action

CHICAGO = ZoneInfo("America/Chicago")
JULY_9 = date(2026, 7, 9)


NO_HISTORY = {
    "boundary_change.settle": "the city drew its wards anew: nobody of the office did",
    "city_sync.run": "a reading, told of by what it brought",
    "city_year.advance": "a reading, told of by what it brought",
    "drafts.keep_draft": "words that nobody saved yet",
    "mail_check.retry": "a mail is read once more, and nothing said of it",
    "pairs_put_off._change": "each person's own: nothing was said of the problems",
    "preferences.keep": "each person's own: columns, keys, what is shown first",
    "service_list.mark_seen": "each change of the city's list stays listed",
}
"""What a person asks for that changes rows and writes no line of history, and why none."""


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
    macros = macros_of(desk.store)
    steps = (
        Step(StepKind.SET_TYPE, "GRAF"),
        Step(StepKind.ASSIGN, ME),
        Step(StepKind.URGENT),
        Step(StepKind.TAG, "graffiti"),
        Step(StepKind.NOTE, words="Told Streets & San."),
        Step(StepKind.ANSWER, AnswerWay.CALLED.value, "Thank you!"),
        Step(StepKind.FINISH, FinishReason.REFERRED.value),
    )
    macros.keep_macro(desk.ana, Macro(0, "Graffiti", "", steps), {})
    (kept,) = macros.macros(desk.ana)
    return lambda: macros.run_macro(desk.ana, kept.macro_id, [desk.told, desk.other])


def macros_changed(desk: Desk) -> Callable[[], Changes]:
    macros = macros_of(desk.store)
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


def let_outbox_go(desk: Desk) -> Callable[[], Changes]:
    hold = OutboxHold(desk.store)
    hold.hold(desk.ana)
    return lambda: hold.let_go(desk.ana)


def not_urgent(desk: Desk) -> Callable[[], Changes]:
    desk.triage.set_urgent(desk.ana, [desk.told], urgent=True)
    return lambda: desk.triage.set_urgent(desk.ana, [desk.told], urgent=False)


def left_alone(desk: Desk) -> tuple[MailCheck, int, int]:
    """The check, with a mail that waits for somebody to look at it: its line and its message."""
    mailbox = FakeMailbox()
    mailbox.deliver(mail("And another", In_Reply_To="<newsletter@x.org>"))
    read(desk.store, mailbox)
    check = MailCheck(desk.store, "chicago", mail_reading(desk.store), message_filing())
    (line,) = check.lines(desk.ana, MailList(LedgerState.LEFT_ALONE))
    return check, line.ledger_id, line.message_id or 0


def look_at_mail(desk: Desk) -> Callable[[], Changes]:
    check, ledger_id, _message_id = left_alone(desk)
    return lambda: check.nothing_to_do(desk.ana, ledger_id)


def open_mail(desk: Desk) -> Callable[[], Changes]:
    check, _ledger_id, message_id = left_alone(desk)
    return lambda: check.open_case(desk.ana, message_id)


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
    ActionKind.LOOKED: look_at_mail,
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
    ActionKind.HOLD_OUTBOX: lambda desk: lambda: OutboxHold(desk.store).hold(desk.ana),
    ActionKind.LET_OUTBOX_GO: let_outbox_go,
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


def test_what_a_person_asks_and_no_history_tells_of_is_named_with_its_reason() -> None:
    """A method that writes past the history for somebody is found by the transaction it takes."""
    found = {
        f"{module.stem}.{method.name}"
        for module in Path(office_package.__file__ or "").parent.glob("*.py")
        for method in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(method, ast.FunctionDef)
        and "actor" in [each.arg for each in method.args.args]
        and "writing" in {each.attr for each in ast.walk(method) if isinstance(each, ast.Attribute)}
    }
    assert found == set(NO_HISTORY)


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
