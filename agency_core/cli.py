"""The commands: `python -m agency_core --help`. Each prints one clear line when it cannot do what it is asked."""

from __future__ import annotations

import json
import os
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from agency_core import __version__, preflight
from agency_core.cli_audit import app as audit
from agency_core.cli_keys import app as keys
from agency_core.cli_watchdog import watchdog
from agency_core.domain.operations import CheckView
from agency_core.errors import AgencyError, Conflict, SetupProblem
from agency_core.observe.start import observed
from agency_core.settings import Settings, settings

app = typer.Typer(
    name="python -m agency_core", help="The operations desk of a digital media agency.", no_args_is_help=True,
    pretty_exceptions_enable=False, add_completion=False,
)
app.command()(watchdog)
app.add_typer(audit)
app.add_typer(keys)
SANDBOX_PORT = 8600


class Role(StrEnum):
    """What a process does."""

    ALL = "all"
    UI = "ui"
    API = "api"
    WORKER = "worker"


Host = Annotated[str | None, typer.Option(help="Address to listen on (default 127.0.0.1, or AGENCY_HOST).")]
Behind = Annotated[bool, typer.Option("--behind-proxy", help="A proxy with TLS is in front.", envvar="AGENCY_BEHIND_PROXY")]
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on (default 8501, or AGENCY_PORT).")]


@app.command()
def serve(role: Role = Role.ALL, host: Host = None, port: Port = None, behind_proxy: Behind = False) -> None:
    """Run dashboard, API and engine in one process, or one of them alone."""
    os.environ["AGENCY_BEHIND_PROXY"] = str(behind_proxy).lower()
    chosen = _prepare(role, host or settings().host, port or settings().port)
    if role is Role.API:
        _serve_api(chosen)
    elif role is Role.WORKER:
        _work(chosen)
    else:
        from agency_core.web import run_dashboard

        run_dashboard(role, chosen.host, chosen.port)


@app.command()
def sandbox(host: Host = None, port: Port = SANDBOX_PORT) -> None:
    """Run the sandbox network alone; AGENCY_SANDBOX_URL tells an agency where it is."""
    chosen = _prepare(Role.API, host or settings().host, port or SANDBOX_PORT)
    if chosen.host not in preflight.LOOPBACK:
        raise SetupProblem("Nobody signs in at the sandbox: it serves this machine only.", remedy="Leave --host at 127.0.0.1.")
    from agency_core.api.server import sandbox_server

    base = f"http://{chosen.host}:{chosen.port}"
    typer.echo(f"The sandbox network listens at {base}. An agency uses it with AGENCY_SANDBOX_URL={base}")
    _listen(sandbox_server(chosen), chosen)


@app.command()
def demo(remove: Annotated[bool, typer.Option("--remove", help="Take the demo client away again.")] = False) -> None:
    """Make the demo client: four agents, two weeks of history and a week of plans, on the sandbox network."""
    from agency_core.agency import current
    from agency_core.domain.actor import LOCAL_OWNER

    if remove:
        current().demo.remove(LOCAL_OWNER)
        typer.echo("The demo client is gone.")
    else:
        view = current().demo.create(LOCAL_OWNER)
        typer.echo(f"The demo client is {view.name!r}, id {view.id}. Take it away with: demo --remove")


@app.command()
def owner(
    another: Annotated[bool, typer.Option("--another", help="Also when the agency has an owner who cannot sign in.")] = False
) -> None:
    """Print the link by which the owner of the agency comes in: it works once, for half an hour."""
    from agency_core.agency import current
    from agency_core.domain.actor import LOCAL_OWNER

    typer.echo(current().door.first_run.link(LOCAL_OWNER, another=another))


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False) -> None:
    """Check this installation; ends with 1 when something has failed."""
    checks = [CheckView("Start", "failed", found.what, found.remedy) for found in preflight.problems(os.environ, listen=False)]
    if not checks:
        from agency_core.agency import current

        checks = list(current().operate.doctor())
    if as_json:
        typer.echo(json.dumps([vars(check) for check in checks], indent=2))
    for check in () if as_json else checks:
        typer.echo(f"{check.state:<8} {check.name}: {check.detail}")
        if check.remedy and check.state != "ok":
            typer.echo(f"  -> {check.remedy}" + (f" See {check.runbook}" if check.runbook else ""))
    if any(check.state == "failed" for check in checks):
        raise typer.Exit(1)


