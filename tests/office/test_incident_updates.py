"""An update of an incident goes as it was read, to nobody twice, and gives back what was written (P6)."""

from collections.abc import Callable

import pytest

from tests.builders import OfficeBuilder, placing
from wardoffice.domain.actor import Role
from wardoffice.domain.cases import AnswerWay
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.incident_wish import UpdateWish, is_update, update_wish_of
from wardoffice.domain.incidents import IncidentDraft, UpdateForm
from wardoffice.domain.letter_texts import LetterKey
from wardoffice.domain.outgoing import OutboxDoing, OutboxState
from wardoffice.domain.outgoing_mail import OfficeAddress
from wardoffice.domain.places import Point
from wardoffice.office.incident_updates import IncidentUpdates
from wardoffice.office.incidents import Incidents
from wardoffice.office.letter_templates import LetterTemplates
from wardoffice.office.letter_texts import LetterTexts
from wardoffice.office.mail_outbox import MailOutbox
from wardoffice.office.mail_writing import MailWriting
from wardoffice.office.sent_looking import SentLooking
from wardoffice.store.mail_outbox_reading import mail_lines
from wardoffice.store.store import Store
from wardoffice.store.tables import Contact

HERE = Point(41.9650, -87.6790)
NEWS = {"es": "Vuelve a las 6."}


class Break:
    """A broken main that Eva, who reads English, and Rosa, who reads Spanish, told of."""

    def __init__(self, store: Store, office: OfficeBuilder) -> None:
        self.store = store
        self.ana = office.staff("Ana Ruiz", Role.MANAGER)
        self.eva, self.rosa = (office.contact(name, f"{name.lower()}@x.example") for name in ("Eva", "Rosa"))
        with store.writing() as session:
            session.get_one(Contact, self.rosa).language = "es"
        told = [
            office.mail("No water", contact_id=each, point=HERE).case_id for each in (self.eva, self.rosa)
        ]
        self.incidents = Incidents(store, placing())
        self.incidents.begin(self.ana, IncidentDraft("Main break", case_ids=tuple(told)))
        self.incident_id = self.incidents.lines(self.ana)[0].incident_id
        self.texts = LetterTexts(store)
        self.languages: tuple[str, ...] = ("en", "es")
        self.updates = IncidentUpdates(
            store,
            self.incidents,
            LetterTemplates(self.texts.own),
            MailWriting(store, OfficeAddress("ward47@office.example", "Ward 47", 47)),
            languages=lambda _key: (self.languages, ()),
            letterhead={"office": "Ward 47", "office_phone": "(773) 555-0100"},
        )

    @property
    def both(self) -> tuple[int, int]:
        return self.eva, self.rosa

    def form(self) -> UpdateForm:
        return self.updates.form(self.ana, self.incident_id)

    def send(self, seen: UpdateForm) -> None:
        self.updates.send_all(self.ana, self.incident_id, self.both, "Back at 6.", NEWS, seen=seen)

    def states(self) -> list[OutboxState]:
        with self.store.reading() as session:
            return [each.state for each in mail_lines(session, self.ana)]


@pytest.fixture
def main(store: Store, office: OfficeBuilder) -> Break:
    return Break(store, office)


def reword(main: Break) -> None:
    main.texts.reword(main.ana, LetterKey.UPDATE, "es", "Noticias", "{{ greeting }}\n\nNuevo: {{ news }}\n")


def rename(main: Break) -> None:
    main.incidents.describe(main.ana, main.incident_id, "Gas leak", "")


def take_out_of_use(main: Break) -> None:
    main.languages = ("en",)


def write_english(main: Break) -> None:
    with main.store.writing() as session:
        session.get_one(Contact, main.rosa).language = "en"


@pytest.mark.parametrize("change", [reword, rename, take_out_of_use, write_english])
def test_what_reads_otherwise_than_it_was_shown_goes_to_nobody(
    main: Break, change: Callable[[Break], None]
) -> None:
    shown = main.form()
    change(main)
    with pytest.raises(CannotDoError, match="has changed since it was shown") as refused:
        main.send(shown)
    assert refused.value.safe == "Nothing was sent."
    assert main.states() == []
    main.send(main.form())
    assert main.states() == [OutboxState.QUEUED, OutboxState.QUEUED]


def test_who_was_told_by_another_desk_meanwhile_is_not_told_twice(main: Break) -> None:
    shown = main.form()
    main.incidents.update_all(main.ana, main.incident_id, [main.eva], AnswerWay.CALLED, "Back at 6.")
    with pytest.raises(CannotDoError, match="Eva was answered about this since you opened it"):
        main.send(shown)
    assert main.states() == []


def test_two_desks_that_looked_at_the_same_time_send_it_once(main: Break) -> None:
    one, other = main.form(), main.form()
    main.send(one)
    with pytest.raises(CannotDoError, match="was answered about this since you opened it"):
        main.send(other)
    assert main.states() == [OutboxState.QUEUED, OutboxState.QUEUED]


def test_each_mail_gives_back_what_was_written_in_every_language_and_whom_it_was_for(main: Break) -> None:
    main.send(main.form())
    outbox = MailOutbox(main.store, SentLooking(main.store, None, provider_keeps=False))
    with main.store.reading() as session:
        waiting = mail_lines(session, main.ana)
    assert all(OutboxDoing.CHANGE in each.may for each in waiting)
    wishes = [outbox.change(main.ana, each.outbox_id).wish for each in waiting]
    assert all(is_update(each) for each in wishes)
    assert [update_wish_of(each) for each in wishes] == [
        UpdateWish(main.incident_id, contact, "Back at 6.", NEWS) for contact in (main.rosa, main.eva)
    ]
    assert {each.contact_id for each in main.form().waiting} == set(main.both), "owed again (P6)"
    main.send(main.form())
