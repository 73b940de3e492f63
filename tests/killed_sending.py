"""Submits and sends from an office and kills itself with SIGKILL at a point; run by ``test_kill_sending``.

Points stand before and after every commit, before the POST, after the city took it and before its answer is
read, and after that. For each a forked child is killed there; another one then syncs twice, an hour apart.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.gathering import HERE, PROGRAM, InlinePool, never
from tests.killed_sync import Killer, in_child, put_hooks
from wardoffice.bootstrap import opening as wiring
from wardoffice.domain.places import Point
from wardoffice.open311 import desk_client, posting
from wardoffice.system.secrets import MemorySecrets, city_secret

KEY = "the-secret-api-key"


def open_office(folder: Path, now: Callable[[], datetime]) -> Any:  # noqa: ANN401 - a context manager of an office
    """The program's own wiring, with a key and without worker processes."""
    vars(wiring)["ParsingPool"] = lambda *_: InlinePool()
    secrets = MemorySecrets({city_secret("generic"): KEY})
    return wiring.open_office(folder, secrets=secrets, clock=now, user="Maria R.")


def hook_the_post(killer: Killer, around_post: list[int]) -> None:
    """Before the POST, when the answer's head is there, and when the whole is known: points to remember."""

    def surrounded(work: Callable[..., Any]) -> Callable[..., Any]:
        def around(*arguments: object, **named: object) -> object:
            killer.point()
            around_post.append(killer.passed)
            result = work(*arguments, **named)
            killer.point()
            around_post.append(killer.passed)
            return result

        return around

    vars(posting)["_read"] = surrounded(posting._read)
    vars(desk_client)["post"] = surrounded(posting.post)


def submit_and_sync(folder: Path, case_id: int, now: datetime, place: int) -> None:
    """Fill the form in with words and a place of the folder's own, send it, sync."""
    with open_office(folder, lambda: now) as office:
        submitting = office.submissions.submitting
        form = submitting.prepare(office.actor, case_id)
        point = Point(HERE.lat + place / 1000, HERE.long)
        submitting.submit(office.actor, form, replace(form.values, description=folder.name, point=point))
        office.sync.run(PROGRAM, lambda *_: None, never)


def sync(folder: Path, now: datetime) -> None:
    """Two syncs, an hour apart."""
    moment = now
    with open_office(folder, lambda: moment) as office:
        for step in (timedelta(minutes=1), timedelta(hours=1)):
            moment += step
            office.sync.run(PROGRAM, lambda *_: None, never)


def main(job: dict[str, Any]) -> None:
    """Write to ``out`` how each point ended."""
    now = datetime.fromisoformat(job["now"])
    ended = {}

    def first(folder: str, at: int | None, place: int) -> None:
        killer = Killer(at)
        put_hooks(killer)
        around_post: list[int] = []
        hook_the_post(killer, around_post)
        submit_and_sync(Path(folder), job["case"], now, place)
        Path(folder, "passed.json").write_text(json.dumps({"passed": killer.passed, "post": around_post}))

    for place, (folder, at) in enumerate(job["kills"].items()):
        code = in_child(lambda folder=folder, at=at, place=place: first(folder, at, place))  # type: ignore[misc]
        again = in_child(lambda folder=folder: sync(Path(folder), now))  # type: ignore[misc]
        ended[folder] = {"killed": code, "again": again}
    Path(job["out"]).write_text(json.dumps(ended))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
