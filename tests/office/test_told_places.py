"""Where each problem lies that one mail tells of, kept when it is filed."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.builders import MAIL, OfficeBuilder, placing
from tests.gathering import message_filing
from wardoffice.domain.history import ActionKind
from wardoffice.domain.places import Place, Point
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.office.problems_told import ProblemsTold
from wardoffice.office.service_families import service_families
from wardoffice.store.store import Store
from wardoffice.store.tables import Message, ToldPlace

HERE, THERE = Point(41.9701, -87.6771), Point(41.9615, -87.6790)
FINDER = PlaceFinder([("4900 N WOLCOTT AVE", HERE), ("4400 N DAMEN AVE", THERE)])
SEVERAL = """Good morning,

1. There is a pothole at 4900 N Wolcott Ave.
2. Graffiti on the wall at 4400 N Damen Ave, it is there for weeks.

Thank you, Jan"""
ONE = "There is a pothole at 4900 N Wolcott Ave. It is getting deeper every day."


@pytest.fixture(scope="module")
def problems() -> ProblemsTold:
    return ProblemsTold(replace(placing(lambda _point: None), finder=lambda: FINDER), service_families())


def test_each_problem_of_several_has_its_words_and_its_place(problems: ProblemsTold) -> None:
    found = problems.places(SEVERAL)
    assert [(each.address, each.family) for each in found] == [
        ("4900 N Wolcott Ave", "pothole"),
        ("4400 N Damen Ave", "graffiti"),
    ]
    assert "Graffiti" in found[1].words
    assert found[1].point == THERE


@pytest.mark.parametrize("said", [ONE, "", "Good morning", ONE.replace(".", " and") + ONE])
def test_one_place_however_often_it_is_named_is_kept_with_the_case_alone(
    problems: ProblemsTold, said: str
) -> None:
    assert problems.places(said) == ()


def test_they_are_kept_when_a_mail_is_filed(store: Store, office: OfficeBuilder) -> None:
    told = office.mail(SEVERAL)
    with store.unit_of_work(MAIL, ActionKind.MAIL_INTAKE) as work:
        message_filing(FINDER).open_case(work, work.session.get_one(Message, told.message_id), Place())
    with store.reading() as session:
        rows = session.execute(select(ToldPlace.address, ToldPlace.lat).order_by(ToldPlace.id)).all()
    assert rows == [("4900 N Wolcott Ave", HERE.lat), ("4400 N Damen Ave", THERE.lat)]
