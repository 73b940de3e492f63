"""Letters on paper: each on its own page, and an answer only once somebody posted it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder
from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.people import FollowUpKind
from wardoffice.domain.printing import PrintedPage
from wardoffice.domain.wards import WardOffice
from wardoffice.office.letters import Letters, Sender, address_lines, holder_words
from wardoffice.office.printing import Letterhead
from wardoffice.office.undoing import Undoing
from wardoffice.office.ward_office_list import WardOfficeList
from wardoffice.store.tables import Contact, FollowUp, Letter
from wardoffice.store.unit_of_work import UnitOfWork

pytestmark = pytest.mark.sqlite


@pytest.fixture
def letters(office: OfficeBuilder) -> Letters:
    head = Letterhead(
        "Ward 35 Office", ZoneInfo("America/Chicago"), lambda: datetime(2026, 3, 5, 18, tzinfo=UTC)
    )
    sender = Sender(35, "alderwoman", "(773) 555-0100", "")
    return Letters(office.store, lambda page: page.html.encode(), head, sender)


@pytest.fixture
def write(office: OfficeBuilder) -> Callable[..., int]:
    """A letter that somebody wrote and nobody posted."""

    def written(contact_id: int, case_id: int, body: str = "Hello,\n\nIt is done.\n\nWard 35\n") -> int:
        with office.store.writing() as session:
            session.get_one(Contact, contact_id).address = "4812 N Damen Ave, Chicago, IL 60625"
            row = Letter(
                case_id=case_id,
                contact_id=contact_id,
                language="en",
                subject="Your pothole",
                body=body,
                created_at=office.store.now(),
            )
            session.add(row)
            session.flush()
            return row.id

    return written


def _owed(office: OfficeBuilder, contact_id: int) -> int:
    with office.read() as session:
        return len(
            session.scalars(
                select(FollowUp.id).where(
                    FollowUp.contact_id == contact_id,
                    FollowUp.kind == FollowUpKind.ANSWER_OWED,
                    FollowUp.done_at.is_(None),
                )
            ).all()
        )


def test_letters_are_printed_each_on_its_page_with_where_it_goes(
    office: OfficeBuilder, letters: Letters, ana: Actor, write: Callable[..., int], tmp_path: Path
) -> None:
    eva, bob = office.contact("Eva Stone"), office.contact("Bob Hill")
    ids = [write(each, office.mail(contact_id=each).case_id) for each in (eva, bob)]
    path = letters.print_letters(ana, ids, tmp_path / "letters.pdf")
    page = path.read_text("utf-8")
    assert page.index("Eva Stone") < page.index("page-break-before") < page.index("Bob Hill")
    assert "4812 N Damen Ave" in page
    assert "March 5, 2026" in page
    assert "(773) 555-0100" in page


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("4812 N Damen Ave, Chicago, IL 60625", ["4812 N Damen Ave", "Chicago, IL 60625"]),
        (
            "4812 N Damen Ave, Apt 2F, Chicago, IL, 60625-1234",
            ["4812 N Damen Ave", "Apt 2F", "Chicago, IL 60625-1234"],
        ),
        ("4812 N Damen Ave, Chicago, 60625", ["4812 N Damen Ave", "Chicago 60625"]),
        ("4812 N Damen Ave, Chicago", ["4812 N Damen Ave", "Chicago"]),
        (" , ", []),
    ],
)
def test_an_address_on_one_line_is_printed_as_an_envelope_has_it(typed: str, lines: list[str]) -> None:
    assert address_lines(typed) == lines


def test_the_letterhead_names_the_office_holder_by_the_title_of_the_settings(
    office: OfficeBuilder, letters: Letters, ana: Actor, write: Callable[..., int]
) -> None:
    eva = office.contact("Eva Stone")
    letter = write(eva, office.mail(contact_id=eva).case_id)
    assert "Alderwoman" not in letters.page(ana, [letter]).html, "nobody is listed yet"

    WardOfficeList(office.store).keep(ana, [WardOffice(35, "Rosa Delgado"), WardOffice(32, "Ruth Quill")])

    page = letters.page(ana, [letter]).html
    assert page.index("Ward 35 Office") < page.index("Alderwoman Rosa Delgado") < page.index("555-0100")
    assert "Quill" not in page


@pytest.mark.parametrize(
    ("title", "listed", "said"),
    [
        ("alderman", "Walter Stone", "Alderman Walter Stone"),
        ("alderperson", "Delgado, Rosa", "Alderperson Rosa Delgado"),
        ("alderman", "Stone, Jr., Walter", "Alderman Walter Stone Jr."),
        ("alderman", "Walter Stone, Jr.", "Alderman Walter Stone, Jr."),
        ("alderperson", "Ald. Rosa Delgado", "Ald. Rosa Delgado"),
        ("alderperson", "", ""),
        ("alderperson", " ,", ""),
        ("alderperson", "Vacant", ""),
    ],
)
def test_a_listed_name_is_written_as_people_say_it(title: str, listed: str, said: str) -> None:
    assert holder_words(title, listed) == said


def test_what_people_wrote_is_no_markup(
    office: OfficeBuilder, letters: Letters, ana: Actor, write: Callable[..., int]
) -> None:
    eva = office.contact("<img src=x> Eva")
    page: PrintedPage = letters.page(ana, [write(eva, office.mail(contact_id=eva).case_id, "<b>bold</b>")])
    assert "<img" not in page.html
    assert "&lt;b&gt;bold" in page.html


def test_a_letter_is_an_answer_once_it_was_posted(
    office: OfficeBuilder, letters: Letters, ana: Actor, write: Callable[..., int]
) -> None:
    """P6."""
    eva = office.contact("Eva Stone")
    letter = write(eva, office.mail(contact_id=eva).case_id)
    assert [each.name for each in letters.waiting(ana)] == ["Eva Stone"]
    assert _owed(office, eva) == 1
    assert letters.posted(ana, [letter]).label == "One person answered"
    assert letters.waiting(ana) == ()
    assert _owed(office, eva) == 0
    Undoing(office.store).undo(ana)
    assert _owed(office, eva) == 1
    assert [each.letter_id for each in letters.waiting(ana)] == [letter]


def test_what_was_posted_meanwhile_is_not_posted_twice(
    office: OfficeBuilder, letters: Letters, ana: Actor, write: Callable[..., int]
) -> None:
    eva = office.contact("Eva Stone")
    letter = write(eva, office.mail(contact_id=eva).case_id)
    letters.posted(ana, [letter])
    with pytest.raises(CannotDoError, match="no longer waiting"):
        letters.posted(ana, [letter])


def test_a_letter_about_a_restricted_problem_is_seen_by_its_viewers_only(
    office: OfficeBuilder, letters: Letters, ana: Actor, write: Callable[..., int]
) -> None:
    eva, other = office.contact("Eva Stone"), office.staff("Other")
    case_id = office.mail(contact_id=eva).case_id
    write(eva, case_id)
    office.restrict(case_id, ana)
    assert len(letters.waiting(ana)) == 1
    assert letters.waiting(other) == ()


def _promises(office: OfficeBuilder) -> int:
    with office.read() as session:
        return len(
            session.scalars(
                select(FollowUp.id).where(
                    FollowUp.kind == FollowUpKind.PROMISE,
                    FollowUp.done_at.is_(None),
                    FollowUp.withdrawn_at.is_(None),
                )
            ).all()
        )


def test_a_letter_taken_back_is_promised_no_more_and_still_owed(
    office: OfficeBuilder, letters: Letters, ana: Actor, write: Callable[..., int]
) -> None:
    """P6."""
    eva = office.contact("Eva Stone")
    letter = write(eva, office.mail(contact_id=eva).case_id)
    with office.store.writing() as session:
        row = session.get_one(Letter, letter)
        promise = FollowUp(case_id=row.case_id, contact_id=eva, kind=FollowUpKind.PROMISE, words="a letter")
        promise.created_at = row.created_at
        session.add(promise)
    assert letters.withdraw(ana, [letter]).label == "Letter taken back"
    assert letters.waiting(ana) == ()
    assert (_promises(office), _owed(office, eva)) == (0, 1)
    Undoing(office.store).undo(ana)
    assert [each.letter_id for each in letters.waiting(ana)] == [letter]
    assert _promises(office) == 1
    Undoing(office.store).redo(ana)
    assert letters.waiting(ana) == ()
    with pytest.raises(CannotDoError, match="no longer waiting"):
        letters.posted(ana, [letter])


def test_two_desks_that_say_at_once_that_a_letter_was_posted_log_it_once(
    office: OfficeBuilder,
    letters: Letters,
    ana: Actor,
    write: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The other desk is done between our look at the list and our writing."""
    eva = office.contact("Eva Stone")
    letter = write(eva, office.mail(contact_id=eva).case_id)
    begin = office.store.unit_of_work

    def other_first(*args: Any, **details: Any) -> AbstractContextManager[UnitOfWork]:  # noqa: ANN401
        monkeypatch.setattr(office.store, "unit_of_work", begin)
        letters.posted(ana, [letter])
        return begin(*args, **details)

    monkeypatch.setattr(office.store, "unit_of_work", other_first)
    with pytest.raises(CannotDoError, match="no longer waiting"):
        letters.posted(ana, [letter])
    with office.read() as session:
        answers = select(FollowUp.id).where(FollowUp.kind == FollowUpKind.ANSWER)
        assert len(session.scalars(answers).all()) == 1
