"""The gate of local mode: nobody signs in, so only this machine may ask, and only pages of its own.

It wraps everything (dashboard, its websocket, API, sandbox network) and refuses what a foreign page could make a browser
send: a foreign Host (a name rebound to this machine), a foreign Origin, API writes that are not JSON. It also bounds bodies.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from urllib.parse import quote

from starlette.types import ASGIApp, Receive, Scope, Send

from agency_core.api.asked import LOOPBACK, Headers, headers_of, host_of, is_api, is_cross_site, is_own_origin
from agency_core.api.bodies import UPLOAD_BYTES, Bodies
from agency_core.api.hardened import Hardening
from agency_core.api.observed import request_id_of
from agency_core.api.problems import Problem
from agency_core.observe import correlation

LOG = logging.getLogger(__name__)
Told = Callable[[Scope, Problem], None]


def _untold(_scope: Scope, _problem: Problem) -> None:
    """Where there is no audit trail."""


class LocalGate:
    """ASGI middleware that lets through what this machine asks of itself."""

    def __init__(
        self, app: ASGIApp, cors_origins: Collection[str] = (), media_bytes: int = UPLOAD_BYTES,
        upload_bytes: int = UPLOAD_BYTES, scripts: Collection[str] = (), told: Told = _untold,
    ) -> None:
        """Guard `app`; pages of `cors_origins` may call the API from elsewhere.

        A file of the library may have `media_bytes`, a form with a file of numbers `upload_bytes`; scripts with the hashes
        `scripts` may stand in a page. `told` is told of every refusal.
        """
        self._app = app
        self._told = told
        self._bodies = Bodies(media_bytes, upload_bytes)
        self._hardening = Hardening(scripts)
        self._friends = frozenset(origin.rstrip("/").lower() for origin in cors_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = headers_of(scope)
        problem = self._stranger(scope, headers)
        if problem is None and scope["type"] == "http":
            problem = self._bodies.unfit(scope, headers)
        if problem is not None:
            with correlation.bound(request_id_of(scope)):
                self._told(scope, problem)
                LOG.warning("refused %s %s: %s", scope.get("method", "WEBSOCKET"), quote(scope["path"]), problem.detail)
                await self._hardening.refuse(problem, scope, receive, send)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            bounded = self._bodies.bounded(scope, receive)
            await self._app(_as_it_is(scope), bounded, self._hardening.hardened(scope, send, bounded))

    def _stranger(self, scope: Scope, headers: Headers) -> Problem | None:
        host = host_of(scope, headers)
        if host is None or host[0] not in LOOPBACK:
            return Problem(
                403, "foreign_host", "The host is not this machine.",
                "Host has to be localhost, 127.0.0.1 or [::1]: this agency has no sign-in and serves this machine only.",
                "Host", "Open http://localhost with the agency's port; reach it from afar through a tunnel (ssh -L).",
            )
        friends = self._friends if is_api(scope["path"]) else frozenset()
        origins = headers.get("origin", ())
        if all(one.lower() in friends or is_own_origin(one, host) for one in origins) and not is_cross_site(headers):
            return None
        return foreign_origin()


def foreign_origin() -> Problem:
    """The refusal of a page that is not ours."""
    return Problem(
        403, "foreign_origin", "The page that asks is not the agency's own.",
        "Origin has to be the address that the agency itself is opened at.", "Origin",
        "Let the page be allowed to call the API: AGENCY_CORS_ORIGINS='[\"https://its.address\"]'.",
    )


def _as_it_is(scope: Scope) -> Scope:
    """The request without its wish for compression: an answer of the API stays on this machine, packing it costs more."""
    if not is_api(scope["path"]):
        return scope
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
