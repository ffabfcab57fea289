"""The sandbox as one web application, to be mounted at `/sandbox` or served on its own.

Everything that touches the disk or the network runs in threads of its own, few enough to leave the host application alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from agency_core.domain.clock import Clock
from agency_core.http_client import HttpClient
from agency_core.sandbox import consent, control, pages
from agency_core.sandbox.exchange import Desk, Incoming, Line, Manner, Reply
from agency_core.sandbox.faults import FaultKind
from agency_core.sandbox.sight import EVERYTHING, Sight
from agency_core.sandbox.simulators import SIMULATORS
from agency_core.sandbox.store import Store
from agency_core.sandbox.switchboard import answered, fault_for

LOOPBACK = frozenset({"127.0.0.1", "localhost"})
"""Where the sandbox may fetch media from besides public addresses, unless told otherwise."""
_THREADS = 12
_BODY_BYTES = 32 * 1024 * 1024

_P = ParamSpec("_P")
_R = TypeVar("_R")
_Order = Callable[[Incoming, Desk], Reply]
_Endpoint = Callable[[Request], Awaitable[Response]]
SightOf = Callable[[Scope], Sight]
"""Tells from a request whose profiles are shown to the one who asks."""


def _everything(_scope: Scope) -> Sight:
    return EVERYTHING


def sandbox_app(
    store_file: Path, clock: Clock, *, manner: Manner | None = None, media_hosts: frozenset[str] = LOOPBACK,
    sight: SightOf = _everything,
) -> Starlette:
    """The application.

    Args:
        store_file: a file of its own, made when missing.
        clock: the time.
        manner: how the simulators behave.
        media_hosts: private hosts from which media may be fetched, as `host` or `host:port`.
        sight: whose profiles are shown; who does not see all of them cannot call the simulators or give orders either.
    """
    desk = Desk(Store(store_file), clock, HttpClient(media_hosts), manner or Manner())
    return Starlette(routes=_Threads(desk, sight).routes())


class _Threads:
    """Brings calls from the event loop to the simulators' threads and back."""

    def __init__(self, desk: Desk, sight: SightOf) -> None:
        self._desk = desk
        self._sight = sight
        self._limiter = CapacityLimiter(_THREADS)

    def routes(self) -> list[Route]:
        orders: list[tuple[str, str, _Order]] = [
            ("GET", "/", pages.index),
            ("POST", "/_control/faults", control.order_fault),
            ("GET", "/_control/faults", control.list_faults),
            ("DELETE", "/_control/faults", control.forget_faults),
            ("GET", "/_control/calls", control.list_calls),
            ("GET", "/_control/posts", control.list_posts),
            ("DELETE", "/_control/state", control.forget_everything),
        ]
        simulators = SIMULATORS.all()
        for each in simulators:
            orders += [
                ("GET", f"/{each.platform}/feed/{{profile_id}}", pages.feed),
                ("GET", f"/{each.platform}/thumb/{{id}}", pages.thumb),
                ("GET", f"/{each.platform}/_oauth/authorize", consent.ask),
                ("GET", f"/{each.platform}/_oauth/allow", consent.allow),
                ("POST", f"/{each.platform}/_oauth/token", consent.trade),
                ("GET", f"/{each.platform}/{each.post_path}", pages.post),
            ]
        own = [Route(path, self._obeying(order), methods=[method]) for method, path, order in orders]
        lines = [line for each in simulators for line in each.lines]
        return own + [Route(f"/{line.platform}{line.path}", self._simulating(line), methods=[line.method]) for line in lines]

    def _obeying(self, order: _Order) -> _Endpoint:
        async def endpoint(request: Request) -> Response:
            call = await _incoming(request, self._sight(request.scope))
            if call and not call.sight.is_everything and order not in _SHOWN:
                return _response(_NOTHING)
            return _response(await self._run(order, call, self._desk) if call else _TOO_LARGE)

        return endpoint

    def _simulating(self, address: Line) -> _Endpoint:
        async def endpoint(request: Request) -> Response:
            call = await _incoming(request, self._sight(request.scope))
            if call is None or not call.sight.is_everything:
                return _response(_NOTHING if call else _TOO_LARGE)
            line = address.met(call)
            fault = await self._run(fault_for, line, self._desk)
            if fault is not None and fault.kind == FaultKind.DELAY:
                await asyncio.sleep(fault.seconds)
            done = await self._run(answered, line, replace(call, fault=fault), self._desk)
            if done.silence:
                await asyncio.sleep(done.silence)
            return _CutLine() if done.cut else _response(done.reply)

        return endpoint

    async def _run(self, work: Callable[_P, _R], *args: _P.args, **_kwargs: _P.kwargs) -> _R:
        return await to_thread.run_sync(work, *args, limiter=self._limiter)


class _CutLine(Response):
    """No answer: the beginning of one that never ends makes the server close the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - what ASGI passes
        head = [(b"content-length", b"1000000")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": b"", "more_body": True})


_TOO_LARGE, _NOTHING = Reply(413, b"", {}), Reply(404, b"", {})
_SHOWN = frozenset({pages.index, pages.feed, pages.thumb, pages.post, consent.ask, consent.allow})
"""What each shows by itself to those who see some profiles only; everything else is the engine's."""


async def _incoming(request: Request, sight: Sight) -> Incoming | None:
    """The call; None when its body is larger than any that is right."""
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > _BODY_BYTES:
            return None
        pieces.append(piece)
    root = request.scope.get("root_path", "")
    path = request.scope.get("raw_path", request.url.path.encode()).decode("ascii", "replace").partition("?")[0]
    relative = path.removeprefix(root)
    name = relative.split("/")[1] if relative.count("/") else ""
    host = request.headers.get("host", "127.0.0.1")
    return Incoming(
        method=request.method,
        path=relative.removeprefix(f"/{name}"),
        query=request.scope.get("query_string", b"").decode("ascii", "replace"),
        params={**{key: str(value) for key, value in request.path_params.items()}, "platform": name},
        headers={key.lower(): value for key, value in request.headers.items()},
        body=b"".join(pieces),
        base=f"{request.url.scheme}://{host}{root}/{name}",
        sight=sight,
    )


def _response(reply: Reply) -> Response:
    return Response(reply.body, reply.status, dict(reply.headers))
