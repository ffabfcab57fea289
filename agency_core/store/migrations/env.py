"""How Alembic reaches the database: always through the engine that the store hands it."""

from alembic import context
from sqlalchemy import Connection, func, select, text

from agency_core.models import Base
from agency_core.store.migrations import portable  # noqa: F401 - its rules hold from here on
from agency_core.store.turns import number_of

TURN = number_of("migrate")


def run() -> None:
    """Run the migrations on the engine in the configuration; on a server, one process at a time."""
    engine = context.config.attributes["engine"]
    with engine.connect().execution_options(agency_begin="BEGIN IMMEDIATE") as connection:
        _alone(connection, begins=True)
        try:
            context.configure(
                connection=connection, target_metadata=Base.metadata, render_as_batch=True, transaction_per_migration=True
            )
            with context.begin_transaction():
                context.run_migrations()
            connection.commit()
        finally:
            _alone(connection, begins=False)


def _alone(connection: Connection, *, begins: bool) -> None:
    """SQLite changes a table by writing it anew, and must not think that its rows are gone. Only outside a transaction."""
    if connection.dialect.name == "sqlite":
        cursor = connection.connection.cursor()
        cursor.execute(f"PRAGMA foreign_keys={'OFF' if begins else 'ON'}")
        cursor.close()
        return
    connection.rollback()
    connection.execute(text("SET LOCAL lock_timeout = '10min'"))
    connection.execute(select(func.pg_advisory_lock(TURN) if begins else func.pg_advisory_unlock(TURN)))
    connection.execute(text("SET agency.clients = 'all'" if begins else "RESET agency.clients"))  # the rows of every client
    connection.commit()


run()
