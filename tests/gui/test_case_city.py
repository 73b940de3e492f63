"""What the case says of the city's closings: why, what they hang on, and never "done" by itself (P6)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders_case_view import NOW, a_case, a_city_record, a_closing, a_person, a_photo
from tests.gui.case_pages import CasePanePage, moments
from tests.gui.inline_tasks import InlineTasks
from tests.gui.map_pages import MapBeside
from wardoffice.domain.case_view import CityView
from wardoffice.domain.closing_view import ChainEnd, ChainLink, ClosingView, DuplicateChain, FollowOnView
from wardoffice.domain.closings import Closing, ClosingKind, CrewSign, ReadFrom
from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.expected_time import ExpectedTime
from wardoffice.domain.portal import BothSources, Difference, Freshness, PortalFacts, SideBySide
from wardoffice.domain.service_requests import CityNote, CityStatus
from wardoffice.gui.case.closing_words import closing_sentences, kind_words, status_badge
from wardoffice.gui.case.next_step import next_step
from wardoffice.gui.case.pane import CasePane

K = ClosingKind


@pytest.fixture
def page(qtbot: QtBot) -> CasePanePage:
    pane = CasePane(InlineTasks(_fail), moments(), MapBeside())
    qtbot.addWidget(pane)
    pane.show()
    return CasePanePage(pane)


def _fail(error: WardOfficeError) -> None:
    raise error


def closed(closing: ClosingView) -> CityView:
    return a_city_record(status=CityStatus.CLOSED, closed_at=NOW, closing=closing)


def alley_light(*, still_open: bool = True, kind: ClosingKind = K.OPEN) -> ChainLink:
    status = CityStatus.OPEN if kind is K.OPEN else CityStatus.CLOSED
    return ChainLink("SR14-00000009", "Alley Light Out", status, kind, still_open, None, 9)


def counted(*links: ChainLink, end: ChainEnd = ChainEnd.ROOT, missing: str = "") -> ClosingView:
    waits = any(each.still_open for each in links)
    return a_closing(K.DUPLICATE, chain=DuplicateChain(links, end, missing), still_open=waits)


def restored(*, over: bool = False) -> FollowOnView:
    return FollowOnView("SR26-90000001", "Restore Pavement", "Water Management", NOW, over)


@pytest.mark.parametrize(
    ("sign", "said"),
    [
        (CrewSign.CHANNEL, "It came as “In House” and was closed within a day."),
        (CrewSign.DEPARTMENT, "CDOT made it itself and closed it within a day."),
    ],
)
def test_why_a_row_is_taken_for_a_crews_own_is_said(sign: CrewSign, said: str) -> None:
    crew = ClosingView(Closing(K.WORK_DONE, crew=True, crew_sign=sign), still_open=False)
    sentences = closing_sentences(replace(closed(crew), channel="In House"))
    assert sentences[1:] == ("A crew wrote this down for its own work; no resident asked for it.", said)


def test_the_card_shows_what_only_the_portal_tells(page: CasePanePage) -> None:
    facts = PortalFacts("Streets and Sanitation", "311 City Services", "Phone Call", "18-01234567")
    side = SideBySide(
        "SR26-01879950", Difference.SAME, CityStatus.OPEN, NOW, CityStatus.OPEN, "Open", NOW, facts=facts
    )
    record = a_city_record(channel="phone", both=BothSources(side, Freshness(NOW, NOW, NOW)))
    page.show(a_case(city=(record,)))
    words = page.words.split("\n")
    for name, value in (
        ("Came by", "Phone Call"),
        ("Logged by", "311 City Services"),
        ("On the portal", "Streets and Sanitation"),
        ("Old number", "18-01234567"),
    ):
        assert words[words.index(name) + 1] == value
    assert "Changed there" in words


def test_the_card_says_nothing_twice(page: CasePanePage) -> None:
    facts = PortalFacts("cdot", "CDOT", "", "18-01234567")
    side = SideBySide("SR26-01879950", Difference.SAME, CityStatus.OPEN, NOW, CityStatus.OPEN, facts=facts)
    both = BothSources(side, Freshness(NOW, NOW, NOW))
    page.show(a_case(city=(a_city_record(both=both, former_numbers=("18-01234567",)),)))
    assert not {"Came by", "Logged by", "On the portal", "Changed there", "Old number"} & set(
        page.words.split("\n")
    )


@pytest.mark.parametrize(
    ("closing", "said"),
    [
        (a_closing(K.WORK_DONE), "The city says the work was done."),
        (a_closing(K.NOTHING_FOUND), "The city says it found no work to do."),
        (a_closing(K.CANCELED), "The city canceled it; no work was done."),
        (a_closing(K.NO_REASON), "The city closed it and told no reason."),
        (a_closing(K.TRANSFERRED), "The city passed it on."),
        (
            a_closing(K.TRANSFERRED, follow_ons=(restored(),), still_open=True),
            "The city passed it on to Water Management, where it is still open.",
        ),
        (
            a_closing(K.TRANSFERRED, follow_ons=(restored(over=True),)),
            "The city passed it on to Water Management, which closed its part.",
        ),
        (
            counted(alley_light()),
            "The city closed it as a duplicate of SR14-00000009 (Alley Light Out, still open).",
        ),
        (
            counted(alley_light(still_open=False, kind=K.NOTHING_FOUND)),
            "The city closed it as a duplicate of SR14-00000009 (Alley Light Out, nothing found to do).",
        ),
        (
            counted(replace(alley_light(), number="SR14-00000008", closing=K.DUPLICATE), alley_light()),
            (
                "The city closed it as a duplicate of SR14-00000008, and that leads to SR14-00000009 "
                "(Alley Light Out, still open)."
            ),
        ),
        (
            counted(alley_light(kind=K.TRANSFERRED)),
            (
                "The city closed it as a duplicate of SR14-00000009 (Alley Light Out, closed, but goes on"
                " elsewhere)."
            ),
        ),
        (
            counted(end=ChainEnd.NOT_HERE, missing="SR14-1"),
            "The city closed it as a duplicate of SR14-1, which is not here: it may lie in another ward.",
        ),
        (
            counted(end=ChainEnd.UNNAMED),
            "The city closed it as a duplicate and does not say of which request.",
        ),
        (
            counted(end=ChainEnd.CIRCLE, missing="SR14-1"),
            "The city closed it as a duplicate in a circle: it leads back to SR14-1.",
        ),
    ],
)
def test_a_closing_is_told_in_a_sentence(closing: ClosingView, said: str) -> None:
    assert closing_sentences(closed(closing))[0] == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0.5, "Closed less than a minute after it was opened: often nobody has been there."),
        (1, "Closed 1 minute after it was opened: often nobody has been there."),
        (4, "Closed 4 minutes after it was opened: often nobody has been there."),
    ],
)
def test_what_was_closed_within_minutes_says_how_many(minutes: float, said: str) -> None:
    closing = ClosingView(
        Closing(K.WITHIN_MINUTES, ReadFrom.TIMES, lasted=timedelta(minutes=minutes)), still_open=False
    )
    assert closing_sentences(closed(closing)) == (said,)


def test_more_that_belongs_to_a_closing_follows_it() -> None:
    crew = ClosingView(Closing(K.WORK_DONE, ReadFrom.NOTE, "Completed", crew=True), still_open=False)
    said = closing_sentences(closed(replace(crew, part_of="SR26-00000007", follow_ons=(restored(),))))
    assert said == (
        "The city says the work was done.",
        "A crew wrote this down for its own work; no resident asked for it.",
        "It says: “Completed”",
        "It is not over: what the city made of it is still open.",
        "It is part of SR26-00000007.",
    )
    again = a_city_record(closing=ClosingView(Closing(K.REOPENED)))
    assert closing_sentences(again) == ("The city closed it once and opened it again.",)
    assert closing_sentences(a_city_record()) == ()


def test_every_kind_has_words_and_only_work_done_says_done() -> None:
    """P6: closed is never done."""
    assert [kind for kind in K if "done" in kind_words(kind)] == [K.WORK_DONE]
    assert len({kind_words(kind) for kind in K}) == len(K)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (a_city_record(), "Open at the city"),
        (a_city_record(closing=ClosingView(Closing(K.REOPENED))), "Opened again by the city"),
        (a_city_record(status=CityStatus.UNKNOWN), "Status not clear"),
        (closed(a_closing()), "Closed by the city"),
        (closed(counted(alley_light())), "Counted into an open request"),
        (closed(a_closing(K.WORK_DONE, still_open=True)), "Closed, but goes on elsewhere"),
    ],
)
def test_the_badge_says_how_it_stands(record: CityView, words: str) -> None:
    assert status_badge(record)[0] == words


@pytest.mark.parametrize(
    ("closing", "words"),
    [
        (a_closing(), "The city closed it: see whether it is really done"),
        (a_closing(K.WITHIN_MINUTES), "The city closed it within minutes: see whether anybody was there"),
        (a_closing(K.NOTHING_FOUND), "The city found nothing to do: see whether it is still there"),
        (a_closing(K.CANCELED), "The city canceled it: see whether it is still there"),
        (counted(alley_light()), "Waiting on the city: it closed this one, but it goes on elsewhere"),
    ],
)
def test_the_next_step_follows_from_what_the_closing_means(closing: ClosingView, words: str) -> None:
    told = a_person(owed_since=None, answered_at=NOW)
    view = a_case(people=(told,), city=(closed(closing),), assignee_id=4)
    assert next_step(view, moments()).words == words


def test_the_other_requests_are_listed_and_open_at_a_click(page: CasePanePage, qtbot: QtBot) -> None:
    middle = replace(alley_light(kind=K.DUPLICATE), number="SR14-00000008", case_id=None)
    closing = counted(middle, alley_light())
    page.show(a_case(city=(closed(replace(closing, follow_ons=(restored(),))),)))
    assert "SR14-00000008 (Alley Light Out, counted into another request)" in page.words
    assert "SR14-00000009 (Alley Light Out, still open)" in page.words
    assert "Restore Pavement SR26-90000001 at Water Management, still open" in page.words
    assert "Open SR14-00000008" not in page.words, "that case may not be seen by everybody"
    with qtbot.waitSignal(page.pane.case_asked) as asked:
        page.button("Open SR14-00000009").click()
    assert asked.args == [9]


def test_notes_tell_where_it_was_passed_on(page: CasePanePage) -> None:
    notes = (
        CityNote(NOW, "follow_on_created", "Follow-on made", "", "SR26-9", "Restore Pavement", "Water"),
        CityNote(NOW, "follow_on_closed", "Follow-on closed", "", "SR26-9", "Restore Pavement", "Water"),
    )
    page.show(a_case(city=(a_city_record(notes=notes),)))
    assert "Passed on to Water · Restore Pavement SR26-9" in page.words
    assert "Water closed its part · Restore Pavement SR26-9" in page.words


def test_the_citys_photos_are_links_until_somebody_asks_for_one(page: CasePanePage, qtbot: QtBot) -> None:
    """P8: nothing is loaded by itself."""
    one, other = "https://city.example/1.jpg", "https://city.example/2.jpg"
    case = a_case(city=(a_city_record(media_urls=(one, other)),), attachments=())
    page.show(case)
    with qtbot.waitSignal(page.pane.city_photo_asked) as asked:
        page.button("Get photo 2 of the city").click()
    assert asked.args == [1, other]
    assert not page.button("Get photo 2 of the city").isEnabled()
    page.pane.city.photo_failed()
    assert page.button("Get photo 2 of the city").isEnabled(), "it failed: it can be asked for again"
    fetched = a_photo(5, Path("city.jpg"), source_url=other)
    page.show(replace(case, attachments=(fetched,)))
    assert "The city's photo is among the photos." in page.words
    assert page.button("Get the city's photo")


def test_how_long_it_usually_takes_stands_with_the_city_and_not_with_the_next_problem(
    page: CasePanePage,
) -> None:
    usually = ExpectedTime(half_days=9, most_days=24, requests=248, open=31)
    page.show(a_case(city=(a_city_record(),)))
    page.pane.show_expected(usually)
    words = page.words
    assert "Usually 9 days, 1 in 5 takes over 3 weeks" in words
    assert "from 248 requests of this type here in a year, 31 of them open" in words
    page.show(a_case(city=(a_city_record(),)))
    assert "Usually 9 days, 1 in 5 takes over 3 weeks" in page.words
    page.show(a_case(case_id=99, city=(a_city_record(),)))
    assert "Usually" not in page.words
