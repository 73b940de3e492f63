"""The sender: one POST at most, what became of it, its number however long that takes (P3, P5)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.city_desk import POTHOLE, FakeDesk, SubmittingOffice, filled, lost, refused
from tests.databases import Clock
from tests.gathering import CITY, HERE, city_filing, never, no_progress
from wardoffice.domain.errors import (
    CancelledError,
    CannotDoError,
    CityAnswerError,
    CityRefusedError,
    LeaseHeldError,
    NotSentError,
    StoreError,
)
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import OutboxDoing, OutboxState, SubmissionWay
from wardoffice.domain.service_list import ServiceChangeKind
from wardoffice.domain.service_requests import ServiceAttribute, ServiceDefinition, ServiceType
from wardoffice.domain.submissions import SubmissionForm, SubmissionState
from wardoffice.geo.addresses import normalise
from wardoffice.office.city_looking import CityLooking
from wardoffice.office.existing_request import existing_request
from wardoffice.office.outbox_hold import OutboxHold
from wardoffice.office.sending import Sending
from wardoffice.store.fitting import fit
from wardoffice.store.leases import lease
from wardoffice.store.outbox import claim, due_to_send
from wardoffice.store.service_changes import service_changes
from wardoffice.store.service_definitions import keep_definition
from wardoffice.store.service_types import store_service_types
from wardoffice.store.store import Store
from wardoffice.store.tables import Action, OutboxMessage, ServiceRecord, Submission


@pytest.fixture
def ours(store: Store, office: OfficeBuilder) -> SubmittingOffice:
    return SubmittingOffice(store, office, FakeDesk(store.now))


def clock(ours: SubmittingOffice) -> Clock:
    now = ours.store.now
    assert isinstance(now, Clock)
    return now


def changes(ours: SubmittingOffice) -> list[tuple[ServiceChangeKind, str]]:
    with ours.store.reading() as session:
        noted = service_changes(session, CITY, 99)
    return [(each.change.kind, each.change.code) for each in noted]


def states(ours: SubmittingOffice) -> list[OutboxState]:
    with ours.store.reading() as session:
        return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)))


def test_what_waits_is_sent_once_and_its_number_is_kept(ours: SubmittingOffice) -> None:
    case = ours.told()
    ours.submit(case)
    assert ours.view(case).state is SubmissionState.QUEUED
    report = ours.send()
    assert report.as_dict() == {"sent": 1, "refused": 0, "unknown": 0, "retry": 0, "numbers": 1, "asked": 0}
    assert report.changes.cases == {case}
    ours.send()
    assert len(ours.desk.posts) == 1
    view = ours.view(case)
    assert (view.state, view.number) == (SubmissionState.NUMBERED, "SR26-00000001")


def test_sending_is_committed_before_the_first_byte_leaves(ours: SubmittingOffice) -> None:
    """P3: who finds it so after a crash knows that it may have gone."""
    seen: list[OutboxState] = []
    ours.desk.on_post = lambda: seen.extend(states(ours))
    ours.submit(ours.told())
    ours.send()
    assert seen == [OutboxState.SENDING]


def test_what_is_held_while_others_are_sent_stays_here(ours: SubmittingOffice) -> None:
    """P5: what is being sent is sent to its end, and nothing after it."""

    def somebody_holds() -> None:
        OutboxHold(ours.store).hold(ours.ana)

    ours.desk.on_post = somebody_holds
    for _ in range(2):
        ours.submit(ours.told())
    ours.send()
    assert (len(ours.desk.posts), states(ours)) == (1, [OutboxState.SENT, OutboxState.QUEUED])


def test_a_request_is_not_claimed_once_everything_is_held(ours: SubmittingOffice) -> None:
    ours.submit(ours.told())
    clock(ours).forward(hours=1)
    with ours.store.reading() as session:
        (outgoing,) = due_to_send(session, CITY, ours.store.now())
    OutboxHold(ours.store).hold(ours.ana)
    with ours.store.writing() as session:
        assert not claim(session, outgoing, ours.store.now())


def test_while_everything_is_held_there_is_no_time_at_which_what_waits_would_go(
    ours: SubmittingOffice,
) -> None:
    """Else the window would run the sender every second for as long as it is held."""
    hold = OutboxHold(ours.store)
    ours.submit(ours.told())
    hold.hold(ours.ana)
    clock(ours).forward(hours=1)
    assert ours.send().next_at is None
    hold.let_go(ours.ana)
    assert ours.sending.next_at(ours.ana) is not None


def test_what_left_is_asked_for_while_everything_is_held(ours: SubmittingOffice) -> None:
    ours.desk.gives_tokens = True
    ours.submit(ours.told())
    ours.send()
    OutboxHold(ours.store).hold(ours.ana)
    assert ours.sending.next_at(ours.ana) is not None


def test_the_sender_of_another_city_leaves_alone_what_is_being_sent(ours: SubmittingOffice) -> None:
    seen: list[OutboxState] = []
    filing = city_filing(ours.store)
    looking = CityLooking(ours.store, "elsewhere", filing, ours.profile.zone(), normalise)
    other = Sending(ours.store, "elsewhere", lambda _: ours.desk, looking, 30, chicago=False)

    def runs_meanwhile() -> None:
        other.run(ours.ana, no_progress, never)
        seen.extend(states(ours))

    ours.desk.on_post = runs_meanwhile
    ours.submit(ours.told())
    ours.send()
    assert (seen, states(ours)) == ([OutboxState.SENDING], [OutboxState.SENT])


def test_what_surely_never_left_waits_and_is_tried_again_later(ours: SubmittingOffice) -> None:
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [(NotSentError("Nobody is there."), False)]
    report = ours.send()
    view = ours.view(case)
    assert report.counted["retry"] == 1
    assert (view.state, view.sent_at, ours.desk.posts) == (SubmissionState.RETRY, None, [])
    assert view.next_at == report.next_at
    ours.send()
    assert not ours.desk.posts, "it is not tried again before its time"
    clock(ours).forward(minutes=2)
    ours.send()
    assert ours.view(case).number == "SR26-00000001"


@pytest.mark.parametrize(
    "trouble",
    [
        lost(kept=True)[0],
        CityAnswerError("A web page."),
        CityRefusedError("A fault of its own.", 502),
        CityRefusedError("Too late.", 408),
    ],
)
def test_a_lost_answer_is_unknown_and_never_sent_again_by_itself(
    ours: SubmittingOffice, trouble: Exception
) -> None:
    """P3, P5."""
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [(trouble, False)]
    ours.desk.down = True
    assert ours.send().counted["unknown"] == 1
    for _ in range(5):
        clock(ours).forward(hours=12)
        ours.send()
    assert ours.view(case).state is SubmissionState.UNKNOWN
    assert not ours.desk.posts
    ours.desk.down = False


def test_a_request_whose_answer_was_lost_is_found_by_looking(ours: SubmittingOffice) -> None:
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [lost(kept=True)]
    ours.send()
    assert ours.view(case).state is SubmissionState.UNKNOWN
    clock(ours).forward(minutes=1)
    ours.send()
    view = ours.view(case)
    assert (view.state, view.probable_number) == (SubmissionState.NUMBERED, "SR26-00000001")
    assert states(ours) == [OutboxState.SENT]
    assert ours.numbers_of(case) == ["SR26-00000001"]
    assert len(ours.desk.posts) == 1


def test_before_a_look_nobody_may_send_it_again_and_then_only_with_a_reason(ours: SubmittingOffice) -> None:
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [lost(kept=False)]
    ours.send()
    (line,) = ours.outbox.lines(ours.ana)
    assert OutboxDoing.SEND_AGAIN not in line.may
    with pytest.raises(CannotDoError, match="not looked for"):
        ours.outbox.send_again(ours.ana, line.outbox_id, "The city has nothing")
    ours.outbox.look_again(ours.ana, line.outbox_id)
    (line,) = ours.outbox.lines(ours.ana)
    assert line.needs_person
    assert "nothing of this type within 100 feet" in line.looked
    with pytest.raises(CannotDoError, match="Write why"):
        ours.outbox.send_again(ours.ana, line.outbox_id, " ")
    ours.outbox.send_again(ours.ana, line.outbox_id, "The city has nothing")
    ours.send()
    again, before = ours.views(case)
    assert (again.number, again.reason) == ("SR26-00000001", "The city has nothing")
    assert before.state is SubmissionState.UNKNOWN
    assert not any(each.needs_person for each in ours.outbox.lines(ours.ana))


def test_a_person_may_say_that_it_went(ours: SubmittingOffice) -> None:
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [lost(kept=False)]
    ours.send()
    (line,) = ours.outbox.lines(ours.ana)
    ours.outbox.it_went(ours.ana, line.outbox_id)
    assert ours.view(case).state is SubmissionState.NO_NUMBER
    ours.undoing.undo(ours.ana)
    assert ours.view(case).state is SubmissionState.UNKNOWN


def test_what_a_dead_process_was_sending_is_unknown_to_the_next(ours: SubmittingOffice) -> None:
    """P3: the lease is free, so whoever was sending is gone."""
    case = ours.told()
    ours.submit(case)

    def die() -> None:
        raise KeyboardInterrupt

    ours.desk.on_post = die
    with pytest.raises(KeyboardInterrupt):
        ours.send()
    assert states(ours) == [OutboxState.SENDING]
    ours.desk.on_post = lambda: None
    ours.send()
    assert states(ours) == [OutboxState.UNKNOWN]
    assert not ours.desk.posts


def test_stopped_before_anything_left_it_waits_as_before(ours: SubmittingOffice) -> None:
    ours.submit(ours.told())
    ours.desk.troubles = [(CancelledError(), False)]
    with pytest.raises(CancelledError):
        ours.send()
    assert states(ours) == [OutboxState.QUEUED]


def test_only_one_program_sends_at_a_time(ours: SubmittingOffice) -> None:
    ours.submit(ours.told())
    with lease(ours.store, f"outbox {CITY}"), pytest.raises(LeaseHeldError):
        ours.send()
    assert not ours.desk.posts


def test_a_token_is_asked_for_its_number_over_days_and_after_a_restart(
    ours: SubmittingOffice, store: Store, office: OfficeBuilder
) -> None:
    ours.desk.gives_tokens = True
    case = ours.told()
    ours.submit(case)
    ours.send()
    view = ours.view(case)
    assert (view.state, view.token, view.notice) == (SubmissionState.WAITING, "T1", "Soon")
    with store.reading() as session:
        assert session.scalar(select(Submission.account_id)) == "A7"
    for _ in range(12):
        clock(ours).forward(hours=6)
        SubmittingOffice(store, office, ours.desk, name="").send()
    asked = ours.desk.asked.count("token T1")
    assert 10 <= asked <= 13
    ours.desk.tokens["T1"] = "SR26-00000001"
    clock(ours).forward(hours=6)
    assert ours.send().counted["numbers"] == 1
    assert ours.view(case).number == "SR26-00000001"
    clock(ours).forward(hours=24)
    ours.send()
    assert ours.desk.asked.count("token T1") == asked + 1, "a number that is known is not asked for"


def test_asking_begins_within_seconds_and_becomes_rare(ours: SubmittingOffice) -> None:
    ours.desk.gives_tokens = True
    ours.submit(ours.told())
    first = ours.send().next_at
    assert first is not None
    assert first - clock(ours).now < timedelta(seconds=10)
    gaps = []
    for _ in range(20):
        due = ours.sending.next_at(ours.ana)
        if due is None:
            break
        gaps.append((due - clock(ours).now).total_seconds())
        clock(ours).now = due
        ours.send()
    assert gaps == sorted(gaps)
    assert gaps[-1] > 3 * 3600


def test_a_number_that_never_comes_is_given_up_at_a_bound_and_said(ours: SubmittingOffice) -> None:
    ours.desk.gives_tokens = True
    case = ours.told()
    ours.submit(case)
    ours.send()
    for _ in range(80):
        clock(ours).forward(hours=6)
        ours.send()
    view = ours.view(case)
    assert (view.state, view.next_at) == (SubmissionState.NO_NUMBER, None)
    assert "T1" in view.next_step
    (line,) = ours.outbox.lines(ours.ana)
    assert line.needs_person
    assert ours.outbox.counts(ours.ana).need_person == 1
    asked = len(ours.desk.asked)
    clock(ours).forward(days=3)
    ours.send()
    assert len(ours.desk.asked) == asked
    assert ours.sending.next_at(ours.ana) is None


def test_a_type_that_never_gives_a_number_is_sent_and_followed_by_the_feed(
    store: Store, office: OfficeBuilder
) -> None:
    blackbox = ServiceType("PHF", "Pothole in Street", answer_kind="blackbox")
    ours = SubmittingOffice(store, office, FakeDesk(store.now, types=(blackbox,)))
    case = ours.told()
    ours.submit(case)
    ours.send()
    assert ours.view(case).state is SubmissionState.NO_NUMBER
    assert ours.sending.next_at(ours.ana) is None
    ours.sync()
    assert ours.view(case).probable_number == "SR26-00000001"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (refused(400, "FQ1 (Where is it?) required"), "FQ1"),
        (refused(403, "Invalid api_key"), "api key"),
        (refused(404, "service_code PHF was not found"), "does not know this type"),
        (refused(400, "lat and long are required"), "does not take the place"),
        (refused(400), "did not say why"),
    ],
)
def test_a_refusal_is_said_in_words_and_not_sent_again(
    ours: SubmittingOffice, answer: tuple[Exception, bool], said: str
) -> None:
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [answer]
    ours.send()
    view = ours.view(case)
    assert view.state is SubmissionState.REFUSED
    assert said in view.trouble
    clock(ours).forward(hours=5)
    ours.send()
    assert not ours.desk.posts
    (line,) = ours.outbox.lines(ours.ana)
    assert line.needs_person
    assert line.may == {OutboxDoing.CORRECT, OutboxDoing.WITHDRAW}


def test_too_many_requests_is_no_refusal_but_tried_again(ours: SubmittingOffice) -> None:
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [refused(429)]
    assert ours.send().counted["retry"] == 1
    clock(ours).forward(hours=1)
    ours.send()
    assert ours.view(case).number == "SR26-00000001"


def test_an_unknown_type_has_the_list_read_anew(ours: SubmittingOffice) -> None:
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [refused(404, "service_code PHF was not found")]
    ours.desk.types = (ServiceType("PH2", "Pothole"),)
    ours.send()
    assert "choose another" in ours.form(case).trouble
    assert changes(ours) == [(ServiceChangeKind.NEW, "PH2"), (ServiceChangeKind.GONE, "PHF")]


def test_an_empty_list_after_a_refusal_makes_no_type_gone(ours: SubmittingOffice) -> None:
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [refused(404, "service_code PHF was not found")]
    ours.desk.types = ()
    ours.send()
    assert changes(ours) == []
    assert ours.form(case).trouble == ""


def test_a_question_the_city_misses_and_we_do_not_keep_is_read_and_asked(ours: SubmittingOffice) -> None:
    with ours.store.writing() as session:
        store_service_types(session, CITY, (replace(POTHOLE, has_definition=True),), ours.store.now())
        keep_definition(session, CITY, ServiceDefinition("PHF"), ours.store.now())
    case = ours.told()
    ours.submit(case)
    asked = ServiceAttribute("HOWMANYD", "number", "How many?", required=True)
    ours.desk.definitions["PHF"] = ServiceDefinition("", (asked,))
    ours.desk.troubles = [refused(400, "HOWMANYD required")]
    ours.send()
    before = ours.view(case)
    form = ours.form(case, corrects=before.submission_id)
    assert [(each.code, each.required) for each in form.fields] == [("HOWMANYD", True)]
    assert "HOWMANYD" in {each.field for each in ours.submitting.problems(form, form.values)}


def test_a_refused_one_is_corrected_in_a_new_submission(ours: SubmittingOffice) -> None:
    case = ours.told("A hole")
    ours.submit(case, description="Too short")
    ours.desk.troubles = [refused(400, "description is too short")]
    ours.send()
    before = ours.view(case)
    form = ours.form(case, corrects=before.submission_id)
    assert (form.values.description, form.needs_reason) == ("Too short", "")
    assert "description is too short" in form.refused[0].sentence
    ours.submitting.submit(ours.ana, form, form.values)
    ours.send()
    assert ours.view(case).number == "SR26-00000001"
    assert not ours.outbox.counts(ours.ana).need_person


def refused_once(ours: SubmittingOffice) -> tuple[int, SubmissionForm]:
    """A case whose submission was refused, and the form that corrects it."""
    case = ours.told("A hole")
    ours.submit(case)
    ours.desk.troubles = [refused(400, "description is too short")]
    ours.send()
    return case, ours.form(case, corrects=ours.view(case).submission_id)


def test_a_refused_one_is_corrected_once_though_two_desks_have_its_form_open(ours: SubmittingOffice) -> None:
    """P3: the second is told, and nothing goes to 311 twice."""
    case, form = refused_once(ours)
    ours.submitting.submit(ours.ana, form, form.values)
    with pytest.raises(CannotDoError, match="Somebody corrected it meanwhile"):
        ours.submitting.submit(ours.office.staff("Ben"), form, filled(form.values, reason="It is urgent"))
    ours.send()
    assert (len(ours.desk.posts), len(ours.views(case))) == (1, 2)


def test_a_refused_one_that_was_put_away_meanwhile_is_not_corrected(ours: SubmittingOffice) -> None:
    case, form = refused_once(ours)
    ours.outbox.withdraw(ours.ana, ours.view(case).outbox_id or 0)
    with pytest.raises(CannotDoError, match="put it away"):
        ours.submitting.submit(ours.ana, form, form.values)


def test_a_correction_that_was_taken_back_makes_room_for_one_other(ours: SubmittingOffice) -> None:
    _, form = refused_once(ours)
    ours.submitting.submit(ours.ana, form, form.values)
    ours.undoing.undo(ours.ana)
    ben = ours.office.staff("Ben")
    ours.submitting.submit(ben, form, form.values)
    with pytest.raises(CannotDoError, match="in its place"):
        ours.undoing.redo(ours.ana)
    ours.send()
    assert len(ours.desk.posts) == 1


def test_the_database_itself_keeps_two_corrections_of_one_apart(ours: SubmittingOffice) -> None:
    case, form = refused_once(ours)
    ours.submitting.submit(ours.ana, form, form.values)
    twin = fit(
        Submission(
            case_id=case,
            again_of_id=form.corrects,
            way=SubmissionWay.API,
            city=CITY,
            service_code="PHF",
            created_at=ours.store.now(),
        )
    )
    with pytest.raises(StoreError, match="again_of_id"), ours.store.writing() as session:
        session.add(twin)


@pytest.mark.parametrize("said", ["base is a duplicate.", "This is a duplicate of SR26-00000009"])
def test_a_duplicate_names_the_request_the_city_has_and_can_be_put_together_with_it(
    ours: SubmittingOffice, said: str
) -> None:
    existing = ours.office.city_record(
        "SR26-00000009", service_code="PHF", service_name="Pothole", point=None
    )
    with ours.store.writing() as session:
        row = session.get_one(ServiceRecord, existing.record_id)
        row.city, row.lat, row.long = CITY, HERE.lat, HERE.long
    case = ours.told()
    form = ours.form(case)
    ours.submitting.submit(ours.ana, form, filled(form.values, reason="Another hole"))
    ours.desk.troubles = [refused(400, f"Invalid service request: {said}")]
    ours.send()
    assert ours.view(case).duplicate_of == "SR26-00000009"
    (line,) = ours.outbox.lines(ours.ana)
    assert OutboxDoing.LINK in line.may
    ours.outbox.link(ours.ana, line.outbox_id)
    assert ours.numbers_of(case) == ["SR26-00000009"]
    (line,) = ours.outbox.lines(ours.ana)
    assert not line.needs_person
    ours.undoing.undo(ours.ana)
    assert ours.numbers_of(case) == []


@pytest.mark.parametrize(
    "said",
    [
        "Duplicate request. Call 3125550100 with questions.",
        "Duplicate submitted 20261121, original SR26-00000009",
        "This is a duplicate of case 26-00000009.",
        "There is an open request SR26-00000009 at this location",
        "Service request already open for this location",
    ],
)
def test_the_request_a_refusal_means_is_one_that_exists(ours: SubmittingOffice, said: str) -> None:
    ours.desk.make("SR26-00000009", {"lat": str(HERE.lat), "long": str(HERE.long)})
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [refused(400, said)]
    ours.send()
    assert ours.view(case).duplicate_of == "SR26-00000009"
    ours.sync()
    (line,) = ours.outbox.lines(ours.ana)
    ours.outbox.link(ours.ana, line.outbox_id)
    (line,) = ours.outbox.lines(ours.ana)
    assert (ours.numbers_of(case), line.needs_person) == (["SR26-00000009"], False)


def test_a_request_named_in_another_spelling_is_still_the_one_that_was_linked(ours: SubmittingOffice) -> None:
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [refused(400, "Duplicate of 26-00000009")]
    ours.send()
    assert ours.view(case).duplicate_of == "26-00000009", "nobody shows it yet"
    ours.desk.make("SR26-00000009", {"lat": str(HERE.lat), "long": str(HERE.long)})
    ours.sync()
    (line,) = ours.outbox.lines(ours.ana)
    ours.outbox.link(ours.ana, line.outbox_id)
    (line,) = ours.outbox.lines(ours.ana)
    assert not line.needs_person


@pytest.mark.parametrize(
    ("chicago", "asked"), [(True, ["2600000009", "26-00000009", "SR26-00000009"]), (False, ["2600000009"])]
)
def test_only_chicagos_numbers_are_looked_for_in_chicagos_spelling(
    ours: SubmittingOffice, *, chicago: bool, asked: list[str]
) -> None:
    ours.submit(ours.told())
    with ours.store.reading() as session:
        (each,) = due_to_send(session, CITY, ours.store.now())
    existing_request(ours.store, CITY, ours.desk, each, ["2600000009"], chicago=chicago)
    looked_for = [what.removeprefix("request ") for what in ours.desk.asked if what.startswith("request ")]
    assert looked_for == asked


def test_undo_takes_back_what_waits_and_says_why_not_once_it_left(ours: SubmittingOffice) -> None:
    case = ours.told()
    ours.submit(case)
    ours.undoing.undo(ours.ana)
    assert ours.view(case).state is SubmissionState.WITHDRAWN
    ours.send()
    assert not ours.desk.posts
    ours.undoing.redo(ours.ana)
    assert ours.view(case).state is SubmissionState.QUEUED
    ours.send()
    assert len(ours.desk.posts) == 1
    with pytest.raises(CannotDoError, match="This has left the office: sent"):
        ours.undoing.undo(ours.ana)


def test_what_was_taken_back_between_list_and_claim_is_not_sent(ours: SubmittingOffice) -> None:
    first, second = ours.told(), ours.told("Another", service_code="PHF")
    ours.submit(first)
    (line,) = ours.outbox.lines(ours.ana)
    form = ours.form(second)
    ours.submitting.submit(ours.ana, form, filled(form.values, reason="x"))
    second_line = max(each.outbox_id for each in ours.outbox.lines(ours.ana))

    def take_back() -> None:
        ours.desk.on_post = lambda: None
        ours.outbox.withdraw(ours.ana, second_line)

    ours.desk.on_post = take_back
    ours.send()
    assert len(ours.desk.posts) == 1
    with pytest.raises(CannotDoError, match="cannot be taken back"):
        ours.outbox.withdraw(ours.ana, line.outbox_id)


def test_the_history_tells_what_went_and_what_the_city_answered(ours: SubmittingOffice) -> None:
    ours.submit(ours.told())
    ours.send()
    with ours.store.reading() as session:
        kinds = list(session.scalars(select(Action.kind).order_by(Action.id)))
    assert kinds[-2:] == [ActionKind.SUBMIT, ActionKind.CITY_ANSWER]
