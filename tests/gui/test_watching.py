"""The banner above the queue, the looks at the endpoints, and how the check screen shows them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from tests.builders_case_view import NOW
from tests.builders_queue import MARIA
from tests.builders_watching import (
    CHICAGO,
    CITY,
    MAILBOX,
    PORTAL,
    probes_of,
    some_news,
    three_watches,
    watch_of,
)
from tests.fakes import FakeOffice, SyncStateOf
from tests.gui.case_pages import CheckPage, FakeBooks, full_books, moments, settle, shown_words
from tests.gui.inline_tasks import InlineTasks
from tests.gui.pages import WindowPage
from wardoffice.domain.actor import Actor
from wardoffice.domain.books import CityBooks, CityFindings, Paging, UpdatesAsked
from wardoffice.domain.errors import CancelledError, StoreError, WardOfficeError
from wardoffice.domain.uptime import hour_bounds
from wardoffice.domain.watching import Certificate, WatchedTime
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.check.endpoints import Endpoints
from wardoffice.gui.check.uptime_strip import UptimeStrip
from wardoffice.gui.check.watch_words import cell_words, certificate_words, error_words, uptime_words
from wardoffice.gui.notify import Notifier
from wardoffice.gui.office_window import CHECK
from wardoffice.gui.queue.feed_banner import FeedBanner
from wardoffice.gui.watching import EVERY_MILLISECONDS, Watcher
from wardoffice.gui.widgets.badge import Tone

LIMIT = timedelta(hours=24)
TWO_DAYS = timedelta(hours=48)


class TestTheBanner:
    def _banner(self, qtbot: QtBot, clock: Callable[[], datetime] = lambda: NOW) -> FeedBanner:
        banner = FeedBanner(LIMIT, clock)
        qtbot.addWidget(banner)
        return banner

    def test_a_feed_that_is_26_hours_old_is_said_with_what_is_safe_and_what_to_do(self, qtbot: QtBot) -> None:
        """P7: whoever looks at the queue knows how fresh it is."""
        banner = self._banner(qtbot)
        banner.show_facts(SyncStateOf(city_read_at=NOW, city_newest_at=NOW - timedelta(hours=26)))
        assert banner.words.startswith("The 311 feed is 26 h old")
        assert "Nothing is lost" in banner.words
        assert "ask 311 by phone" in banner.words

    def test_our_own_silence_names_its_trouble(self, qtbot: QtBot) -> None:
        banner = self._banner(qtbot)
        old = SyncStateOf(
            city_read_at=NOW - timedelta(days=4), city_trouble="The 311 system cannot be reached."
        )
        banner.show_facts(old)
        assert banner.words.startswith("311 was last read 4 days ago.")
        assert "cannot be reached" in banner.words

    def test_it_goes_by_itself_when_the_city_has_caught_up(self, qtbot: QtBot) -> None:
        banner = self._banner(qtbot)
        banner.show_facts(SyncStateOf(city_read_at=NOW, city_newest_at=NOW - timedelta(hours=26)))
        banner.show_facts(SyncStateOf(city_read_at=NOW, city_newest_at=NOW - timedelta(hours=2)))
        assert banner.words == ""

    def test_it_comes_by_itself_as_time_passes(self, qtbot: QtBot) -> None:
        time = [NOW]
        banner = self._banner(qtbot, lambda: time[0])
        banner.show_facts(SyncStateOf(city_read_at=NOW, city_newest_at=NOW))
        assert banner.words == ""
        time[0] += timedelta(hours=25)
        banner._minute.timeout.emit()
        assert "25 h" in banner.words

    def test_in_the_window_it_leads_to_the_check(self, page: WindowPage, office: FakeOffice) -> None:
        office.facts = SyncStateOf(city_newest_at=NOW - timedelta(days=30))
        page.office.sync.read_facts()
        assert page.office.banner.isVisible()
        page.office.banner.check_asked.emit()
        assert page.screen() == CHECK


class MadeUpWatch:
    """Notes what was asked; raises what it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.trouble: WardOfficeError | None = None

    def probe(self, actor: Actor, cancelled: Callable[[], bool], *, asked: bool = False) -> tuple[()]:
        self.asked.append("all" if asked else "due")
        if self.trouble is not None:
            raise self.trouble
        return ()

    def read_definitions(self, actor: Actor, cancelled: Callable[[], bool]) -> int:
        self.asked.append("definitions")
        return 0


