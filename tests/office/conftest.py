"""What most tests of the office's work begin with, and the law of undo that those of its actions keep to."""

import pytest

from tests.builders import OfficeBuilder
from tests.office.undo_law import back_and_forth
from tests.office.undone_elsewhere import stands_for_an_action
from wardoffice.domain.actor import Actor
from wardoffice.office.undoing import Undoing


@pytest.fixture
def ana(office: OfficeBuilder) -> Actor:
    """Somebody who works in the office, and may not do what a manager may."""
    return office.staff("Ana Ruiz")


@pytest.fixture
def maria(office: OfficeBuilder) -> Actor:
    """Somebody else who works there, and signs what goes out."""
    return office.staff("Maria R.")


@pytest.fixture(autouse=True)
def _undone_is_done_again(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever such a test takes back is done again exactly, and taken back once more."""
    if stands_for_an_action(request.node.module.__name__, request.function.__name__):
        monkeypatch.setattr(Undoing, "undo", back_and_forth(Undoing.undo))
