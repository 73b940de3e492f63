"""The window of a real office with its outbox up, by keys; of one mail nobody knows whether it went."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from msgspec import structs
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.gui.practice_pages import Answer, PracticePage
from tests.gui.submit_pages import OutboxPage
from tests.office.test_mail_outbox import answered, is_owed
from wardoffice.bootstrap.office import Office
from wardoffice.bootstrap.opening import open_office
from wardoffice.bootstrap.window import window_parts
from wardoffice.domain.outgoing import OutboxLine, OutboxState
from wardoffice.gui.app import END_SECONDS
from wardoffice.gui.office_window import OUTBOX
from wardoffice.office.settings import FILE_NAME, OfficeSettings, Settings, save_settings
from wardoffice.store.tables import OutboxMessage
from wardoffice.system.secrets import MemorySecrets

_OFFICE = OfficeSettings(name="Ward 47 Office", phone="773-555-0100", email="ward47@office.example")


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
    # As on a machine without QtWebEngine: a browser would take longer to come up than all of the work.
    monkeypatch.setitem(sys.modules, "wardoffice.gui.map.web", None)
    folder.mkdir()
    save_settings(folder / FILE_NAME, Settings(office=_OFFICE))
    with (
        open_office(folder, secrets=MemorySecrets({}), user="Maria R.") as opened,
        ExitStack() as stack,
    ):
        sync = structs.replace(opened.settings.sync, minutes=0)
        office = replace(opened, settings=structs.replace(opened.settings, sync=sync))
        case_id = answered(OfficeBuilder(office.store), office.store, office.actor)
        tasks, make = window_parts(office)
        stack.callback(tasks.shutdown, END_SECONDS)
        made = make()
        qtbot.addWidget(made.window)
        stack.callback(made.window.close)
        made.window.show()
        made.start()
        page = PracticePage(made, tasks, qtbot)
        page.settle()
        page.show_screen(OUTBOX)
        page.settle()
        yield Desk(office, page, OutboxPage(made.outgoing.view), case_id)
