"""Plays the whole tour in the pseudo-language and writes down every word a person could read in it.

``python -m tests.gui.touring FOLDER`` builds a practice ward in the folder, plays the tour without taking
pictures, and writes ``walk.json``: what was shown and said, what stands in the data, and controls no screen
reader could name.
"""

import json
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory

from wardoffice.system.qt_libraries import prepare_environment

FOREIGN = {
    "message": ("sender_name", "sender_address", "subject", "text", "whole_text"),
    "attachment": ("filename",),
    "mail_folder": ("account", "folder"),
    "request": ("description",),
    "case": ("address",),
    "service_type": ("name",),
    "service_record": ("status_text", "status_notes", "service_name", "description", "agency", "address"),
    "service_note": ("summary", "detail", "service_name", "agency"),
    "submission": ("notice",),
    "staff": ("name",),
    "contact": ("name", "address"),
    "contact_point": ("value", "shown"),
    "ward_office": ("name", "phone", "email", "address"),
}
"""The columns that hold what others wrote. What the program words itself is not among them."""

FOREIGN_JSON = {
    "message": ("recipients",),
    "service_type": ("groups",),
    "service_definition": ("content",),
    "service_record": ("media_urls",),
}
"""The same, where a column holds lists and objects: every text in them is the city's."""

_SEED = 51
_CHECKOUT = Path(__file__).parents[2]


@dataclass
class Walk:
    """What the tour showed; ``shown`` maps a text to where it stood."""

    code: int = -1
    shown: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    nameless: list[str] = field(default_factory=list)
    states: int = 0


@cache
def the_walk() -> Walk:
    """The walk, made once for all tests that look at it, in a process of its own."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        made = run(
            [sys.executable, "-m", "tests.gui.touring", name],
            cwd=_CHECKOUT,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        written = folder / "walk.json"
        if not written.exists():
            raise AssertionError(made.stdout[-2000:] + made.stderr[-4000:])
        return Walk(**json.loads(written.read_text("utf-8")))


def main(folder: Path) -> None:
    """Play it and write down what there was."""
    prepare_environment(say=lambda _sentence: None)
    from tests.gui.reading import Reader
    from wardoffice.bootstrap.office import Office
    from wardoffice.bootstrap.practice import open_practice
    from wardoffice.bootstrap.window import window_parts
    from wardoffice.demo.pictures import city_picture
    from wardoffice.demo.practice_ward import PracticeWard
    from wardoffice.demo.streets import streets
    from wardoffice.gui.app import make_application
    from wardoffice.gui.tour.play import Tour
    from wardoffice.language import PSEUDO, use_language

    walk = Walk()
    opened: Office
    with (
        PracticeWard(_SEED, lambda: datetime.now(UTC)) as practice,
        open_practice(folder, practice) as opened,
    ):
        use_language(PSEUDO)
        app = make_application(["tour"], dark=False)
        tasks, make = window_parts(opened)
        photo = folder / "IMG_0412.jpg"
        photo.write_bytes(city_picture("tour", "", 12))
        reader = Reader(app, walk.shown, walk.nameless)

        def see(_front: object) -> None:
            walk.states += 1
            reader.read()

        tour = Tour(
            app,
            tasks,
            make,
            photo=photo,
            shots=folder / "shots",
            say=walk.said.append,
            looks=(),
            seen=see,
            elsewhere=practice.elsewhere,
        )
        walk.code = tour.play()
        ours = opened.settings.office
        walk.foreign = [*_foreign(folder / "office.sqlite"), ours.name, ours.email, photo.name]
        walk.foreign += [name for street in streets() for name in (street.name, street.name.split()[0])]
        for watch in opened.watching.endpoints(opened.actor):
            # Named when the office was opened, before its words were changed.
            walk.foreign += [watch.address.name, watch.address.where]
    (folder / "walk.json").write_text(json.dumps(walk.__dict__), "utf-8")


def _foreign(database: Path) -> Iterator[str]:
    connection = sqlite3.connect(database)
    try:
        for table, columns in FOREIGN.items():
            for column in columns:
                values = connection.execute(f'SELECT DISTINCT "{column}" FROM "{table}"')
                yield from (value for (value,) in values if value)
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
    main(Path(sys.argv[1]))
