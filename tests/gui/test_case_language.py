"""Every word a person reads on these screens goes through the language, and nothing else does."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from enum import Enum
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.builders_case_view import NOW, a_case, a_city_record, a_rich_case, a_suggestion
from tests.gui.case_pages import (
    CasePanePage,
    FakeBooks,
    a_point,
    drawn_pictures,
    full_books,
    moments,
    shown_words,
)
from tests.gui.inline_tasks import InlineTasks
from tests.gui.map_pages import MapBeside
from wardoffice.domain.books import LedgerState, MailList
from wardoffice.domain.cases import CaseStatus, FinishReason
from wardoffice.domain.places import Place, PlaceSource
from wardoffice.domain.service_requests import CityStatus
from wardoffice.gui.case.pane import CasePane
from wardoffice.gui.map.screen import MapScreen
from wardoffice.language import PSEUDO, use_language
from wardoffice.office.density import density
from wardoffice.office.map_marks import marked


@pytest.fixture(autouse=True)
def _pseudo() -> Iterator[None]:
    use_language(PSEUDO)
    yield
    use_language("en")


_HORIZONTAL = Qt.Orientation.Horizontal


def _fail(error: Exception) -> None:
    raise AssertionError(error)


def _foreign(value: object) -> Iterator[str]:
    """Every text in a value that came from outside: those are shown as they are."""
    if isinstance(value, Enum):
        return
    if isinstance(value, str):
        yield value
        yield from value.splitlines()
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _foreign(each)
    elif isinstance(value, dict):
        yield from _foreign(list(value.values()))
    elif is_dataclass(value):
        for each in fields(value):
            yield from _foreign(getattr(value, each.name))


def _untranslated(root: QWidget, *data: object) -> list[str]:
    known = sorted({each for one in data for each in _foreign(one) if each}, key=len, reverse=True)
    left = []
    for words in shown_words(root):
        rest = words
        for each in known:
            rest = rest.replace(each, "")
        while (inner := re.sub(r"⟦[^⟦⟧]*⟧", "", rest)) != rest:
            rest = inner
        if re.search(r"[A-Za-z]", rest):
            left.append(words)
    return left


@pytest.mark.parametrize("source", list(PlaceSource))
def test_no_plain_english_is_left_on_the_case_pane(qtbot: QtBot, tmp_path: Path, source: PlaceSource) -> None:
    pane = CasePane(InlineTasks(_fail), moments(), MapBeside())
    qtbot.addWidget(pane)
    page = CasePanePage(pane)
    pane.show()
    assert _untranslated(pane) == []
    rich = a_rich_case(drawn_pictures(tmp_path))
    closed = a_city_record(status=CityStatus.CLOSED, closed_at=NOW - timedelta(days=400))
    for view in (
        rich,
        replace(rich, safety=True, restricted=True, place=Place(None, "", source)),
        replace(rich, status=CaseStatus.FINISHED, finish_reason=FinishReason.REFERRED, finished_at=NOW),
        a_case(ours=False, people=(), messages=(), requests=(), city=(closed,)),
    ):
        suggested = (a_suggestion(98), a_suggestion(99, strong=False))
        page.show(view, suggested)
        assert _untranslated(pane, view, suggested) == []
    page.show(rich)
    viewer = pane.open_photo(1)
    assert viewer is not None
    assert _untranslated(viewer, rich) == []


@pytest.mark.parametrize("state", list(LedgerState))
def test_no_plain_english_is_left_on_the_check_screen(qtbot: QtBot, state: LedgerState) -> None:
    for books in (full_books(), FakeBooks()):
        view = books.check_view(InlineTasks(_fail))
        qtbot.addWidget(view)
        view.show()
        view.refresh()
        view.open_list(MailList(state))
        names = [str(view.list.table.model().headerData(n, _HORIZONTAL)) for n in range(5)]
        foreign = (books.listed, books.city, books.reading, books.watches, books.service_news)
        assert _untranslated(view, *foreign) == []
        assert all(each.startswith("⟦") for each in names)


def test_no_plain_english_is_left_on_the_map_screen(qtbot: QtBot) -> None:
    screen = MapScreen(MapBeside())
    qtbot.addWidget(screen)
    screen.show()
    for points in ((), (a_point(1),)):
        screen.show_marked(marked(points), density(points), without=4)
        screen.show_selected(tuple(each.case_id for each in points))
        assert _untranslated(screen, points) == []
