"""Notes that people have begun and not saved: kept while they type, so that nothing typed is ever lost."""

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.store.desk_keeping import draft_of, keep_draft
from wardoffice.store.store import Store

_LONGEST = 100_000


class Drafts:
    """One draft a person and a case."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def draft(self, actor: Actor, case_id: int) -> str:
        """What this person began to write on the case, or ""."""
        require(actor, Doing.LOOK)
        if actor.staff_id is None:
            return ""
        with self._store.reading() as session:
            return draft_of(session, actor.staff_id, case_id)

    def keep_draft(self, actor: Actor, case_id: int, words: str) -> None:
        """Keep what was typed so far; empty words put it away. On disk when this returns."""
        require(actor, Doing.TRIAGE)
        if actor.staff_id is not None:
            with self._store.writing() as session:
                keep_draft(session, actor.staff_id, case_id, words.strip()[:_LONGEST], self._store.now())
