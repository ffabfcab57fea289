"""The command `watchdog`: `python -m agency_core watchdog --help`."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from agency_core.settings import settings

Url = Annotated[str, typer.Option(help="Where the agency is (default: AGENCY_HOST and AGENCY_PORT).")]
Every = Annotated[float, typer.Option(min=1, max=3600, help="Seconds from one look to the next.")]
After = Annotated[float, typer.Option(min=1, max=86400, help="Seconds it may be down until somebody is told.")]
Repeat = Annotated[float, typer.Option(min=60, help="Seconds after which they are told again while it is down.")]
Hooks = Annotated[list[str] | None, typer.Option("--webhook", help="Address to post to (default: AGENCY_WATCHDOG_WEBHOOK).")]
Kind = Annotated[str, typer.Option(help="What the webhooks read: json, slack, discord, ntfy, or auto: by their host.")]
To = Annotated[str, typer.Option("--mail", help="Mail address to tell, by AGENCY_SMTP_URL (default: AGENCY_WATCHDOG_MAIL).")]
Run = Annotated[str, typer.Option(help="Command to run; it finds what happened in WATCHDOG_STATE and WATCHDOG_TEXT.")]
Once = Annotated[bool, typer.Option("--once", help="Look once, for cron: ends with 0 healthy, 1 degraded, 2 down, 3 silent.")]


def watchdog(  # noqa: PLR0913 - each is an option
    url: Url = "", every: Every = 10, after: After = 300, repeat: Repeat = 3600, webhook: Hooks = None, kind: Kind = "auto",
    mail: To = "", run: Run = "", once: Once = False,
) -> None:
    """Watch an agency from a process of its own, best on another machine, and tell somebody when it is down."""
    from agency_core.domain.clock import SystemClock
    from agency_core.mail import Mail
    from agency_core.watchdog.guard import STATUS, Guard
    from agency_core.watchdog.judge import Patience
    from agency_core.watchdog.look import Look
    from agency_core.watchdog.ways import Command, Letter, Way, Webhook

    address = url or f"http://{settings().host}:{settings().port}"
    if once:
        seen = Look(address).once()
        typer.echo(f"{address} is {seen.word}. {seen.why}".strip())
        raise typer.Exit(STATUS[seen.word])
    logging.basicConfig(level=settings().log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    hooks = webhook or list(filter(None, [settings().watchdog_webhook.get_secret_value()]))
    ways: list[Way] = [Webhook(each, kind) for each in hooks]
    if to := mail or settings().watchdog_mail:
        ways.append(Letter(Mail(settings().smtp_url.get_secret_value(), settings().mail_from), to))
    if run:
        ways.append(Command(run))
    Guard(address, ways, Patience(after, repeat, every), SystemClock()).run()
