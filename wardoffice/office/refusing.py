"""What to do when the city refuses: say it in words, read anew what changed, find what it has already."""

from dataclasses import replace
from http import HTTPStatus

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CityError, CityRefusedError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import OutboxState
from wardoffice.domain.ports import CityDesk
from wardoffice.domain.refusals import RefusalKind, RefusalWords, explain_refusal
from wardoffice.language import text
from wardoffice.office.existing_request import existing_request
from wardoffice.store.outbox import Outgoing, rows_of
from wardoffice.store.service_changes import note_changes
from wardoffice.store.service_definitions import keep_definition, kept_definition
from wardoffice.store.service_types import store_service_types
from wardoffice.store.store import Store

_SENDER = Actor.program("311")


class Refusing:
    """Settles refused submissions of one city. ``chicago``: its numbers are written as Chicago's."""

    def __init__(self, store: Store, key: str, *, chicago: bool) -> None:
        self._store = store
        self._key = key
        self._chicago = chicago

    def settle(self, desk: CityDesk, each: Outgoing, refused: CityRefusedError) -> Changes:
        """Write that it was refused and why; for a duplicate also which request the city has."""
        words = (
            RefusalWords(RefusalKind.OTHER, refused.happened, refused.next_step)
            if refused.status < HTTPStatus.BAD_REQUEST and not refused.words  # it has moved elsewhere
            else explain_refusal(refused.status, refused.codes, refused.words, self._labels(each))
        )
        existing = (
            existing_request(self._store, self._key, desk, each, words.numbers, chicago=self._chicago)
            if words.kind is RefusalKind.DUPLICATE
            else ""
        )
        now = self._store.now()
        with self._store.unit_of_work(_SENDER, ActionKind.CITY_ANSWER, outcome=words.happened) as work:
            sent, submission = rows_of(work, each)
            sent.state, sent.settled_at = OutboxState.REFUSED, now
            sent.trouble = f"{words.happened} {words.next_step}"
            submission.answered_at = now
            submission.duplicate_of = existing
            submission.payload = {**submission.payload, "refused": list(words.codes)}
        self._read_anew(desk, each, words)
        return work.changes

    def settle_unsent(self, each: Outgoing, why: str) -> Changes:
        """Write that it was kept from the city, which asks otherwise by now; the form is filled in anew."""
        now = self._store.now()
        with self._store.unit_of_work(_SENDER, ActionKind.CITY_ANSWER, outcome=text("not sent")) as work:
            sent, _ = rows_of(work, each)
            sent.state, sent.settled_at = OutboxState.REFUSED, now
            sent.trouble = text("{why} It was not sent: correct it, what was typed is kept.", why=why)
        return work.changes

    def _labels(self, each: Outgoing) -> dict[str, str]:
        with self._store.reading() as session:
            kept = kept_definition(session, self._key, each.service_code)
        attributes = kept.definition.attributes if kept is not None else ()
        return {asked.code: asked.description or asked.code for asked in attributes}

    def _read_anew(self, desk: CityDesk, each: Outgoing, words: RefusalWords) -> None:
        """Its list or questions are not what we keep: they are read again, for the correction."""
        now = self._store.now()
        try:
            if words.kind is RefusalKind.TYPE:
                types = desk.services()
                with self._store.writing() as session:
                    store_service_types(session, self._key, types, now)
            elif words.asks:
                # Under the code of the list: some cities leave it out, or write it otherwise.
                told = replace(desk.definition(each.service_code), code=each.service_code)
                with self._store.writing() as session:
                    note_changes(session, self._key, keep_definition(session, self._key, told, now), now)
        except CityError:  # the next reading does it; the refusal is settled
            return
