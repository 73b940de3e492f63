"""What to do when the city refuses: say it in words, read anew what changed, find what it has already."""

from datetime import timedelta
from http import HTTPStatus

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CityError, CityRefusedError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import OutboxState
from wardoffice.domain.places import metres_between
from wardoffice.domain.ports import CityDesk
from wardoffice.domain.refusals import RefusalKind, RefusalWords, explain_refusal
from wardoffice.domain.service_requests import CityStatus, Window
from wardoffice.domain.tracking_numbers import normal_number
from wardoffice.store.outbox import Outgoing, rows_of
from wardoffice.store.service_changes import note_changes, note_list_changes
from wardoffice.store.service_definitions import keep_definition, kept_definition
from wardoffice.store.service_types import store_service_types
from wardoffice.store.store import Store
from wardoffice.store.submission_form import NEAR_METRES, nearest_open

_SENDER = Actor.program("311")
_OPEN_DAYS = timedelta(days=89)


class Refusing:
    """Settles refused submissions of one city."""

    def __init__(self, store: Store, key: str) -> None:
        self._store = store
        self._key = key

    def settle(self, desk: CityDesk, each: Outgoing, refused: CityRefusedError) -> Changes:
        """Write that it was refused and why; for a duplicate also which request the city has."""
        words = (
            RefusalWords(RefusalKind.OTHER, refused.happened, refused.next_step)
            if refused.status < HTTPStatus.BAD_REQUEST and not refused.words  # it has moved elsewhere
            else explain_refusal(refused.status, refused.codes, refused.words, self._labels(each))
        )
        existing = self._existing(desk, each, words) if words.kind is RefusalKind.DUPLICATE else ""
        now = self._store.now()
        with self._store.unit_of_work(_SENDER, ActionKind.CITY_ANSWER, outcome=words.happened) as work:
            sent, submission = rows_of(work, each)
            sent.state, sent.settled_at = OutboxState.REFUSED, now
            sent.trouble = f"{words.happened} {words.next_step}"
            submission.answered_at = now
            submission.duplicate_of = existing
            submission.payload = {**submission.payload, "refused": list(words.codes)}
        self._read_anew(desk, each, words.kind)
        return work.changes

    def _labels(self, each: Outgoing) -> dict[str, str]:
        with self._store.reading() as session:
            kept = kept_definition(session, self._key, each.service_code)
        attributes = kept.definition.attributes if kept is not None else ()
        return {asked.code: asked.description or asked.code for asked in attributes}

    def _existing(self, desk: CityDesk, each: Outgoing, words: RefusalWords) -> str:
        """The request the city has: as it says, else the nearest open one of the type, here or there."""
        if words.number:
            return normal_number(words.number)
        if each.point is None:
            return ""
        with self._store.reading() as session:
            known = nearest_open(session, self._key, each.service_code, each.point)
        if known:
            return known
        now = self._store.now()
        try:
            pages = desk.like(each.service_code, Window(now - _OPEN_DAYS, now))
        except CityError:  # it is only looked for; the sentence stands without it
            return ""
        near = [
            (metres_between(told.point, each.point), told.number)
            for page in pages
            for told in page.requests
            if told.point is not None
            and told.service_code == each.service_code
            and told.status is not CityStatus.CLOSED
        ]
        metres, number = min(near, default=(NEAR_METRES + 1, ""))
        return number if metres <= NEAR_METRES else ""

    def _read_anew(self, desk: CityDesk, each: Outgoing, kind: RefusalKind) -> None:
        """Its list or questions are not what we keep: they are read again, for the correction."""
        now = self._store.now()
        try:
            if kind is RefusalKind.TYPE:
                types = desk.services()
                with self._store.writing() as session:
                    note_list_changes(session, self._key, types, now)
                    store_service_types(session, self._key, types, now)
            elif kind is RefusalKind.MISSING:
                told = desk.definition(each.service_code)
                with self._store.writing() as session:
                    note_changes(session, self._key, keep_definition(session, self._key, told, now), now)
        except CityError:  # the next reading does it; the refusal is settled
            return
