"""The city's own pictures of a request, fetched when a person asks for one and kept with the case (P8)."""

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, UnreadableError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.ports import Cancelled, MediaSource
from wardoffice.language import text
from wardoffice.office.message_filing import KeptPart, attach_part, keep_part
from wardoffice.office.reading import ReadingJob, read_picture_file
from wardoffice.store.city_reading import media_of_case
from wardoffice.store.store import Store
from wardoffice.system.pool import Failed, ParsingPool


class CityPhotos:
    """Fetches through ``media``; pictures are read in the worker pool, like those that come by mail."""

    def __init__(self, store: Store, pool: ParsingPool, media: MediaSource) -> None:
        self._store = store
        self._pool = pool
        self._media = media

    def fetch(self, actor: Actor, case_id: int, url: str, cancelled: Cancelled) -> Changes:
        """Fetch one picture the city names in a request of this case, and attach it.

        Raises CannotDoError for an address that no request of the case names, a CityError where the city does
        not give it, UnreadableError where what it gives is no picture.
        """
        require(actor, Doing.TRIAGE)
        with self._store.reading() as session:
            named = media_of_case(session, actor, case_id)
        if url not in named:
            raise CannotDoError(
                text("No 311 request of this problem has such a photo."),
                text("Nothing was fetched."),
                text("Read the city again: it may have changed."),
            )
        content = self._media.fetch(url, cancelled)
        with self._store.files.scratch() as folder:
            path = folder / "photo"
            path.write_bytes(content)
            (read,) = self._pool.run(
                read_picture_file, [ReadingJob(path, folder / "read", f"311 {named[url]}.jpg")], cancelled
            )
            if isinstance(read, Failed) or read.value.picture is None:
                raise UnreadableError(
                    text("What the city gives as its photo of {number} is no picture.", number=named[url]),
                    text("Nothing was attached."),
                    text("Look at it in the city's own program."),
                )
            part = KeptPart(read.value, keep_part(self._store.files, read.value))
        with self._store.unit_of_work(actor, ActionKind.ATTACH, count=1) as work:
            attach_part(work, part, message_id=None, case_id=work.case(case_id).id).source_url = url
        return work.changes
