"""The database of a server in a backup: written by pg_dump, read back by pg_restore, where they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from agency_core.errors import Conflict, Invalid, StorageFailed

_NO_TOOLS = (
    "Install the client programs of PostgreSQL (Debian: postgresql-client), of the server's version or newer, and start the "
    "agency again."
)


def dump(url: URL, target: Path) -> None:
    """Write the database at `url`, as it is at one moment, to `target`; its password is not on the command line.

    Raises:
        Conflict: pg_dump is not installed.
        StorageFailed: it did not succeed.
    """
    command = [_tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", "--enable-row-security",
               "--exclude-schema=procrastinate",
               f"--file={target}"]
    done = subprocess.run(command, env=_environment(url), capture_output=True, text=True, check=False)  # noqa: S603 - see _tool
    if done.returncode:
        raise StorageFailed(f"pg_dump failed: {_last(done.stderr)}", remedy=_NO_TOOLS)


def rows_of(file: Path) -> dict[str, int]:
    """Read a dump to its end without a server; how many rows it holds of each table.

    Raises:
        Conflict: pg_restore is not installed.
        Invalid: it is damaged.
    """
    command = [_tool("pg_restore"), "--data-only", "--file=-", str(file)]
    rows: dict[str, int] = {}
    table = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:  # noqa: S603 - see _tool
        assert child.stdout is not None  # noqa: S101 - asked for above
        for line in child.stdout:
            if table and line == b"\\.\n":
                table = ""
            elif table:
                rows[table] += 1
            elif line.startswith(b"COPY "):
                table = line.split(b" ")[1].decode().rpartition(".")[2].strip('"')
                rows.setdefault(table, 0)
        said = child.stderr.read().decode(errors="replace") if child.stderr else ""
    if child.returncode:
        raise Invalid(f"The dump in the backup is damaged: {_last(said)}", field="file", remedy="Use an older backup.")
    return rows


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Conflict(f"The database is on a PostgreSQL server, and {name} is not installed here.", remedy=_NO_TOOLS)
    return found


def _environment(url: URL) -> dict[str, str]:
    said = {
        "PGHOST": url.host or "", "PGPORT": str(url.port or ""), "PGUSER": url.username or "", "PGPASSWORD": url.password or "",
        "PGDATABASE": url.database or "", "PGOPTIONS": "-c agency.clients=all",
        **{f"PG{name.upper()}": str(value) for name, value in url.query.items() if name in {"sslmode", "sslrootcert", "host"}},
    }
    return {**os.environ, **{name: value for name, value in said.items() if value}}


def _last(said: str) -> str:
    return (said.strip().splitlines() or ["it said nothing"])[-1][:300]
