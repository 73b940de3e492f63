"""Full-text search over cases: numbers, addresses, names and words, on SQLite (FTS5) and PostgreSQL.

One document a root holds the words of everything filed under it. Both databases get the same plain tokens
(lower case, no accents, letters and digits only), so that both find the same.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, column, func, literal_column, select, table, text
from sqlalchemy.orm import Session

from wardoffice.domain.tracking_numbers import plain_signs
from wardoffice.store.among import among
from wardoffice.store.batches import batches
from wardoffice.store.tables import (
    Case,
    Contact,
    ContactPoint,
    Message,
    MessageLink,
    Note,
    QueueEntry,
    Request,
    ServiceRecord,
)

WORDS_TABLE = "case_words"
_LONGEST = 50_000
_LONGEST_WORD = 100
_MOST_WORDS = 30
# Letters of our residents' languages whose accent is not a mark of its own in Unicode.
_PLAIN_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_BARE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})


def plain_words(said: str) -> str:
    """Lower-case letters and digits parted by single blanks, accents dropped."""
    if said.isascii():  # most is: the same by one table
        return " ".join(said.translate(_PLAIN_ASCII).split())
    flat = "".join(
        each
        for each in unicodedata.normalize("NFKD", plain_signs(said).casefold())
        if not unicodedata.combining(each)
    )
    bare = flat.translate(_BARE)
    return " ".join("".join(each if each.isalnum() else " " for each in bare).split())


def matching(words: str, dialect: str) -> ColumnElement[bool] | None:
    """The condition that a queue row's case holds every word, each as a prefix; None for no words."""
    wanted = [each[:_LONGEST_WORD] for each in plain_words(words).split()[:_MOST_WORDS]]
    if not wanted:
        return None
    if dialect == "sqlite":
        document = table(WORDS_TABLE, column("rowid"), column("words"))
        query = " ".join(f'"{each}"*' for each in wanted)
        found = select(document.c.rowid).where(literal_column(WORDS_TABLE).op("MATCH")(query))
    else:
        document = table(WORDS_TABLE, column("case_id"), column("vector"))
        query = " & ".join(f"{each}:*" for each in wanted)
        found = select(document.c.case_id).where(document.c.vector.op("@@")(func.to_tsquery("simple", query)))
    return QueueEntry.case_id.in_(found)


def refresh_words(session: Session, roots: Collection[int]) -> None:
    """Write the documents of these roots anew; one that is no root any more has none."""
    key = "rowid" if _is_sqlite(session) else "case_id"
    remove = text(f"DELETE FROM {WORDS_TABLE} WHERE {key} = :id")  # noqa: S608 - two fixed names
    connection = session.connection()
    for some in batches(roots):
        documents = _documents(session, some)
        connection.execute(remove, [{"id": each} for each in some])
        _write(session, documents)


def add_words(session: Session, said: Mapping[int, Iterable[str]]) -> None:
    """Write the documents of roots that have none yet, from what was said of each."""
    _write(session, {root: _document(words) for root, words in said.items()})


def _write(session: Session, documents: Mapping[int, str]) -> None:
    if not documents:
        return
    # As the drivers take it: a statement of SQLAlchemy's makes a dictionary anew of every row.
    add = (
        f"INSERT INTO {WORDS_TABLE} (rowid, words) VALUES (?, ?)"  # noqa: S608 - a fixed name
        if _is_sqlite(session)
        else f"INSERT INTO {WORDS_TABLE} (case_id, vector) VALUES (%s, to_tsvector('simple', %s))"  # noqa: S608 - a fixed name
    )
    session.connection().exec_driver_sql(add, list(documents.items()))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _documents(session: Session, roots: Collection[int]) -> dict[int, str]:
    parts: dict[int, list[str | None]] = defaultdict(list)
    for root_id, *said in _said(session, roots):
        parts[root_id].extend(said)
    return {root: _document(said) for root, said in parts.items()}


def _document(said: Iterable[str | None]) -> str:
    return plain_words(" ".join(dict.fromkeys(each for each in said if each)))[:_LONGEST]


def _said(session: Session, roots: Collection[int]) -> Iterator[Any]:
    here = among(Case.root_id, roots)
    live = (Case.withdrawn_at.is_(None), here)
    person = (
        Message.sender_name,
        Message.sender_address,
        Contact.name,
        ContactPoint.shown,
        ContactPoint.value,
    )
    statements = (
        select(Case.root_id, Case.number, Case.title, Case.address).where(*live),
        select(Case.root_id, Request.description)
        .join(Request, Request.case_id == Case.id)
        .where(*live, Request.withdrawn_at.is_(None)),
        select(Case.root_id, ServiceRecord.number, ServiceRecord.service_name, ServiceRecord.address)
        .join(Request, Request.case_id == Case.id)
        .join(ServiceRecord, ServiceRecord.id == Request.service_record_id)
        .where(*live),
        select(Case.root_id, Note.text)
        .join(Note, Note.case_id == Case.id)
        .where(*live, Note.withdrawn_at.is_(None)),
    )
    for statement in statements:
        yield from session.execute(statement)
    for source in (Request, MessageLink):
        yield from session.execute(
            select(Case.root_id, Message.subject, Message.text, *person)
            .join(source, source.case_id == Case.id)
            .join(Message, Message.id == source.message_id)
            .outerjoin(Contact, Contact.id == Message.contact_id)
            .outerjoin(ContactPoint, ContactPoint.contact_id == Contact.id)
            .where(*live, source.withdrawn_at.is_(None))
        )
