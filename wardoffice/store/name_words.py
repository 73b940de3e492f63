"""The words of streets and of people's names, for which slips of the pen are forgiven when searching.

Words of what people wrote are left out: among half a million mails every slip is a word.
"""

from collections.abc import Collection, Sequence
from threading import Lock

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from wardoffice.store.tables import NameWord

_LEAST_LETTERS = 4
_LONG = 7
"""From this length on two slips are forgiven, else one."""
_MOST = 4


def add_names(session: Session, words: Collection[str]) -> None:
    """Remember these; those that are known stay."""
    if words:
        session.connection().execute(
            text("INSERT INTO name_word (word) VALUES (:word) ON CONFLICT (word) DO NOTHING"),
            [{"word": each} for each in sorted(words)],
        )


class NameWords:
    """Knows all of them, and reads only those that came since; safe to ask from any thread."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._last = 0
        self._turn = Lock()

    def meant_by(self, session: Session, word: str) -> tuple[str, ...]:
        """The names that ``word`` may be a slip for, the likest first; none where a name begins like that.

        A part of a name is compared with as much of each name, so that it serves while somebody types.
        """
        if len(word) < _LEAST_LETTERS or not word.isalpha() or self.begins(session, word):
            return ()
        known = self._known(session)
        slips = 2 if len(word) >= _LONG else 1
        whole = _close(word, known, slips)
        # The first letter of a part must be right: otherwise most of the list is one slip away.
        begun = [each for each in known if len(each) > len(word) and each[0] == word[0]]
        parts = [each[: len(word)] for each in begun]
        return tuple(dict.fromkeys((*whole, *(_close(word, parts, 1)))))[:_MOST]

    def begins(self, session: Session, word: str) -> bool:
        """Whether a name begins like that."""
        return any(each.startswith(word) for each in self._known(session))

    def _known(self, session: Session) -> Sequence[str]:
        with self._turn:
            rows = session.execute(
                select(NameWord.id, NameWord.word).where(NameWord.id > self._last).order_by(NameWord.id)
            ).all()
            if rows:
                self._last = rows[-1].id
                self._words = [*self._words, *(row.word for row in rows)]
            return self._words


def _close(word: str, known: Sequence[str], slips: int) -> list[str]:
    """Two letters in the wrong order are one slip."""
    from rapidfuzz import process  # late: whoever only writes has no use for it
    from rapidfuzz.distance import OSA

    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=slips, limit=_MOST)
    return [each for each, _, _ in found]
