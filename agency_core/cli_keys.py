"""Commands about the keys of the agency. But for `rotate-key --online` and `drop-keys`, each wants it to be stopped."""

from __future__ import annotations

from typing import Annotated

import typer

from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.clock import SystemClock
from agency_core.settings import settings

app = typer.Typer()


@app.command("rotate-key")
def rotate_key(
    *, online: Annotated[bool, typer.Option("--online", help="While it runs: for secrets and files, not the database.")] = False,
) -> None:
    """Give the database of a stopped agency a new key; with --online, what clients' keys are wrapped with. Copy the key file."""
    if online:
        _rotate_online()
        return
    from agency_core.services.rekey import rotate_key as rotate

    done = rotate(LOCAL_OWNER, settings(), SystemClock())
    typer.echo(f"The database has the key {done.key_id} now, the first one in {done.key_file}: keep a copy of that file.")
    typer.echo("The keys below it still open older backups: delete them when those backups are gone.")
    typer.echo(f"The database with the old key is {done.kept} until the next backup is verified.")


@app.command("drop-keys")
def drop_keys() -> None:
    """Take keys out of the key file that nothing of this agency needs; older backups may need them: keep a copy for those."""
    from agency_core.services.rewrap import drop_keys as drop

    gone, kept = drop(LOCAL_OWNER, settings(), SystemClock())
    typer.echo(f"Taken out: {', '.join(gone) or 'nothing'}. Kept: {', '.join(kept)}.")


def _rotate_online() -> None:
    from agency_core.services.rewrap import rotate_online

    done = rotate_online(LOCAL_OWNER, settings(), SystemClock())
    typer.echo(f"{done.count} keys of clients are wrapped with {done.key_id} now, the first key in {done.key_file}.")
    typer.echo("Keep a copy of that file. The database still has its own key: rotate-key changes it while the agency is stopped.")


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
