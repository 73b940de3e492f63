"""The case pane: people before plumbing, every word plain, every action by keyboard."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QObject, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.builders_case_view import (
    NOW,
    a_case,
    a_city_record,
    a_message,
    a_person,
    a_photo,
    a_request,
    a_rich_case,
    a_suggestion,
)
from tests.gui.case_pages import CasePanePage, drawn_pictures, moments, settle
from tests.gui.inline_tasks import InlineTasks
from wardoffice.domain.case_view import AbsorbedView, CaseView, CityView, FieldChange, HistoryLine, NoteView
from wardoffice.domain.cases import CaseStatus, FinishReason
from wardoffice.domain.pictures import Rank
from wardoffice.domain.places import Place
from wardoffice.domain.service_requests import CityStatus
from wardoffice.domain.wards import WardOffice
from wardoffice.gui.case.case_action import CaseAction, offered
from wardoffice.gui.case.drop_area import DropArea
from wardoffice.gui.case.next_step import next_step
from wardoffice.gui.case.pane import CasePane
from wardoffice.gui.case.photo_tile import PhotoTile


def _fail(error: Exception) -> None:
    raise AssertionError(error)


@pytest.fixture
def page(qtbot: QtBot) -> CasePanePage:
    pane = CasePane(InlineTasks(_fail), moments())
    qtbot.addWidget(pane)
    pane.resize(760, 760)
    with qtbot.waitExposed(pane):
        pane.show()
    return CasePanePage(pane)


def test_a_photo_is_told_by_its_hour_where_its_name_would_be_cut_to_nothing(page: CasePanePage) -> None:
    taken = datetime(2026, 11, 20, 16, 28)  # noqa: DTZ001 - a camera's own clock
    photo = a_photo(1, Path("photo.jpg"), filename="PXL_20261120_162800000.jpg", taken_at=taken)
    page.show(a_case(attachments=(photo,)))
    (tile,) = page.pane.findChildren(PhotoTile)
    measures = tile.fontMetrics()
    whole = f"{tile.attachment.filename} · 4:28 PM"
    assert tile.caption(measures, measures.horizontalAdvance(whole) + 2) == whole
    assert tile.caption(measures, measures.horizontalAdvance("PX…pg · 4:28 PM") + 2) == "4:28 PM"


def test_without_a_case_it_says_what_would_stand_here(page: CasePanePage) -> None:
    page.pane.show_case(None)

    assert "No problem chosen" in page.words
    assert page.offered == set()


def test_the_head_says_what_where_since_when_and_how_the_place_is_known(page: CasePanePage) -> None:
    page.show(a_case())

    assert page.named("caseTitle") == "Pothole in street, 4812 N Damen Ave"
    assert page.named("caseFacts") == (
        "2026-04127 · since Mon Nov 23, 7:14 AM · Ward 47 · place from the photo"
    )
    assert "Nobody has it yet" in page.words


def test_an_owed_answer_is_the_next_step_and_its_button_is_the_filled_one(page: CasePanePage) -> None:
    """P6: everyone who told us is owed an answer until one is logged."""
    page.show(a_case(due_at=NOW + timedelta(hours=3)))

    assert page.named("nextStep") == "Next: Answer Jan Kowalski by Mon Nov 23"
    filled = [each for each in CaseAction if page.pane.bar.button(each).property("primary")]
    assert filled == [CaseAction.REPLY]
    assert "Nobody has answered" in page.words
    assert "Owed an answer since Sun Nov 22" in page.words


def test_who_has_no_mail_address_is_called_and_that_is_logged(page: CasePanePage) -> None:
    page.show(a_case(people=(a_person(email=""),)))
    filled = [each for each in CaseAction if page.pane.bar.button(each).property("primary")]
    assert filled == [CaseAction.ANSWER]


def test_a_city_closure_is_never_called_finished(page: CasePanePage) -> None:
    """P6: the city's "closed" is checked before anyone is told."""
    told = a_person(owed_since=None, answered_at=NOW)
    closed = a_city_record(status=CityStatus.CLOSED, status_text="Completed", closed_at=NOW)
    page.show(a_case(people=(told,), city=(closed,)))

    assert "Closed by the city" in page.words
    assert "We are done" not in page.words
    assert page.named("nextStep") == "Next: The city closed it: see whether it is really done"


def test_our_own_finish_says_why_and_when_and_offers_to_reopen(page: CasePanePage) -> None:
    told = a_person(owed_since=None, answered_at=NOW)
    page.show(
        a_case(
            people=(told,),
            status=CaseStatus.FINISHED,
            finish_reason=FinishReason.SEEN_DONE,
            finished_at=NOW,
        )
    )

    assert "We are done: seen done, Mon Nov 23." in page.words
    assert CaseAction.REOPEN in page.offered
    assert CaseAction.FINISH not in page.offered


