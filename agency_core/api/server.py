"""The parts of a server that answers the API: routes, the gate, and a whole application without a dashboard."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from starlette.types import Receive, Scope, Send

from agency_core.agency import current
from agency_core.api.app import create_api
from agency_core.api.dependencies import ACTOR
from agency_core.api.figures import figures_route
from agency_core.api.forwarded import Proxies
from agency_core.api.gate import Gate, Rules
from agency_core.api.local_gate import LocalGate
from agency_core.api.pages.routes import door_routes
from agency_core.api.problems import Problem
from agency_core.domain.clock import SystemClock
from agency_core.domain.permission import Verb
from agency_core.sandbox import sandbox_app
from agency_core.sandbox.sight import Sight
from agency_core.settings import Settings

SANDBOX_FILE = "sandbox.sqlite3"
FORM_BYTES = 1024**2
"""Room for what a form says beside its file."""


def sandbox_file(settings: Settings) -> Path:
    """Where the sandbox network keeps what was posted to it."""
    return settings.data / SANDBOX_FILE


def api_routes(settings: Settings) -> list[BaseRoute]:
    """The API and the sandbox network, mounted."""
    api = create_api(current, cors_origins=settings.cors_origins, media_folder=settings.data / "media")
    sandbox = sandbox_app(sandbox_file(settings), SystemClock(), sight=_sight)
    return [*door_routes(current), Mount("/api", api), Mount("/sandbox", sandbox), figures_route(current)]


def _sight(scope: Scope) -> Sight:
    """The profiles of the clients whose accounts the caller sees; none for a caller that the gate did not name."""
    actor = scope.get("state", {}).get(ACTOR)
    if actor is None:
        return Sight(frozenset())
    if actor.clients is None and actor.may(Verb.VIEW, "", "account"):
        return Sight()
    return Sight(frozenset(each for each in actor.clients or () if actor.may(Verb.VIEW, each, "account")))


def no_routes() -> list[BaseRoute]:
    """The way in, and where the API would be in a process that is the dashboard alone: a refusal instead of its page."""
    return [*door_routes(current), *(Mount(path, _elsewhere) for path in ("/api", "/sandbox", "/metrics"))]


async def _elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
    problem = Problem(
        404, "not_found", "Not Found", "This process is the dashboard alone.", "", "Ask the process that has the role api or all."
    )
    await problem.response(scope["path"])(scope, receive, send)


def rules(settings: Settings) -> Rules:
    """What the gate of this installation lets through."""
    public = urlsplit(settings.public_url).hostname
    return Rules(
        hosts=frozenset(name.lower() for name in (*settings.hosts, public) if name), friends=settings.cors_origins,
        media_bytes=settings.media_mb * 1024**2, upload_bytes=settings.upload_mb * 1024**2 + FORM_BYTES,
        proxies=Proxies(settings.proxy_addresses, is_behind=settings.behind_proxy),
    )


def gate(rules: Rules) -> list[Middleware]:
    """What stands before everything."""
    return [Middleware(Gate, agency=current, rules=rules)]


def sandbox_server(settings: Settings) -> Starlette:
    """The sandbox network alone, each platform under its own name, for this machine."""
    network = sandbox_app(sandbox_file(settings), SystemClock())
    return Starlette(routes=[Mount("/", network)], middleware=[Middleware(LocalGate)])


def rest_app(settings: Settings) -> Starlette:
    """The API without a dashboard and without the engine."""
    return Starlette(routes=api_routes(settings), middleware=gate(rules(settings)))
