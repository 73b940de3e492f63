"""How an edited copy will look, quick enough to show after every key."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QTransform

from wardoffice.domain.photo_edits import Area, Blur, Crop, PhotoEdit, Turn, blocks
from wardoffice.gui.case.thumbnails import read_picture

_LONGEST = 1600  # pixels of a side
_QUARTER = 90


def read_preview(path: Path, fallback: Path | None) -> QImage:
    """The picture upright on white, at most 1,600 pixels a side; ``fallback`` where Qt cannot read it.

    A null image where neither can be read. Any thread.
    """
    image = read_picture(path, _LONGEST)
    if image.isNull() and fallback is not None:
        image = read_picture(fallback, _LONGEST)
    return image if image.isNull() else _on_white(image)


def edited(image: QImage, edits: Sequence[PhotoEdit]) -> QImage:
    """What these edits, each on what those before it left, make of a picture."""
    for edit in edits:
        match edit:
            case Turn(quarters):
                image = image.transformed(QTransform().rotate(_QUARTER * quarters))
            case Crop(area):
                image = image.copy(_rect(image, area))
            case Blur(area):
                image = _blurred(image, _rect(image, area))
    return image


def _on_white(image: QImage) -> QImage:
    """As the copy is: Qt paints no blur on a palette or CMYK, and through a clear one the face would show."""
    sheet = QImage(image.size(), QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.white)
    painter = QPainter(sheet)
    painter.drawImage(sheet.rect(), image)
    painter.end()
    return sheet


def _rect(image: QImage, area: Area) -> QRect:
    left, top, right, bottom = area.pixels(image.width(), image.height())
    return QRect(QPoint(left, top), QPoint(right - 1, bottom - 1))


def _blurred(image: QImage, part: QRect) -> QImage:
    ignore = Qt.AspectRatioMode.IgnoreAspectRatio
    size = QSize(*blocks(part.width(), part.height()))
    few = image.copy(part).scaled(size, ignore, Qt.TransformationMode.SmoothTransformation)
    made = image.copy()
    painter = QPainter(made)
    painter.drawImage(part, few.scaled(part.size(), ignore, Qt.TransformationMode.FastTransformation))
    painter.end()
    return made
