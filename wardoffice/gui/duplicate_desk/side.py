"""One of the two problems of a pair: its photo, what it is and where, who told it when, and their words."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from wardoffice.domain.case_view import AttachmentView, CaseView
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.pictures import Rank
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.thumbnails import Pictures
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.parts import PlainText, badge, facts, label, link, row
from wardoffice.language import plural, text

_PHOTO_HEIGHT = 200
_WORDS_HEIGHT = 220
_LONGEST = 4_000  # letters of what was said; all of it stands in the problem itself


class PairSide(Card):
    """``case_asked`` carries the id of the problem, to open it in the queue."""

    case_asked = Signal(int)

    def __init__(
        self, letter: str, tone: Tone, pictures: Pictures, moments: Moments, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent)
        self.setObjectName(f"pairSide{letter}")
        self._pictures, self._moments, self._letter = pictures, moments, letter
        self._case: CaseView | None = None
        self.photo = PairPhoto()
        self._title = label("", "title")
        self._facts = label("", "quiet")
        self._told = label("")
        self._words = PlainText("", _WORDS_HEIGHT)
        look = link(text("Open it in the queue"), text("Open {letter} in the queue", letter=letter))
        look.clicked.connect(self._ask)
        self.body.addLayout(row(badge(letter, tone), self._title_box(), stretch_after=None))
        self.body.addWidget(self._facts)
        self.body.addWidget(self.photo, 1)
        self.body.addWidget(self._told)
        self.body.addWidget(self._words)
        self.body.addWidget(look, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(0)  # takes the room where no photo does

    def show_case(self, case: CaseView, *, with_photos: bool) -> None:
        """Show another problem; ``with_photos`` where either of the pair has any."""
        self.photo.setVisible(with_photos)
        self._case = case
        self._title.setText(case.service_name or case.title)
        self._facts.setText(
            facts((case.place.address or text("place unknown"), case.number, *_numbers(case)))
        )
        self._told.setText(facts((_who(case), self._moments.moment(case.opened_at), _standing(case))))
        words = said_of(case)
        self._words.show_words(words or text("Nothing was said of it in words."), _WORDS_HEIGHT)
        self._words.setAccessibleName(text("What was said of {letter}", letter=self._letter))
        self.setAccessibleName(
            facts((self._letter, self._title.text(), self._facts.text(), self._told.text(), words))
        )
        photos = [each for each in case.attachments if each.rank is Rank.PHOTO]
        self.photo.show_photo(photos, self._pictures)

    def _title_box(self) -> QLabel:
        self._title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        return self._title

    def _ask(self) -> None:
        if self._case is not None:
            self.case_asked.emit(self._case.case_id)


class PairPhoto(QWidget):
    """The first photo, as large as there is room; how many more there are stands below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap = QPixmap()
        self._shown: AttachmentView | None = None
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setProperty("role", "quiet")
        self.picture.setMinimumHeight(_PHOTO_HEIGHT)
        self.picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self._more = label("", "small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self._more)

    def show_photo(self, photos: list[AttachmentView], pictures: Pictures) -> None:
        """Show the first of these, or that there is none."""
        self._pixmap = QPixmap()
        self._shown = photos[0] if photos else None
        self._more.setText(
            plural("and {count} more photo", "and {count} more photos", len(photos) - 1)
            if len(photos) > 1
            else ""
        )
        self._more.setVisible(len(photos) > 1)
        self.picture.clear()
        if self._shown is None:
            self.picture.setText(text("no photo"))
            self.picture.setAccessibleName(text("no photo"))
            return
        self.picture.setAccessibleName(text("Photo {name}", name=self._shown.filename))
        self.picture.setText(text("Loading the photo"))
        shown = self._shown
        pictures.large(shown.path, shown.thumbnail, self, lambda pixmap: self._take(shown, pixmap))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scale the photo to the room there is."""
        super().resizeEvent(event)
        self._draw()

    def _take(self, shown: AttachmentView, pixmap: QPixmap) -> None:
        if shown is self._shown:
            self._pixmap = pixmap
            self._draw()

    def _draw(self) -> None:
        if self._shown is None:
            return
        if self._pixmap.isNull():
            return
        ratio = self.devicePixelRatioF()
        room = QSize(self.picture.width(), self.picture.height()) * ratio
        scaled = self._pixmap.scaled(
            room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        scaled.setDevicePixelRatio(ratio)
        self.picture.setPixmap(scaled)


def said_of(case: CaseView) -> str:
    """What people and the city's records say of a problem, without what stands there twice."""
    said = [each.text.strip() for each in case.messages]
    said += [each.description.strip() for each in case.requests]
    whole: list[str] = []
    for each in said:
        if each and not any(each in known for known in whole):
            whole.append(each)
    return "\n\n".join(whole)[:_LONGEST]


def _numbers(case: CaseView) -> tuple[str, ...]:
    return tuple(each.number for each in case.city)


def _who(case: CaseView) -> str:
    if case.people:
        names = [each.name or each.email or each.phone for each in case.people]
        return facts(names[:2]) if len(names) < 3 else plural("{count} person", "{count} people", len(names))  # noqa: PLR2004 - two names fit
    return text("told to 311")


def _standing(case: CaseView) -> str:
    return text("we are done with it") if case.status is CaseStatus.FINISHED else ""
