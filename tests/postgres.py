"""A PostgreSQL server of our own, in a folder of its own, for as long as the tests run."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import psycopg

from agency_core.models import Base
from agency_core.settings import Settings

OLDEST = 15
_SETTINGS = {
    "listen_addresses": "127.0.0.1", "max_connections": "300", "shared_buffers": "64MB", "log_min_messages": "panic",
    "deadlock_timeout": "200ms",
}


@cache
def programs() -> Path | None:
    """The folder of the newest server that is installed and new enough, None when there is none."""
    named = os.environ.get("PGBIN")
    folders = [Path(named)] if named else [*Path("/usr/lib/postgresql").glob("*/bin"), *_on_path()]
    found = [folder for folder in folders if (folder / "initdb").exists() and _version(folder) >= OLDEST]
    return max(found, key=_version, default=None)


def missing() -> str:
    """Why no server can be started here; empty when one can."""
    if programs() is None:
        return f"no PostgreSQL {OLDEST} or newer: apt install postgresql, or name its programs in PGBIN"
    if os.name != "posix":
        return "the tests start PostgreSQL on Linux and macOS only"
    return ""


def _on_path() -> list[Path]:
    found = shutil.which("initdb")
    return [Path(found).resolve().parent] if found else []


def _version(folder: Path) -> int:
    said = subprocess.run([folder / "initdb", "--version"], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"\d+", said)[0])


class Server:
    """One server. `safe`: a commit survives the power; otherwise it only survives the server's end in order."""

    def __init__(self, *, safe: bool = False) -> None:
        """Make the folder and start."""
        self._bin = programs()
        self._root = Path(tempfile.mkdtemp(prefix="agency-pg-"))
        self._user = _servant()
        if self._user:
            shutil.chown(self._root, self._user)
        self.port = _free_port()
        self._run("initdb", "-D", self._data, "-A", "trust", "-U", "agency", "-E", "UTF8", "--no-locale", "--no-sync")
        chosen = _SETTINGS | {"port": str(self.port), "unix_socket_directories": str(self._root)}
        chosen |= {} if safe else {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as opened:
            opened.writelines(f"{name} = '{value}'\n" for name, value in chosen.items())
        self.start()

    @property
    def _data(self) -> Path:
        return self._root / "data"

    def url(self, name: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql+psycopg://agency@127.0.0.1:{self.port}/{name}"

    def create(self, name: str) -> None:
        """Make a database."""
        self._say("postgres", f"CREATE DATABASE {name}")

    def clear(self, name: str) -> None:
        """Take every row out of a database; quicker than making another one."""
        tables = [*reversed(Base.metadata.sorted_tables)]
        numbered = [(table.name, table.autoincrement_column.name) for table in tables if table.autoincrement_column is not None]
        self._say(
            name, "SET session_replication_role = replica",  # the audit trail refuses to be emptied otherwise
            *(f"DELETE FROM {table.name}" for table in tables),
            *(f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), 1, false)" for table, column in numbered),
        )

    def _say(self, name: str, *sentences: str) -> None:
        with psycopg.connect(f"host=127.0.0.1 port={self.port} user=agency dbname={name}", autocommit=True) as connection:
            connection.execute(";".join(sentences))

    def pids(self) -> set[int]:
        """Its processes."""
        first = int((self._data / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
        return {first, *map(int, children)}

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._run("pg_ctl", "-D", self._data, "-l", self._root / "log", "-w", "-t", "60", "start")

    def stop(self, how: str = "fast") -> None:
        """End it: `fast` in order, `immediate` as if it had been killed."""
        self._run("pg_ctl", "-D", self._data, "-m", how, "-w", "stop")

    def remove(self) -> None:
        """End it, if it runs, and take its folder away."""
        if (self._data / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self._root, ignore_errors=True)

    def _run(self, program: str, *arguments: str | Path) -> None:
        assert self._bin is not None
        command = [str(self._bin / program), *map(str, arguments)]
        as_user = {"user": self._user, "group": pwd.getpwnam(self._user).pw_gid, "extra_groups": []} if self._user else {}
        done = subprocess.run(
            command, cwd=self._root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
            check=False, start_new_session=True, **as_user,
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"


def _servant() -> str:
    """Who runs the server when we are root, whom it refuses; nobody else otherwise."""
    if os.geteuid() != 0:
        return ""
    known: Callable[[str], bool] = {each.pw_name for each in pwd.getpwall()}.__contains__
    return next(filter(known, ("postgres", "nobody")))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_on(data: Path, empty_database: Path, database_url: str) -> Settings:
    """Settings of an agency without rows: embedded in the folder `data`, or on a server."""
    if not database_url:
        shutil.copytree(empty_database, data)
    return Settings(data=data, database_url=database_url)
