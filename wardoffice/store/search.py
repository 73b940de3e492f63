"""Writes what cases are found by: documents in FTS5 on SQLite, in a tsvector on PostgreSQL.

On SQLite a document's rowid holds the day its case was opened before the case's id, so that walking the index
backwards gives the newest first, which nothing else could give of half a million hits in time. Days, not
seconds: differences between rowids are stored, and small ones take half the room and time.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, select, text, union_all
from sqlalchemy.orm import Session

from wardoffice.store.among import among, among_given
from wardoffice.store.batches import batches
from wardoffice.store.documents import Told
from wardoffice.store.name_words import add_names
from wardoffice.store.tables import (
    Case,
    Contact,
    ContactPoint,
    FollowUp,
    Forward,
    Letter,
    Message,
    MessageLink,
    Note,
    OutboxMessage,
    Request,
    ServiceAlias,
    ServiceRecord,
)

WORDS_TABLE = "case_words"
CASE_BITS = 28
"""Of a document's rowid, those that hold the case's id."""

_OWN_WORDS = ("instruction", "words")
"""In what a mail to a department was made from, what staff wrote themselves."""

_FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def document_id(case_id: int, opened_at: datetime) -> int:
    """The rowid of a case's document on SQLite; the day it was opened never changes."""
    return (max((opened_at - _FIRST_DAY).days, 0) << CASE_BITS) | case_id


def refresh_words(session: Session, roots: Collection[int]) -> None:
    """Write the documents of these roots anew; one that is no root any more has none."""
    key = "rowid" if _is_sqlite(session) else "case_id"
    remove = text(f"DELETE FROM {WORDS_TABLE} WHERE {key} = :id")  # noqa: S608 - two fixed names
    connection = session.connection()
    for some in batches(roots):
        keys = _keys(session, some)
        told = _told(session, some)
        connection.execute(remove, [{"id": keys[each]} for each in some if each in keys])
        _write(session, {keys[root]: each for root, each in told.items()})


def add_words(session: Session, told: Mapping[int, Told], opened: Mapping[int, datetime]) -> None:
    """Write the documents of roots that have none yet, from what was told of each and when it was opened."""
    key_of = (lambda root: document_id(root, opened[root])) if _is_sqlite(session) else int
    _write(session, {key_of(root): each for root, each in told.items()})


def _keys(session: Session, roots: Collection[int]) -> dict[int, int]:
    """By what a document is kept."""
    if not _is_sqlite(session):
        return {root: root for root in roots}
    rows = session.execute(select(Case.id, Case.opened_at).where(among(Case.id, roots)))
    return {case_id: document_id(case_id, opened_at) for case_id, opened_at in rows}


def _write(session: Session, told: Mapping[int, Told]) -> None:
    if not told:
        return
    # As the drivers take it: a statement of SQLAlchemy's makes a dictionary anew of every row.
    add = (
        f"INSERT INTO {WORDS_TABLE} (rowid, words) VALUES (?, ?)"  # noqa: S608 - a fixed name
        if _is_sqlite(session)
        else f"INSERT INTO {WORDS_TABLE} (case_id, vector) VALUES (%s, to_tsvector('simple', %s))"  # noqa: S608 - a fixed name
    )
    # In the order of the index: each step back makes FTS5 write out what it has gathered.
    session.connection().exec_driver_sql(add, [(key, told[key].document()) for key in sorted(told)])
    add_names(session, set().union(*(each.names() for each in told.values())))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _told(session: Session, roots: Collection[int]) -> dict[int, Told]:
    told: dict[int, Told] = defaultdict(Told)
    here = among(Case.root_id, roots)
    live = (Case.withdrawn_at.is_(None), here)
    cases = select(Case.root_id, Case.number, Case.title, Case.address).where(*live)
    for root, number, title, address in _rows(session, cases):
        told[root].numbers.append(number)
        told[root].words.append(title)
        told[root].addresses.append(address)
    requests = (
        select(Case.root_id, Request.description).join(Request, Request.case_id == Case.id).where(*live)
    )
    for root, said in _rows(session, requests.where(Request.withdrawn_at.is_(None))):
        told[root].words.append(said)
    _add_records(session, told, live)
    notes = select(Case.root_id, Note.text).join(Note, Note.case_id == Case.id).where(*live)
    for root, said in _rows(session, notes.where(Note.withdrawn_at.is_(None))):
        told[root].words.append(said)
    for root, said in session.execute(_what_we_said(), {"roots": list(roots)}):
        told[root].words.append(said)
    for source in (Request, MessageLink):
        for root, subject, said, *person in _rows(session, _messages(source, live)):
            told[root].words += [subject, said]
            told[root].people += person
    return told


def _rows(session: Session, statement: Executable) -> Iterator[Any]:
    return iter(session.execute(statement))


def _add_records(session: Session, told: dict[int, Told], live: tuple[Any, ...]) -> None:
    records = (
        select(Case.root_id, ServiceRecord.number, ServiceRecord.service_name, ServiceRecord.address)
        .join(Request, Request.case_id == Case.id)
        .join(ServiceRecord, ServiceRecord.id == Request.service_record_id)
        .where(*live)
    )
    for root, number, name, address in _rows(session, records):
        told[root].numbers.append(number)
        told[root].words.append(name)
        told[root].addresses.append(address)
    former = (
        select(Case.root_id, ServiceAlias.number)
        .join(Request, Request.case_id == Case.id)
        .join(ServiceAlias, ServiceAlias.service_record_id == Request.service_record_id)
        .where(*live)
    )
    for root, number in _rows(session, former):
        told[root].numbers.append(number)


@cache
def _what_we_said() -> Executable:
    """Answers, whether they were written here or logged; letters; and what departments were told with it.

    What was written with a mail about several problems is in none: not everybody may see them all. Made once:
    making it took longer than reading by it.
    """
    live = (Case.withdrawn_at.is_(None), among_given(Case.root_id, "roots"))
    answers = select(Case.root_id, FollowUp.words).join(FollowUp, FollowUp.case_id == Case.id)
    letters = select(Case.root_id, Letter.body).join(Letter, Letter.case_id == Case.id)
    forwards = select(Case.root_id, Forward.words).join(Forward, Forward.case_id == Case.id)
    written = (
        select(Case.root_id, OutboxMessage.wish[each].as_string())
        .join(Forward, Forward.case_id == Case.id)
        .join(OutboxMessage, OutboxMessage.id == Forward.outbox_id)
        .where(OutboxMessage.case_id.is_not(None))
        for each in _OWN_WORDS
    )
    return union_all(
        answers.where(*live, FollowUp.withdrawn_at.is_(None), FollowUp.words != ""),
        letters.where(*live, Letter.withdrawn_at.is_(None)),
        forwards.where(*live, Forward.withdrawn_at.is_(None), Forward.words != ""),
        *(each.where(*live, Forward.withdrawn_at.is_(None)) for each in written),
    )


def _messages(source: type[Request] | type[MessageLink], live: tuple[Any, ...]) -> Executable:
    return (
        select(
            Case.root_id,
            Message.subject,
            Message.text,
            Message.sender_name,
            Message.sender_address,
            Contact.name,
            ContactPoint.shown,
            ContactPoint.value,
        )
        .join(source, source.case_id == Case.id)
        .join(Message, Message.id == source.message_id)
        .outerjoin(Contact, Contact.id == Message.contact_id)
        .outerjoin(ContactPoint, ContactPoint.contact_id == Contact.id)
        .where(*live, source.withdrawn_at.is_(None))
    )
