"""Brings the office's data to the schema of this program, whole or not at all.

All revisions run in one transaction that holds the write lock from its first moment: a program killed
between any two statements leaves the old schema (SQLite's DDL is transactional once the driver does not
interfere). A SQLite file is copied aside first. Data of a newer program is refused.
"""

import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from wardoffice.domain.errors import NewerStoreError, StoreError
from wardoffice.language import text
from wardoffice.store import revisions
from wardoffice.store.engine import store_errors, write_engine


def migrate(url: str, backups: Path | None = None) -> bool:
    """Upgrade the database at ``url``; returns whether anything had to be done.

    ``backups`` is the folder a copy of an existing SQLite file goes to. Raises NewerStoreError, StoreError.
    """
    engine = write_engine(url)
    try:
        with store_errors():
            with engine.begin() as connection:
                behind, existing = _behind(connection)
            if not behind:
                return False
            if existing and backups is not None and engine.dialect.name == "sqlite":
                _copy_aside(engine, backups)
            with engine.begin() as connection:
                # Another program may have done it while the copy was made: upgrading twice does nothing.
                _upgrade(connection)
            return True
    finally:
        engine.dispose()


def _behind(connection: Connection) -> tuple[bool, bool]:
    current = revisions.revision_of(connection)
    if current is None:
        return True, False
    if not revisions.knows(current):
        raise NewerStoreError(
            text("This data was written by a newer version of Ward Office."),
            text("Nothing was changed."),
            text("Install the newer version on this machine too."),
        )
    return current != revisions.head(), True


def _upgrade(connection: Connection) -> None:
    # Half a second and 12 MB, wanted once for each version of the program.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(revisions.FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _copy_aside(engine: Engine, backups: Path) -> None:
    copy = backups / f"before-upgrade-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.sqlite"
    unfinished = copy.with_suffix(".part")
    try:
        backups.mkdir(parents=True, exist_ok=True)
        with engine.connect() as connection:
            connection.connection.driver_connection.execute("VACUUM INTO ?", (str(unfinished),))  # type: ignore[union-attr]  # the driver's own connection
        unfinished.replace(copy)  # a copy cut short by a kill or a full disk never looks like a whole one
    except (sqlite3.Error, OSError) as error:
        with suppress(OSError):
            unfinished.unlink()
        raise StoreError(
            text(
                "No copy of the office's data could be set aside before the upgrade: {reason}", reason=error
            ),
            text("The data was not touched."),
            text("Make room on the disk, or check that the backup folder can be written, and start again."),
        ) from error
