"""Finds cases by words in the full-text index, and walks it newest first."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    TableClause,
    column,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.orm import Session

from wardoffice.domain.plain_words import in_one_piece, plain_words
from wardoffice.domain.search_words import Operator, SearchQuery
from wardoffice.domain.street_words import other_spellings
from wardoffice.domain.word_forms import one_of_several
from wardoffice.store.among import among
from wardoffice.store.documents import (
    LONGEST_WORD,
    NUMBER_MARK,
    PERSON_MARK,
    with_whole_phones,
)
from wardoffice.store.id_reading import ids_of
from wardoffice.store.name_words import NameWords
from wardoffice.store.search import CASE_BITS, WORDS_TABLE, document_id
from wardoffice.store.tables import QueueEntry

_MOST_WORDS = 30
_CASE_MASK = (1 << CASE_BITS) - 1
_LOOKED_AT = 4_000
"""Hits that are walked before it is asked whether the list itself is the shorter way."""
_SHORT_LIST = 4_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, in the terms of the index: each of ``tokens`` any of several beginnings of a word.

    One that ends with a blank is a whole word. ``phrases`` are runs of whole words.
    """

    tokens: tuple[tuple[str, ...], ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tokens or self.phrases)

    def fts5(self) -> str:
        """As FTS5 is asked; every part is quoted, so nothing a person types is an operator."""
        parts = ["(" + " OR ".join(map(_fts5, any_of)) + ")" for any_of in self.tokens]
        parts += ['"' + " ".join(phrase) + '"' for phrase in self.phrases]
        return " AND ".join(parts)

    def tsquery(self) -> str:
        """As PostgreSQL is asked."""
        parts = ["(" + " | ".join(map(_tsquery, any_of)) + ")" for any_of in self.tokens]
        parts += ["(" + " <-> ".join(phrase) + ")" for phrase in self.phrases]
        return " & ".join(parts)

    def is_in(self, document: str) -> bool:
        """Whether a document has all of it."""
        spaced = f" {document} "
        return all(any(f" {each}" in spaced for each in any_of) for any_of in self.tokens) and all(
            f" {' '.join(phrase)} " in spaced for phrase in self.phrases
        )


def _fts5(token: str) -> str:
    return f'"{token.strip()}"' if token.endswith(" ") else f'"{token}"*'


def _tsquery(token: str) -> str:
    return token.strip() if token.endswith(" ") else f"{token}:*"


def wanted_words(session: Session, query: SearchQuery, names: NameWords | None) -> Wanted:
    """The words, phrases, people and numbers of a question; what may be a slip for a name is forgiven.

    A street's type and direction is found however it was written: Avenue as Ave, W as West. Where several
    of a thing are looked for one is found too, unless a name ends so: potholes as pothole, Hayes as Hayes.
    """

    def or_slips(word: str) -> tuple[str, ...]:
        return (word, *(names.meant_by(session, word) if names is not None else ()))

    def or_otherwise(word: str) -> tuple[str, ...]:
        return (*or_slips(word), *_written_otherwise(session, word, names))

    tokens = [or_otherwise(each) for each in _words(query.words)]
    tokens += [
        tuple(PERSON_MARK + each for each in or_slips(word))
        for asked in query.asked
        if asked.operator is Operator.FROM and asked.wanted
        for word in _words(asked.value)
    ]
    numbers = [each.value for each in query.asked if each.operator is Operator.NUMBER and each.wanted]
    if numbers:
        tokens.append(tuple(NUMBER_MARK + in_one_piece(each)[:LONGEST_WORD] for each in numbers))
    return Wanted(tuple(tokens), _phrases(query.phrases))


def unwanted_words(session: Session, query: SearchQuery, names: NameWords | None) -> list[Wanted]:
    """The words, phrases, people and numbers that a question turns away; nothing is, for a slip."""
    found = [
        Wanted(tuple((each, *_written_otherwise(session, each, names)) for each in _words(word)))
        for word in query.unwanted[:_MOST_WORDS]
    ]
    found += [Wanted(phrases=_phrases([each])) for each in query.unwanted_phrases[:_MOST_WORDS]]
    for asked in query.asked:
        if not asked.wanted and asked.operator is Operator.FROM:
            found.append(Wanted(tuple((PERSON_MARK + each,) for each in _words(asked.value))))
        elif not asked.wanted and asked.operator is Operator.NUMBER:
            found.append(Wanted(((NUMBER_MARK + in_one_piece(asked.value)[:LONGEST_WORD],),)))
    return [each for each in found if each]


