"""How Alembic reaches the database: always through the engine that the store hands it."""

from alembic import context

from agency_core.models import Base


def run() -> None:
    """Run the migrations on the engine in the configuration."""
    engine = context.config.attributes["engine"]
    with engine.connect().execution_options(agency_begin="BEGIN IMMEDIATE") as connection:
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_as_batch=True, transaction_per_migration=True
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
