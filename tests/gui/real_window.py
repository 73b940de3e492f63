"""The whole window on a real office: all but its browser, and what asks a person, is what people get."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs
from pytestqt.qtbot import QtBot

from tests.gui.inline_tasks import InlineTasks
from tests.gui.map_pages import MapBeside
from tests.gui.pages import WindowPage, in_front
from tests.gui.practice_pages import PracticePage
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.bootstrap.office import Office
from wardoffice.bootstrap.opening import open_office
from wardoffice.bootstrap.window import desk_of, personal_desk_of, submit_desk_of, window_parts
from wardoffice.gui.app import END_SECONDS
from wardoffice.gui.notify import Notifier
from wardoffice.gui.office_window import OfficeWindow
from wardoffice.gui.window_place import Maps, Place
from wardoffice.office.settings import FILE_NAME, OfficeSettings, Settings, save_settings
from wardoffice.system.folders import make_data_folder
from wardoffice.system.secrets import MemorySecrets

_OFFICE = OfficeSettings(name="Ward 47 Office", email="ward47@office.example", phone="(773) 555-0100")


def open_real_window(
    qtbot: QtBot, office: Office, dialogs: PreparedDialogs, notifier: Notifier, folder: Path
) -> WindowPage:
    """Open it in front, with its list read; where it stood is kept in ``folder``."""
    made = OfficeWindow(
        desk_of(office),
        office.sync,
        submit_desk_of(office),
        personal_desk_of(office),
        actor=office.actor,
        place=Place("Ward 47", office.profile.zone(), office.store.now, folder / "w.ini", 0),
        tasks=InlineTasks(notifier.error),
        notifier=notifier,
        maps=Maps(None, MapBeside()),
        dialogs=dialogs,
    )
    return in_front(qtbot, made)


@contextmanager
def own_office(folder: Path) -> Iterator[Office]:
    """An office of its own in ``folder``, which has a name and a number; Maria works in it."""
    made = make_data_folder(folder)
    save_settings(made / FILE_NAME, Settings(office=_OFFICE))
    with open_office(made, secrets=MemorySecrets({}), user="Maria R.") as office:
        yield reading_nothing(office)


def reading_nothing(office: Office) -> Office:
    """The same office, whose window does not read 311 and the mail by itself."""
    sync = structs.replace(office.settings.sync, minutes=0)
    return replace(office, settings=structs.replace(office.settings, sync=sync))


@contextmanager
def window_of(office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticePage]:
    """The window as the program opens it, on lanes of its own, come to rest."""
    # As on a machine without QtWebEngine: a browser would take longer to come up than all of the work.
    monkeypatch.setitem(sys.modules, "wardoffice.gui.map.web", None)
    tasks, make = window_parts(office)
    try:
        made = make()
        qtbot.addWidget(made.window)
        try:
            made.window.show()
            made.start()
            page = PracticePage(made, tasks, qtbot)
            page.settle()
            yield page
        finally:
            made.window.close()
    finally:
        tasks.shutdown(END_SECONDS)
