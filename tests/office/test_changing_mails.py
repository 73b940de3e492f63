"""Taking a mail back to change it gives back all that was written and chosen, or is not offered."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from tests.builders import OfficeBuilder
from tests.forwarding import STREETS, ForwardJobs, attached_file, forward_jobs, located_jpeg
from tests.gathering import InlinePool
from tests.office.department_desk import CHICAGO, DepartmentDesk, department_desk
from wardoffice.domain.actor import Actor
from wardoffice.domain.department_wish import DepartmentWish, department_wish_of
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.forward_wish import wish_of
from wardoffice.domain.forwarding import Bundling, ForwardWish, Receiver, ShownResident
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import OutboxDoing, OutboxLine, OutboxState
from wardoffice.domain.outgoing_mail import Addressee
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import CityStatus
from wardoffice.office.case_pane import CasePane
from wardoffice.office.mail_fate import refuse_mail
from wardoffice.office.mail_outbox import MailOutbox
from wardoffice.office.outgoing_photos import OutgoingPhotos
from wardoffice.office.referring import Referring
from wardoffice.office.reopening import Reopening
from wardoffice.office.sent_looking import SentLooking
from wardoffice.store.mail_outbox_reading import mail_lines
from wardoffice.store.store import Store
from wardoffice.store.tables import OutboxMessage

HERE = Point(41.9702, -87.6889)
FRIDAY = date(2026, 6, 19)


@pytest.fixture
def jobs(store: Store, office: OfficeBuilder) -> ForwardJobs:
    office.service_type("PHF", "Pothole in Street")
    return forward_jobs(store, route=lambda _actor, _view: STREETS)


def outbox_of(store: Store) -> MailOutbox:
    return MailOutbox(store, SentLooking(store, None, provider_keeps=False))


def lines(store: Store, actor: Actor) -> list[OutboxLine]:
    with store.reading() as session:
        return sorted(mail_lines(session, actor), key=lambda line: line.outbox_id)


def problem(office: OfficeBuilder, address: str) -> tuple[int, list[int], int]:
    """A problem with two photos and a file: the case, the photos, the file."""
    rosa = office.contact("Rosa Delgado", f"rosa{len(address)}@home.example")
    told = office.mail("A hole", contact_id=rosa, address=address, point=HERE, service_code="PHF")
    photos = [
        office.photo(told.case_id, located_jpeg(width + told.case_id), message_id=told.message_id)
        for width in (400, 420)
    ]
    return told.case_id, photos, attached_file(office, told.case_id, "letter.pdf", "application/pdf")


def back(store: Store, jobs: ForwardJobs, actor: Actor, wish: ForwardWish) -> list[ForwardWish]:
    """What each mail of a wish gives back when it is taken back to be changed."""
    jobs.forwarding.send(actor, jobs.forwarding.preview(actor, wish))
    found = []
    for line in lines(store, actor):
        assert OutboxDoing.CHANGE in line.may
        values = outbox_of(store).change(actor, line.outbox_id).wish
        found.append(wish_of(values, values["case_ids"]))
    return found


def test_a_forward_gives_back_all_that_was_chosen_and_the_same_mail_is_made_of_it(
    store: Store, office: OfficeBuilder, jobs: ForwardJobs, maria: Actor
) -> None:
    """A photo that was unticked stays unticked, and nothing of a resident that was not ticked goes (P9)."""
    case_id, photos, file = problem(office, "4800 N Damen Ave")
    wish = ForwardWish(
        (case_id,),
        receiver=Receiver(None, STREETS.name, STREETS.to),
        instruction="Please look at it today.",
        photo_ids=(photos[1],),
        file_ids=(file,),
        with_map=False,
        with_history=False,
        resident=ShownResident(words=True),
    )
    before = jobs.forwarding.preview(maria, wish)
    assert back(store, jobs, maria, wish) == [wish]
    again = jobs.forwarding.preview(maria, wish)
    assert [(each.text, len(each.pictures), each.files) for each in again.mails] == [
        (each.text, len(each.pictures), each.files) for each in before.mails
    ]


def test_each_mail_of_several_gives_back_what_is_its_own(
    store: Store, office: OfficeBuilder, jobs: ForwardJobs, maria: Actor
) -> None:
    (one, one_photos, _), (two, two_photos, _) = (
        problem(office, address) for address in ("4800 N Damen Ave", "12 W Oak St")
    )
    wish = ForwardWish((one, two), photo_ids=(one_photos[0], *two_photos), bundling=Bundling.EACH)
    to = Receiver(None, STREETS.name, STREETS.to)
    first, second = back(store, jobs, maria, wish)
    assert first == replace(wish, case_ids=(one,), photo_ids=(one_photos[0],), receiver=to)
    assert (second.case_ids, second.receiver) == ((two,), to)
    assert set(second.photo_ids or ()) == set(two_photos)
    together = replace(wish, bundling=Bundling.ONE_MAIL, photo_ids=None, with_map=False)
    *_, bundled = back_of_last(store, jobs, maria, together)
    assert (bundled.case_ids, bundled.receiver) == ((one, two), None), "each to the department of its type"
    assert set(bundled.photo_ids or ()) == {*one_photos, *two_photos}


def back_of_last(store: Store, jobs: ForwardJobs, actor: Actor, wish: ForwardWish) -> list[ForwardWish]:
    jobs.forwarding.send(actor, jobs.forwarding.preview(actor, wish))
    values = outbox_of(store).change(actor, lines(store, actor)[-1].outbox_id).wish
    return [wish_of(values, values["case_ids"])]


def given_back(store: Store, desk: DepartmentDesk) -> DepartmentWish:
    """What the newest mail gives back when it is taken back to be changed."""
    newest = lines(store, desk.ana)[-1]
    assert OutboxDoing.CHANGE in newest.may
    return department_wish_of(outbox_of(store).change(desk.ana, newest.outbox_id).wish)


def test_a_chase_gives_back_its_words_and_its_lines_and_waits_for_the_same_answers_again(
    store: Store,
) -> None:
    desk = department_desk(store)
    forwards = desk.asked([desk.pothole(), desk.pothole("12 W Oak St"), desk.pothole("1 N State St")])
    desk.pass_days(10)
    words = "By Friday, please.\n\nAna"
    ticked = forwards[1:]
    before = desk.chasing.preview(desk.ana, desk.department("CDOT"), ticked, words)
    desk.chasing.send(desk.ana, before)
    wish = given_back(store, desk)
    assert wish == DepartmentWish(desk.department("CDOT"), "CDOT", words, tuple(ticked))
    again = desk.chasing.preview(desk.ana, wish.department_id, wish.ticked, wish.words)
    assert (again.subject, again.text) == (before.subject, before.text)
    desk.chasing.send(desk.ana, again)


def test_a_chase_to_an_address_on_no_list_gives_back_the_address(
    store: Store, office: OfficeBuilder, jobs: ForwardJobs, maria: Actor
) -> None:
    case_id, _, _ = problem(office, "4800 N Damen Ave")
    to = Receiver(None, "lee@crew.example", (Addressee("lee@crew.example"),))
    wish = ForwardWish((case_id,), receiver=to, photo_ids=())
    jobs.forwarding.send(maria, jobs.forwarding.preview(maria, wish))
    with store.writing() as session:
        session.execute(update(OutboxMessage).values(state=OutboxState.SENT))
    desk = DepartmentDesk(office, maria, [])
    (owed,) = desk.chasing.waiting(maria)
    asked = [each.forward_id for each in owed.lines]
    desk.chasing.send(maria, desk.chasing.preview(maria, None, asked, "Any news?"))
    assert given_back(store, desk) == DepartmentWish(
        None, "lee@crew.example", "Any news?", tuple(asked), address="lee@crew.example"
    )


def test_a_packet_gives_back_whom_it_went_to_its_words_and_the_photos_that_were_ticked(store: Store) -> None:
    desk = department_desk(store)
    reopening = Reopening(
        store,
        CasePane(store),
        desk.directory,
        desk.letters,
        photos=OutgoingPhotos(store, InlinePool()),
        zone=CHICAGO,
    )
    case_id = desk.pothole()
    record = desk.office.city_record(
        "SR26-00000017", case_id=case_id, service_code="PHF", requested_at=store.now()
    )
    photos = [desk.office.photo(case_id, located_jpeg(width)) for width in (400, 420)]
    desk.pass_days(4)
    desk.office.city_says(record, CityStatus.CLOSED)
    cdot = desk.department("CDOT")
    before = reopening.preview(desk.ana, case_id, cdot, words=" Still there. ", photo_ids=[photos[1], 9_999])
    reopening.send(desk.ana, before)
    wish = given_back(store, desk)
    assert wish == DepartmentWish(cdot, "CDOT", " Still there. ", (photos[1],), case_id)
    again = reopening.preview(desk.ana, case_id, cdot, words=wish.words, photo_ids=wish.ticked)
    assert (again.text, again.files) == (before.text, before.files)
    reopening.send(desk.ana, again)


def test_a_referral_gives_back_the_body_the_words_and_the_day(store: Store) -> None:
    desk = department_desk(store)
    referring = Referring(store, CasePane(store), desk.directory, desk.letters, CHICAGO)
    case_id, comed = desk.pothole(), desk.department("ComEd")
    before = referring.preview(desk.ana, case_id, comed, "A pole leans.", FRIDAY)
    referring.send(desk.ana, before)
    wish = given_back(store, desk)
    assert wish == DepartmentWish(comed, "ComEd", "A pole leans.", case_id=case_id, look_on=FRIDAY)
    assert referring.preview(desk.ana, case_id, comed, wish.words, FRIDAY).text == before.text


def test_what_no_form_is_filled_with_again_is_taken_back_and_never_changed(store: Store) -> None:
    """Where nothing is kept of what a mail was made from, its words stand in the mail only."""
    desk, outbox = department_desk(store), outbox_of(store)
    forwards = desk.asked([desk.pothole(), desk.pothole("12 W Oak St")])
    desk.pass_days(10)
    asked = desk.chasing.preview(desk.ana, desk.department("CDOT"), forwards, "By Friday, please.")
    desk.chasing.send(desk.ana, asked)
    with store.writing() as session:
        session.execute(update(OutboxMessage).values(wish={}))
    chase = lines(store, desk.ana)[-1]
    assert chase.may == {OutboxDoing.WITHDRAW, OutboxDoing.SEND_NOW}
    with pytest.raises(CannotDoError, match="cannot be filled again"):
        outbox.change(desk.ana, chase.outbox_id)
    assert lines(store, desk.ana)[-1].state is OutboxState.QUEUED
    with store.unit_of_work(Actor.program("mail"), ActionKind.DELIVERY) as work:
        refuse_mail(work, chase.outbox_id, "no such person")
    refused = lines(store, desk.ana)[-1]
    assert refused.may == {OutboxDoing.WITHDRAW, OutboxDoing.SEND_AGAIN}
    assert "Change it" not in refused.next_step
    assert "By Friday, please." in outbox.preview(desk.ana, chase.outbox_id).text
