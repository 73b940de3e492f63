"""A program of its own that adds to one case: ``-m tests.store.counting_writer URL CASE TIMES``."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.history import ActionKind
from wardoffice.store.files import FileStore
from wardoffice.store.store import Store
from wardoffice.store.tables import Case

PERSON = Actor(None, "Ana", Role.STAFF)
SYNC = Actor.program("311 sync")


def add_one(store: Store, case_id: int, turn: int) -> None:
    """Read, add and write back: every fifth turn as an action of a person or of the program."""
    if turn % 5:
        with store.writing() as session:
            case = session.get_one(Case, case_id)
            case.ward = (case.ward or 0) + 1
        return
    actor, kind = ((PERSON, ActionKind.SET_PLACE), (SYNC, ActionKind.CITY_SYNC))[turn % 2]
    with store.unit_of_work(actor, kind) as work:
        case = work.session.get_one(Case, case_id)
        case.ward = (case.ward or 0) + 1


def main(url: str, case_id: int, times: int) -> None:
    """Add so many times, then end."""
    with TemporaryDirectory() as folder:
        store = Store(url, FileStore(Path(folder)))
        for turn in range(times):
            add_one(store, case_id, turn)
        store.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
