"""What the window asks of the office to attach photos and files, and to change copies of them.

Every call may raise a WardOfficeError and belongs on a lane.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.photo_edits import PhotoEdit
from wardoffice.domain.pictures import Rank
from wardoffice.domain.ports import Cancelled, Progress


class Attaching(Protocol):
    """Photos and files from this desk."""

    def attach_files(
        self, actor: Actor, case_id: int, paths: Sequence[Path], progress: Progress, cancelled: Cancelled
    ) -> Changes:
        """Attach files from the disk."""
        ...

    def attach_bytes(self, actor: Actor, case_id: int, content: bytes, filename: str) -> Changes:
        """Attach a pasted picture."""
        ...

    def attach_from(self, actor: Actor, case_id: int, attachment_ids: Sequence[int]) -> Changes:
        """Attach what hangs on other problems to this one as well."""
        ...


class PhotoEditing(Protocol):
    """Copies of photos, and what kind of picture one is."""

    def save_copy(self, actor: Actor, attachment_id: int, edits: tuple[PhotoEdit, ...]) -> Changes:
        """Attach an edited copy of a photo."""
        ...

    def set_rank(self, actor: Actor, attachment_id: int, rank: Rank) -> Changes:
        """Say that it is a photo, or a small picture to fold away."""
        ...


class CityPhotos(Protocol):
    """The city's own pictures."""

    def fetch(self, actor: Actor, case_id: int, url: str, cancelled: Cancelled) -> Changes:
        """Fetch one that a 311 request of this case names, and attach it."""
        ...
