"""The 311 and mail check: every number opens its list, and nothing that came is out of the books."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tests.builders_case_view import NOW
from tests.gui.case_pages import MARIA, CheckPage, FakeBooks, FakeReadState, a_line, full_books, moments
from tests.gui.inline_tasks import InlineTasks
from wardoffice.domain.books import (
    CityBooks,
    FolderBooks,
    LedgerLine,
    LedgerState,
    MailBooks,
    MailList,
    MailOrigin,
    OtherBooks,
    ToldBy,
    UnusableLine,
)
from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.messages import MessageKind
from wardoffice.gui.check.ledger_list import rule_words
from wardoffice.gui.check.ledger_table import ledger_columns
from wardoffice.gui.check.mail_books import number_lists, number_words, numbers_of, said_words, state_words
from wardoffice.gui.widgets.line_table import LineModel


def _page(qtbot: QtBot, books: FakeBooks, troubles: list[WardOfficeError] | None = None) -> CheckPage:
    told = [] if troubles is None else troubles
    view = books.check_view(InlineTasks(told.append))
    qtbot.addWidget(view)
    view.resize(1208, 720)
    with qtbot.waitExposed(view):
        view.show()
    view.refresh()
    return CheckPage(view)


@given(st.lists(st.integers(0, 10_000), min_size=7, max_size=7))
def test_the_parts_on_the_screen_always_sum_to_what_was_shown(numbers: list[int]) -> None:
    """P1: shown = imported + known + left alone + could not be read + gone + waiting."""
    books = MailBooks(*numbers)
    assert sum(numbers_of(books).values()) == books.shown
    assert set(numbers_of(books)) == set(state_words()) == set(LedgerState)


def test_the_equation_stands_with_what_is_on_the_server_now(qtbot: QtBot) -> None:
    """P1: the parts are there, and "on the server now" stands beside them."""
    page = _page(qtbot, full_books())

    assert page.numbers == {
        "shown by the server": 1_244,
        "imported": 1_204,
        "known already": 6,
        "left alone": 31,
        "could not be read": 2,
        "gone before we could": 1,
        "waiting": 0,
        "on the server now": 1_190,
    }
    assert "1,244\nshown by the server" in page.words
    assert "1,190\non the server now" in page.words
    assert "Not all mail could be read, 33 need a look." in page.words  # the last reading had trouble


@pytest.mark.parametrize("which", number_lists())
def test_every_number_opens_the_list_it_counts_with_its_definition(qtbot: QtBot, which: MailList) -> None:
    """P7: every number of the equation opens its list and prints its definition; so do their sum and the
    number beside them."""
    books = full_books()
    page = _page(qtbot, books)
    page.open_list(number_words(which))

    assert page.view.shown == which
    assert rule_words(which) in page.words
    expected = books.lines(MARIA, which)
    assert len(page.rows) == len(expected)
    assert all(each.reason in row for each, row in zip(expected, page.rows, strict=True))
    if not expected:
        assert "There is no mail of this kind." in page.words


def test_what_could_not_be_read_is_tried_again_at_a_press(qtbot: QtBot) -> None:
    """P8: a mail that cannot be read stays, with its reason and another try."""
    books = full_books()
    page = _page(qtbot, books)

    with qtbot.waitSignal(page.view.changed) as changed:
        page.button("Try to read it again").click()
    assert books.retried == [1]
    assert changed.args is not None
    assert changed.args[0].cases == {1}


def test_a_mail_filed_without_a_problem_becomes_one_at_a_click(qtbot: QtBot) -> None:
    """P6: what the program took for a newsletter may be a resident's word."""
    filed = replace(a_line(3, LedgerState.IMPORTED), message_id=30, case_id=None)
    books = FakeBooks(listed={LedgerState.IMPORTED: (filed,)})
    page = _page(qtbot, books)
    page.view.open_list(MailList(LedgerState.IMPORTED))

    with qtbot.waitSignal(page.view.acted) as changed:
        page.button("Make it a problem").click()

    assert books.made_problems == [30]
    assert changed.args is not None
    assert changed.args[0].cases == {30}


