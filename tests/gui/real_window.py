"""The whole window on a real office: all but its browser, and what asks a person, is what people get."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.gui.inline_tasks import InlineTasks
from tests.gui.map_pages import MapBeside
from tests.gui.pages import WindowPage
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.bootstrap.office import Office
from wardoffice.bootstrap.window import desk_of, personal_desk_of, submit_desk_of
from wardoffice.gui.notify import Notifier
from wardoffice.gui.office_window import OfficeWindow
from wardoffice.gui.window_place import Maps, Place


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
    qtbot.addWidget(made.window)
    with qtbot.waitActive(made.window):
        made.window.show()
        made.window.activateWindow()
    made.start()
    return WindowPage(made)