def _written_otherwise(session: Session, word: str, names: NameWords | None) -> tuple[str, ...]:
    """Whole words that mean the same: as streets are written, and one of what ``word`` means several of."""
    one = one_of_several(word)
    if one and names is not None and names.begins(session, word):
        one = ()
    return tuple(f"{each} " for each in (*other_spellings(word), *one) if not each.startswith(word))


def _phrases(said: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    found = (tuple(plain_words(each).split()[:_MOST_WORDS]) for each in said)
    return tuple(each for each in found if each)


def has_words(session: Session, wanted: Wanted) -> ColumnElement[bool]:
    """The condition that a queue row's case has all of it."""
    if _is_sqlite(session):
        document = _documents()
        found = select(_case_of(document)).where(_matches(wanted))
    else:
        document = table(WORDS_TABLE, column("case_id"), column("vector"))
        question = func.to_tsquery("simple", wanted.tsquery())
        found = select(document.c.case_id).where(document.c.vector.op("@@")(question))
    return QueueEntry.case_id.in_(found)


def newest_first(
    session: Session, wanted: Wanted, shown: ColumnElement[bool], first: int | None
) -> "array[int]":
    """Ids of the rows that are ``shown`` and have the words: newest day first, and in a day the newest case.

    On SQLite the index is walked backwards and each hit looked up in the queue: the first of half a million
    hits are there at once, where sorting them would take seconds.
    """
    if not _is_sqlite(session):
        day = func.date_trunc("day", func.timezone("UTC", QueueEntry.opened_at))
        statement = select(QueueEntry.case_id).where(shown, has_words(session, wanted))
        return ids_of(session, statement.order_by(day.desc(), QueueEntry.case_id.desc()).limit(first))
    document = _documents()
    here = (
        select(QueueEntry.case_id).where(QueueEntry.case_id == _case_of(document), shown).correlate(document)
    )
    walk = (
        select(_case_of(document))
        .select_from(document)
        .where(_matches(wanted))
        .order_by(document.c.rowid.desc())
    )
    if first is None:
        return ids_of(session, walk.where(here.exists()))
    return _first(session, walk.with_only_columns(here.scalar_subquery()), wanted, shown, first)


def _first(
    session: Session, walk: Select[Any], wanted: Wanted, shown: ColumnElement[bool], first: int
) -> "array[int]":
    ids, looked, asked = array("q"), 0, False
    result = session.execute(walk)
    while rows := result.fetchmany(first):
        looked += len(rows)
        ids.extend(row[0] for row in rows if row[0] is not None)
        if len(ids) >= first:
            break
        if looked >= _LOOKED_AT and not asked:
            # Many hits and hardly one of them in the list: then the list is likely to be short.
            asked, listed = True, _short_list(session, shown)
            if listed is not None:
                ids = _among_listed(session, listed, wanted)
                break
    result.close()
    return ids[:first]


def _short_list(session: Session, shown: ColumnElement[bool]) -> list[int] | None:
    """The documents of all rows that are shown, newest first, where they are few."""
    rows = session.execute(
        select(QueueEntry.case_id, QueueEntry.opened_at).where(shown).limit(_SHORT_LIST + 1)
    ).all()
    return sorted((document_id(*row) for row in rows), reverse=True) if len(rows) <= _SHORT_LIST else None


def _among_listed(session: Session, documents: Sequence[int], wanted: Wanted) -> "array[int]":
    """The cases among these whose documents have the words, read one by one: each costs microseconds."""
    document = _documents()
    said = dict(
        session.execute(
            select(document.c.rowid, document.c.words).where(among(document.c.rowid, documents))
        ).all()
    )
    return array("q", (each & _CASE_MASK for each in documents if each in said and wanted.is_in(said[each])))


def _words(said: str) -> list[str]:
    words = plain_words(with_whole_phones(said)).split()[:_MOST_WORDS]
    return [each[:LONGEST_WORD] for each in words]


def _documents() -> TableClause:
    return table(WORDS_TABLE, column("rowid", BigInteger), column("words"))


def _case_of(document: TableClause) -> ColumnElement[int]:
    return document.c.rowid.op("&")(literal_column(str(_CASE_MASK)))


def _matches(wanted: Wanted) -> ColumnElement[bool]:
    return literal_column(WORDS_TABLE).op("MATCH")(wanted.fts5())


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
