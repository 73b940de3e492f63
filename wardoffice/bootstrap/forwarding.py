"""Wires what goes to departments with its photos. No Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from wardoffice.bootstrap.departments import DepartmentJobs
from wardoffice.domain.actor import Actor
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.forwarding import Receiver
from wardoffice.domain.map_layers import MapLayers
from wardoffice.domain.places import Box
from wardoffice.office.case_pane import CasePane
from wardoffice.office.forward_form import ForwardForms, receiver_of
from wardoffice.office.forward_mails import ForwardMails
from wardoffice.office.forward_map import ForwardMaps
from wardoffice.office.forwarding import Forwarding
from wardoffice.office.letter_templates import LetterTemplates
from wardoffice.office.mail_writing import MailWriting
from wardoffice.office.outgoing_photos import OutgoingPhotos
from wardoffice.office.routing import Routing
from wardoffice.store.store import Store
from wardoffice.system.pool import ParsingPool


@dataclass(frozen=True, slots=True)
class ForwardJobs:
    """What the forward dialog offers, and the mails; ``photos`` makes the copies that leave."""

    forms: ForwardForms
    forwarding: Forwarding
    photos: OutgoingPhotos


def make_forwarding(
    store: Store,
    pool: ParsingPool,
    *,
    cases: CasePane,
    writing: MailWriting,
    letters: LetterTemplates,
    departments: DepartmentJobs,
    letterhead: Mapping[str, str],
    zone: ZoneInfo,
    around: Callable[[Box], MapLayers],
    size_limit: Callable[[], int | None],
) -> ForwardJobs:
    """The jobs; ``around`` reads the map of a box, ``size_limit`` is what the mail server said it takes."""
    photos = OutgoingPhotos(store, pool)
    route = _route(departments.routing)
    mails = ForwardMails(
        store,
        writing,
        letters,
        pool=pool,
        photos=photos,
        maps=ForwardMaps(pool, around),
        letterhead=letterhead,
        size_limit=size_limit,
        doubts=departments.directory.doubts_of,
    )
    return ForwardJobs(
        ForwardForms(store, cases, departments.directory.all, route, letterhead.get("office", "")),
        Forwarding(store, cases, writing=writing, mails=mails, route=route, zone=zone),
        photos,
    )


def _route(routing: Routing) -> Callable[[Actor, CaseView], Receiver | None]:
    def route(actor: Actor, view: CaseView) -> Receiver | None:
        routed = routing.for_case(actor, view.case_id)
        return receiver_of(routed.department, routed.reason) if routed.department is not None else None

    return route
