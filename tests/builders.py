"""Builds an office's rows through the real store: each call is one unit of work with its history."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TypeVar

from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import LinkReason
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import Channel, MessageKind
from wardoffice.domain.people import ContactKind, FollowUpKind, PointKind
from wardoffice.domain.pictures import Rank
from wardoffice.domain.places import PlaceSource, Point
from wardoffice.domain.service_requests import CityStatus
from wardoffice.geo.address_finding import find_address
from wardoffice.geo.addresses import normalise
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.office.placing import Placing
from wardoffice.store.columns import Base
from wardoffice.store.numbers import take_numbers
from wardoffice.store.picture_reading import keep_bands
from wardoffice.store.store import Store
from wardoffice.store.tables import (
    Attachment,
    Case,
    CaseViewer,
    Contact,
    ContactPoint,
    FollowUp,
    Message,
    MessageLink,
    NotSame,
    Request,
    ServiceRecord,
    ServiceTypeRow,
    Staff,
    StoredFile,
)
from wardoffice.store.unit_of_work import UnitOfWork

Row = TypeVar("Row", bound=Base)

MAIL = Actor.program("mail intake")
CITY = Actor.program("311 sync")


def placing(ward_of: Callable[[Point], int | None] = lambda _point: 1) -> Placing:
    """Places by addresses the city used, literally; every point that has a ward is ours."""
    finder = PlaceFinder(())
    return Placing(lambda: finder, find_address, normalise, ward_of, lambda point: ward_of(point) is not None)


PLACING = placing()


@dataclass(frozen=True, slots=True)
class Told:
    """A message and what it told of: cases and requests in the order of its problems."""

    message_id: int
    case_ids: tuple[int, ...]
    request_ids: tuple[int, ...]
    contact_id: int | None

    @property
    def case_id(self) -> int:
        """The case of its first problem."""
        return self.case_ids[0]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record of the city with its own watched case."""

    record_id: int
    case_id: int
    request_id: int
    number: str


