"""A schema is upgraded whole or not at all, and data of a newer program is left alone (P3)."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, select, text

from tests.builders import MAIL, OfficeBuilder, placing
from tests.databases import open_store
from wardoffice.domain.errors import NewerStoreError, StoreError
from wardoffice.domain.history import ActionKind
from wardoffice.office.triage import Triage
from wardoffice.store import revisions
from wardoffice.store.engine import sqlite_url
from wardoffice.store.migrate import migrate
from wardoffice.store.revisions import head
from wardoffice.store.search import WORDS_TABLE
from wardoffice.store.tables import Base, CaseTag
from wardoffice.store.tag_reading import rows_tagged, tags_of

pytestmark = pytest.mark.long

CHECKOUT = Path(__file__).parents[2]

_LATER_REVISION = '''
"""A made-up later revision: a table, a column, an index, and data moved."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "HEAD"


def upgrade() -> None:
    op.create_table("ribbon", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("color", sa.Text()))
    op.add_column("note", sa.Column("pinned", sa.Boolean(), nullable=True))
    op.execute("UPDATE note SET text = 'moved'")
    op.create_index("ix_ribbon_color", "ribbon", ["color"])
    op.execute("INSERT INTO ribbon (id, color) SELECT id, text FROM note")
    op.drop_index("ix_note_case_id", "note")
