"""Page objects of the case pane, its photo viewer, the map and the check screen, and what feeds them."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPlainTextEdit, QPushButton, QWidget

from tests.builders_case_view import NOW
from tests.builders_watching import some_news, three_watches
from tests.portal_files import LEFT_OUT
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.books import (
    CityBooks,
    FolderBooks,
    GapLine,
    LedgerLine,
    LedgerState,
    MailBooks,
    MailList,
    MailOrigin,
    OtherBooks,
)
from wardoffice.domain.case_view import CaseView, Suggestion
from wardoffice.domain.changes import Changes
from wardoffice.domain.mailboxes import MailboxState
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.places import Point
from wardoffice.domain.queue import MapPoint
from wardoffice.domain.service_list import ServiceNews
from wardoffice.domain.watching import EndpointWatch
from wardoffice.gui.case.case_action import CaseAction
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.pane import CasePane
from wardoffice.gui.case.photo_tile import PhotoTile
from wardoffice.gui.case.viewer import PhotoViewer
from wardoffice.gui.check.mail_books import NumberButton
from wardoffice.gui.check.raw_view import RawView
from wardoffice.gui.check.view import CheckView
from wardoffice.gui.tasks import TaskRunner

MARIA = Actor(1, "Maria R.", Role.MANAGER)


def moments() -> Moments:
    """The times of a Monday morning in Chicago."""
    return Moments(ZoneInfo("America/Chicago"), lambda: NOW)


def drawn_pictures(folder: Path, count: int = 3) -> tuple[Path, ...]:
    """Pictures of potholes, 800 by 600, each a little different."""
    made = []
    for number in range(count):
        image = QImage(800, 600, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        street = QLinearGradient(0, 0, 0, 600)
        street.setColorAt(0, QColor(150 + 12 * number, 152, 155))
        street.setColorAt(1, QColor(104, 105, 110))
        painter.fillRect(image.rect(), street)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#e1c83c"))
        painter.drawRect(QRectF(0, 70 + 30 * number, 800, 14))
        painter.setBrush(QColor("#28292c"))
        painter.drawEllipse(QPointF(370 + 40 * number, 350), 210 - 40 * number, 100)
        painter.end()
        path = folder / f"hole-{number}.jpg"
        assert image.save(str(path))
        made.append(path)
    return tuple(made)


def settle() -> None:
    """Let Qt show what was put into a layout: it does so by a posted event."""
    QApplication.sendPostedEvents()


def shown_words(root: QWidget) -> list[str]:
    """Every text that stands on the screen inside a widget."""
    settle()
    words = [each.text() for each in root.findChildren(QLabel) if each.isVisibleTo(root)]
    words += [each.text() for each in root.findChildren(QAbstractButton) if each.isVisibleTo(root)]
    words += [each.toPlainText() for each in root.findChildren(QPlainTextEdit) if each.isVisibleTo(root)]
    return [each.replace("\u200b", "") for each in words if each]


class CasePanePage:
    """What a person sees in the case pane and does with it."""

    def __init__(self, pane: CasePane) -> None:
        self.pane = pane

    def show(self, view: CaseView, suggestions: tuple[Suggestion, ...] = ()) -> None:
        """Choose a case; its suggestions arrive after it."""
        self.pane.show_case(view)
        self.pane.show_suggestions(suggestions)

    @property
    def words(self) -> str:
        """Everything that can be read, one text a line."""
        return "\n".join(shown_words(self.pane))

    def named(self, name: str) -> str:
        """The words of the label of that name."""
        label = self.pane.findChild(QLabel, name)
        assert isinstance(label, QLabel), name
        return label.text()

    @property
    def offered(self) -> set[CaseAction]:
        """The actions that have a button."""
        return {each for each in CaseAction if self.pane.bar.button(each).isVisibleTo(self.pane)}

    def button(self, words: str) -> QAbstractButton:
        """The one button that says this, or has it as its accessible name."""
        settle()
        found = [
            each
            for each in self.pane.findChildren(QAbstractButton)
            if words in (each.text(), each.accessibleName()) and each.isVisibleTo(self.pane)
        ]
        assert len(found) == 1, (words, [each.accessibleName() for each in found])
        return found[0]

    def press(self, words: str) -> None:
        """Press that button by keyboard."""
        button = self.button(words)
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)

    @property
    def tiles(self) -> list[PhotoTile]:
        """The photos and files that are shown."""
        settle()
        return [each for each in self.pane.findChildren(PhotoTile) if each.isVisibleTo(self.pane)]

    @property
    def viewer(self) -> PhotoViewer:
        """The open photo viewer."""
        viewer = self.pane.findChild(PhotoViewer)
        assert isinstance(viewer, PhotoViewer)
        return viewer


@dataclass(frozen=True)
class FakeReadState:
    """The city was read two minutes ago, the mailbox refuses us."""

    gaps: int = 0
    unreadable: int = 2
    left_alone: int = 31

    city_read_at: datetime | None = NOW - timedelta(minutes=2)
    city_trouble: str = ""
    city_newest_at: datetime | None = NOW - timedelta(minutes=20)
    mail_read_at: datetime | None = NOW - timedelta(hours=3)
    mail_trouble: str = "The mail server does not accept the password. Mail stays there. Sign in again."
    mailboxes: tuple[MailboxState, ...] = ()

    @property
    def wants_sign_in(self) -> tuple[MailboxState, ...]:
        return tuple(each for each in self.mailboxes if each.wants_sign_in)


@dataclass
class FakeBooks:
    """Books of the shape of ``office.mail_check`` and ``office.sync``."""

    mail: MailBooks = field(default_factory=lambda: MailBooks(1_204, 6, 31, 2, 1, 0, 1_190))
    city: CityBooks = field(default_factory=CityBooks)
    by_folder: tuple[FolderBooks, ...] = ()
    listed: dict[LedgerState, tuple[LedgerLine, ...]] = field(default_factory=dict)
    others: tuple[OtherBooks, ...] = ()
    listed_elsewhere: dict[LedgerState, tuple[LedgerLine, ...]] = field(default_factory=dict)
    reading: FakeReadState = field(default_factory=FakeReadState)
    retried: list[int] = field(default_factory=list)
    made_problems: list[int] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)
    watches: tuple[EndpointWatch, ...] = ()
    service_news: ServiceNews = field(default_factory=ServiceNews)
    marked: list[int] = field(default_factory=list)

    def check_view(self, tasks: TaskRunner) -> CheckView:
        """The check screen on these books."""
        return CheckView(
            MARIA,
            tasks,
            books=self,
            reads=self,
            watches=self,
            services=self,
            moments=moments(),
            clock=lambda: NOW,
            left_out=LEFT_OUT.types,
        )

    def books(self, actor: Actor) -> MailBooks:
        return self.mail

    def lines(self, actor: Actor, which: MailList, kind: MessageKind | None = None) -> tuple[LedgerLine, ...]:
        listed = self.listed if which.origin is MailOrigin.READ else self.listed_elsewhere
        found = chain.from_iterable(listed.values()) if which.state is None else listed.get(which.state, ())
        return tuple(each for each in found if kind in (None, each.kind))

    def other_books(self, actor: Actor) -> tuple[OtherBooks, ...]:
        return self.others

    def retry(self, actor: Actor, ledger_id: int) -> Changes:
        self.retried.append(ledger_id)
        return Changes(cases=frozenset({ledger_id}))

    def open_case(self, actor: Actor, message_id: int) -> Changes:
        self.made_problems.append(message_id)
        return Changes(cases=frozenset({message_id}))

    def nothing_to_do(self, actor: Actor, ledger_id: int) -> Changes:
        self.settled.append(ledger_id)
        return Changes()

    def folders(self, actor: Actor) -> tuple[FolderBooks, ...]:
        return self.by_folder

    def city_books(self, actor: Actor) -> CityBooks:
        return self.city

    def state(self, actor: Actor) -> FakeReadState:
        return self.reading

    def endpoints(self, actor: Actor) -> tuple[EndpointWatch, ...]:
        return self.watches

    def news(self, actor: Actor) -> ServiceNews:
        return self.service_news

    def mark_seen(self, actor: Actor, up_to: int) -> None:
        self.marked.append(up_to)
        self.service_news = replace(self.service_news, unseen=0)


def a_line(ledger_id: int, state: LedgerState, raw: Path | None = None, **changes: object) -> LedgerLine:
    """One mail in the books."""
    reasons = {
        LedgerState.UNREADABLE: "its text is in an encoding that does not exist",
        LedgerState.LEFT_ALONE: "It answers a mail we do not have.",
    }
    facts: dict[str, object] = {
        "ledger_id": ledger_id,
        "folder": "INBOX",
        "uid": 8_000 + ledger_id,
        "state": state,
        "subject": f"Alley light out, again ({ledger_id})",
        "sender": "b.nguyen@example.org",
        "at": NOW - timedelta(hours=ledger_id),
        "reason": reasons.get(state, "came in"),
        "raw": raw,
        "message_id": None,
        "case_id": None,
    }
    return LedgerLine(**(facts | changes))  # type: ignore[arg-type]  # a test names the fields


def full_books(raw: Path | None = None) -> FakeBooks:
    """A morning with two mails to look at and two gaps in the feed."""
    start = NOW - timedelta(days=2)
    gaps = (
        GapLine(start, start + timedelta(minutes=15), 3, "the answer was cut off", 4),
        GapLine(start + timedelta(hours=5), start + timedelta(hours=6), 1, "HTTP 500", 1),
    )
    return FakeBooks(
        city=CityBooks(
            received=4_211,
            inside=1_873,
            outside=2_302,
            place_unknown=36,
            ward_differs=12,
            refused=3,
            gaps=gaps,
        ),
        listed={
            LedgerState.UNREADABLE: tuple(a_line(n, LedgerState.UNREADABLE, raw) for n in (1, 2)),
            LedgerState.LEFT_ALONE: tuple(a_line(n, LedgerState.LEFT_ALONE, raw) for n in range(3, 34)),
            LedgerState.IMPORTED: (a_line(40, LedgerState.IMPORTED, raw, message_id=9, case_id=77),),
        },
        watches=three_watches(NOW),
        service_news=some_news(NOW),
    )


class CheckPage:
    """What a person sees on the 311 and mail check and does with it."""

    def __init__(self, view: CheckView) -> None:
        self.view = view

    @property
    def words(self) -> str:
        """Everything that can be read, one text a line."""
        return "\n".join(shown_words(self.view))

    @property
    def numbers(self) -> dict[str, int]:
        """The equation's buttons: the number each says before its words."""
        said = (each.accessibleName() for each in self.view.findChildren(NumberButton))
        split = (each.removesuffix(": show them").split(" ", 1) for each in said)
        return {words: int(number.replace(",", "")) for number, words in split}

    def open_list(self, words: str) -> None:
        """Press the number of that part of the books."""
        for button in self.view.findChildren(NumberButton):
            if words in button.accessibleName():
                QTest.keyClick(button, Qt.Key.Key_Space)
                return
        raise AssertionError(words)

    def press(self, words: str) -> None:
        """Press the number that says this when it is read aloud."""
        (found,) = (
            each for each in self.view.findChildren(QPushButton) if each.accessibleName().startswith(words)
        )
        QTest.keyClick(found, Qt.Key.Key_Space)

    def choose_kind(self, words: str) -> None:
        """Choose a kind of mail."""
        kinds = self.view.list.kinds
        kinds.setFocus()
        kinds.setCurrentIndex(kinds.findText(words))
        kinds.activated.emit(kinds.currentIndex())

    def button(self, words: str) -> QPushButton:
        """The button that says this."""
        found = [each for each in self.view.findChildren(QPushButton) if each.text() == words]
        assert len(found) == 1, words
        return found[0]

    @property
    def rows(self) -> list[list[str]]:
        """The table, row by row."""
        model = self.view.list.table.model()
        columns = range(model.columnCount())
        return [[str(model.index(r, c).data()) for c in columns] for r in range(model.rowCount())]

    @property
    def raw(self) -> RawView:
        """The open view of a raw mail."""
        view = self.view.findChild(RawView)
        assert isinstance(view, RawView)
        return view


def a_point(case_id: int, **changes: object) -> MapPoint:
    """A case of ours near Damen and Lawrence, each a little further north."""
    facts: dict[str, object] = {
        "case_id": case_id,
        "number": f"2026-{case_id:05}",
        "title": "Pothole in street",
        "address": "4812 N Damen Ave",
        "point": Point(41.9600 + (case_id % 97) * 1e-4, -87.6795),
        "ours": True,
        "safety": False,
    }
    return MapPoint(**(facts | changes))  # type: ignore[arg-type]  # a test names the fields


def square_ward() -> dict[str, Any]:
    """A ward of four corners around Damen and Lawrence."""
    west, south, east, north = -87.70, 41.95, -87.66, 41.98
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
