"""An office with departments that were asked: what the tests of chases, packets and referrals stand on."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tests.builders import OfficeBuilder
from wardoffice.domain.actor import Actor
from wardoffice.domain.departments import BodyKind, ListedDepartment, ListedPerson
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import OutboxKind, OutboxState
from wardoffice.domain.outgoing_mail import MailPurpose, OfficeAddress
from wardoffice.office.chasing import Chasing
from wardoffice.office.department_letters import DepartmentLetters
from wardoffice.office.departments import Departments
from wardoffice.office.letter_templates import LetterTemplates
from wardoffice.office.mail_writing import MailWriting
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, Forward, OutboxMessage

LISTED = (
    ListedDepartment(
        "cdot",
        "CDOT",
        types=("PHF",),
        people=(ListedPerson("Dolores Finch", "dolores@cdot.example"),),
    ),
    ListedDepartment("dss", "Streets & San", public_phone="311"),
    ListedDepartment(
        "comed",
        "ComEd",
        BodyKind.UTILITY,
        public_phone="1-800-334-7661",
        people=(ListedPerson("ComEd desk", "desk@comed.example"),),
    ),
)
CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
OFFICE = OfficeAddress("ward47@office.example", "Ward 47 Office", 47)
LETTERHEAD = {"office": "Ward 47 Office", "office_phone": "773-555-0100"}


@dataclass
class DepartmentDesk:
    """The jobs over one store; ``clock`` may be moved, ``size_limit`` is the mail server's."""

    office: OfficeBuilder
    ana: Actor
    clock: list[datetime]
    size_limit: int | None = None

    @property
    def store(self) -> Store:
        return self.office.store

    @property
    def letters(self) -> DepartmentLetters:
        writing = MailWriting(self.store, OFFICE)
        return DepartmentLetters(writing, LetterTemplates(), LETTERHEAD, self.store, lambda: self.size_limit)

    @property
    def directory(self) -> Departments:
        return Departments(self.store, LISTED)

    @property
    def chasing(self) -> Chasing:
        return Chasing(self.store, self.letters, CHICAGO)

    def pass_days(self, days: float) -> None:
        """Let time go by."""
        self.clock[0] += timedelta(days=days)

    def department(self, name: str) -> int:
        """The id of a department."""
        return next(each.department_id for each in self.directory.all(self.ana) if each.name == name)

    def pothole(self, address: str = "4800 N Damen Ave") -> int:
        """A problem somebody told of."""
        return self.office.mail("Ana Lopez saw a hole", service_code="PHF", address=address).case_id

    def asked(
        self,
        case_ids: list[int],
        name: str = "CDOT",
        *,
        state: OutboxState = OutboxState.SENT,
        message_id: str = "<asked@office.example>",
    ) -> list[int]:
        """These problems, sent to a department in one mail; the forwards."""
        department_id = self.department(name)
        with self.store.unit_of_work(self.ana, ActionKind.NOTE) as work:
            mail = work.add(
                OutboxMessage(
                    kind=OutboxKind.MAIL,
                    state=state,
                    message_id=message_id,
                    not_before=work.now,
                    created_at=work.now,
                )
            )
            return [
                work.add(
                    Forward(
                        case_id=case_id,
                        outbox_id=mail.id,
                        department_id=department_id,
                        department=name,
                        purpose=MailPurpose.FORWARD,
                        due_at=work.now + timedelta(days=7),
                        created_at=work.now,
                    )
                ).id
                for case_id in case_ids
            ]

    def number(self, case_id: int) -> str:
        """The number of a problem."""
        with self.store.reading() as session:
            return session.get_one(Case, case_id).number

    def forwards(self, purpose: MailPurpose) -> list[Forward]:
        """The standing forwards of a kind."""
        with self.store.reading() as session:
            rows = session.scalars(
                select(Forward)
                .where(Forward.purpose == purpose, Forward.withdrawn_at.is_(None))
                .order_by(Forward.id)
            ).all()
            session.expunge_all()
        return list(rows)

    def mails(self) -> list[EmailMessage]:
        """What waits in the outbox, opened."""
        with self.store.reading() as session:
            digests = session.scalars(
                select(OutboxMessage.rendered_sha256)
                .where(OutboxMessage.rendered_sha256.is_not(None), OutboxMessage.withdrawn_at.is_(None))
                .order_by(OutboxMessage.id)
            ).all()
        return [
            message_from_bytes(
                self.store.files.path(each or "").read_bytes(), _class=EmailMessage, policy=policy.default
            )
            for each in digests
        ]


def department_desk(store: Store) -> DepartmentDesk:
    """An office on a day of June with a directory and somebody at the desk."""
    clock = [NOW]
    store.now = lambda: clock[0]
    office = OfficeBuilder(store)
    office.service_type("PHF", "Pothole in Street Complaint")
    Departments(store, LISTED).take_listed()
    return DepartmentDesk(office, office.staff("Ana Ruiz"), clock)
