"""P8: every outside sample photo becomes one row: read, or refused in words."""

from collections import Counter
from pathlib import Path

from sqlalchemy import select

from tests.builders import MAIL, OfficeBuilder
from tests.samples import samples
from wardoffice.domain.history import ActionKind
from wardoffice.domain.places import FAR_FROM_CITY_METRES, Box
from wardoffice.office.message_filing import KeptPart, attach_part, keep_part
from wardoffice.office.reading import ReadingJob, read_picture_file
from wardoffice.store.point_reading import point_of
from wardoffice.store.store import Store
from wardoffice.store.tables import Attachment, StoredFile

CHICAGO = Box(41.6, -88.0, 42.1, -87.4)


def test_every_sample_photo_is_accounted_for(sqlite_store: Store, tmp_path: Path) -> None:
    paths = samples("photos")
    case_id = OfficeBuilder(sqlite_store).mail("photos of the whole world").case_id
    parts = []
    for number, path in enumerate(paths):
        file = read_picture_file(ReadingJob(path, tmp_path / str(number)))
        parts.append(KeptPart(file, keep_part(sqlite_store.files, file)))
    with sqlite_store.unit_of_work(MAIL, ActionKind.ATTACH) as work:
        for position, part in enumerate(parts):
            attach_part(work, part, message_id=None, case_id=case_id, position=position)
    with sqlite_store.reading() as session:
        rows = session.execute(
            select(Attachment.filename, StoredFile)
            .join(StoredFile, StoredFile.sha256 == Attachment.sha256)
            .order_by(Attachment.id)
        ).all()
        fates = Counter(_fate(name, file) for name, file in rows)
        doubts = Counter(doubt for _, file in rows for doubt in file.doubts)
        points = [point_of(file.lat, file.long) for _, file in rows]
        outside = sum(
            point is not None and CHICAGO.metres_to(point) > FAR_FROM_CITY_METRES for point in points
        )
        names = [name for name, _ in rows]
    assert names == [part.file.filename for part in parts]
    assert fates["dropped in silence"] == 0
    assert fates["read"] + fates["refused in words"] + fates["a note, kept as a file"] == len(paths)
    assert fates["refused in words"] <= len(paths) // 20
    if len(paths) == 138:  # the set these were counted in by hand
        unusable = sum(count for doubt, count in doubts.items() if "location" in doubt)
        assert (unusable, outside) == (2, 16)


def _fate(name: str, file: StoredFile) -> str:
    if file.width:
        return "read"
    if "README" in name:  # the collections' own notes lie among the pictures
        return "a note, kept as a file"
    return "refused in words" if file.trouble else "dropped in silence"
