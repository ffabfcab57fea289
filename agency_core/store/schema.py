"""Bringing a database file to the newest schema, and refusing files that must not be touched."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DatabaseError

from agency_core.errors import Damaged, SetupProblem
from agency_core.settings import DATABASE_FILE
from agency_core.store.database import Database
from agency_core.store.marker import MARKER, begun, mark, marked
from agency_core.store.soundness import damaged, refuse_damaged_file, refuse_foreign_file, restoring

APPLICATION = 0x41674379
"""How a database file of an agency is marked in its head."""
MIGRATIONS = Path(__file__).parent / "migrations"


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
    try:
        with database.engine.connect() as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
    except DatabaseError as error:
        raise database.translate(error) or error from error
    return Standing(revision or "", _steps().get_current_head() or "")


def migrate(database: Database, folder: Path | None = None) -> Standing:
    """Bring the schema to the newest revision; does nothing when it is there.

    Args:
        database: of a file or a server.
        folder: the data folder that is marked as that of an agency; the one of the file, when not given.

    Raises:
        SetupProblem: the file is empty, missing although it existed, damaged, or was written by a newer version.
    """
    if database.is_embedded:
        refuse_strange_file(database.file)
        refuse_damaged_file(database.file, database.key)
        refuse_foreign_file(database.file, database.key)
    before = _first_standing(database)
    if not database.is_embedded and folder and not before.revision:
        _refuse_left_behind(database, folder)
    if before.revision and before.revision not in {each.revision for each in _steps().walk_revisions()}:
        raise SetupProblem(
            f"The database was written by a newer version (schema {before.revision}).",
            remedy="Install that version, or restore a backup made by this one.",
        )
    if not before.current:
        command.upgrade(_config(database), "head")
    if database.is_embedded:
        _sign(database)
        mark(folder or database.file.parent)
    elif folder is not None:
        mark(folder, server=database.address)
    return standing(database)


def _first_standing(database: Database) -> Standing:
    try:
        return standing(database)
    except Damaged as error:
        if not database.is_embedded:
            raise
        database.close()
        raise damaged(database.file, str(error.__cause__), database.key) from error


def refuse_strange_file(file: Path) -> None:
    """Refuse a database file that is empty, or gone although this data folder was in use.

    Raises:
        SetupProblem: such a file would open as a new, empty agency, and the old data would be lost from sight.
    """
    server = marked(file.parent).get("server", "")
    if server:
        raise SetupProblem(
            f"The agency of this folder lives on {server}.", field="AGENCY_DATABASE_URL",
            remedy="Set AGENCY_DATABASE_URL. What is here is older, and would publish what is published there: only when that "
            f"server is gone for good, take \"server\" out of {file.parent / MARKER}.",
        )
    if begun(file.parent):  # the process that made it was killed before there was anything in it
        return
    if file.exists() and file.stat().st_size == 0:
        raise SetupProblem(
            f"{file} is empty.",
            remedy=f"Restore a backup ({restoring(file)}), or delete the empty file and "
            f"{MARKER} beside it to begin a new agency.",
        )
    if (file.parent / MARKER).exists() and not file.exists():
        raise SetupProblem(
            f"{file} is gone, but this folder held an agency.",
            remedy=f"Restore a backup ({restoring(file)}), or delete {file.parent / MARKER} to begin a new agency.",
        )


def _sign(database: Database) -> None:
    """Let the file say whose it is, for programs that look at files."""
    with database.engine.connect() as connection:
        if connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
            connection.commit()


def _refuse_left_behind(database: Database, folder: Path) -> None:
    if (folder / DATABASE_FILE).exists() and not marked(folder).get("server"):
        database.close()
        raise SetupProblem(
            f"The server is empty, and {folder} holds an agency of its own.", field="AGENCY_DATABASE_URL",
            remedy="Move it: leave AGENCY_DATABASE_URL unset once more and run python -m agency_core migrate-to <url>. "
            "To begin a new agency, name another folder with AGENCY_DATA.",
        )


@cache
def _steps() -> ScriptDirectory:
    """The steps from an empty database to the newest schema, read once: they are the same for as long as this program runs."""
    return ScriptDirectory(str(MIGRATIONS))


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = database.engine
    return config
