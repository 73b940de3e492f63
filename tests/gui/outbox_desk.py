"""The window of a real office with its outbox up, by keys; of one mail nobody knows whether it went."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.gui.practice_pages import Answer, PracticePage
from tests.gui.real_window import own_office, window_of
from tests.gui.submit_pages import OutboxPage
from tests.office.test_mail_outbox import answered, is_owed
from wardoffice.bootstrap.office import Office
from wardoffice.domain.outgoing import OutboxLine, OutboxState
from wardoffice.gui.office_window import OUTBOX
from wardoffice.store.tables import OutboxMessage


@dataclass(slots=True)
class Desk:
    """The window with its outbox up; ``case_id`` is the problem whose answer is in doubt."""

    office: Office
    page: PracticePage
    outbox: OutboxPage
    case_id: int

    @property
    def line(self) -> OutboxLine:
        """The line the cursor is on."""
        line = self.outbox.current
        assert line is not None
        return line

    def owes(self) -> bool:
        """Whether she who was written to is owed an answer."""
        return is_owed(self.office.store, self.case_id)

    def states(self) -> list[OutboxState]:
        """How all mails stand, the first first."""
        with self.office.store.reading() as session:
            return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)))

    def key(self, key: str, *answers: Answer) -> str:
        """Press a key in the list of the outbox; what the bar at the bottom says then."""
        self.outbox.view.table.setFocus()
        return self.page.ask((key,), *answers)


@contextmanager
def outbox_desk(qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The window of an office of its own, whose data lies in ``folder``."""
    with own_office(folder) as office:
        case_id = answered(OfficeBuilder(office.store), office.store, office.actor)
        with window_of(office, qtbot, monkeypatch) as page:
            page.show_screen(OUTBOX)
            page.settle()
            yield Desk(office, page, OutboxPage(page.office.outgoing.view), case_id)
