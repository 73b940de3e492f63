"""Makes of a mail that was read: the message, the person, its photos, and the problem it tells of.

Files are kept before the transaction, so that no disk write holds the lock; the rows are one transaction. A
mail that tells of a problem opens a case and an answer is owed; a reply goes to its case; other kinds are
filed with their kind and open nothing. What kind it is, ``mail_sorting`` decides.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from wardoffice.domain.cases import CaseKind
from wardoffice.domain.mail_times import mail_moment
from wardoffice.domain.messages import OPENING, PAPERS, MailFile, MessageKind, ReadMail
from wardoffice.domain.own_addresses import OwnAddresses
from wardoffice.domain.places import Place, PlaceSource
from wardoffice.domain.subjects import is_answer
from wardoffice.domain.unquoted import unquoted
from wardoffice.language import text
from wardoffice.office.answers_seen import answer_seen
from wardoffice.office.mail_effects import (
    join_letter,
    link_message,
    mark_mail,
    owe_another,
    remember_letter,
    take_place,
    tell_of_danger,
)
from wardoffice.office.mail_sorting import MailSorting
from wardoffice.office.message_authors import Told, each_told, who_told
from wardoffice.office.picture_filing import keep_facts, rank_among
from wardoffice.office.placing import Placing
from wardoffice.office.problems_told import ProblemsTold
from wardoffice.office.sorted_mail import LOOKED_AT, Arrived, Clock, Sorted
from wardoffice.store.files import FileStore, KeptFile
from wardoffice.store.fitting import fit
from wardoffice.store.numbers import take_numbers
from wardoffice.store.people import contact_of
from wardoffice.store.safety_words import dangers
from wardoffice.store.tables import (
    Attachment,
    Case,
    Contact,
    Message,
    Request,
    StoredFile,
)
from wardoffice.store.told_places import keep_told_places
from wardoffice.store.unit_of_work import UnitOfWork

_TITLE_LENGTH = 120
_FROM_A_HAND = frozenset({MessageKind.PROBLEM, MessageKind.REPLY})
_NOT_TOLD = frozenset({MessageKind.BOUNCE, MessageKind.UNREADABLE, MessageKind.SENT})
"""Kinds in which nobody tells us of anything."""


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A file of a mail, already in the file store."""

    file: MailFile
    kept: KeptFile


def keep_parts(files: FileStore, mail: ReadMail) -> tuple[KeptPart, ...]:
    """Put the files of a mail, and the thumbnails of its pictures, into the store."""
    return tuple(KeptPart(file, keep_part(files, file)) for file in mail.files)


def keep_part(files: FileStore, file: MailFile) -> KeptFile:
    """Put one file and its thumbnail into the store."""
    kept = files.keep_file(file.path)
    if file.picture is not None and file.picture.thumbnail is not None:
        files.keep_thumbnail(kept.sha256, file.picture.thumbnail)
    return kept