'''


@pytest.fixture
def later_scripts(tmp_path: Path) -> Path:
    """The revisions as a later version of the program would have them."""
    folder = tmp_path / "later"
    shutil.copytree(revisions.FOLDER, folder)
    (folder / "versions" / "9999_ribbons.py").write_text(_LATER_REVISION.replace("HEAD", head()))
    return folder


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    """An engine that looks at the schema from outside."""
    made = create_engine(empty_url)
    yield made
    made.dispose()


def schema(engine: Engine) -> tuple[dict[str, list[str]], str | None]:
    """The tables with their columns and indexes, and the revision."""
    with engine.connect() as connection:
        seen = inspect(connection)
        tables = {
            name: sorted(
                [each["name"] for each in seen.get_columns(name)]
                + [str(each["name"]) for each in seen.get_indexes(name)]
            )
            for name in seen.get_table_names()
        }
        current = MigrationContext.configure(connection).get_current_revision()
    return tables, current


class Killing:
    """A program that migrates in children, each killed after a statement."""

    def __init__(self, url: str, *scripts: str) -> None:
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.store.killed_migration", url, *scripts],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def migrate(self, killed_after: int) -> str:
        """Say "killed", or the number of statements of a child that lived."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(f"{killed_after}\n")
        self._program.stdin.flush()
        return self._program.stdout.readline().strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._program.communicate(timeout=20)


def test_the_tables_of_the_program_are_those_that_its_migrations_make(empty_url: str, engine: Engine) -> None:
    migrate(empty_url)
    with engine.connect() as connection:
        found = compare_metadata(
            MigrationContext.configure(
                connection,
                opts={
                    "compare_type": True,
                    "include_name": lambda name, kind, _: (
                        kind != "table" or not str(name).startswith(WORDS_TABLE)
                    ),
                },
            ),
            Base.metadata,
        )
    assert found == []
    assert schema(engine)[1] == head()


def test_migrating_again_does_nothing(empty_url: str, engine: Engine) -> None:
    assert migrate(empty_url)
    before = schema(engine)
    assert not migrate(empty_url)
    assert schema(engine) == before


def test_a_first_migration_killed_between_statements_leaves_no_schema_and_works_afterwards(
    empty_url: str, engine: Engine
) -> None:
    """Some statements of a long migration; the later one below is killed after every one."""
    with Killing(empty_url) as program:
        last = 1
        while (said := program.migrate(last)) == "killed":
            assert schema(engine) == ({}, None), f"killed after statement {last}"
            last = last + 1 if last < 3 else last + 29
        assert int(said) > 80
        assert schema(engine)[1] == head()


def test_a_first_migration_killed_at_its_last_statement_and_at_its_commit_leaves_no_schema(
    empty_url: str, engine: Engine, tmp_path: Path
) -> None:
    statements = 0
    if engine.dialect.name == "sqlite":
        with Killing(sqlite_url(tmp_path / "counted.sqlite")) as counting:
            statements = int(counting.migrate(0))
    else:
        statements = _count_on_a_copy(empty_url, engine)
    with Killing(empty_url) as program:
        for last in (statements - 2, statements - 1, statements):
            assert program.migrate(last) == "killed"
            assert schema(engine) == ({}, None), f"killed after statement {last} of {statements}"
    assert migrate(empty_url)


def _count_on_a_copy(url: str, engine: Engine) -> int:
    """How many statements and commits a migration takes, in a schema that is dropped again."""
    with Killing(url) as counting:
        statements = int(counting.migrate(0))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    return statements


def test_a_later_migration_killed_between_statements_leaves_the_old_schema_and_data(
    empty_url: str, engine: Engine, later_scripts: Path, tmp_path: Path
) -> None:
    migrate(empty_url)
    with open_store(tmp_path / "office", empty_url) as store:
        case_id = OfficeBuilder(store).mail("Pothole").case_id
        Triage(store, placing(lambda _: None)).note(MAIL, case_id, "as it was")
    before = schema(engine)
    step = 1 if engine.dialect.name == "sqlite" else 4  # PostgreSQL takes ten times as long for each
    with Killing(empty_url, str(later_scripts)) as program:
        last = 1
        while (said := program.migrate(last)) == "killed":
            assert schema(engine) == before, f"killed after statement {last}"
            with engine.connect() as connection:
                assert connection.scalar(text("SELECT text FROM note")) == "as it was"
            last += step
    assert 10 < int(said) < last
    tables, revision = schema(engine)
    assert revision == "9999"
    assert "pinned" in tables["note"]
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT color FROM ribbon")) == "moved"


def test_data_of_a_newer_program_is_refused_and_not_touched(empty_url: str, engine: Engine) -> None:
    migrate(empty_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = schema(engine)
    with pytest.raises(NewerStoreError) as refused:
        migrate(empty_url)
    assert refused.value.happened
    assert refused.value.safe
    assert refused.value.next_step
    assert schema(engine) == before


def test_a_copy_is_set_aside_before_an_existing_file_is_upgraded(
    tmp_path: Path, later_scripts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = sqlite_url(tmp_path / "office.sqlite")
    with open_store(tmp_path) as store:
        case_id = OfficeBuilder(store).mail("Pothole").case_id
    monkeypatch.setattr(revisions, "FOLDER", later_scripts)
    assert migrate(url, tmp_path / "backups")
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.suffix == ".sqlite"
    monkeypatch.undo()
    with open_store(tmp_path, sqlite_url(copy)) as before:
        assert OfficeBuilder(before).case(case_id).title == "Pothole"
    assert not migrate(sqlite_url(copy))
    with pytest.raises(NewerStoreError):
        migrate(url)


def test_tags_that_look_the_same_become_one_and_plain_ones_stay_as_they_are(
    empty_url: str, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written by a program that told tags apart by their accents and by how these were put together."""
    before = tmp_path / "before"
    shutil.copytree(revisions.FOLDER, before)
    for later in (before / "versions").glob("[0-9]*.py"):
        if later.name >= "0003":
            later.unlink()
    monkeypatch.setattr(revisions, "FOLDER", before)
    migrate(empty_url)
    with open_store(tmp_path / "office", empty_url) as store:
        office = OfficeBuilder(store)
        first, second, third = (office.mail(word).case_id for word in ("One", "Two", "Three"))
        kept_apart = {
            first: ["block party", "Pe\u00f1a", "Pen\u0303a"],
            second: ["pena", "Pen\u0303a"],
            third: ["School"],
        }
        with store.unit_of_work(MAIL, ActionKind.TAG) as work:
            for case_id, names in kept_apart.items():
                for name in names:
                    work.add(CaseTag(case_id=case_id, name=name, key=name.casefold(), created_at=work.now))
            work.session.flush()
            taken_off = select(CaseTag).where(CaseTag.name == "pena")
            work.session.scalars(taken_off).one().withdrawn_at = work.now
    monkeypatch.undo()

    assert migrate(empty_url)

    with open_store(tmp_path / "office", empty_url) as store, store.reading() as session:
        shown = tags_of(session, [first, second, third])
        assert {each: len(names) for each, names in shown.items()} == {first: 2, second: 1, third: 1}
        assert {row.case_id for row in rows_tagged(session, "pena")} == {first, second}
        assert {row.case_id for row in rows_tagged(session, "block party")} == {first}
        assert {row.case_id for row in rows_tagged(session, "school")} == {third}


def test_no_copy_is_made_of_a_new_file_or_of_one_that_is_current(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "office.sqlite")
    migrate(url, tmp_path / "backups")
    migrate(url, tmp_path / "backups")
    assert not (tmp_path / "backups").exists()


def test_where_no_copy_can_be_made_nothing_is_upgraded_and_a_sentence_says_so(
    tmp_path: Path, later_scripts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = sqlite_url(tmp_path / "office.sqlite")
    migrate(url)
    (tmp_path / "backups").write_text("a file where the folder should be")
    monkeypatch.setattr(revisions, "FOLDER", later_scripts)
    with pytest.raises(StoreError, match="copy"):
        migrate(url, tmp_path / "backups")
    monkeypatch.undo()
    assert not migrate(url)


def test_the_revisions_that_are_known_by_their_files_are_alembics() -> None:
    config = Config()
    config.set_main_option("script_location", str(revisions.FOLDER))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [head()]
    assert {script.revision for script in scripts.walk_revisions()} == revisions._known()


def test_data_that_is_current_is_opened_without_alembic(tmp_path: Path) -> None:
    """Half a second and 12 MB at every start, for nothing."""
    url = sqlite_url(tmp_path / "office.sqlite")
    assert migrate(url)
    program = (
        "import sys; from wardoffice.store.migrate import migrate; "
        f"assert not migrate({url!r}); assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, check=True)
