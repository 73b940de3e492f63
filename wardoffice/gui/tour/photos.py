"""Photos: attached, looked at large, compared, and a copy with a part blurred."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QDialog

from wardoffice.gui.case.photo_tile import PhotoTile
from wardoffice.gui.case.viewer import PhotoViewer
from wardoffice.gui.photos.compare import ComparePhotos
from wardoffice.gui.photos.editor import PhotoEditor
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps
from wardoffice.language import text

_COPIED_WIDTH = 640  # pixels


def add_pictures(guide: Guide) -> Steps[None]:
    """Attach a file, paste a picture, look at them large, and blur a part of a copy."""
    before = _photos(guide)
    guide.hands.press("F")
    yield from guide.asked()
    yield from _choose(guide)
    yield guide.until(lambda: _photos(guide) == before + 1, text("the photo to be attached"))
    guide.say(text("Attached {name}", name=guide.photo.name))
    QGuiApplication.clipboard().setImage(_copied(guide.photo))
    guide.hands.press("Ctrl+V")
    yield guide.until(lambda: _photos(guide) == before + 2, text("the picture to be pasted"))
    yield guide.settled()
    guide.say(text("Pasted a copied picture"))
    yield from guide.shot("photos-attached")
    tile = guide.office.pane.findChild(PhotoTile)
    if isinstance(tile, PhotoTile):
        guide.hands.click(tile)
        yield from _opened(guide, PhotoViewer)
        guide.hands.press("Right")
        yield guide.settled()
        yield from guide.shot("photo-viewer")
        guide.hands.press("V")
        yield from _opened(guide, ComparePhotos)
        yield guide.settled()
        yield from guide.shot("photos-compared")
        guide.hands.press("Esc")
        yield from _opened(guide, PhotoViewer)
        guide.say(text("Looked at the photos large, and at two of them side by side"))
        yield from _blur_a_copy(guide, before + 2)


def _choose(guide: Guide) -> Steps[None]:
    """Paste the name of the photo: while one is typed, Qt selects the folders on its way, and opens one."""
    QGuiApplication.clipboard().setText(str(guide.photo))
    guide.hands.press("Ctrl+V")
    yield from guide.answered("Return")


def _blur_a_copy(guide: Guide, photos: int) -> Steps[None]:
    guide.hands.press("E")
    yield from _opened(guide, PhotoEditor)
    yield guide.settled()
    guide.hands.press("Right", "B", "Right")
    yield guide.settled()
    yield from guide.shot("photo-edited")
    guide.hands.press("Ctrl+S")
    yield guide.until(lambda: _photos(guide) == photos + 1, text("the copy to be made"))
    yield guide.settled()
    guide.say(text("Blurred a part of a copy; the original is as it came"))


def _opened(guide: Guide, kind: type[QDialog]) -> Steps[None]:
    yield guide.until(lambda: isinstance(guide.hands.question(), kind), text("the photos to be shown"))


def _photos(guide: Guide) -> int:
    return len(guide.case.attachments) if guide.case is not None else 0


def _copied(photo: Path) -> QImage:
    """A part of the photo, as somebody copies it from a page."""
    whole = QImage(str(photo))
    return whole.copy(0, 0, min(whole.width(), _COPIED_WIDTH), min(whole.height(), _COPIED_WIDTH * 3 // 4))