def test_a_mail_of_our_own_is_never_offered_as_a_problem(qtbot: QtBot) -> None:
    """What the office sent about nothing here is filed, and opens no problem."""
    ours = replace(a_line(3, LedgerState.IMPORTED), message_id=30, case_id=None, kind=MessageKind.SENT)
    page = _page(qtbot, FakeBooks(listed={LedgerState.IMPORTED: (ours,)}))
    page.view.open_list(MailList(LedgerState.IMPORTED))

    assert not page.button("Make it a problem").isVisible()


@pytest.mark.parametrize("words", ["Make it a problem", "Nothing to do"])
def test_a_reply_to_a_mail_we_do_not_have_is_settled_at_a_click(qtbot: QtBot, words: str) -> None:
    """P6: it may be a new problem or a word to nothing; a person says which."""
    reply = a_line(3, LedgerState.LEFT_ALONE, message_id=30)
    books = FakeBooks(
        MailBooks(left_alone=1),
        listed={
            LedgerState.LEFT_ALONE: (reply,),
            LedgerState.IMPORTED: (replace(reply, message_id=31, state=LedgerState.IMPORTED),),
        },
    )
    page = _page(qtbot, books)
    assert page.view.shown.state is LedgerState.LEFT_ALONE, "what needs a look opens by itself"
    assert "It answers a mail we do not have." in page.words

    with qtbot.waitSignal(page.view.acted):
        page.button(words).click()
    assert (books.made_problems, books.settled) == (([30], []) if words.startswith("Make") else ([], [3]))

    page.view.open_list(MailList(LedgerState.IMPORTED))
    assert not page.button("Nothing to do").isVisible()


def test_the_list_that_opens_by_itself_is_the_first_that_needs_a_look_until_a_person_chooses(
    qtbot: QtBot,
) -> None:
    books = FakeBooks(MailBooks(left_alone=5, unreadable=2))
    page, opened = _page(qtbot, books), list[LedgerState | None]()
    opened.append(page.view.shown.state)
    books.mail = MailBooks(left_alone=5)
    page.view.refresh()
    opened.append(page.view.shown.state)
    page.open_list("imported")
    page.view.refresh()
    opened.append(page.view.shown.state)
    assert opened == [LedgerState.UNREADABLE, LedgerState.LEFT_ALONE, LedgerState.IMPORTED]


def test_a_mail_as_it_came_is_plain_text(qtbot: QtBot, tmp_path: Path) -> None:
    """P8: no remote content is loaded from a mail, ever."""
    raw = tmp_path / "1.eml"
    raw.write_bytes(b'Subject: hi\r\n\r\n<img src="http://tracker.example/x.png">\x00\xff<b>bold</b>')
    page = _page(qtbot, full_books(raw))

    page.button("Show the mail as it came").click()
    assert '<img src="http://tracker.example/x.png">\ufffd\ufffd<b>bold</b>' in page.raw.words


def test_a_raw_mail_whose_file_is_gone_says_so_and_shows_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    told: list[WardOfficeError] = []
    page = _page(qtbot, full_books(tmp_path / "gone.eml"), told)

    page.button("Show the mail as it came").click()
    assert [error.safe for error in told] == ["The mail is still on the server."]


def test_a_huge_raw_mail_is_cut_and_says_that_it_goes_on(qtbot: QtBot, tmp_path: Path) -> None:
    raw = tmp_path / "big.eml"
    raw.write_bytes(b"x" * 300_000)
    page = _page(qtbot, full_books(raw))

    page.button("Show the mail as it came").click()
    assert len(page.raw.words) < 210_000
    assert page.raw.words.endswith("…")


def test_only_a_mail_with_a_problem_opens_one(qtbot: QtBot) -> None:
    page = _page(qtbot, full_books())
    assert not page.button("Open its problem").isEnabled()

    page.open_list("imported")
    with qtbot.waitSignal(page.view.case_asked) as asked:
        page.button("Open its problem").click()
    assert asked.args == [77]


