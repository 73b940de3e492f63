"""Forwards for the tests: the jobs wired over a store, without worker processes and without a network."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from zoneinfo import ZoneInfo

from PIL import Image

from tests.builders import OfficeBuilder
from tests.gathering import InlinePool
from tests.photos.pictures import WESTERN_AND_LELAND, drawn, exif
from wardoffice.domain.actor import Actor
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.departments import DepartmentView
from wardoffice.domain.forwarding import Receiver
from wardoffice.domain.map_layers import MapLayers
from wardoffice.domain.outgoing_mail import Addressee, OfficeAddress
from wardoffice.office.case_pane import CasePane
from wardoffice.office.forward_form import ForwardForms
from wardoffice.office.forward_mails import Doubts, ForwardMails
from wardoffice.office.forward_map import ForwardMaps
from wardoffice.office.forwarding import Forwarding
from wardoffice.office.letter_templates import LetterTemplates
from wardoffice.office.mail_writing import MailWriting
from wardoffice.office.outgoing_photos import OutgoingPhotos
from wardoffice.store.store import Store
from wardoffice.store.tables import Attachment, StoredFile
from wardoffice.system.pool import ParsingPool

CHICAGO = ZoneInfo("America/Chicago")
OFFICE = OfficeAddress("office@ward99.example", "Ward 99", 99)
STREETS = Receiver(None, "Streets & Sanitation", (Addressee("crew@streets.example", "Lee Tran"),))
WATER = Receiver(None, "Water Management", (Addressee("desk@water.example"),))


@dataclass(frozen=True, slots=True)
class ForwardJobs:
    """The two jobs behind the dialog, and the mail they are written by."""

    forms: ForwardForms
    forwarding: Forwarding
    writing: MailWriting


def forward_jobs(
    store: Store,
    *,
    route: Callable[[Actor, CaseView], Receiver | None] = lambda _actor, _view: None,
    directory: Callable[[Actor], Sequence[DepartmentView]] = lambda _actor: (),
    size_limit: Callable[[], int | None] = lambda: None,
    office: OfficeAddress | None = OFFICE,
    pool: ParsingPool | None = None,
    letters: LetterTemplates | None = None,
    doubts: Doubts = lambda _actor, _addresses: {},
) -> ForwardJobs:
    """Over a store; ``route`` says which department gets a problem."""
    pool = pool or InlinePool()
    cases = CasePane(store)
    writing = MailWriting(store, office)
    mails = ForwardMails(
        store,
        writing,
        letters or LetterTemplates(),
        pool=pool,
        photos=OutgoingPhotos(store, pool),
        maps=ForwardMaps(pool, lambda _box: MapLayers()),
        letterhead={"office": "Ward 99", "office_phone": "312-555-0199"},
        size_limit=size_limit,
        doubts=doubts,
    )
    return ForwardJobs(
        ForwardForms(store, cases, directory, route, "Ward 99"),
        Forwarding(store, cases, writing=writing, mails=mails, route=route, zone=CHICAGO),
        writing,
    )


def located_jpeg(width: int = 400, height: int = 300, orientation: int = 6) -> bytes:
    """A photo as a telephone takes it: on its side, with where it was taken, by whose telephone."""
    kept = BytesIO()
    stored = drawn(width, height).transpose(Image.Transpose.ROTATE_90)
    tags = exif(gps=WESTERN_AND_LELAND, orientation=orientation, camera=("Maria's", "Maria's telephone"))
    stored.save(kept, "JPEG", exif=tags)
    return kept.getvalue()


def attached_file(office: OfficeBuilder, case_id: int, name: str, media_type: str) -> int:
    """A file of a problem that is no picture."""
    attachment_id = office.photo(case_id, name.encode())
    with office.store.writing() as session:
        attachment = session.get_one(Attachment, attachment_id)
        attachment.filename = name
        session.get_one(StoredFile, attachment.sha256).media_type = media_type
    return attachment_id