def test_wards_that_differ_are_both_named(page: CasePanePage) -> None:
    page.show(a_case(city=(a_city_record(ward=48, ward_by_polygon=47),)))

    assert "311 says ward 48, the map says 47" in page.words


def test_a_watched_case_says_so_and_can_be_taken(page: CasePanePage) -> None:
    page.show(a_case(ours=False, people=(), messages=(), requests=(a_request(message_id=None),)))

    assert "nobody asked us about it" in page.words
    assert CaseAction.TAKE in page.offered
    assert CaseAction.ANSWER not in page.offered
    assert CaseAction.SPLIT not in page.offered


def test_safety_and_restriction_stand_above_all(page: CasePanePage) -> None:
    page.show(a_case(safety=True, safety_words="Call 911, then ComEd", restricted=True))

    assert "Danger. Call 911, then ComEd" in page.words
    assert "only the people named for it see this problem" in page.words


@pytest.mark.parametrize("action", list(CaseAction))
def test_every_action_is_asked_for_by_its_button(
    page: CasePanePage, qtbot: QtBot, action: CaseAction
) -> None:
    finished = action is CaseAction.REOPEN
    page.show(
        a_case(
            ours=action is not CaseAction.TAKE,
            status=CaseStatus.FINISHED if finished else CaseStatus.OPEN,
            people=(a_person(),),
            elsewhere=WardOffice(32) if action is CaseAction.HAND_OVER else None,
        )
    )

    with qtbot.waitSignal(page.pane.action_asked) as asked:
        page.press(page.pane.bar.button(action).text())
    assert asked.args == [action]


def test_a_mail_is_shown_as_plain_text_and_nothing_in_it_is_loaded(page: CasePanePage) -> None:
    """P8: no remote content is loaded from a mail, ever."""
    evil = '<img src="http://tracker.example/x.png"><b>Hole</b> on <a href="http://evil.example">Damen</a>'
    names = a_message(text=evil, whole_text=f"{evil}\nmore", subject=evil, sender_name=evil)
    page.show(
        a_case(
            title=evil,
            place=Place(address=evil),
            messages=(names,),
            people=(a_person(name=evil),),
            city=(a_city_record(status_notes=evil, agency=evil),),
        ),
        (a_suggestion(9, title=evil, reasons=(evil,)),),
    )

    assert page.words.count(evil) >= 8
    labels = page.pane.findChildren(QLabel)
    rich = [each.text() for each in labels if "<img" in each.text() and each.textFormat().name != "PlainText"]
    assert rich == []
    for text_box in page.pane.findChildren(QPlainTextEdit):
        assert "<b>Hole</b>" in text_box.toPlainText()


def test_the_whole_mail_is_one_press_away_and_back(page: CasePanePage) -> None:
    page.show(a_case())
    assert "Sent from my phone" not in page.words

    page.press("Show whole mail")
    assert "Sent from my phone" in page.words

    page.press("Show only their words")
    assert "Sent from my phone" not in page.words


def test_a_mail_of_several_problems_names_each_and_opens_the_others(page: CasePanePage, qtbot: QtBot) -> None:
    requests = (a_request(1, description="Hole"), a_request(2, case_id=8, description="Rats"))
    page.show(a_case(messages=(a_message(requests=requests),)))

    assert "2 problems in one" in page.words
    with qtbot.waitSignal(page.pane.case_asked) as asked:
        page.press("Open the problem of part 2")
    assert asked.args == [8]


def test_a_reply_says_what_it_is_and_why_it_is_here(page: CasePanePage, tmp_path: Path) -> None:
    page.show(a_rich_case(drawn_pictures(tmp_path)))

    assert "reply: it answers our mail · here because: our number in the subject" in page.words


def test_of_forty_messages_the_newest_stand_and_the_rest_come_at_a_press(page: CasePanePage) -> None:
    many = tuple(a_message(n, at=NOW - timedelta(hours=40 - n), subject=f"Letter {n}") for n in range(40))
    page.show(a_case(messages=many))
    assert "Letter 39" in page.words
    assert "Letter 3\n" not in page.words

    page.press("Show 36 earlier messages")
    assert "Letter 3\n" in page.words


