"""How many calls there may be: each answer says what is left, and what is too much is refused before anything is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agency_core.agency import Agency
from agency_core.api.asked import Headers, address_of, headers_of
from agency_core.api.dependencies import ACTOR, known
from agency_core.api.problems import Problem, beside, of_agency_error
from agency_core.api.turned_away import tell
from agency_core.domain.actor import LOCAL_OWNER, Actor
from agency_core.domain.token import Credential
from agency_core.errors import Forbidden, SignInNeeded
from agency_core.services.limits import Left

PUBLIC = frozenset({"/token", "/system/health"})
"""Paths, within the API, that whoever is nobody yet may ask."""


class Limited:
    """Middleware around the API: counts for each token, and for each address of those who have none; nothing in local mode."""

    def __init__(self, app: ASGIApp, provider: Callable[[], Agency]) -> None:
        """Wrap `app` of the agency that `provider` gives."""
        self._app = app
        self._provider = provider

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count, and pass on or refuse."""
        agency = self._provider()
        if scope["type"] != "http" or not await _is_counted(scope, agency):
            await self._app(scope, receive, send)
            return
        problem: Problem | None = None
        extra: Mapping[str, str] | None = None
        try:
            actor = await known(scope, agency)
            left = agency.door.limits.token(_name(actor, headers_of(scope)))
        except (SignInNeeded, Forbidden) as error:
            left = agency.door.limits.address(address_of(scope))
            if not _is_public(scope):
                problem, extra = of_agency_error(error), beside(error)
        if left.is_over:
            problem, extra = too_many(left), None
        answered = _Told(send, left)
        if problem is None:
            await self._app(scope, receive, answered)
        else:
            tell(agency, scope, problem.status, problem.code)
            await problem.response(scope["path"], extra)(scope, receive, answered)


class _Told:
    """Sends an answer with what is left of the limit."""

    def __init__(self, send: Send, left: Left) -> None:
        self._send = send
        self._headers = [(name.lower().encode(), value.encode()) for name, value in left.headers().items()]

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *self._headers]}
        await self._send(message)


def _name(actor: Actor, headers: Headers) -> str:
    """What is counted together: a session, a long-lived token, or all access tokens of somebody."""
    if actor.session_id:
        return actor.session_id
    credential = Credential.read(headers["authorization"][0].partition(" ")[2].strip()) if "authorization" in headers else None
    return credential.id if credential else actor.label


async def _is_counted(scope: Scope, agency: Agency) -> bool:
    found = scope.get("state", {}).get(ACTOR)
    return found is not LOCAL_OWNER if found else await run_in_threadpool(agency.door.sessions.needs_sign_in)


def _is_public(scope: Scope) -> bool:
    return str(scope["path"]).removeprefix(scope.get("root_path", "")) in PUBLIC


def too_many(left: Left) -> Problem:
    """The refusal of one call more than there may be."""
    return Problem(
        429, "too_many_calls", "Too many calls.", f"{left.limit} calls a minute are let through.", "",
        f"Try again in {left.resets_in} seconds; the headers RateLimit-Remaining and RateLimit-Reset say what is left.",
    )
