"""The case pane: everything known of one problem, people before plumbing."""

from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from wardoffice.domain.case_view import AttachmentView, CaseView, Suggestion
from wardoffice.domain.expected_time import ExpectedTime
from wardoffice.domain.queue import MapPoint
from wardoffice.domain.split_proposal import SplitProposal
from wardoffice.domain.submissions import SubmissionState
from wardoffice.gui.case.action_bar import ActionBar
from wardoffice.gui.case.case_action import CaseAction, offered
from wardoffice.gui.case.city_card import CityCard
from wardoffice.gui.case.forwards_card import ForwardsCard
from wardoffice.gui.case.header import Header
from wardoffice.gui.case.history_card import HistoryCard
from wardoffice.gui.case.incident_card import IncidentCard
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.next_step import next_step
from wardoffice.gui.case.notes_card import NotesCard
from wardoffice.gui.case.people_card import PeopleCard
from wardoffice.gui.case.photos_card import PhotosCard
from wardoffice.gui.case.place_card import PlaceCard
from wardoffice.gui.case.safety_card import SafetyCard
from wardoffice.gui.case.same_card import SameCard
from wardoffice.gui.case.split_card import SplitCard
from wardoffice.gui.case.submissions_card import SubmissionsCard
from wardoffice.gui.case.suggestions_card import SuggestionsCard
from wardoffice.gui.case.thumbnails import Pictures
from wardoffice.gui.case.told_card import ToldCard
from wardoffice.gui.case.viewer import PhotoViewer
from wardoffice.gui.map.port import MapPort
from wardoffice.gui.tasks import TaskRunner
from wardoffice.gui.widgets.empty import EmptyState
from wardoffice.language import text

_TWO_COLUMNS_FROM = 660  # pixels of width
_SIDE_WIDTH = 268


class _Card(Protocol):
    def show_case(self, view: CaseView) -> None: ...


