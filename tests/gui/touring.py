"""Plays the tour as the command does, in the pseudo-language, and writes down every word there is to read.

``python -m tests.gui.touring FOLDER`` runs ``wardoffice demo --screenshots FOLDER/shots``, its pictures in
two looks that share nothing, and writes ``walk.json``: what was shown, what stands in the data, and controls
no screen reader could name. What the command prints goes where it always goes.
"""

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess, run
from typing import TYPE_CHECKING

from wardoffice.language import PSEUDO, use_language
from wardoffice.system.qt_libraries import prepare_environment

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from wardoffice.gui.tour.play import Tour
    from wardoffice.gui.tour.shots import Look

FOREIGN = {
    "message": ("sender_name", "sender_address", "subject", "text", "whole_text"),
    "attachment": ("filename",),
    "mail_folder": ("account", "folder"),
    "request": ("description",),
    "case": ("address",),
    "service_type": ("name",),
    "service_record": (
        *("status_text", "status_notes", "service_name", "description"),
        *("agency", "address", "channel"),
    ),
    "service_note": ("summary", "detail", "service_name", "agency"),
    "submission": ("notice",),
    "staff": ("name",),
    "contact": ("name", "address"),
    "contact_point": ("value", "shown"),
    "department": ("name", "phone", "public_phone", "hours", "note"),
    "department_person": ("name", "email", "phone", "role"),
    "outbox_message": ("subject",),
    "outbox_recipient": ("name", "address", "answer"),
    "ward_office": ("name", "phone", "email", "address"),
}
"""The columns that hold what others wrote. What the program words itself is not among them."""

FOREIGN_JSON = {
    "message": ("recipients",),
    "service_type": ("groups",),
    "service_definition": ("content",),
    "service_record": ("media_urls",),
    "portal_record": ("more",),
}
"""The same, where a column holds lists and objects: every text in them is the city's."""

_SEARCHED_FOR = ["pothole"]
"""What the tour types to find a department by a type of the city's."""

LOOKS_TAKEN = (0, 2)
"""Of the command's four looks two that share nothing: small and light, large and dark."""
SECONDS = 1_800
"""It takes five minutes of a processor, which a busy machine gives in a quarter of an hour or later. One that
hangs ends long before: the tour loses its own patience with each thing it waits for."""

_CHECKOUT = Path(__file__).parents[2]


@dataclass
class Walk:
    """What the tour showed; ``shown`` maps a text to where it stood."""

    shown: dict[str, str] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)
    nameless: list[str] = field(default_factory=list)
    states: int = 0


def play_as_the_command_does(folder: Path) -> CompletedProcess[str]:
    """In a process of its own, without a display, and with a keyring that fails whoever asks it (P9)."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("QT_QPA")}
    for display in ("DISPLAY", "WAYLAND_DISPLAY"):
        environment.pop(display, None)
    environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    return run(
        [sys.executable, "-m", "tests.gui.touring", str(folder)],
        cwd=_CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def main(folder: Path) -> int:
    """Play it and write down what there was; returns the command's exit code."""
    prepare_environment(say=lambda _sentence: None)
    from wardoffice import __main__ as program
    from wardoffice.bootstrap import opening
    from wardoffice.demo.streets import streets
    from wardoffice.gui.tour import play, shots
    from wardoffice.office.settings import FILE_NAME, load_settings

    walk = Walk()
    # From the first word on: the settings of the practice ward would choose English again.
    use_language(PSEUDO)
    vars(opening)["use_language"] = lambda _code: None
    vars(play)["Tour"] = partial(_reading_tour, play.Tour, walk, [shots.LOOKS[each] for each in LOOKS_TAKEN])
    sys.argv = ["wardoffice", "demo", "--data-dir", str(folder), "--screenshots", str(folder / "shots")]
    code = program.main()
    (data,) = folder.glob("*/office.sqlite")
    settings = load_settings(data.with_name(FILE_NAME))
    walk.foreign = [*_foreign(data), settings.office.email, settings.city.base_url, settings.city.portal_url]
    walk.foreign += _SEARCHED_FOR
    walk.foreign += [name for street in streets() for name in (street.name, street.name.split()[0])]
    (folder / "walk.json").write_text(json.dumps(walk.__dict__), "utf-8")
    return code


def _reading_tour(
    tour: "Callable[..., Tour]",
    walk: Walk,
    looks: "Sequence[Look]",
    app: "QApplication",
    *parts: object,
    photo: Path,
    **more: object,
) -> "Tour":
    """The command's tour, with somebody who reads along at every state worth a picture."""
    from tests.gui.reading import Reader

    reader = Reader(app, walk.shown, walk.nameless)
    walk.foreign.append(photo.name)

    def see(_front: object) -> None:
        walk.states += 1
        reader.read()

    return tour(app, *parts, photo=photo, looks=looks, seen=see, **more)


def _foreign(database: Path) -> Iterator[str]:
    connection = sqlite3.connect(database)
    try:
        for table, columns in FOREIGN.items():
            for column in columns:
                values = connection.execute(f'SELECT DISTINCT "{column}" FROM "{table}"')
                yield from (value for (value,) in values if value)
        # As an addressee is written: name and address together.
        people = connection.execute("SELECT name || ' <' || email || '>' FROM department_person")
        yield from (person for (person,) in people)
        for table, columns in FOREIGN_JSON.items():
            for column in columns:
                for (value,) in connection.execute(f'SELECT "{column}" FROM "{table}"'):
                    yield from _texts(json.loads(value or "[]"))
    finally:
        connection.close()


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
