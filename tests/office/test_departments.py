"""The directory: started by the city's file, the office's own from then on, every change undone."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.builders import OfficeBuilder
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.departments import (
    BodyKind,
    DepartmentDraft,
    DepartmentView,
    ListedDepartment,
    ListedPerson,
    PersonDraft,
    PreferredForm,
)
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import Channel, MessageKind
from wardoffice.domain.outgoing import OutboxKind, OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.domain.own_addresses import OwnAddresses
from wardoffice.domain.people import ContactKind
from wardoffice.domain.wards import WardOffice
from wardoffice.office.departments import Departments
from wardoffice.office.undoing import Undoing
from wardoffice.office.ward_office_list import WardOfficeList
from wardoffice.store.store import Store
from wardoffice.store.tables import Contact, Department, Forward, Message, OutboxMessage, OutboxRecipient

LISTED = (
    ListedDepartment(
        "cdot",
        "CDOT",
        types=("PHF", "SFD"),
        source="the portal",
        people=(ListedPerson("Dolores", "dolores@cdot.example", "312-555-0141", "Liaison"),),
    ),
    ListedDepartment("comed", "ComEd", BodyKind.UTILITY, public_phone="1-800-334-7661"),
)
OWN = OwnAddresses(("ward@ward51.example",))


@pytest.fixture
def directory(store: Store) -> Departments:
    made = Departments(store, LISTED, OWN)
    made.take_listed()
    return made


@pytest.fixture
def ana(office: OfficeBuilder) -> Actor:
    return office.staff("Ana", Role.MANAGER)


def named(directory: Departments, actor: Actor, name: str) -> DepartmentView:
    return next(each for each in directory.all(actor) if each.name == name)


def test_the_city_s_file_starts_it_once_and_what_was_taken_off_stays_off(
    directory: Departments, office: OfficeBuilder, ana: Actor
) -> None:
    office.service_type("PHF", "Pothole in Street Complaint")
    assert [each.name for each in directory.all(ana)] == ["CDOT", "ComEd"]
    cdot = named(directory, ana, "CDOT")
    assert cdot.types == ("Pothole in Street Complaint",)
    assert cdot.source == "the portal"
    assert [each.email for each in cdot.written_to] == ["dolores@cdot.example"]
    directory.remove(ana, cdot.department_id)
    directory.take_listed()
    assert [each.name for each in directory.all(ana)] == ["ComEd"]


def test_a_department_is_added_changed_and_taken_off_and_each_is_undone_and_done_again(
    directory: Departments, store: Store, ana: Actor
) -> None:
    undoing = Undoing(store)
    draft = DepartmentDraft("Forestry", phone="312-555-0100", hours="7 to 3", note="Ask for Inez")
    directory.add(ana, draft)
    added = named(directory, ana, "Forestry")
    assert added.draft == draft
    changed = DepartmentDraft("Bureau of Forestry", form=PreferredForm.PHONE)
    directory.change(ana, added.department_id, changed)
    assert named(directory, ana, "Bureau of Forestry").draft == changed
    undoing.undo(ana)
    assert named(directory, ana, "Forestry").draft == draft
    undoing.redo(ana)
    undoing.undo(ana)
    directory.remove(ana, added.department_id)
    undoing.undo(ana)
    assert named(directory, ana, "Forestry").draft == draft


def test_a_name_that_is_empty_or_taken_is_refused(directory: Departments, ana: Actor) -> None:
    for name in ("  ", "comed"):
        with pytest.raises(CannotDoError, match="name of its own"):
            directory.add(ana, DepartmentDraft(name))


def test_people_are_put_on_the_list_changed_and_taken_off_and_their_mail_is_known(
    directory: Departments, store: Store, ana: Actor
) -> None:
    comed, undoing = named(directory, ana, "ComEd"), Undoing(store)
    directory.add_person(ana, comed.department_id, PersonDraft("Lee", "lee@comed.example", "", "Desk"))
    directory.add_person(
        ana, comed.department_id, PersonDraft("Kim", "kim@comed.example", "", "Stand-in", is_backup=True)
    )
    (lee, kim) = named(directory, ana, "ComEd").people
    assert (lee.name, kim.is_backup) == ("Lee", True)
    assert named(directory, ana, "ComEd").written_to == (lee,)
    with store.reading() as session:
        assert session.get_one(Contact, lee.contact_id).kind is ContactKind.DEPARTMENT
    directory.change_person(ana, lee.person_id, PersonDraft("Lee P.", "lee.p@comed.example", "312-555-0111"))
    (changed, _) = named(directory, ana, "ComEd").people
    assert (changed.email, changed.contact_id == lee.contact_id) == ("lee.p@comed.example", False)
    undoing.undo(ana)
    assert named(directory, ana, "ComEd").people[0].email == "lee@comed.example"
    directory.remove_person(ana, lee.person_id)
    assert named(directory, ana, "ComEd").written_to[0].name == "Kim"
    undoing.undo(ana)
    assert len(named(directory, ana, "ComEd").people) == 2


def test_what_is_no_mail_address_is_refused(directory: Departments, ana: Actor) -> None:
    comed = named(directory, ana, "ComEd")
    with pytest.raises(CannotDoError, match="no mail address"):
        directory.add_person(ana, comed.department_id, PersonDraft("Lee", "lee at comed"))
    assert named(directory, ana, "ComEd").people == ()


def test_a_volunteer_may_look_and_change_nothing(directory: Departments, office: OfficeBuilder) -> None:
    vera = office.staff("Vera", Role.VOLUNTEER)
    cdot = named(directory, vera, "CDOT")
    tries: tuple[Callable[[], object], ...] = (
        lambda: directory.add(vera, DepartmentDraft("X")),
        lambda: directory.change(vera, cdot.department_id, cdot.draft),
        lambda: directory.remove(vera, cdot.department_id),
        lambda: directory.add_person(vera, cdot.department_id, PersonDraft("X")),
        lambda: directory.remove_person(vera, cdot.people[0].person_id),
    )
    for do in tries:
        with pytest.raises(NotAllowedError):
            do()


def test_how_long_they_take_is_told_from_their_answers(
    directory: Departments, office: OfficeBuilder, store: Store, ana: Actor
) -> None:
    cdot = named(directory, ana, "CDOT")
    case_id, now = office.mail().case_id, store.now()
    with store.unit_of_work(ana, ActionKind.NOTE) as work:
        first = 0
        for days, answer in ((9, 1), (8, 2), (20, 12), (3, None)):
            row = work.add(
                Forward(
                    case_id=case_id,
                    department_id=cdot.department_id,
                    department="CDOT",
                    purpose=MailPurpose.FORWARD,
                    created_at=now - timedelta(days=days),
                    answered_at=None if answer is None else now - timedelta(days=days - answer),
                )
            )
            first = first or row.id
        work.add(
            Forward(
                case_id=case_id,
                department_id=cdot.department_id,
                department="CDOT",
                purpose=MailPurpose.CHASE,
                chase_of_id=first,
                created_at=now,
            )
        )
    cdot = named(directory, ana, "CDOT")
    assert (cdot.median_days, cdot.answers, cdot.waiting) == (2.0, 3, 1)
    assert cdot.last_answer_at is not None
    assert abs(cdot.last_answer_at - (now - timedelta(days=6))) < timedelta(seconds=1)


def test_doubts_of_an_address_stand_beside_it(directory: Departments, store: Store, ana: Actor) -> None:
    with store.unit_of_work(ana, ActionKind.NOTE) as work:
        mail = work.add(
            OutboxMessage(
                kind=OutboxKind.MAIL, state=OutboxState.SENT, not_before=work.now, created_at=work.now
            )
        )
        work.add(
            OutboxRecipient(outbox_id=mail.id, address="Dolores@CDOT.example", state=RecipientState.BOUNCED)
        )
    assert directory.doubts(ana, "dolores@cdot.example") == ("Mail to it came back before.",)
    assert named(directory, ana, "CDOT").people[0].lint == ("Mail to it came back before.",)
    assert directory.doubts(ana, "bo@cdto.example") == ("Is it @cdot.example?",)
    assert directory.doubts(ana, "ward@ward51.example") == ("It is an address of this office.",)
    assert "no mail address" in directory.doubts(ana, "bo at cdot")[0]
    assert directory.doubts(ana, "") == ()


def test_a_neighbour_is_put_on_the_list_from_the_list_of_ward_offices(
    directory: Departments, store: Store, ana: Actor
) -> None:
    WardOfficeList(store).keep(ana, [WardOffice(52, "Ald. Reyes", "312-555-0152", "ward52@ward52.example")])
    directory.take_neighbour(52)
    directory.take_neighbour(52)
    found = named(directory, ana, "Ward 52 office")
    assert (found.name, found.body, found.public_phone) == (
        "Ward 52 office",
        BodyKind.NEIGHBOUR,
        "312-555-0152",
    )
    assert [each.email for each in found.people] == ["ward52@ward52.example"]
    assert [each.name for each in directory.all(ana)].count("Ward 52 office") == 1


def test_what_was_removed_by_somebody_else_is_said_so(directory: Departments, ana: Actor) -> None:
    cdot = named(directory, ana, "CDOT")
    directory.remove(ana, cdot.department_id)
    tries: tuple[Callable[[], object], ...] = (
        lambda: directory.remove(ana, cdot.department_id),
        lambda: directory.change(ana, cdot.department_id, cdot.draft),
        lambda: directory.add_person(ana, cdot.department_id, PersonDraft("X")),
        lambda: directory.show(ana, 9999),
    )
    for do in tries:
        with pytest.raises(CannotDoError, match="not on the list"):
            do()
    with directory._store.reading() as session:
        assert session.get_one(Department, cdot.department_id).withdrawn_at is not None


@pytest.mark.parametrize(
    ("state", "code", "said"),
    [
        (RecipientState.REFUSED, None, "It is larger than the server takes. (552 5.3.4 too big)"),
        (RecipientState.REFUSED, 550, "5.7.1 looks like spam"),
        (RecipientState.REFUSED, 451, "4.7.1 try again later"),
        (RecipientState.BOUNCED, None, "smtp; 550 5.7.1 looks like spam"),
    ],
)
def test_what_was_refused_as_a_whole_makes_no_address_doubtful(
    directory: Departments, store: Store, ana: Actor, *, state: RecipientState, code: int | None, said: str
) -> None:
    with store.unit_of_work(ana, ActionKind.NOTE) as work:
        mail = work.add(
            OutboxMessage(
                kind=OutboxKind.MAIL, state=OutboxState.REFUSED, not_before=work.now, created_at=work.now
            )
        )
        for address in ("dolores@cdot.example", "lee@cdot.example"):
            work.add(OutboxRecipient(outbox_id=mail.id, address=address, state=state, code=code, answer=said))
        gone = OutboxRecipient(outbox_id=mail.id, address="gone@cdot.example", state=RecipientState.REFUSED)
        gone.code, gone.answer = 550, "5.1.1 no such person"
        work.add(gone)
        for address, why in (("bo", "550 5.1.1 nobody"), ("al", "550 5.7.1 spam")):
            work.add(
                Message(
                    channel=Channel.MAIL,
                    kind=MessageKind.BOUNCE,
                    kind_reason=f"Our mail to {address}@cdot.example did not arrive: {why}.",
                    recipients=[["", f"{address}@cdot.example"]],
                    received_at=work.now,
                    created_at=work.now,
                )
            )
    for fine in ("dolores", "lee", "al"):
        assert directory.doubts(ana, f"{fine}@cdot.example") == ()
    for lost in ("gone", "bo"):
        assert directory.doubts(ana, f"{lost}@cdot.example") == ("Mail to it came back before.",)