@app.command("export")
def export_client(
    client_id: str, to: Annotated[Path | None, typer.Option(help="The file to write (default: under exports/).")] = None
) -> None:
    """Write everything of one client to a file, without credentials."""
    from agency_core.agency import current
    from agency_core.domain.actor import LOCAL_OWNER

    typer.echo(f"Written: {current().archive.export(LOCAL_OWNER, client_id, target=to)}")


@app.command("import")
def import_client(file: Path) -> None:
    """Bring in a client from an export of another installation. Nothing of it is published by itself."""
    from agency_core.agency import current
    from agency_core.domain.actor import LOCAL_OWNER

    view = current().archive.import_(LOCAL_OWNER, file)
    typer.echo(f"Imported {view.name!r} as {view.id}. Its accounts have to be connected again.")


@app.command()
def backup(to: Annotated[Path | None, typer.Option(help="The file to write (default: under backups/).")] = None) -> None:
    """Back up database, files and settings, also while the agency runs; it is verified before it gets its name."""
    from agency_core.agency import current
    from agency_core.domain.actor import LOCAL_OWNER

    typer.echo(f"Written and verified: {current().keeping.backups.make(LOCAL_OWNER, target=to)}")


@app.command()
def restore(
    file: Path,
    folder: Annotated[Path | None, typer.Option(help="The data folder (default: AGENCY_DATA).")] = None,
    force: Annotated[bool, typer.Option("--force", help="Rename a database that is there instead of refusing.")] = False,
) -> None:
    """Make a backup a data folder. What is due is held for a person, as it may be published already."""
    from agency_core.domain.actor import LOCAL_OWNER
    from agency_core.domain.clock import SystemClock
    from agency_core.services.restore import restore as bring_back

    place = Settings(data=folder) if folder else settings()
    if isinstance(place.database, str) and not folder:
        raise Conflict(
            "The database is on a PostgreSQL server.", remedy="Restore it with pg_restore, then run: python -m agency_core hold"
        )
    place.data.mkdir(parents=True, exist_ok=True)
    done = bring_back(LOCAL_OWNER, file, place=place, clock=SystemClock(), force=force)
    if done.is_dump:
        typer.echo(f"The files are in {place.data}. Load the database into an empty one on a server, then keep what is due:\n"
                   f"  pg_restore --no-owner --dbname=NAME {done.file}\n  python -m agency_core hold")
        return
    typer.echo(f"Restored to {done.file}.")
    if done.settings:
        typer.echo(f"The settings of then, to compare with yours: {done.settings}.")
    if done.set_aside:
        typer.echo(f"The old database is {done.set_aside}.")
    if done.missed or done.unconfirmed:
        typer.echo(f"Held for you on the page Deliveries: {done.missed} missed, {done.unconfirmed} unconfirmed.")


@app.command("forget-logins")
def forget_logins() -> None:
    """When the key file is lost for good: delete the logins that it opened. Every account has to be connected again."""
    from agency_core.domain.actor import LOCAL_OWNER
    from agency_core.domain.clock import SystemClock
    from agency_core.services.forget_logins import forget_logins as forget
    from agency_core.store.opening import open_database

    database = open_database(settings(), SystemClock())
    try:
        count = forget(LOCAL_OWNER, database, SystemClock())
    finally:
        database.close()
    typer.echo(f"Accounts to be connected again: {count}.")


