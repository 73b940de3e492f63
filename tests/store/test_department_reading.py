"""What departments were asked, owe and are told of is read alike from both databases."""

from sqlalchemy import select, update

from tests.builders import placing
from tests.forwarding import STREETS, forward_jobs
from tests.office.department_desk import CHICAGO, LISTED, department_desk
from wardoffice.domain.actor import Role
from wardoffice.domain.cases import FinishReason
from wardoffice.domain.departments import PersonDraft
from wardoffice.domain.forwarding import ForwardWish
from wardoffice.domain.outgoing import OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.domain.tracking_numbers import CityNumbers
from wardoffice.office.case_pane import CasePane
from wardoffice.office.daily_list import DailyLists
from wardoffice.office.forward_answers import ForwardAnswers
from wardoffice.office.routing import Routing
from wardoffice.office.triage import Triage
from wardoffice.store.store import Store
from wardoffice.store.tables import OutboxMessage, OutboxRecipient


def test_what_is_owed_asked_again_and_matched_is_the_same(store: Store) -> None:
    desk = department_desk(store)
    one, two = desk.pothole(), desk.pothole("12 W Oak St")
    forwards, cdot = desk.asked([one, two]), desk.department("CDOT")
    desk.pass_days(9)
    (overdue,) = desk.chasing.overdue(desk.ana)
    assert [each.forward_id for each in overdue.lines] == forwards
    desk.chasing.send(desk.ana, desk.chasing.preview(desk.ana, cdot, forwards))
    assert desk.chasing.overdue(desk.ana) == ()
    assert [each.times for each in desk.chasing.waiting(desk.ana)[0].lines] == [1, 1]
    assert len(CasePane(store).show(desk.ana, one).forwards) == 2
    assert desk.directory.show(desk.ana, cdot).waiting == 2
    lists = DailyLists(store, Routing(store, LISTED, CHICAGO), CityNumbers("chicago"), CHICAGO)
    assert [each.case_id for each in lists.lines(desk.ana, cdot)] == [one, two]
    (matched,) = lists.match(desk.ana, cdot, "12 oak done")
    assert matched.case_id == two


def test_a_department_owes_one_answer_of_each_open_problem_that_left(store: Store) -> None:
    desk = department_desk(store)
    open_one, finished, cdot = desk.pothole(), desk.pothole("12 W Oak St"), desk.department("CDOT")
    desk.asked([open_one, finished])
    desk.asked([open_one], message_id="<again@office.example>")
    desk.asked([desk.pothole("14 W Oak St")], state=OutboxState.QUEUED, message_id="<waits@office.example>")
    assert desk.directory.show(desk.ana, cdot).waiting == 2

    Triage(store, placing()).finish(desk.ana, [finished], FinishReason.SEEN_DONE, "")

    assert desk.directory.show(desk.ana, cdot).waiting == 1
    (of_cdot,) = (each for each in desk.directory.all(desk.ana) if each.name == "CDOT")
    assert of_cdot.waiting == 1


def test_who_was_written_to_at_a_typed_address_is_counted_like_a_department(store: Store) -> None:
    """Until the address is on a list; a bounce is told of."""
    desk = department_desk(store)
    jobs = forward_jobs(store)
    for place in ("12 W Oak St", "14 W Oak St"):
        wish = ForwardWish((desk.pothole(place),), STREETS, with_map=False)
        jobs.forwarding.send(desk.ana, jobs.forwarding.preview(desk.ana, wish))
    assert [each.waiting for each in desk.directory.typed(desk.ana)] == [0]  # nothing has left yet
    with store.writing() as session:
        session.execute(update(OutboxMessage).values(state=OutboxState.SENT))
    (typed,) = desk.directory.typed(desk.ana)
    assert (typed.address, typed.waiting, typed.answers, typed.lint) == ("crew@streets.example", 2, 0, ())
    desk.pass_days(3)
    ForwardAnswers(store, CHICAGO).log(desk.ana, desk.forwards(MailPurpose.FORWARD)[0].id, "done")
    with store.writing() as session:
        session.scalars(select(OutboxRecipient)).all()[-1].state = RecipientState.BOUNCED
    (typed,) = desk.directory.typed(desk.ana)
    assert (typed.waiting, typed.answers, typed.median_days) == (1, 1, 3.0)
    assert len(typed.lint) == 1
    manager = desk.office.staff("Max", Role.MANAGER)
    desk.directory.add_person(manager, desk.department("CDOT"), PersonDraft("Lee", "crew@streets.example"))
    assert desk.directory.typed(desk.ana) == ()