class MessageFiling:
    """Files a read mail inside a unit of work; ``own`` are the addresses of the office's people."""

    def __init__(
        self, placing: Placing, problems: ProblemsTold, sorting: MailSorting, own: OwnAddresses
    ) -> None:
        self._placing = placing
        self._problems = problems
        self._sorting = sorting
        self._own = own

    def file(self, work: UnitOfWork, mail: ReadMail, raw: KeptFile, parts: tuple[KeptPart, ...]) -> Message:
        """File the mail; returns its message. ``raw`` is the mail's own bytes in the store.

        Of several mails that a colleague attached each becomes a message; the first of them is returned.
        """
        messages = [
            self._file_one(work, each, raw, tuple(part for part in parts if part.file in each.files))
            for each in each_told(mail, self._own)
        ]
        return messages[0]

    def goes_out(self, mail: ReadMail) -> bool:
        """Whether it went to anybody outside the office."""
        return any(each.address not in self._own for each in mail.recipients if each.address)

    def is_our_answer(self, mail: ReadMail, account: str) -> bool:
        """Whether the mailbox ``account`` (user@host) itself wrote it to somebody outside the office.

        What colleagues write to the mailbox from addresses of their own, or it to itself, is told to us.
        """
        if mail.kind not in _FROM_A_HAND or mail.form is not None or mail.call is not None:
            return False
        user, address = account.rpartition("@")[0].casefold(), mail.sender.address.casefold()
        ours = address == user or (address in self._own and address.partition("@")[0] == user)
        return ours and self.goes_out(mail) and not self._sorting.doubt_of(mail)

    def _file_one(
        self, work: UnitOfWork, mail: ReadMail, raw: KeptFile, parts: tuple[KeptPart, ...]
    ) -> Message:
        told = who_told(mail, self._own)
        contact = contact_of(
            work.session,
            work.now,
            name=told.person.name,
            address=told.person.address,
            phone=told.phone,
            language=mail.language,
        )
        message = work.add(fit(_message(mail, told, raw, contact, work.now)))
        place = self._place(work, mail, told) if mail.kind not in _NOT_TOLD else Place()
        message.danger = _danger(mail, told) if mail.kind not in _NOT_TOLD else ""
        arrived = Arrived(mail, message, place)
        found = self._sorting.sort(work, arrived)
        message.kind, message.kind_reason = found.kind, found.reason
        if not arrived.has_place and found.kind in OPENING:
            place = self._placing.said_in(work, _written(mail, told))
        message.sender_doubt, message.tracking_number = found.doubt, found.number
        message.named_case_id = found.named_id
        case_id = self._file_as(work, message, found, place, told.title)
        mark_mail(work, message, found)
        answer_seen(work, message)
        for position, part in enumerate(parts):
            attach_part(work, part, message_id=message.id, case_id=case_id, position=position)
        return message

    def _file_as(
        self, work: UnitOfWork, message: Message, found: Sorted, place: Place, title: str
    ) -> int | None:
        """Put the message where its kind belongs; returns the case its files are shown under."""
        linked = link_message(work, message, found)
        joined = join_letter(work, message, found)
        remember_letter(work, message, found)
        take_place(work, found, place, self._placing.ward_of)
        tell_of_danger(work, message, joined or linked)
        if found.kind in PAPERS:
            paper = self.open_case(work, message, place, title, found.clock)
            return self.open_case(work, message, place, title).id if found.also_problem else paper.id
        if found.kind is MessageKind.PROBLEM:
            return self.open_case(work, message, place, title).id
        return joined or linked

    def open_case(
        self, work: UnitOfWork, message: Message, place: Place, title: str = "", clock: Clock | None = None
    ) -> Case:
        """A case for what a message tells; an answer is owed to its sender (P6).

        With a ``clock`` it is paperwork, and the answer is due by it.
        """
        number = take_numbers(work.session, work.now)[0]
        case = work.add(
            fit(
                Case(
                    number=number,
                    kind=CaseKind.PROBLEM if clock is None else CaseKind.PAPERWORK,
                    title=title[:_TITLE_LENGTH] or _title(message),
                    lat=place.point.lat if place.point else None,
                    long=place.point.long if place.point else None,
                    address=place.address,
                    place_source=place.source,
                    place_metres=place.metres,
                    place_others=list(place.others),
                    place_apart=place.apart,
                    ward=self._placing.ward_of(place.point) if place.point else None,
                    opened_at=message.received_at,
                    safety_words=message.danger if clock is None else "",
                    safety_at=message.received_at if message.danger and clock is None else None,
                )
            )
        )
        request = work.add(
            Request(
                case_id=case.id,
                message_id=message.id,
                description=message.text,
                created_at=message.received_at,
            )
        )
        if clock is None:
            keep_told_places(work.session, request.id, self._problems.places(message.text))
        owe_another(work, message, case.id, clock)
        return case

    def _place(self, work: UnitOfWork, mail: ReadMail, told: Told) -> Place:
        """From the pin or photo that says where it is, else from an address in the words, else unknown."""
        if told.point is not None and self._placing.is_near(told.point):
            return replace(self._placing.at(work, told.point, told.place_words), source=PlaceSource.PIN)
        pictures = [(each.rank, each.picture) for each in mail.files if each.picture is not None]
        return self._placing.told(work, told.place_words, pictures)