class CasePane(QWidget):
    """Shows the CaseView it is given and asks for nothing itself.

    ``action_asked`` carries a CaseAction; ``case_asked`` the id of a case to open; ``pull_apart_asked``,
    ``same_asked`` and ``not_same_asked`` the id of the other case; ``take_out_asked`` that of a letter;
    ``undo_asked`` an action's id; ``files_dropped`` a list of paths; ``picture_pasted`` a QImage;
    ``city_photo_asked`` the case that a picture of the city's goes to, and its address; ``place_chosen`` a
    PlaceChoice,
    ``copy_asked`` an attachment of which an edited copy is wanted and the edits, ``rank_asked`` one and its
    Rank, ``save_asked`` an AttachmentView to be written to this computer, ``look_up_asked`` the case whose
    address is to be looked up online.
    """

    action_asked = Signal(object)
    case_asked = Signal(int)
    pull_apart_asked = Signal(int)
    root_asked = Signal(int)
    incident_asked = Signal(int)
    take_out_asked = Signal(int)
    same_asked = Signal(int)
    not_same_asked = Signal(int)
    undo_asked = Signal(int)
    files_dropped = Signal(list)
    picture_pasted = Signal(QImage)
    city_photo_asked = Signal(int, str)
    copy_asked = Signal(int, object)
    rank_asked = Signal(int, object)
    save_asked = Signal(object)
    place_chosen = Signal(object)
    look_up_asked = Signal(int)

    def __init__(
        self,
        tasks: TaskRunner,
        moments: Moments,
        small_map: MapPort | None = None,
        parent: QWidget | None = None,
        *,
        looks_up: bool = False,
    ) -> None:
        super().__init__(parent)
        self._moments = moments
        self._tasks = tasks
        self._pictures = Pictures(tasks)
        self._view: CaseView | None = None
        self.setAccessibleName(text("The problem"))
        self._header = Header(moments)
        self._bar = ActionBar()
        self._safety = SafetyCard(moments)
        self._incident = IncidentCard()
        self._told = ToldCard(moments)
        self._split = SplitCard()
        self._photos = PhotosCard(tasks, self._pictures)
        self._suggestions = SuggestionsCard(self._pictures)
        self._notes = NotesCard(moments)
        self._same = SameCard()
        self._history = HistoryCard(moments)
        self._place = PlaceCard(small_map, online=looks_up)
        self._people = PeopleCard(moments)
        self._submissions = SubmissionsCard(moments)
        self.forwards = ForwardsCard(moments)
        """To whom it was sent on."""
        self._city = CityCard(moments)
        self._connect()
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(
            EmptyState(
                "mdi6.inbox-outline",
                text("No problem chosen"),
                text("Choose one in the list, and all that is known of it stands here."),
            )
        )
        self._stack.addWidget(self._scrolled())

    @property
    def view(self) -> CaseView | None:
        """The case that is shown."""
        return self._view

    @property
    def bar(self) -> ActionBar:
        """The row of buttons."""
        return self._bar

    @property
    def photos(self) -> PhotosCard:
        """The photos, and where more are dropped."""
        return self._photos

    @property
    def submissions(self) -> SubmissionsCard:
        """What was sent to 311."""
        return self._submissions

    @property
    def city(self) -> CityCard:
        """The city's records."""
        return self._city

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """What may be the same problem, the likeliest first."""
        return self._suggestions.suggestions

    @property
    def area(self) -> QScrollArea:
        """What moves when the case is longer than the window."""
        return self._scroll

    def show_case(self, view: CaseView | None) -> None:
        """Show another case, the same one as it is now, or none."""
        another = view is None or self._view is None or self._view.case_id != view.case_id
        self._view = view
        if another:
            self._suggestions.show_suggestions(())
            self._split.show_proposals(())
            self._scroll.verticalScrollBar().setValue(0)
        if view is None:
            self._stack.setCurrentIndex(0)
            return
        step = next_step(view, self._moments)
        self._header.show_case(view, step)
        fitting = offered(view)
        self._bar.show_offered(fitting, step.action if step.action in fitting else None)
        cards: tuple[_Card, ...] = (
            self._safety,
            self._incident,
            self._told,
            self._photos,
            self._notes,
            self._same,
            self._history,
            self._place,
            self._people,
            self._submissions,
            self.forwards,
            self._city,
        )
        for card in cards:
            card.show_case(view)
        self._stack.setCurrentIndex(1)

    def show_suggestions(self, suggestions: tuple[Suggestion, ...]) -> None:
        """Show what may be the same problem; it arrives after the case itself."""
        self._suggestions.show_suggestions(suggestions)

    def show_expected(self, expected: ExpectedTime | None) -> None:
        """Show how long the city takes for this type; it arrives after the case itself."""
        self._city.show_expected(expected)

    def show_proposals(self, proposals: tuple[SplitProposal, ...]) -> None:
        """Show how what they said may be split; it arrives after the case itself."""
        self._split.show_proposals(proposals)

    def refused_submission(self, case_id: int) -> int | None:
        """The newest submission of the case that is shown, where 311 refused it: the next takes its place."""
        view = self._view
        if view is None or view.case_id != case_id:
            return None
        standing = (each for each in view.submissions if each.state is not SubmissionState.WITHDRAWN)
        newest = next(standing, None)
        refused = newest is not None and newest.state is SubmissionState.REFUSED
        return newest.submission_id if newest is not None and refused else None

    def tracking_numbers(self, case_id: int) -> tuple[str, ...]:
        """The 311 numbers of the case that is shown, those it was sent under first; none of another case."""
        view = self._view
        if view is None or view.case_id != case_id:
            return ()
        numbers = (*(each.number for each in view.submissions), *(each.number for each in view.city))
        return tuple(dict.fromkeys(each for each in numbers if each))

    def show_near(self, points: tuple[MapPoint, ...]) -> None:
        """Show the cases around on the small map."""
        self._place.show_near(points)

    def paste(self) -> bool:
        """Attach what is on the clipboard; whether there was anything to attach."""
        return self._view is not None and self._photos.paste()

    def open_photo(self, attachment_id: int | None = None) -> PhotoViewer | None:
        """Open the viewer on one photo of the case, or on its first; None where there is none."""
        if self._view is None or not self._view.attachments:
            return None
        viewer = PhotoViewer(
            _in_order(self._view.attachments),
            attachment_id,
            self._pictures,
            self._moments,
            self._tasks,
            parent=self,
        )
        viewer.copy_asked.connect(self.copy_asked)
        viewer.rank_asked.connect(self.rank_asked)
        viewer.save_asked.connect(self.save_asked)
        viewer.open()
        return viewer

    def say_at_photos(self, words: str) -> None:
        """Say it before the photos as well, where they are looked at: they stand before the window."""
        for viewer in self.findChildren(PhotoViewer):
            viewer.say(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where there is room for them."""
        super().resizeEvent(event)
        wide = self.width() >= _TWO_COLUMNS_FROM
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._columns.direction() is not direction:
            self._columns.setDirection(direction)
        self._side.setFixedWidth(_SIDE_WIDTH) if wide else self._side.setMaximumWidth(16_777_215)
        self._side.setMinimumWidth(_SIDE_WIDTH if wide else 0)

    def _connect(self) -> None:
        self._bar.asked.connect(self.action_asked)
        self._told.case_asked.connect(self.case_asked)
        self._told.take_out_asked.connect(self.take_out_asked)
        self._split.asked.connect(lambda: self.action_asked.emit(CaseAction.SPLIT))
        self._photos.opened.connect(self.open_photo)
        self._photos.files_asked.connect(lambda: self.action_asked.emit(CaseAction.ATTACH))
        self._photos.files_dropped.connect(self.files_dropped)
        self._photos.picture_pasted.connect(self.picture_pasted)
        self._suggestions.same_asked.connect(self.same_asked)
        self._suggestions.not_same_asked.connect(self.not_same_asked)
        self._suggestions.case_asked.connect(self.case_asked)
        self._same.pull_apart_asked.connect(self.pull_apart_asked)
        self._same.root_asked.connect(self.root_asked)
        self._incident.incident_asked.connect(self.incident_asked)
        self._history.undo_asked.connect(self.undo_asked)
        self._place.case_asked.connect(self.case_asked)
        self._place.chosen.connect(self.place_chosen)
        self._place.look_up_asked.connect(self.look_up_asked)
        self._city.case_asked.connect(self.case_asked)
        self._city.photo_asked.connect(self.city_photo_asked)

    def _scrolled(self) -> QScrollArea:
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 16, 16, 24)
        column.setSpacing(12)
        column.addWidget(self._header)
        column.addWidget(self._bar)
        main = QWidget()
        _stacked(
            main,
            (
                self._safety,
                self._incident,
                self._told,
                self._split,
                self._photos,
                self._suggestions,
                self._notes,
                self._same,
                self._history,
            ),
        )
        self._side = QWidget()
        _stacked(self._side, (self._submissions, self.forwards, self._place, self._people, self._city))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(12)
        self._columns.addWidget(main, 1)
        self._columns.addWidget(self._side)
        column.addLayout(self._columns, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(page)
        return self._scroll


def _stacked(place: QWidget, cards: tuple[QWidget, ...]) -> None:
    column = QVBoxLayout(place)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)


def _in_order(attachments: tuple[AttachmentView, ...]) -> tuple[AttachmentView, ...]:
    """As the tiles stand: photos and files first, likely logos last."""
    return tuple(sorted(attachments, key=lambda each: each.rank == "logo"))
