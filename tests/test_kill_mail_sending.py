"""Stop the sending of mail at every step: never twice, never none, and only the very last line may leave a
mail of unknown fate (P3)."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CHECKOUT
from tests.databases import migrated_file
from tests.scripted_smtp import DROP, END, RCPT, TAKE_AND_DROP, TAKE_LATE, ScriptedSmtp

__all__ = ["migrated_file"]

DOUBTFUL = 4
"""So many steps lie between the commit of FINISHING and that of the reply: after the one, before the last
line, once it is on its way, and once it is answered."""

HASTY_SECONDS = 0.6
"""So long the sender waits for each answer to a mail that is answered late."""
LATE = {True: 1.0, False: 0.2}
"""How late: longer than the sender waits, or not."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="SIGKILL and fork are Unix's")

TWENTY = (
    ["plain@x.example"],
    ["plain@x.example", "plain2@x.example"],
    ["plain@x.example", "nobody@x.example"],
    ["nobody@x.example"],
    ["nobody@x.example", "later@x.example", "plain@x.example"],
    ["later@x.example"],
    ["later@x.example", "plain@x.example"],
    ["later@x.example", "nobody@x.example"],
    ["closing@x.example"],
    ["drops@x.example"],
    ["drops@x.example", "plain@x.example"],
    ["large@x.example"],
    ["policy@x.example", "plain@x.example"],
    ["busy@x.example"],
    ["busy@x.example", "nobody@x.example"],
    ["cut@x.example"],
    ["cut@x.example", "plain@x.example"],
    ["taken@x.example"],
    ["taken@x.example", "nobody@x.example"],
    ["slow@x.example"],
)
"""Whom twenty messages go to; what the server does follows from the names (``Moody``)."""


class Moody:
    """Answers by the name before the @: refuses nobody@, and has moods that pass after the first time."""

    def __init__(self) -> None:
        self._met: Counter[str] = Counter()
        self.late: Counter[bool] = Counter()
        """How often it answered too late, and late but in time."""

    def __call__(self, step: str, words: str) -> str | None:
        if step == RCPT:
            return self._of_recipient(words.partition("<")[2].partition(">")[0])
        return self._at_end(words) if step == END else None

    def _of_recipient(self, address: str) -> str | None:
        name = address.rpartition("-")[2].partition("@")[0]
        if name == "nobody":
            return "550 5.1.1 nobody here"
        moods = {"later": "451 4.2.0 later", "closing": "421 4.3.2 closing", "drops": DROP}
        return moods[name] if name in moods and self._is_new(address) else None

    def _at_end(self, words: str) -> str | None:
        message_id, *to = words.split()
        names = {each.rpartition("-")[2].partition("@")[0] for each in to}
        if "large" in names:
            return "552 5.3.4 too large"
        if "policy" in names:
            return "554 5.7.9 not accepted for policy reasons"
        if "slow" in names and self._is_new(message_id):
            beyond = is_beyond(int(to[0].split("-")[1]))
            self.late[beyond] += 1
            return f"{TAKE_LATE}{LATE[beyond]}"
        moods = {"busy": "451 4.3.0 busy", "cut": DROP, "taken": TAKE_AND_DROP}
        mood = next((moods[each] for each in sorted(names & set(moods))), None)
        return mood if mood is not None and self._is_new(message_id) else None

    def _is_new(self, key: str) -> bool:
        self._met[key] += 1
        return self._met[key] == 1


def is_beyond(at: int) -> bool:
    """Whether slow@ is answered later than the sender waits when it is stopped at this step."""
    return at % 2 == 1


@pytest.fixture
def folder(tmp_path: Path, migrated_file: Path) -> Path:
    made = tmp_path / "office"
    made.mkdir()
    shutil.copyfile(migrated_file, made / "office.sqlite")
    return made


def run(server: ScriptedSmtp, folder: Path, **job: object) -> list[dict[str, Any]]:
    out = folder / "tried.json"
    told = {"folder": str(folder), "host": server.host, "port": server.port, "out": str(out)} | job
    told["hasty_seconds"] = HASTY_SECONDS
    subprocess.run(
        [sys.executable, "-m", "tests.killed_mail_sending"],
        input=json.dumps(told),
        text=True,
        cwd=CHECKOUT,
        check=True,
        timeout=280,
    )
    tried: list[dict[str, Any]] = json.loads(out.read_text())["tried"]
    return tried