def test_forty_of_everything_are_folded_and_all_of_them_can_be_shown(page: CasePanePage) -> None:
    """P10: one letter that forty people sent must not stop the window."""
    forty = range(40)
    page.show(
        a_case(
            city=tuple(a_city_record(f"SR26-{n:08}") for n in forty),
            people=tuple(a_person(n, name=f"Person {n}") for n in forty),
            notes=tuple(NoteView(1, f"Word {n}", "Joe", NOW) for n in forty),
            absorbed=tuple(AbsorbedView(n + 2, f"2026-1{n:04}", "Letter", "", 1) for n in forty),
            history=tuple(
                HistoryLine(n, NOW, "Joe", f"Deed {n}", (), undone=False, can_undo=False) for n in forty
            ),
        )
    )
    assert len(page.pane.findChildren(QWidget)) < 400

    for more in (
        "Show 37 more requests",
        "Show 34 more people",
        "Show 35 earlier notes",
        "Show 35 earlier ones",
        "Show 34 earlier lines",
    ):
        page.press(more)
    words = page.words
    for number in forty:
        for each in (f"SR26-{number:08}", f"Person {number}", f"Word {number}", f"Deed {number}"):
            assert each in words
        assert f"2026-1{number:04}" in words


def test_a_likely_logo_is_folded_away_and_never_dropped(page: CasePanePage, tmp_path: Path) -> None:
    picture = drawn_pictures(tmp_path, 1)[0]
    logo = a_photo(2, picture, rank=Rank.LOGO, filename="image001.png")
    page.show(a_case(attachments=(a_photo(1, picture), logo)))
    assert [tile.attachment.attachment_id for tile in page.tiles] == [1]

    page.press("1 small picture, perhaps a logo")
    assert [tile.attachment.attachment_id for tile in page.tiles] == [1, 2]
    assert all(tile.has_picture for tile in page.tiles)


def test_a_photo_that_cannot_be_read_stands_with_its_trouble(page: CasePanePage, tmp_path: Path) -> None:
    """P8: bad input gives a clear sentence and loses nothing."""
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture")
    page.show(a_case(attachments=(a_photo(1, broken, trouble="the picture is cut off"),)))

    assert len(page.tiles) == 1
    assert not page.tiles[0].has_picture
    assert "the picture is cut off" in page.words


def test_dropped_files_are_named_and_web_addresses_are_not_fetched(page: CasePanePage, qtbot: QtBot) -> None:
    page.show(a_case())
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/photos/a b.jpg"), QUrl("http://tracker.example/x.jpg")])

    with qtbot.waitSignal(page.pane.files_dropped) as dropped:
        assert page.pane.photos.take(mime)
    assert dropped.args == [[Path("/photos/a b.jpg")]]


def test_a_pasted_picture_arrives_at_once(page: CasePanePage, qtbot: QtBot) -> None:
    """Packed first, it came when another problem may have been shown, and was attached to that one."""
    page.show(a_case())
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(QColor("#b3261e"))
    mime = QMimeData()
    mime.setImageData(image)

    with qtbot.waitSignal(page.pane.picture_pasted) as pasted:
        assert page.pane.photos.take(mime)
    assert pasted.args is not None
    assert pasted.args[0].size() == image.size()


