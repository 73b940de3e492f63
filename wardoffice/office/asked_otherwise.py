"""Whether the city asks otherwise by now than a form that waits to be sent was filled in by."""

from datetime import timedelta

from wardoffice.domain.errors import CancelledError, CityError
from wardoffice.domain.ports import CityDesk
from wardoffice.domain.service_list import ServiceChange, compare_definitions
from wardoffice.domain.service_requests import ServiceDefinition
from wardoffice.language import text
from wardoffice.store.outbox import Outgoing
from wardoffice.store.service_changes import note_changes
from wardoffice.store.service_definitions import keep_definition, kept_definition
from wardoffice.store.store import Store

_FRESH = timedelta(hours=1)
_MOST_NAMED = 3


def asked_otherwise(store: Store, city: str, desk: CityDesk, each: Outgoing) -> str:
    """What changed in the questions since the form was filled in, as a sentence; "" where nothing did.

    The city is asked where its questions were last read over an hour ago; where it does not answer, those
    read last count. Raises CancelledError.
    """
    if each.asked is None:
        return ""
    now = _definition(store, city, desk, each.service_code)
    changes = compare_definitions("", _to_answer(each.asked), _to_answer(now)) if now is not None else ()
    if not changes:
        return ""
    named = "; ".join(map(_words, changes[:_MOST_NAMED]))
    return text("311 asks otherwise for this type by now: {changes}.", changes=named)


def _definition(store: Store, city: str, desk: CityDesk, code: str) -> ServiceDefinition | None:
    now = store.now()
    with store.reading() as session:
        kept = kept_definition(session, city, code)
    if kept is None or now - kept.read_at < _FRESH:
        return kept.definition if kept is not None else None
    try:
        # Under the code of the list: some cities leave it out, or write it otherwise.
        told = ServiceDefinition(code, desk.definition(code).attributes)
    except CancelledError:
        raise
    except CityError:  # a refusal would say what is wrong
        return kept.definition
    with store.writing() as session:
        note_changes(session, city, keep_definition(session, city, told, now), now)
    return told


def _to_answer(definition: ServiceDefinition) -> ServiceDefinition:
    return ServiceDefinition(definition.code, tuple(each for each in definition.attributes if each.variable))


def _words(change: ServiceChange) -> str:
    if not change.before:
        return text("new: {question}", question=change.after)
    if not change.after:
        return text("no longer: {question}", question=change.before)
    return text("“{before}” is now “{after}”", before=change.before, after=change.after)