def test_the_citys_books_name_every_gap_its_reason_and_its_tries(qtbot: QtBot) -> None:
    """P2: no record is skipped, and a gap is listed until it is filled."""
    words = _page(qtbot, full_books()).words

    for number, what in (("4,211", "received"), ("1,873", "in the ward"), ("36", "place unknown")):
        assert f"{number}\n{what}" in words
    assert "2 parts of the 311 feed could not be read yet" in words
    assert "Page 3: the answer was cut off" in words
    assert "tried 4 times" in words


def test_what_could_not_be_used_is_listed_with_its_day_type_address_and_reason(qtbot: QtBot) -> None:
    """P2: it is no gap, but a person can ask for it."""
    told = UnusableLine(
        ToldBy.FEED, "It has no number.", NOW - timedelta(days=1), "Rodents", "4812 N DAMEN AVE", "{}", 3
    )
    bare = UnusableLine(ToldBy.PORTAL, "A row has no number.", None, "", "", "{}", 1)
    words = _page(qtbot, FakeBooks(city=CityBooks(received=10, refused=2, unusable=(told, bare)))).words

    assert "2 records of the city could not be used" in words
    assert "Rodents, 4812 N DAMEN AVE. It has no number." in words
    assert "told 3 times" in words
    assert "no date" in words
    assert "no type told, no address told. From the data portal: A row has no number." in words


def test_what_was_left_out_is_named_by_its_type(qtbot: QtBot) -> None:
    """P2: a person need not guess what the number stands for."""
    books = CityBooks(received=10, inside=4, left_out=6, left_out_by_type={"AVN": 1, "311IOC": 5})
    page = _page(qtbot, FakeBooks(city=books))

    assert "1 aircraft noise complaint and 5 information-only calls were left out." in page.words


def test_a_feed_without_gaps_says_so(qtbot: QtBot) -> None:
    words = _page(qtbot, FakeBooks(city=CityBooks(received=10, inside=4, outside=6))).words

    assert "All of the 311 feed is in, without a gap." in words


def test_the_last_good_readings_and_the_troubles_stand_on_top(qtbot: QtBot) -> None:
    words = _page(qtbot, full_books()).words

    assert "Last good reading of 311: Mon Nov 23, 9:38 AM, 2 min ago" in words
    assert "The mail server does not accept the password." in words


def test_before_the_first_reading_it_says_that_nothing_was_read(qtbot: QtBot) -> None:
    never = FakeReadState(0, 0, 0, city_read_at=None, mail_read_at=None, mail_trouble="")
    words = _page(qtbot, FakeBooks(mail=MailBooks(), reading=never)).words

    assert "No mail was read yet." in words
    assert "Last good reading of 311: none yet" in words
    assert "311 told of no record." in words


def test_waiting_mail_is_said_before_unread_mail() -> None:
    assert said_words(MailBooks(waiting=1, unreadable=3), 3) == "1 mail is still waiting to be read."
    assert said_words(MailBooks(imported=3), 0) == "All mail is in."
    assert said_words(MailBooks(imported=3, unreadable=1), 1) == "All mail is in, 1 needs a look."
    assert said_words(MailBooks(imported=3), 0, trouble=True) == "Not all mail could be read."


def test_an_imported_file_that_needs_a_look_is_said_without_a_mailbox() -> None:
    assert said_words(MailBooks(), 1) == "All mail is in, 1 needs a look."
    assert said_words(MailBooks(imported=3), 0, trouble=True) == "Not all mail could be read."


def test_a_list_that_is_cut_says_so_and_by_which_number(qtbot: QtBot) -> None:
    """P7: the number and the list it opens are not taken for two counts."""
    line = a_line(1, LedgerState.IMPORTED)
    books = FakeBooks(MailBooks(imported=2_501), listed={LedgerState.IMPORTED: (line,) * 2_000})
    page = _page(qtbot, books)
    page.open_list("imported")
    assert "The newest 2,000 of 2,501 mails: imported" in page.words


def test_the_table_of_mails_is_a_sound_model(qtmodeltester: ModelTester) -> None:
    model = LineModel(ledger_columns(moments()))
    model.show_lines(tuple(a_line(number, LedgerState.LEFT_ALONE) for number in range(40)))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt leaves it untyped