def test_a_photo_let_go_where_it_was_taken_from_is_not_attached_again(
    page: CasePanePage, tmp_path: Path
) -> None:
    (photo,) = drawn_pictures(tmp_path, 1)
    page.show(a_case(attachments=(a_photo(1, photo),)))
    card = page.pane.photos
    card.files_dropped.connect(lambda _paths: pytest.fail("it hangs here already"))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(photo))])

    class Dropped(QDropEvent):
        def source(self) -> QObject:
            return card.findChildren(PhotoTile)[0]

    for onto in (card, card.findChildren(DropArea)[0]):
        event = Dropped(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        event.ignore()
        onto.dropEvent(event)
        assert not event.isAccepted()


def test_words_on_the_clipboard_attach_nothing(page: CasePanePage) -> None:
    page.show(a_case())
    mime = QMimeData()
    mime.setText("4812 N Damen Ave")

    assert not page.pane.photos.take(mime)


def test_suggestions_say_why_and_keys_answer_the_first(page: CasePanePage, qtbot: QtBot) -> None:
    """P5: nothing merges by itself, and every suggestion says why."""
    page.show(a_case(), (a_suggestion(98), a_suggestion(99, strong=False, reasons=("64 m apart",))))
    assert "Almost surely the same" in page.words
    assert "Maybe" in page.words
    assert "11 m apart · yesterday" in page.words
    with qtbot.waitSignal(page.pane.same_asked) as same:
        QTest.keyClick(page.pane, Qt.Key.Key_1)
    with qtbot.waitSignal(page.pane.not_same_asked) as other:
        QTest.keyClick(page.pane, Qt.Key.Key_2)
    assert (same.args, other.args) == ([98], [98])


def test_suggestions_of_the_case_before_do_not_stand_beside_the_next(page: CasePanePage) -> None:
    page.show(a_case(), (a_suggestion(98),))
    page.pane.show_case(a_case(case_id=2))

    assert "Almost surely the same" not in page.words


def test_an_absorbed_case_can_be_pulled_apart(page: CasePanePage, qtbot: QtBot, tmp_path: Path) -> None:
    """P4: any merge can be undone."""
    page.show(a_rich_case(drawn_pictures(tmp_path)))

    with qtbot.waitSignal(page.pane.pull_apart_asked) as asked:
        page.press("Pull 2026-04098 apart")
    assert asked.args == [7]


def test_history_names_before_and_after_and_offers_undo_where_it_can(
    page: CasePanePage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.show(a_rich_case(drawn_pictures(tmp_path)))

    assert "assigned to: Maria Ruiz → Joe Alvarez" in page.words
    assert "Taken back" in page.words
    with qtbot.waitSignal(page.pane.undo_asked) as asked:
        page.press("Undo: Assigned to Joe")
    assert asked.args == [4]


def test_of_many_changes_the_rest_is_shown_where_it_is_asked_for(page: CasePanePage) -> None:
    changes = tuple(FieldChange("type", f"T{at}", "Pothole", (f"2026-0400{at}",)) for at in range(9))
    line = HistoryLine(1, NOW, "Joe", "Type of 9 problems set", changes, undone=False, can_undo=False)
    page.show(replace(a_case(), history=(line,)))
    assert "2026-04004: type: T4 → Pothole" in page.words
    assert "T8" not in page.words
    page.press("Show 4 more changes")
    assert "2026-04008: type: T8 → Pothole" in page.words


def test_the_same_case_shown_again_keeps_what_a_person_unfolded(page: CasePanePage) -> None:
    case = a_case()
    page.show(case)
    page.press("Show whole mail")
    page.show(replace(case, assignee_id=4, assignee="Joe"))

    assert "Sent from my phone" in page.words
    assert "With Joe" in page.words


def test_a_word_without_end_does_not_push_the_pane_wider(page: CasePanePage) -> None:
    endless = "x" * 4_000
    page.show(
        a_case(
            title=endless,
            messages=(a_message(text=endless, subject=endless, sender_name=endless),),
            people=(a_person(name=endless, email=endless),),
            city=(a_city_record(agency=endless),),
        )
    )
    settle()

    assert page.pane.minimumSizeHint().width() <= 760
    inner = page.pane.area.widget()
    assert inner is not None
    assert inner.minimumSizeHint().width() <= page.pane.area.viewport().width()


def test_everything_that_can_be_pressed_has_a_name(page: CasePanePage, tmp_path: Path) -> None:
    page.show(a_rich_case(drawn_pictures(tmp_path)), (a_suggestion(98), a_suggestion(99)))

    controls = page.pane.findChildren(QAbstractButton) + page.pane.findChildren(QPlainTextEdit)
    assert [each for each in controls if each.isVisibleTo(page.pane) and not each.accessibleName()] == []
    buttons = [each for each in page.pane.findChildren(QAbstractButton) if each.isVisibleTo(page.pane)]
    names = [each.accessibleName() for each in buttons if each.accessibleName() != "Show whole mail"]
    assert len(names) == len(set(names))


@given(
    finished=st.booleans(),
    ours=st.booleans(),
    people=st.booleans(),
    wrote=st.booleans(),
    where=st.sampled_from([Place(), a_case().place]),
    assigned=st.sampled_from([None, 4]),
    closed=st.sampled_from([(), (a_city_record(),), (a_city_record(status=CityStatus.CLOSED),)]),
)
def test_there_is_always_a_next_step_and_never_one_that_does_not_fit(
    *,
    finished: bool,
    ours: bool,
    people: bool,
    wrote: bool,
    where: Place,
    assigned: int | None,
    closed: tuple[CityView, ...],
) -> None:
    view: CaseView = a_case(
        status=CaseStatus.FINISHED if finished else CaseStatus.OPEN,
        ours=ours,
        people=(a_person(),) if people else (),
        messages=(a_message(),) if wrote else (),
        place=where,
        assignee_id=assigned,
        city=closed,
    )
    step = next_step(view, moments())
    assert step.words
    assert step.action is None or step.action in offered(view)
    if people:
        assert step.action is CaseAction.REPLY
