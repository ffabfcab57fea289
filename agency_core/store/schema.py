"""Bringing a database file to the newest schema, and refusing files that must not be touched."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DatabaseError

from agency_core.domain.ids import new_id
from agency_core.errors import SetupProblem
from agency_core.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
MARKER = "installation.json"


@dataclass(frozen=True)
class Standing:
    """Where the schema of a database stands: its revision and the newest one."""

    revision: str
    newest: str

    @property
    def current(self) -> bool:
        """Whether there is nothing to do."""
        return self.revision == self.newest


def standing(database: Database) -> Standing:
    """Where the schema stands; an empty revision means a new database.

    Raises:
        StorageFailed: the file is damaged or cannot be read, or the server cannot be reached.
    """
    script = ScriptDirectory.from_config(_config(database))
    try:
        with database.engine.connect() as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
    except DatabaseError as error:
        raise database.translate(error) or error from error
    return Standing(revision or "", script.get_current_head() or "")


def migrate(database: Database) -> Standing:
    """Bring the schema to the newest revision; does nothing when it is there.

    Raises:
        SetupProblem: the file is empty, missing although it existed, or was written by a newer version.
    """
    if database.is_embedded:
        refuse_strange_file(database.file)
    before = standing(database)
    script = ScriptDirectory.from_config(_config(database))
    if before.revision and before.revision not in {each.revision for each in script.walk_revisions()}:
        raise SetupProblem(
            f"The database was written by a newer version (schema {before.revision}).",
            remedy="Install that version, or restore a backup made by this one.",
        )
    if not before.current:
        command.upgrade(_config(database), "head")
    if database.is_embedded:
        _mark(database)
    return standing(database)


def refuse_strange_file(file: Path) -> None:
    """Refuse a database file that is empty, or gone although this data folder was in use.

    Raises:
        SetupProblem: such a file would open as a new, empty agency, and the old data would be lost from sight.
    """
    marked = (file.parent / MARKER).exists()
    if file.exists() and file.stat().st_size == 0:
        raise SetupProblem(
            f"{file} is empty.",
            remedy="Restore a backup (python -m agency_core restore), or delete the empty file and "
            f"{MARKER} beside it to begin a new agency.",
        )
    if marked and not file.exists():
        raise SetupProblem(
            f"{file} is gone, but this folder held an agency.",
            remedy=f"Restore a backup (python -m agency_core restore), or delete {file.parent / MARKER} to begin a new agency.",
        )


def _mark(database: Database) -> None:
    marker = database.file.parent / MARKER
    if not marker.exists():
        from agency_core.domain.clock import SystemClock

        now = SystemClock().now()
        marker.write_text(json.dumps({"installation": new_id(now), "since": now.isoformat()}) + "\n", encoding="utf-8")


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = database.engine
    return config