def _danger(mail: ReadMail, told: Told) -> str:
    """The words of danger: in the trimmed words, else in all that was written.

    The subject of an answer is that of the mail it answers.
    """
    subject = "" if is_answer(mail.subject) else told.subject
    found = dangers().said_in(f"{subject}\n{told.text[:LOOKED_AT]}")
    return found or dangers().said_in(_written(mail, told))


def _written(mail: ReadMail, told: Told) -> str:
    """All that was written for this mail, without what it quotes, as far as it is looked at.

    The signature of a colleague who sent it on is none of the resident's words, nor are a form's labels but
    of what she affirmed.
    """
    if told.form_name:
        return told.all_words()[:LOOKED_AT]
    whole = mail.whole_text
    if told.sent_on_by and mail.forward is not None:
        whole = told.whole_text or told.text
    answers = bool(mail.in_reply_to or mail.references) or is_answer(mail.subject)
    return unquoted(whole[:LOOKED_AT], answers=answers and not told.sent_on_by)


def attach_part(
    work: UnitOfWork,
    part: KeptPart,
    *,
    message_id: int | None,
    case_id: int | None,
    position: int = 0,
    made_from_id: int | None = None,
) -> Attachment:
    """Attach a kept file to a message, a case, or both; ``made_from_id`` is what it is an edited copy of."""
    picture = part.file.picture
    row = store_file(work, part.kept, part.file.media_type)
    row.trouble = part.file.trouble
    if picture is not None:
        keep_facts(work, row, picture)
    return work.add(
        fit(
            Attachment(
                sha256=part.kept.sha256,
                message_id=message_id,
                case_id=case_id,
                filename=part.file.filename,
                rank=rank_among(work, part.file, part.kept.sha256, message_id),
                position=position,
                made_from_id=made_from_id,
                created_at=work.now,
            )
        )
    )


def store_file(work: UnitOfWork, kept: KeptFile, media_type: str) -> StoredFile:
    """The row of a kept file, made once."""
    row = work.session.get(StoredFile, kept.sha256)
    if row is None:
        row = work.add(
            fit(StoredFile(sha256=kept.sha256, size=kept.size, media_type=media_type, created_at=work.now))
        )
    return row


def _message(mail: ReadMail, told: Told, raw: KeptFile, contact: Contact | None, now: datetime) -> Message:
    moment = mail_moment(mail.sent_at, mail.received_at, now)
    return Message(
        channel=told.channel,
        kind=mail.kind,
        kind_reason=mail.kind_reason,
        contact_id=contact.id if contact else None,
        sender_name=told.sender.name[:200],
        sender_address=told.sender.address[:320],
        subject=told.subject,
        text=told.text,
        whole_text=mail.whole_text,
        language=mail.language,
        sent_on_by=told.sent_on_by,
        instruction=told.instruction,
        form_name=told.form_name,
        form_lines=[list(line) for line in told.form_lines],
        sent_at=told.sent_at,
        received_at=moment.at,
        message_id=mail.message_id[:1000],
        # A bounce answers what came back, which may be read after it.
        in_reply_to=(mail.bounce.returned_id if mail.bounce else mail.in_reply_to)[:1000],
        references=list(mail.references),
        fingerprint=mail.fingerprint,
        raw_sha256=raw.sha256,
        troubles=[*mail.troubles, *([moment.doubt] if moment.doubt else [])],
        created_at=now,
    )


def _title(message: Message) -> str:
    said = message.subject.strip() or next(iter(message.text.strip().splitlines()), "")
    return said[:_TITLE_LENGTH] or text("Mail without words")