class TestTheWatcher:
    def _watcher(self, watch: MadeUpWatch, notifier: Notifier) -> Watcher:
        return Watcher(watch, watch, tasks=InlineTasks(notifier.error), notifier=notifier, actor=MARIA)

    def test_it_looks_every_ten_minutes_and_reads_some_definitions_after(self, notifier: Notifier) -> None:
        watch = MadeUpWatch()
        watcher = self._watcher(watch, notifier)
        assert EVERY_MILLISECONDS == 600_000
        watcher._timer.timeout.emit()
        assert watch.asked == ["due", "definitions"]

    def test_a_person_who_asks_gets_a_look_at_all_and_is_told_when_it_ends(
        self, qtbot: QtBot, notifier: Notifier
    ) -> None:
        watch = MadeUpWatch()
        watcher = self._watcher(watch, notifier)
        told: list[bool] = []
        watcher.looking.connect(told.append)
        with qtbot.waitSignal(watcher.seen):
            watcher.look_now()
        assert watch.asked[0] == "all"
        assert told == [True, False]

    def test_trouble_of_our_own_data_is_said_only_to_who_asked(self, notifier: Notifier) -> None:
        watch = MadeUpWatch()
        watch.trouble = StoreError("The data could not be written.")
        watcher = self._watcher(watch, notifier)
        watcher.look()
        assert notifier.isHidden()
        watcher.look_now()
        assert "could not be written" in notifier.accessibleName()
        watch.trouble = None
        watcher.look()
        assert watch.asked[-1] == "definitions", "one failed look does not end the looking"
        notifier.close_one()

    def test_being_stopped_is_no_trouble(self, notifier: Notifier) -> None:
        watch = MadeUpWatch()
        watch.trouble = CancelledError()
        self._watcher(watch, notifier).look_now()
        assert notifier.isHidden()


class TestTheWords:
    def _time(self, watched: float, up: float) -> WatchedTime:
        return WatchedTime(NOW - TWO_DAYS, NOW, timedelta(hours=watched), timedelta(hours=up))

    @pytest.mark.parametrize(
        ("watched", "up", "words"),
        [
            (0, 0, "Not watched in the last 48 hours"),
            (31.2, 31.2, "Answered always while we watched: 31 of 48 hours"),
            (31.9, 31.8, "Answered 99% of the time we watched: 31 of 48 hours"),
            (40, 0, "Answered 0% of the time we watched: 40 of 48 hours"),
            (40, 0.1, "Answered less than 1% of the time we watched: 40 of 48 hours"),
            (0.4, 0.4, "Answered always while we watched: less than 1 of 48 hours"),
        ],
    )
    def test_uptime_is_never_rounded_up_and_names_the_time_it_is_of(
        self, watched: float, up: float, words: str
    ) -> None:
        """P7: a number prints its definition."""
        assert uptime_words(self._time(watched, up), TWO_DAYS) == words

    def test_errors_are_never_rounded_down(self) -> None:
        watch = watch_of(CITY, NOW, probes_of(CITY, NOW, hours=40, down=(3,)))
        assert error_words(watch) == "2 of 480 questions in 48 hours (1%)"

    def test_every_kind_of_cell_has_words_of_its_own(self) -> None:
        start, hour = hour_bounds(NOW)[0], timedelta(hours=1)
        cells = [
            WatchedTime(start, start + hour, watched, up)
            for watched, up in ((hour * 0, hour * 0), (hour, hour), (hour, hour * 0), (hour, hour / 2))
        ]
        words = [cell_words(each, moments()).partition(": ")[2] for each in cells]
        assert words == [
            "not watched",
            "answered, 60 minutes watched",
            "did not answer, 60 minutes watched",
            "answered 50% of the 60 minutes watched",
        ]

    @pytest.mark.parametrize(
        ("certificate", "tone"),
        [
            (Certificate(trusted=True, ends_at=NOW + timedelta(days=200)), Tone.QUIET),
            (Certificate(trusted=True, ends_at=NOW + timedelta(days=9)), Tone.WAITING),
            (Certificate(trusted=True, ends_at=NOW - timedelta(days=1)), Tone.DANGER),
            (Certificate(trusted=False, reason="self-signed certificate"), Tone.DANGER),
        ],
    )
    def test_a_certificate_is_as_bad_as_it_is(self, certificate: Certificate, tone: Tone) -> None:
        assert certificate_words(certificate, Moments(CHICAGO, lambda: NOW), NOW)[1] is tone


