"""Every call of the API gets an id that its answer, the log and the ledger name, and is measured by its route."""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agency_core.observe import correlation, meters, traces

LOG = logging.getLogger(__name__)
HEADER = b"x-request-id"
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""HEAD has become GET before it comes here."""
UNMATCHED = "(none)"
"""Paths that no route answers are one to us: there are as many labels as routes, whatever people ask for."""


class Observed:
    """Middleware around the API: takes `X-Request-Id` or makes one, returns it, and measures the time to the last byte."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, named and measured."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, status, began = request_id_of(scope), "500", time.perf_counter()
        outer = scope.get("route")

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
                others = [each for each in message.get("headers", ()) if each[0] != HEADER]
                message = {**message, "headers": [*others, (HEADER, request_id.encode())]}
            await send(message)

        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        try:
            with correlation.bound(request_id), traces.span("api", method=method):
                await self._app(scope, receive, named)
        finally:
            route = scope.get("route")
            template = UNMATCHED if route is outer else f"/api{getattr(route, 'path', '')}"
            seconds = time.perf_counter() - began
            meters.API.labels(method, template, status).observe(seconds)
            if method != "GET":
                with correlation.bound(request_id):
                    LOG.info("%s %s: %s in %.0f ms", method, template, status, seconds * 1e3)


def request_id_of(scope: Scope) -> str:
    """The id that the caller sent, when it can be one; a new one otherwise."""
    given = next((value for name, value in scope["headers"] if name.lower() == HEADER), b"")
    return correlation.accepted(given.decode("latin-1"), "api")