def states_of(folder: Path) -> dict[str, tuple[str, dict[str, str]]]:
    """By Message-ID: how the mail stands, and each of its recipients."""
    with closing(sqlite3.connect(folder / "office.sqlite")) as connection:
        mails = connection.execute("SELECT id, message_id, state FROM outbox_message").fetchall()
        rows = connection.execute("SELECT outbox_id, address, state FROM outbox_recipient").fetchall()
    people: dict[int, dict[str, str]] = {}
    for outbox_id, address, state in rows:
        people.setdefault(outbox_id, {})[address] = state
    return {message_id: (state, people[number]) for number, message_id, state in mails}


def test_killed_at_any_step_every_mail_goes_once_where_the_provider_files_what_it_sends(
    folder: Path,
) -> None:
    """All durable steps of twenty messages; what may have gone is looked for, so nothing stays in doubt."""
    moody = Moody()
    with ScriptedSmtp(moody) as server:
        tried = run(server, folder, by="kill", files=True, mails=TWENTY)
        seen = outcomes(server, folder, tried)
    assert set(moody.late) == {True, False}
    assert set(seen) == {"sent", "refused"}
    assert [each["stopped"] for each in tried].count(False) == len(TWENTY), "every step was reached"


def test_stopped_at_any_step_only_the_last_line_leaves_a_mail_in_doubt(folder: Path) -> None:
    """The same within the process, where nobody can look: doubt comes from one stretch of steps alone."""
    moody = Moody()
    with ScriptedSmtp(moody) as server:
        tried = run(server, folder, by="process", files=False, mails=TWENTY)
        seen = outcomes(server, folder, tried)
    assert set(moody.late) == {True, False}
    assert set(seen) == {"sent", "refused", "unknown"}
    stands = states_of(folder)
    for number, to in enumerate(TWENTY):
        unknown = [each["at"] for each in tried if each["number"] == number and is_unknown(stands, each)]
        if any(each.startswith(("cut", "taken")) for each in to):
            assert unknown, "the server cut it"
        elif to[0].startswith("slow"):
            too_late = [each for each in tried if each["number"] == number and is_beyond(each["at"])]
            assert {stands[each["id"]][0] for each in too_late} == {"unknown"}, "nobody waited for the answer"
        elif any(each.startswith(("later", "busy")) for each in to):
            continue  # handed over twice, and in doubt around either
        else:
            assert unknown == list(range(unknown[0], unknown[0] + len(unknown))) if unknown else True
            assert len(unknown) <= DOUBTFUL


def test_two_thousand_mails_under_fifty_kills_go_once_each(folder: Path) -> None:
    rng = random.Random(7)
    mails = [
        TWENTY[rng.choice(range(len(TWENTY)))] if rng.random() < 0.1 else TWENTY[0] for _ in range(2_000)
    ]
    moody = Moody()
    with ScriptedSmtp(moody) as server:
        told, *tried = run(server, folder, seed=11, kills=50, furthest=250, files=True, mails=mails)
        seen = outcomes(server, folder, tried)
    assert moody.late[False]
    assert told["killed"] == 50
    assert set(seen) == {"sent", "refused"}
    assert sum(seen.values()) == 2_000


def outcomes(server: ScriptedSmtp, folder: Path, tried: Sequence[dict[str, Any]]) -> Counter[str]:
    """How the mails stand, once it is sure that each of their recipients got them as our books say."""
    stands = states_of(folder)
    got = Counter((mail.message_id, each) for mail in server.taken for each in mail.recipients)
    for each in tried:
        state, people = stands[each["id"]]
        for address, stand in people.items():
            count = got[each["id"], address]
            told = f"{each}: {state}, {address} {stand}, taken {count} times"
            assert count <= 1, told
            assert (count == 1) == (stand == "accepted") or state == "unknown", told
            assert stand in {"accepted", "refused"} or state == "unknown", told
        assert state in {"sent", "refused", "unknown"}, f"{each}: {state}"
    return Counter(stands[each["id"]][0] for each in tried)


def is_unknown(stands: dict[str, tuple[str, dict[str, str]]], tried: dict[str, Any]) -> bool:
    return bool(tried["stopped"]) and stands[tried["id"]][0] == "unknown"