@app.command("migrate-to")
def migrate_to(url: Annotated[str, typer.Argument(help="Empty database: postgresql+psycopg://user:password@host/name")]) -> None:
    """Move this embedded agency to a PostgreSQL server, verified by counts and checksums. Stop it first."""
    from agency_core.domain.actor import LOCAL_OWNER
    from agency_core.domain.clock import SystemClock
    from agency_core.services.move import move
    from agency_core.store.opening import open_database
    from agency_core.store.schema import migrate

    chosen, clock = settings(), SystemClock()
    source = open_database(chosen, clock)
    if source.is_embedded:
        migrate(source)
    done = move(LOCAL_OWNER, source, url, folder=chosen.data, clock=clock, tell=typer.echo)
    typer.echo(f"Moved and verified: {done.rows} rows. The agency lives on {done.address} now.")
    typer.echo("Start every process with AGENCY_DATABASE_URL; the old file is unchanged and does not start beside it.")


@app.command()
def hold() -> None:
    """After a server's database was restored: keep what is due for a person, as it may be published already."""
    from agency_core.agency import current
    from agency_core.domain.actor import LOCAL_OWNER

    missed, unconfirmed = current().archive.hold(LOCAL_OWNER)
    typer.echo(f"Held for you on the page Deliveries: {missed} missed, {unconfirmed} unconfirmed.")


@app.command()
def recount(client: Annotated[str, typer.Option(help="Only this client's (default: all).")] = "") -> None:
    """Make the sums of all numbers anew from what was counted."""
    from agency_core.agency import current
    from agency_core.domain.actor import LOCAL_OWNER

    agency = current()
    for each in [client] if client else [view.id for view in agency.clients.list(LOCAL_OWNER)]:
        begun = time.perf_counter()
        posts = agency.tally.recount(LOCAL_OWNER, each)
        typer.echo(f"{each}: {posts} posts counted in {time.perf_counter() - begun:.1f} s")


@app.command()
def version() -> None:
    """Say which version this is."""
    typer.echo(__version__)


def main(arguments: list[str] | None = None) -> None:
    """Run the command that the arguments name; an error of the product is one line, its remedy and status 1."""
    try:
        settings()
        app(arguments)
    except AgencyError as error:
        typer.echo(f"{error.message}\n  -> {error.remedy}" if error.remedy else error.message, err=True)
        raise SystemExit(1) from None


def _prepare(role: Role, host: str, port: int) -> Settings:
    """Check what would stop a server, and make its settings those of the process.

    Raises:
        SetupProblem: it cannot start.
    """
    os.environ.update(AGENCY_ROLE=role, AGENCY_HOST=host, AGENCY_PORT=str(port))
    settings.cache_clear()
    for problem in preflight.problems({**os.environ, "AGENCY_DATA": str(settings().data)}, listen=role is not Role.WORKER):
        raise SetupProblem(problem.what, remedy=problem.remedy)
    observed(settings())
    return settings()


def _serve_api(chosen: Settings) -> None:
    from agency_core.agency import current
    from agency_core.alive import Alive
    from agency_core.api.server import rest_app

    alive = Alive(current())
    typer.echo(f"The API listens at {chosen.own_url}/api (reference: /api/docs). No engine runs in here.")
    alive.start()
    try:
        _listen(rest_app(chosen), chosen)
    finally:
        alive.stop()


def _work(chosen: Settings) -> None:
    from agency_core.agency import current
    from agency_core.api.figures import show_figures
    from agency_core.worker import Engine

    engine = Engine(current())
    show_figures(chosen)
    typer.echo("The engine runs. Stop it with Ctrl-C.")
    engine.run()


def _listen(server: object, chosen: Settings) -> None:
    import uvicorn

    options = {"access_log": False, "log_level": "warning", "log_config": None, "proxy_headers": False}
    if chosen.tls_cert:
        options |= {"ssl_certfile": chosen.tls_cert, "ssl_keyfile": chosen.tls_key}
    uvicorn.run(server, host=chosen.host, port=chosen.port, **options)  # type: ignore[arg-type]
