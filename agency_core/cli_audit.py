"""The commands of the audit trail: `python -m agency_core audit --help`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(name="audit", help="What was done and refused: prove it, write it down.", no_args_is_help=True)


@app.command()
def verify() -> None:
    """Look at every entry, and at all that was written down outside; ends with 1 when something is not as it was written."""
    from agency_core.agency import current
    from agency_core.domain.actor import LOCAL_OWNER

    found = current().door.audit.verify(LOCAL_OWNER)
    if found.holds:
        typer.echo(f"Verified up to entry {found.id:,}: {found.entries:,} entries, {found.hash}")
        return
    for each in found.breaks:
        typer.echo(each)
    raise typer.Exit(1)


@app.command()
def export(to: Annotated[Path | None, typer.Option(help="One file for all (default: audit/, a file a day).")] = None) -> None:
    """Write down each day that is over; with --to, every entry there is."""
    from agency_core.agency import current
    from agency_core.domain.actor import LOCAL_OWNER
    from agency_core.services.audit_shelf import lines

    audit = current().door.audit
    if to is None:
        made = audit.export(LOCAL_OWNER)
        typer.echo("\n".join(str(each) for each in made) or "Every day that is over was written down before.")
        return
    with to.open("x", encoding="utf-8") as opened:
        opened.writelines(lines(audit.whole(LOCAL_OWNER)))
    typer.echo(f"Written: {to}")


@app.command()
def accept(why: Annotated[str, typer.Argument(help="Why entries are gone: which backup was restored, and when.")]) -> None:
    """After a restored backup: set aside what was written down before, and compare with nothing older than now."""
    from agency_core.agency import current
    from agency_core.domain.actor import LOCAL_OWNER

    files = current().door.audit.accept(LOCAL_OWNER, why=why)
    typer.echo(f"Set aside: {files} files. That this was done is an entry of the trail.")
