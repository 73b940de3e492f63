"""A private PostgreSQL cluster on a unix socket, started by the tests and gone with them."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Composed, Identifier

_OWNER = "ward"
_HASTE = ("fsync=off", "full_page_writes=off", "max_connections=60", "shared_buffers=32MB")
_OWN_MEMORY = "dynamic_shared_memory_type=mmap"
"""In the cluster's folder, which goes with it: a cluster that is killed would leave its memory behind."""

_END_OTHERS = SQL(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_TABLES = SQL(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
)
_IN_ANY_ORDER = SQL("SET LOCAL session_replication_role = replica")
_NUMBERS_ANEW = SQL("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")
_STANDARD_PLACES = (Path("/usr/lib/postgresql"), Path("/usr/local/pgsql"), Path("/opt/homebrew/opt"))


def programs() -> Path | None:
    """The folder of the newest initdb and pg_ctl on this machine."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    places = sorted(
        (each.parent for place in _STANDARD_PLACES for each in place.glob("*/bin/initdb")),
        key=lambda folder: [
            int(part) for part in folder.parent.name.split("@")[-1].split(".") if part.isdigit()
        ],
    )
    return places[-1] if places else None


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster; ``folder`` holds its data, its log and its socket."""

    folder: Path
    programs: Path
    user: str | None

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database of this cluster."""
        return f"postgresql+psycopg://{_OWNER}@/{database}?host={self.folder}"

    def create(self) -> str:
        """The name of a new database."""
        name = f"office_{uuid4().hex[:12]}"
        self._command(SQL("CREATE DATABASE {}").format(Identifier(name)))
        return name

    def empty(self, database: str) -> None:
        """Take all rows out of a database, begin its numbers anew, and end whoever is still connected to it.

        ``alembic_version`` stays, the one table that is not empty after its migration.
        """
        with psycopg.connect(
            host=str(self.folder), user=_OWNER, dbname=database, autocommit=True
        ) as connection:
            connection.execute(_END_OTHERS)
            tables = connection.execute(_TABLES).fetchall()
            with connection.transaction():
                connection.execute(_IN_ANY_ORDER)
                for (table,) in tables:
                    connection.execute(SQL("DELETE FROM {}").format(Identifier(table)))
                connection.execute(_NUMBERS_ANEW)

    def drop(self, database: str) -> None:
        """Remove a database and whoever is still connected to it."""
        self._command(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(database)))

    def stop(self) -> None:
        """End the cluster's own processes and remove its folder."""
        _run(self, "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _command(self, statement: Composed) -> None:
        with psycopg.connect(
            host=str(self.folder), user=_OWNER, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)


def start_cluster(found: Path) -> Cluster:
    """Make and start a cluster; as root it runs as another user, because PostgreSQL refuses to be root."""
    # A socket's path may be 107 bytes long, so its folder stands in the shortest place there is.
    folder = Path(mkdtemp(prefix="wo-pg-", dir="/tmp"))
    user = _other_user() if os.geteuid() == 0 else None
    cluster = Cluster(folder, found, user)
    if user is not None:
        shutil.chown(folder, user)
    _run(
        cluster,
        "initdb",
        *("-D", folder / "data", "-U", _OWNER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"),
    )
    settings = " ".join(f"-c {each}" for each in (*_HASTE, _OWN_MEMORY))
    _run(
        cluster,
        "pg_ctl",
        *("-D", folder / "data", "-l", folder / "log", "-w", "-t", "60"),
        *("-o", f"-k {folder} -c listen_addresses='' {settings}", "start"),
    )
    return cluster


def _other_user() -> str:
    known = {each.pw_name for each in pwd.getpwall()}
    return next(each for each in ("postgres", "nobody") if each in known)


def _run(cluster: Cluster, program: str, *arguments: str | Path) -> None:
    done = subprocess.run(
        [cluster.programs / program, *arguments],
        cwd=cluster.folder,
        user=cluster.user,
        group=pwd.getpwnam(cluster.user).pw_gid if cluster.user else None,
        extra_groups=[] if cluster.user else None,
        env={"PATH": str(cluster.programs), "LC_ALL": "C"},
        # The server inherits its parent's output: a pipe would stay open for as long as it runs.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        log = cluster.folder / "log"
        said = log.read_text() if log.exists() else "it wrote no log"
        raise RuntimeError(f"{program} failed with {done.returncode}: {said}")
