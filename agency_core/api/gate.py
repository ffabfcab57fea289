"""The gate in front of everything: who is not known gets nothing but the way in.

While there is no sign-in it is the gate of local mode. From then on every request, websocket and file needs a session or a
token, in this order: headers that only the gate may set are dropped; the host is one of ours; a websocket is our own page's
and has a session, or is closed before it is open; what is public is let through; what is not has a session (with proof that
no foreign page sent it, where it changes something) or a token; the dashboard is told who it is; every answer is hardened.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import quote

from anyio import to_thread
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from agency_core.agency import Agency
from agency_core.api import gate_words as words
from agency_core.api.asked import LOOPBACK, Headers, address_of, headers_of, host_of, is_api, is_cross_site, is_own_origin
from agency_core.api.bodies import UPLOAD_BYTES, Bodies
from agency_core.api.callers import Callers
from agency_core.api.dependencies import ACTOR
from agency_core.api.forwarded import Proxies
from agency_core.api.hardened import Hardening
from agency_core.api.limited import too_many
from agency_core.api.live import Live
from agency_core.api.local_gate import LocalGate, foreign_origin
from agency_core.api.observed import request_id_of
from agency_core.api.problems import Problem, of_agency_error
from agency_core.api.public import is_public, told
from agency_core.api.turned_away import tell
from agency_core.domain.actor import LOCAL_OWNER, Actor
from agency_core.errors import AgencyError
from agency_core.observe import correlation
from agency_core.services.own_calls import HEADER

LOG = logging.getLogger(__name__)
Line = tuple[Receive, Send]
OURS = b"x-agency-"
GRACE = 10.0
"""Seconds for which an open socket is left alone while the database does not say whether its session holds."""


def _nobody(_path: str) -> frozenset[str]:
    return frozenset()


def _always(_frame: bytes) -> bool:
    return True


@dataclass(frozen=True)
class Rules:
    """What one installation lets through.

    Attributes:
        hosts: names it is opened at, besides loopback.
        friends: origins of other sites whose pages may call the API, with a token.
        scripts: hashes of scripts that stand in the dashboard's page.
        media_bytes: how large a file of the library may be.
        upload_bytes: how large a form with a file of numbers may be.
        proxies: whose word about a request counts.
        holders: sessions that a file of the dashboard (or a place to send one to) was handed to, by its path.
        is_action: whether a frame of the dashboard's websocket is something that a person did.
    """

    hosts: frozenset[str] = frozenset()
    friends: Collection[str] = ()
    scripts: Collection[str] = ()
    media_bytes: int = UPLOAD_BYTES
    upload_bytes: int = UPLOAD_BYTES
    proxies: Proxies = field(default_factory=Proxies)
    holders: Callable[[str], frozenset[str]] = _nobody
    is_action: Callable[[bytes], bool] = _always


class Gate:
    """ASGI middleware that lets through whom it knows."""

    def __init__(self, app: ASGIApp, agency: Callable[[], Agency], rules: Rules) -> None:
        """Guard `app`; people and tokens are those of `agency`."""
        self._app = app
        self._agency = agency
        self._rules = rules
        self._callers = Callers(agency)
        self._bodies = Bodies(rules.media_bytes, rules.upload_bytes)
        self._hardening = Hardening(rules.scripts)
        self._friends = frozenset(origin.rstrip("/").lower() for origin in rules.friends)
        self._local = LocalGate(self._unwatched, rules.friends, rules.media_bytes, rules.upload_bytes, rules.scripts, self._told)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse."""
        if scope["type"] not in {"http", "websocket"}:
            await self._alive(scope, receive, send)
            return
        headers = headers_of(scope)
        scope = self._rules.proxies.seen_through(_without_ours(scope))
        try:
            if not await self._callers.must_sign_in():
                await self._local(scope, receive, send)
                return
            problem = await self._decided(scope, headers, (receive, send))
        except AgencyError as error:  # who asks cannot be found out
            problem = of_agency_error(error)
        if problem is not None:
            with correlation.bound(request_id_of(scope)):
                self._told(scope, problem)
                LOG.warning("refused %s %s: %s", scope.get("method", "WEBSOCKET"), quote(told(scope["path"])), problem.code)
                await self._hardening.refuse(problem, scope, receive, send)

    async def _alive(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        finally:
            await to_thread.run_sync(self._agency().door.refusals.close)

    def _told(self, scope: Scope, problem: Problem) -> None:
        tell(self._agency(), scope, problem.status, problem.code)

    async def _unwatched(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What local mode lets through; a websocket until people have to sign in."""
        if scope["type"] != "websocket":
            await self._app({**scope, "state": {**scope.get("state", {}), ACTOR: LOCAL_OWNER}}, receive, send)
            return

        async def still(_frame: bytes | None) -> bool:
            return not await self._callers.must_sign_in()

        await Live(receive, send, still).run(self._app, scope)

    async def _decided(self, scope: Scope, headers: Headers, line: Line) -> Problem | None:
        host, origins = host_of(scope, headers), headers.get("origin", ())
        if host is None or not await self._is_ours(host[0]):
            return words.FOREIGN_HOST
        is_friend = is_api(scope["path"]) and any(origin.lower() in self._friends for origin in origins)
        if not (is_friend or all(is_own_origin(origin, host) for origin in origins)) or is_cross_site(headers):
            return foreign_origin()
        if scope["type"] == "websocket":
            return await self._socket(scope, headers, line)
        problem = self._bodies.unfit(scope, headers)
        if problem is None and (is_public(scope["path"]) or (is_friend and scope["method"] == "OPTIONS")):
            await self._let_in(scope, line)
        elif problem is None:
            problem = await self._known_only(scope, headers, line, takes_session=not is_friend)
        return problem

    async def _is_ours(self, host: str) -> bool:
        """Whether a host is a name of this machine, of the agency, or of one of its clients."""
        if host in LOOPBACK or host in self._rules.hosts:
            return True
        domains = self._agency().keeping.domains
        known = domains.remembered
        return host in (await to_thread.run_sync(domains.known) if known is None else known)

    async def _known_only(self, scope: Scope, headers: Headers, line: Line, *, takes_session: bool) -> Problem | None:
        actor = await self._who(scope, headers, takes_session=takes_session)
        if actor is None:
            return await self._unknown(scope, headers, line)
        problem = words.unproven(scope, headers, actor) or self._elsewhere(scope["path"], actor)
        if problem is None:
            await self._let_in(_known(scope, actor), line)
        else:
            scope["state"] = {**scope.get("state", {}), ACTOR: actor}
        return problem

    async def _who(self, scope: Scope, headers: Headers, *, takes_session: bool) -> Actor | None:
        if scope["path"].startswith("/sandbox/") and HEADER in headers:
            return await self._callers.engine(headers[HEADER][0])
        if words.is_fetched(scope) and self._agency().library.addresses.is_good(scope["path"], words.query(scope)):
            return words.fetcher(address_of(scope))
        if "authorization" in headers:
            return await self._callers.program(headers, address_of(scope)) if words.takes_tokens(scope["path"]) else None
        return await self._callers.person(words.shown(scope, headers), address_of(scope)) if takes_session else None

    async def _let_in(self, scope: Scope, line: Line) -> None:
        bounded = self._bodies.bounded(scope, line[0])
        await self._app(scope, bounded, self._hardening.hardened(scope, line[1], bounded))

    async def _unknown(self, scope: Scope, headers: Headers, line: Line) -> Problem | None:
        if not words.is_browsing(scope, headers):
            left = self._agency().door.limits.address(address_of(scope))
            return too_many(left) if left.is_over else words.UNKNOWN
        await self._hardening.answer(RedirectResponse(words.way_in(scope), 303, {"Cache-Control": "no-store"}), scope, *line)
        return None

    def _elsewhere(self, path: str, actor: Actor) -> Problem | None:
        """Files, uploads and figures that are not this caller's."""
        if words.is_whole(path) and actor.clients is not None:
            return words.nothing_at(path)
        if words.is_handed_out(path) and actor.session_id not in self._rules.holders(path):
            return words.nothing_at(path)
        return words.nothing_at(path) if words.is_off(path) else None

    async def _socket(self, scope: Scope, headers: Headers, line: Line) -> Problem | None:
        address, token = address_of(scope), words.shown(scope, headers)
        actor = await self._callers.person(token, address) if len(headers.get("origin", ())) == 1 else None
        if actor is None:
            return words.UNKNOWN
        opened, heard = actor, monotonic()

        async def still(frame: bytes | None) -> bool:
            nonlocal heard
            try:
                is_active = frame is not None and self._rules.is_action(frame)
                found = await self._callers.looked_at(token, address, is_active=is_active)
            except AgencyError as error:  # busy or failing storage says nothing about the session
                LOG.warning("an open page could not be checked: %s", error)
                return monotonic() - heard < GRACE
            heard = monotonic()
            return found is not None and found.roles == opened.roles

        await Live(*line, still).run(self._app, _known(scope, actor))
        return None


def _without_ours(scope: Scope) -> Scope:
    return {**scope, "headers": [pair for pair in scope["headers"] if not pair[0].lower().startswith(OURS)]}


def _known(scope: Scope, actor: Actor) -> Scope:
    """The request with who asks, for the API in its scope, for the dashboard as headers that nobody else can set."""
    role = ",".join(sorted(f"{client}:{role}" for client, role in (actor.roles or {}).items()))
    told = [(b"x-agency-user", actor.id), (b"x-agency-role", role), (b"x-agency-sid", actor.session_id)]
    headers = [*scope["headers"], *((name, said.encode()) for name, said in told)]
    return {**scope, "state": {**scope.get("state", {}), ACTOR: actor}, "headers": headers}