class TestTheScreen:
    def _page(self, qtbot: QtBot, books: FakeBooks) -> CheckPage:
        view = books.check_view(InlineTasks(_fail))
        qtbot.addWidget(view)
        view.resize(1208, 720)
        with qtbot.waitExposed(view):
            view.show()
        view.refresh()
        return CheckPage(view)

    def test_each_endpoint_says_whether_it_answers_and_what_is_wrong(self, qtbot: QtBot) -> None:
        words = self._page(qtbot, full_books()).words
        for said in (
            "answers with an error",
            "The mail server does not accept the password.",
            "http only",
            "128 or more in 2 days",
            "it ends in 9 days",
            "not looked at yet",
            "of 48 hours",
            "of 30 days",
        ):
            assert said in words

    def test_an_office_without_endpoints_says_so(self, qtbot: QtBot) -> None:
        assert "Nothing is set up yet that could be looked at." in self._page(qtbot, FakeBooks()).words

    @pytest.mark.qt_log_ignore("This plugin does not support (raise|propagateSizeHints)", extend=True)
    def test_each_cell_of_a_strip_is_told_by_the_arrow_keys(self, qtbot: QtBot) -> None:
        """Nothing is told by colour alone, and everything by keyboard."""
        endpoints = Endpoints(moments(), lambda: NOW)
        qtbot.addWidget(endpoints)
        endpoints.show_watches(three_watches(NOW))
        with qtbot.waitExposed(endpoints):
            endpoints.show()
        hours, days = endpoints.cards[0].findChildren(UptimeStrip)
        assert (len(hours.cells), len(days.cells)) == (48, 30)
        assert "Answered 96% of the time" in hours.accessibleDescription()
        hours.setFocus()
        QTest.keyClick(hours, Qt.Key.Key_Left)
        assert hours.accessibleDescription() == hours.cells[-1]
        for _ in range(60):
            QTest.keyClick(hours, Qt.Key.Key_Left)
        assert hours.accessibleDescription() == hours.cells[0]
        assert hours.cells[0].endswith("not watched")
        QToolTip.hideText()

    def test_a_strip_looks_different_for_each_state_without_its_colours(self, qtbot: QtBot) -> None:
        endpoints = Endpoints(moments(), lambda: NOW)
        qtbot.addWidget(endpoints)
        looked = probes_of(CITY, NOW, hours=5, down=range(6, 20))
        endpoints.show_watches((watch_of(CITY, NOW, looked), watch_of(MAILBOX, NOW), watch_of(PORTAL, NOW)))
        endpoints.resize(1_800, 400)
        with qtbot.waitExposed(endpoints):
            endpoints.show()
        strip = endpoints.cards[0].findChildren(UptimeStrip)[0]
        picture = strip.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        ratio, wide = picture.devicePixelRatio(), picture.width() / 48
        ground = picture.pixel(int(3.4 * wide), picture.height() // 2)

        def ink(cell: int) -> int:
            x = int((cell + 0.4) * wide)
            return sum(picture.pixel(x, y) != ground for y in range(int(picture.height() / ratio)))

        unwatched, down, up = ink(3), ink(45), ink(47)
        assert 0 < unwatched < down < up

    def test_what_was_found_out_and_what_was_mended_is_there_with_its_counts(self, qtbot: QtBot) -> None:
        found = CityFindings(page_size=128, paging=Paging.OBEYED, updates=UpdatesAsked.IGNORED)
        city = CityBooks(
            received=7, inside=5, left_out=2, missing=1, found=found, not_read=("The list of types failed.",),
            repairs={"status not in lower case": 4_211, "coordinates 0, 0 left empty": 3},
        )  # fmt: skip
        words = self._page(qtbot, FakeBooks(city=city)).words
        for said in (
            "128 records at a time; it turns pages as it is asked",
            "does not heed the question what changed",
            "4,214 things were mended",
            "4,211",
            "status not in lower case",
            "2\nleft out",
            "1\nno longer listed",
            "The list of types failed.",
        ):
            assert said in words

    def test_changes_of_the_list_are_told_with_their_day_until_they_are_seen(self, qtbot: QtBot) -> None:
        books = full_books()
        page = self._page(qtbot, books)
        for said in (
            "2 changes that nobody has marked as seen.",
            "Missed Garbage Pick-Up Complaint is now called Missed Garbage Pick-Up",
            "Water in Basement: from Water to Sewers",
            "Pothole in Street: was Where is it?",
            "new to us",
        ):
            assert said in page.words
        page.button("We have seen these").click()
        assert books.marked == [60]
        assert not page.button("We have seen these").isVisible()

    def test_a_long_history_shows_its_newest_and_the_rest_at_a_click(self, qtbot: QtBot) -> None:
        books, news = full_books(), some_news(NOW)
        many = tuple(
            replace(
                news.lines[0], change_id=number, change=replace(news.lines[0].change, name=f"Type {number}")
            )
            for number in range(30, 0, -1)
        )
        books.service_news = replace(news, lines=many, count=30, unseen=0)
        page = self._page(qtbot, books)
        assert "Type 11" in page.words
        assert "Type 10\n" not in page.words
        page.button("Show 10 more").click()
        settle()
        assert "Type 1" in shown_words(page.view)

    def test_a_look_that_goes_on_is_said_on_its_button(self, qtbot: QtBot) -> None:
        page = self._page(qtbot, full_books())
        with qtbot.waitSignal(page.view.look_asked):
            page.button("Look at them now").click()
        page.view.show_looking(True)
        assert not page.button("Looking ...").isEnabled()
        page.view.show_looking(False)
        assert page.button("Look at them now").isEnabled()


def _fail(error: WardOfficeError) -> None:
    raise error