class OfficeBuilder:
    """Fills an opened store. Numbers, names and addresses of what is not given differ every time."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._serial = count(1)

    def staff(self, name: str = "", role: Role = Role.STAFF) -> Actor:
        """A person of the office."""
        with self._work(Actor.program("set-up"), ActionKind.STAFF) as work:
            row = work.add(Staff(name=name or f"Person {next(self._serial)}", role=role))
        return Actor(row.id, row.name, role)

    def contact(
        self, name: str = "", email: str = "", phone: str = "", kind: ContactKind = ContactKind.RESIDENT
    ) -> int:
        """A person or organization with the ways to reach them."""
        with self._work(MAIL, ActionKind.MAIL_INTAKE) as work:
            row = work.add(
                Contact(name=name or f"Resident {next(self._serial)}", kind=kind, created_at=work.now)
            )
            for way, shown in ((PointKind.EMAIL, email), (PointKind.PHONE, phone)):
                if shown:
                    value = "".join(each for each in shown.lower() if each.isalnum() or each in "@.")
                    work.add(ContactPoint(contact_id=row.id, kind=way, value=value, shown=shown))
        return row.id

    def mail(
        self,
        *problems: str,
        contact_id: int | None = None,
        owed: bool = True,
        subject: str = "",
        channel: Channel = Channel.MAIL,
        address: str = "",
        point: Point | None = None,
        service_code: str = "",
        safety_words: str = "",
        received_at: datetime | None = None,
    ) -> Told:
        """A message with one request in a case of its own for every problem; one answer is owed for all."""
        words = problems or (f"Something is broken {next(self._serial)}",)
        with self._work(MAIL, ActionKind.MAIL_INTAKE) as work:
            message = self._message(
                work,
                contact_id=contact_id,
                subject=subject,
                words="\n".join(words),
                channel=channel,
                received_at=received_at,
            )
            numbers = take_numbers(work.session, work.now, len(words))
            cases, requests = [], []
            for position, (said, number) in enumerate(zip(words, numbers, strict=True)):
                case = Case(
                    number=number,
                    title=said[:80],
                    address=address,
                    service_code=service_code,
                    safety_words=safety_words,
                    opened_at=received_at or work.now,
                )
                _put(case, point, PlaceSource.ADDRESS_IN_TEXT)
                cases.append(work.add(case).id)
                request = Request(
                    case_id=case.id,
                    message_id=message.id,
                    position=position,
                    description=said,
                    created_at=work.now,
                )
                requests.append(work.add(request).id)
            if owed:
                work.add(
                    FollowUp(
                        case_id=cases[0],
                        contact_id=contact_id,
                        message_id=message.id,
                        kind=FollowUpKind.ANSWER_OWED,
                        created_at=received_at or work.now,
                    )
                )
        return Told(message.id, tuple(cases), tuple(requests), contact_id)

    def reply(
        self,
        case_id: int,
        words: str = "Thank you",
        *,
        contact_id: int | None = None,
        reason: LinkReason = LinkReason.TOKEN,
    ) -> int:
        """A message that came to a case without telling of a new problem; the link's id."""
        with self._work(MAIL, ActionKind.MAIL_INTAKE) as work:
            message = self._message(
                work,
                contact_id=contact_id,
                subject="",
                words=words,
                channel=Channel.MAIL,
                received_at=None,
                kind=MessageKind.REPLY,
            )
            link = work.add(
                MessageLink(message_id=message.id, case_id=case_id, reason=reason, created_at=work.now)
            )
        return link.id

    def city_record(
        self,
        number: str = "",
        *,
        status: CityStatus = CityStatus.OPEN,
        service_code: str = "",
        service_name: str = "",
        address: str = "",
        point: Point | None = None,
        requested_at: datetime | None = None,
        case_id: int | None = None,
    ) -> Recorded:
        """A record of the city in a watched case of its own, or filed in a case that is there."""
        with self._work(CITY, ActionKind.CITY_SYNC) as work:
            record = self._record(
                work,
                number=number,
                status=status,
                service_code=service_code,
                service_name=service_name,
                address=address,
                requested_at=requested_at,
            )
            _put_record(record, point)
            work.session.flush()
            if case_id is None:
                (case_number,) = take_numbers(work.session, work.now)
                case = Case(
                    number=case_number,
                    title=service_name,
                    service_code=service_code,
                    address=address,
                    opened_at=requested_at or work.now,
                )
                _put(case, point, PlaceSource.CITY)
                case_id = work.add(case).id
            request = work.add(Request(case_id=case_id, service_record_id=record.id, created_at=work.now))
        return Recorded(record.id, case_id, request.id, record.number)

    def city_says(self, recorded: Recorded, status: CityStatus) -> None:
        """The city changes the status of its record."""
        with self._work(CITY, ActionKind.CITY_SYNC) as work:
            row = work.session.get_one(ServiceRecord, recorded.record_id)
            row.status = status
            row.closed_at = work.now if status is CityStatus.CLOSED else None
            row.still_open = status is not CityStatus.CLOSED
            row.closing = ClosingKind.NO_REASON if status is CityStatus.CLOSED else ClosingKind.OPEN
            work.touch([recorded.case_id])

    def service_type(self, code: str, name: str) -> None:
        """An entry of the city's Service List."""
        with self.store.writing() as session:
            session.add(ServiceTypeRow(city="chicago", code=code, name=name))

    def photo(
        self,
        case_id: int,
        content: bytes = b"",
        *,
        message_id: int | None = None,
        rank: Rank = Rank.PHOTO,
        dhash: str = "",
        point: Point | None = None,
    ) -> int:
        """A picture attached to a case; ``dhash`` is what it looks like, ``point`` where it was taken."""
        kept = self.store.files.keep(content or f"picture {next(self._serial)}".encode())
        with self._work(MAIL, ActionKind.ATTACH) as work:
            if work.session.get(StoredFile, kept.sha256) is None:
                work.add(
                    StoredFile(
                        sha256=kept.sha256,
                        size=kept.size,
                        media_type="image/jpeg",
                        width=640,
                        height=480,
                        dhash=dhash,
                        lat=point.lat if point else None,
                        long=point.long if point else None,
                        created_at=work.now,
                    )
                )
                work.session.flush()
                keep_bands(work, kept.sha256, dhash)
            row = work.add(
                Attachment(
                    sha256=kept.sha256,
                    case_id=case_id,
                    message_id=message_id,
                    filename="photo.jpg",
                    rank=rank,
                    created_at=work.now,
                )
            )
        return row.id

    def promise(self, case_id: int, contact_id: int | None, due_at: datetime) -> int:
        """ "We said Friday." """
        with self._work(MAIL, ActionKind.NOTE) as work:
            row = work.add(
                FollowUp(
                    case_id=case_id,
                    contact_id=contact_id,
                    kind=FollowUpKind.PROMISE,
                    due_at=due_at,
                    created_at=work.now,
                )
            )
        return row.id

    def restrict(self, case_id: int, *viewers: Actor) -> None:
        """Let only these people see a case."""
        with self._work(MAIL, ActionKind.RESTRICT) as work:
            work.case(case_id).restricted = True
            for viewer in viewers:
                work.session.add(CaseViewer(case_id=case_id, staff_id=viewer.staff_id or 0))

    def not_same(self, one: int, other: int) -> int:
        """Two requests that a person said are not the same."""
        low, high = sorted((one, other))
        with self._work(MAIL, ActionKind.NOT_SAME) as work:
            row = work.add(NotSame(request_id=low, other_id=high, created_at=work.now))
        return row.id

    def case(self, case_id: int) -> Case:
        """The row as it is now, no longer connected to anything."""
        return self.row(Case, case_id)

    def row(self, kind: type[Row], row_id: int) -> Row:
        """Any row as it is now, no longer connected to anything."""
        with self.store.reading() as session:
            found = session.get_one(kind, row_id)
            session.expunge(found)
        return found

    def read(self) -> AbstractContextManager[Session]:
        """A session to look with."""
        return self.store.reading()

    def _work(self, actor: Actor, kind: ActionKind) -> AbstractContextManager[UnitOfWork]:
        return self.store.unit_of_work(actor, kind)

    def _message(
        self,
        work: UnitOfWork,
        *,
        contact_id: int | None,
        subject: str,
        words: str,
        channel: Channel,
        received_at: datetime | None,
        kind: MessageKind = MessageKind.PROBLEM,
    ) -> Message:
        sender = work.session.get(Contact, contact_id) if contact_id is not None else None
        return work.add(
            Message(
                channel=channel,
                kind=kind,
                contact_id=contact_id,
                sender_name=sender.name if sender else "",
                subject=subject,
                text=words,
                whole_text=words,
                received_at=received_at or work.now,
                created_at=work.now,
            )
        )

    def _record(
        self,
        work: UnitOfWork,
        *,
        number: str,
        status: CityStatus,
        service_code: str,
        service_name: str,
        address: str,
        requested_at: datetime | None,
    ) -> ServiceRecord:
        record = ServiceRecord(
            city="chicago",
            number=number or f"SR26-{next(self._serial):08d}",
            status=status,
            service_code=service_code,
            service_name=service_name,
            address=address,
            address_key=normalise(address),
            requested_at=requested_at or work.now,
            closed_at=work.now if status is CityStatus.CLOSED else None,
            closing=ClosingKind.NO_REASON if status is CityStatus.CLOSED else ClosingKind.OPEN,
            still_open=status is not CityStatus.CLOSED,
            first_seen_at=work.now,
            last_seen_at=work.now,
        )
        work.session.add(record)
        return record


def _put(case: Case, point: Point | None, source: PlaceSource) -> None:
    if point is not None:
        case.lat, case.long = point.lat, point.long
    if point is not None or case.address:
        case.place_source = source


def _put_record(record: ServiceRecord, point: Point | None) -> None:
    if point is not None:
        record.lat, record.long = point.lat, point.long
