"""Commands about the key of the database. Each wants the agency to be stopped."""

from __future__ import annotations

import typer

from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.clock import SystemClock
from agency_core.settings import settings

app = typer.Typer()


@app.command("rotate-key")
def rotate_key() -> None:
    """Give the database of a stopped agency a new key. Keep a copy of the key file afterwards."""
    from agency_core.services.rekey import rotate_key as rotate

    done = rotate(LOCAL_OWNER, settings(), SystemClock())
    typer.echo(f"The database has the key {done.key_id} now, the first one in {done.key_file}: keep a copy of that file.")
    typer.echo("The keys below it still open older backups: delete them when those backups are gone.")
    typer.echo(f"The database with the old key is {done.kept} until the next backup is verified.")


@app.command()
def encrypt() -> None:
    """Encrypt the database of a stopped agency. A start does that by itself unless AGENCY_DB_ENCRYPTION is off."""
    from agency_core.services.rekey import encrypt_database

    typer.echo(f"The database is encrypted. Its key is in {encrypt_database(LOCAL_OWNER, settings(), SystemClock())}.")


@app.command()
def decrypt() -> None:
    """Store the database of a stopped agency without encryption; only with AGENCY_DB_ENCRYPTION=off."""
    from agency_core.services.rekey import decrypt_database

    decrypt_database(LOCAL_OWNER, settings(), SystemClock())
    typer.echo(f"Whoever has {settings().database_file} can read it now. Start the agency with AGENCY_DB_ENCRYPTION=off.")
