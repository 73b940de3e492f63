"""A mail of ours as it is shown before and after it goes: read from the very bytes that go out."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PreviewedFile:
    """A file of the mail; ``picture`` holds its bytes where it is a picture, else it is empty."""

    name: str
    media_type: str
    size: int
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class MailPreview:
    """What the recipient sees; ``size`` is in bytes, of the whole mail; ``at`` is aware."""

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    size: int
    files: tuple[PreviewedFile, ...] = ()
    at: datetime | None = None
