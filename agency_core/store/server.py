"""PostgreSQL, as the database of several machines: short transactions at READ COMMITTED, rows locked by whoever changes them.

Every commit waits for the disk of the server. Without that a crash of the server would forget the last claims, two workers
could then hold the same delivery under the same fence, and both would send it.
"""

from __future__ import annotations

import time
from typing import Any

from psycopg import Error
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, DisconnectionError, IntegrityError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from agency_core.errors import AgencyError, Busy, Damaged, Invalid, SetupProblem, StorageFailed

DRIVER = "postgresql+psycopg"
RESTS = 1.0
"""Seconds after which a connection that was not used may have died unseen."""
_SESSION = (
    "-c timezone=UTC -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c search_path=public,procrastinate"
)
_AGAIN = "Try again in a few seconds."
_BUSY = {
    "40001": "Somebody else changed the same at the same moment; nothing was written.",
    "40P01": "Somebody else changed the same at the same moment; nothing was written.",
    "23505": "Somebody else wrote the same a moment ago; nothing was written.",
    "55P03": "Somebody else kept this for too long; nothing was written.",
    "57014": "The database took too long; nothing was written.",
    "25P03": "The database took too long; nothing was written.",
    "53300": "The database has no connection left.",
}
_FULL, _UNREACHABLE = "53100", ("08", "57P")
_REFUSED = ("28", "3D", "42501")


def open_url(url: str) -> Engine:
    """An engine on the PostgreSQL database at `url`; connects when it is first used.

    Raises:
        SetupProblem: it is not the address of a PostgreSQL database.
    """
    try:
        parsed = make_url(url)
        asked = parsed.query.get("options", "")
        if parsed.drivername in {"postgresql", "postgres"}:
            parsed = parsed.set(drivername=DRIVER)
        if parsed.drivername != DRIVER:
            raise ArgumentError(f"{parsed.drivername} is not {DRIVER}")
        engine = create_engine(
            parsed, pool_size=16, max_overflow=16, pool_timeout=30, isolation_level="READ COMMITTED",
            connect_args={"options": f"{_SESSION} {asked}", "connect_timeout": 10, "application_name": "agency"},
        )
        event.listen(engine, "checkin", _rests)
        event.listen(engine, "checkout", _still_there)
        return engine
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise SetupProblem(
            "AGENCY_DATABASE_URL is not the address of a PostgreSQL database.", field="AGENCY_DATABASE_URL",
            remedy=f"Write {DRIVER}://user:password@host:5432/name, or leave it unset for the embedded database.",
        ) from error


def _rests(_connection: object, entry: ConnectionPoolEntry) -> None:
    entry.info["rests_since"] = time.monotonic()


def _still_there(connection: Any, entry: ConnectionPoolEntry, _proxy: object) -> None:  # noqa: ANN401 - of the driver
    """Ask a connection that rested for a while whether it lives; asking each time would cost a tenth of all work."""
    if time.monotonic() - entry.info.get("rests_since", time.monotonic()) < RESTS:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except Error as error:
        raise DisconnectionError from error


def shown(url: URL) -> str:
    """The address as other programs of PostgreSQL read it, without its password and options."""
    return URL.create("postgresql", url.username, None, url.host, url.port, url.database).render_as_string()


def translate(error: DatabaseError) -> AgencyError | None:
    """The product's word for an error of PostgreSQL; None for a mistake of ours (bad SQL, a broken constraint)."""
    state = getattr(error.orig, "sqlstate", None) or ""
    if state in _BUSY:
        return Busy(_BUSY[state], remedy=_AGAIN)
    if isinstance(error, IntegrityError):
        return None
    if isinstance(error, DataError):
        return _unfit(error)
    return _failed(state, error)


def _unfit(error: DataError) -> AgencyError | None:
    if "NUL" in str(error.orig):
        return Invalid("A text has a character in it that cannot be kept (NUL).", remedy="Take it out.")
    return None


def _failed(state: str, error: DatabaseError) -> AgencyError | None:
    said = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no answer"
    if state == _FULL:
        return StorageFailed("The disk of the database is full; nothing was written.", remedy="Free some space on its server.")
    if state.startswith(_REFUSED):
        return StorageFailed(f"The database refuses us: {said}.", remedy="Check AGENCY_DATABASE_URL and the rights of its user.")
    if state.startswith("XX"):
        return Damaged(f"The database is damaged: {said}.", remedy="Restore its last backup.")
    if state == "25006":
        return StorageFailed("The database only lets us read.", remedy="Let AGENCY_DATABASE_URL lead to the primary server.")
    if state.startswith(_UNREACHABLE) or (not state and _lost(error)):
        return StorageFailed("The database cannot be reached.", remedy="Check that its server runs, and AGENCY_DATABASE_URL.")
    return None


def _lost(error: DatabaseError) -> bool:
    return error.connection_invalidated or type(error.orig).__name__ in {"OperationalError", "ConnectionTimeout"}
