"""The palette's cases and people: a few of each, never one that the actor may not see."""

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.palette import Hit, HitKind
from wardoffice.domain.queue import QueueFilter, QueueRow, SortBy, View
from wardoffice.domain.search_words import SearchWordsError
from wardoffice.office.queue import Queue
from wardoffice.store.people import people_named
from wardoffice.store.store import Store

_CASES = 8
_PEOPLE = 5
_LEAST_LETTERS = 2
_NO_QUOTES = str.maketrans(dict.fromkeys('"\u201c\u201d\u201e\xab\xbb', " "))


class Palette:
    """Finds what somebody types a few letters of."""

    def __init__(self, store: Store, queue: Queue) -> None:
        self._store = store
        self._queue = queue

    def look_for(self, actor: Actor, words: str) -> tuple[Hit, ...]:
        """The newest cases with these words, and the people of that name; nothing for a letter or none."""
        require(actor, Doing.LOOK)
        said = words.strip()
        if len(said) < _LEAST_LETTERS:
            return ()
        try:
            ids = self._queue.ids(actor, View.ALL, QueueFilter(words=said), SortBy.NEWEST, _CASES)
        except SearchWordsError:
            return ()
        rows = self._queue.rows(actor, ids)
        cases = tuple(_case(rows[each]) for each in ids if each in rows)
        return cases + self._people(actor, said)

    def _people(self, actor: Actor, said: str) -> tuple[Hit, ...]:
        with self._store.reading() as session:
            found = people_named(session, actor, said, _PEOPLE)
        return tuple(Hit(HitKind.PERSON, name, detail, search=_all_of(name)) for name, detail in found)


def _all_of(name: str) -> str:
    """The search for what somebody told of; a quotation mark within a name would end it."""
    return f'from:"{" ".join(name.translate(_NO_QUOTES).split())}"'


def _case(row: QueueRow) -> Hit:
    return Hit(HitKind.CASE, f"{row.number} {row.title}".strip(), row.address, case_id=row.case_id)
