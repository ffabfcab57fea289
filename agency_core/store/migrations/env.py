"""How Alembic reaches the database: always through the engine that the store hands it."""

from alembic import context
from sqlalchemy import Connection

from agency_core.models import Base


def run() -> None:
    """Run the migrations on the engine in the configuration."""
    engine = context.config.attributes["engine"]
    with engine.connect().execution_options(agency_begin="BEGIN IMMEDIATE") as connection:
        _enforce_references(connection, enforced=False)
        try:
            context.configure(
                connection=connection, target_metadata=Base.metadata, render_as_batch=True, transaction_per_migration=True
            )
            with context.begin_transaction():
                context.run_migrations()
            connection.commit()
        finally:
            _enforce_references(connection, enforced=True)


def _enforce_references(connection: Connection, *, enforced: bool) -> None:
    """SQLite changes a table by writing it anew, and must not think that its rows are gone. Only outside a transaction."""
    if connection.dialect.name == "sqlite":
        cursor = connection.connection.cursor()
        cursor.execute(f"PRAGMA foreign_keys={'ON' if enforced else 'OFF'}")
        cursor.close()


run()
