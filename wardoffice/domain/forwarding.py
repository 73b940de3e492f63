"""A problem sent on to a department: what may go along, and the mail as it will leave.

Times are aware UTC.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from pathlib import Path

from wardoffice.domain.departments import PreferredForm
from wardoffice.domain.outgoing import OutboxState
from wardoffice.domain.outgoing_mail import Addressee, OutgoingMail
from wardoffice.domain.outgoing_photos import LeftBehind

_RECORDINGS = (".mov", ".mp4", ".m4v", ".3gp", ".3g2", ".avi", ".mkv", ".webm", ".m4a")


@unique
class Bundling(StrEnum):
    """How several problems go to the same department."""

    ONE_MAIL = "one mail for all of them"
    EACH = "one mail for each"


@dataclass(frozen=True, slots=True)
class ShownResident:
    """What of those who told us goes along in this message; nothing unless staff tick it (P9)."""

    name: bool = False
    words: bool = False
    mail: bool = False

    @property
    def anything(self) -> bool:
        """Whether anything of them goes."""
        return self.name or self.words or self.mail


NOTHING_OF_RESIDENTS = ShownResident()


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets it: a department of the directory, or whoever stands at a typed address.

    ``known`` are all of its people who can be written to, ``to`` those it goes to. ``reason`` is why this
    one, in a sentence.
    """

    department_id: int | None
    name: str
    to: tuple[Addressee, ...]
    known: tuple[Addressee, ...] = ()
    reason: str = ""
    form: PreferredForm = PreferredForm.MAIL


@dataclass(frozen=True, slots=True)
class ForwardPhoto:
    """A photo of a problem that may go along.

    ``chosen`` are those that go unless staff choose otherwise; ``at_city`` went to 311 with a request
    already. ``edited_id`` is an edited copy of it, which goes in its place (a face was made unrecognisable).
    """

    attachment_id: int
    name: str
    thumbnail: Path | None
    size: int
    chosen: bool
    at_city: bool = False
    edited_id: int | None = None


@dataclass(frozen=True, slots=True)
class ForwardFile:
    """A file of a problem that is no picture; it goes as it is, with all that is in it."""

    attachment_id: int
    sha256: str
    name: str
    media_type: str
    size: int

    @property
    def may_tell_place(self) -> bool:
        """Whether it may say where it was made."""
        return may_tell_place(self.media_type, self.name)


def may_tell_place(media_type: str, name: str) -> bool:
    """Whether such a file may say where it was made: a video of a telephone holds its position, unseen.

    The name tells as well: mail programs send videos as files of no type.
    """
    return media_type.startswith(("video/", "audio/")) or name.lower().endswith(_RECORDINGS)


@dataclass(frozen=True, slots=True)
class EarlierForward:
    """When this problem went to somebody before, and how that mail stands in words."""

    department: str
    at: datetime
    standing: str


@dataclass(frozen=True, slots=True)
class ForwardCase:
    """A problem as the dialog shows it."""

    case_id: int
    number: str
    what: str
    place: str
    people: int
    numbers: tuple[str, ...]
    photos: tuple[ForwardPhoto, ...]
    files: tuple[ForwardFile, ...]
    has_point: bool
    restricted: bool
    receiver: Receiver | None
    earlier: tuple[EarlierForward, ...] = ()


@dataclass(frozen=True, slots=True)
class ForwardForm:
    """Everything the dialog offers: the problems, and whom they may go to."""

    cases: tuple[ForwardCase, ...]
    receivers: tuple[Receiver, ...]
    office: str


@dataclass(frozen=True, slots=True)
class ForwardWish:
    """What staff chose. ``receiver`` None: each problem goes to the department that gets its type.

    ``what`` stands in place of the type of a single problem, "" for the type. ``photo_ids`` None: those
    that are chosen by themselves. ``restricted_too`` says that restricted problems may go as well.
    """

    case_ids: tuple[int, ...]
    receiver: Receiver | None = None
    what: str = ""
    instruction: str = ""
    photo_ids: tuple[int, ...] | None = None
    file_ids: tuple[int, ...] = ()
    with_map: bool = True
    with_history: bool = True
    resident: ShownResident = NOTHING_OF_RESIDENTS
    bundling: Bundling = Bundling.ONE_MAIL
    restricted_too: bool = False


@dataclass(frozen=True, slots=True)
class PictureThatGoes:
    """A picture of the mail, as it goes. ``size`` is in bytes; ``note`` what of the original does not go."""

    name: str
    path: Path
    width: int
    height: int
    size: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class MadeOf:
    """The cases that stood under a problem when it was looked at, and what was attached to them."""

    homes: frozenset[int] = frozenset()
    attachments: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ForwardPart:
    """A problem in a mail, and the digest of what is sent of it.

    ``made_of`` is what that was made of; ``stood`` are its forwards to the same people that were there then.
    """

    case_id: int
    number: str
    content_key: str
    made_of: MadeOf = MadeOf()
    stood: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ForwardMail:
    """A mail as it will leave, read back from its own bytes, but for the hour it goes and its Message-ID.

    ``size`` are all its bytes over the line, ``limit`` the most the server takes (None where it does not
    say). ``gaps`` are what is missing in the text: with any, it cannot go. ``left`` are photos that stay,
    ``placed`` the files that go as they are and may say where they were made. ``doubts`` are sentences on
    what is odd of the addresses it goes to.
    """

    receiver: Receiver
    parts: tuple[ForwardPart, ...]
    mail: OutgoingMail
    sender: str
    to: str
    subject: str
    text: str
    pictures: tuple[PictureThatGoes, ...]
    files: tuple[str, ...]
    left: tuple[LeftBehind, ...]
    size: int
    limit: int | None
    smaller: bool = False
    gaps: tuple[str, ...] = ()
    placed: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def can_go(self) -> bool:
        """Whether nothing keeps it here."""
        return not self.gaps and (self.limit is None or self.size <= self.limit)


@dataclass(frozen=True, slots=True)
class CannotForward:
    """A problem that is in no mail, and why, in a sentence."""

    case_id: int
    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class ForwardPreview:
    """Exactly what goes out, and what does not."""

    wish: ForwardWish
    mails: tuple[ForwardMail, ...]
    refused: tuple[CannotForward, ...]

    @property
    def can_go(self) -> bool:
        """Whether there is a mail, and nothing keeps any here."""
        return bool(self.mails) and all(each.can_go for each in self.mails)


@dataclass(frozen=True, slots=True)
class SentForward:
    """A forward that stands: to whom, when, with what digest, and how its mail stands in words.

    ``state`` is that of its mail, None where it was none; ``written`` says whether it was a mail that is
    known to have gone: what was told by phone is none.
    """

    forward_id: int
    case_id: int
    department_id: int | None
    department: str
    addresses: frozenset[str]
    at: datetime
    content_key: str
    standing: str
    state: OutboxState | None = None
    written: bool = False

    def went_to(self, receiver: Receiver) -> bool:
        """Whether it went to this department, or to the same people."""
        if self.department_id is not None and receiver.department_id is not None:
            return self.department_id == receiver.department_id
        return bool(self.addresses & {each.address.casefold() for each in receiver.to})