def test_one_kind_of_mail_is_listed_alone_with_its_reason(qtbot: QtBot) -> None:
    """Nothing is hidden: kinds are filters."""
    news = replace(
        a_line(3, LedgerState.IMPORTED), kind=MessageKind.LIST, reason="It came from a mailing list."
    )
    books = FakeBooks(listed={LedgerState.IMPORTED: (a_line(4, LedgerState.IMPORTED), news)})
    page = _page(qtbot, books)
    page.open_list(state_words()[LedgerState.IMPORTED])
    assert len(page.rows) == 2
    page.choose_kind("list")
    (row,) = page.rows
    assert "list: It came from a mailing list." in row
    page.choose_kind("all kinds of mail")
    assert len(page.rows) == 2


def test_what_is_counted_and_not_listed_for_this_viewer_is_said_beside_the_numbers(qtbot: QtBot) -> None:
    """P7."""
    files = OtherBooks(MailOrigin.FILES, MailBooks(imported=3, restricted=2))
    page = _page(qtbot, FakeBooks(MailBooks(imported=2, restricted=1), others=(files,)))
    assert "1 of them belongs to a restricted problem" in page.words
    assert "2 of them belong to restricted problems" in page.words
    assert "restricted" not in _page(qtbot, FakeBooks(MailBooks(imported=2))).words


def test_mail_of_folders_no_longer_read_and_of_files_has_numbers_and_lists_of_its_own(qtbot: QtBot) -> None:
    """P7: what is not in the equation is told beside it, and the first that needs a look opens by itself."""
    dropped = OtherBooks(MailOrigin.DROPPED, MailBooks(imported=8), (("old@mail", "INBOX"),))
    files = OtherBooks(MailOrigin.FILES, MailBooks(imported=3, unreadable=1))
    lines: dict[LedgerState, tuple[LedgerLine, ...]] = {
        LedgerState.UNREADABLE: (a_line(9, LedgerState.UNREADABLE),)
    }
    page = _page(qtbot, FakeBooks(MailBooks(imported=2), others=(dropped, files), listed_elsewhere=lines))

    assert "Folders no longer read: 8 mails" in page.words
    assert "INBOX of old@mail" in page.words
    assert len(page.rows) == 1
    assert "1 mail: could not be read (brought in as files)" in page.words
    page.button("8 imported").click()
    assert not page.rows
    assert "0 mails: imported (folders no longer read)" in page.words


def test_a_number_of_a_folder_opens_the_list_of_that_folder(qtbot: QtBot) -> None:
    """P7: the title says which folder's mails these are, and how many of them there are."""
    inbox = FolderBooks("office@mail", "INBOX", sent=False, books=MailBooks(imported=2_501, on_server=40))
    line = a_line(1, LedgerState.IMPORTED)
    books = FakeBooks(MailBooks(imported=2_600), listed={LedgerState.IMPORTED: (line,) * 2_000})
    books.by_folder = (inbox,)
    page = _page(qtbot, books)

    page.press("2,501 imported in INBOX")
    assert page.view.shown == MailList(LedgerState.IMPORTED, folder=("office@mail", "INBOX"))
    assert "The newest 2,000 of 2,501 mails: imported (INBOX of office@mail)" in page.words
    page.press("40 on the server now in INBOX")
    assert page.view.shown == MailList(folder=("office@mail", "INBOX"), on_server=True)
    assert "What the server showed when it was last asked." in page.words


def test_a_record_of_the_city_opens_no_picture_in_its_tooltip(qtbot: QtBot) -> None:
    """Qt reads a tooltip that begins with a tag as rich text, and opens every path that is named there."""
    record = '{"description": "<img src=\'file:///host/share/x.png\'>"}'
    line = UnusableLine(ToldBy.FEED, "It has no number.", NOW, "Rodents", "4812", record, 3)
    page = _page(qtbot, FakeBooks(city=CityBooks(received=10, refused=2, unusable=(line,))))
    tips = [each.toolTip() for each in page.view.findChildren(QLabel) if "share" in each.toolTip()]
    assert tips
    assert not any("<img" in each for each in tips)
