"""Long-lived tokens of the Graph interface: a token is shown, the next one comes back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from agency_core.domain.publishing import AppKeys, Failure, PlatformError, Tokens
from agency_core.http_client import Call
from agency_core.platforms.base import Context
from agency_core.platforms.graph.calls import Graph
from agency_core.platforms.reading import identifier, number
from agency_core.platforms.wire import Ask, body_of, send

_FINAL = frozenset({Failure.AUTH_EXPIRED, Failure.AUTH_REVOKED, Failure.PERMISSION_DENIED, Failure.CONTENT_REJECTED})
_LONGEST_SECONDS = 10**10


def traded(graph: Graph, ctx: Context, url: str, params: Mapping[str, str]) -> Tokens:
    """The token that comes back; it runs out when the answer says so, else never.

    Raises:
        PlatformError: AUTH_REVOKED when the network does not accept the one shown.
    """
    asked = Ask("GET", url, Call(params=params))
    answer = send(ctx.http, asked)
    if not answer.ok:
        error = graph.failed(ctx, answer)
        raise revoked(error.message, error.network_code) if error.failure in _FINAL else error
    body = body_of(answer, asked)
    token, seconds = identifier(body.get("access_token")), number(body.get("expires_in"))
    if not token:
        raise PlatformError(Failure.TRANSIENT, f"{graph.name}'s answer holds no token.", http_status=answer.status)
    known = seconds is not None and 0 < seconds < _LONGEST_SECONDS
    return Tokens(token, expires_at=ctx.clock.now() + timedelta(seconds=seconds or 0) if known else None)


def lengthened(graph: Graph, ctx: Context) -> Tokens:
    """A token of 60 days (a Page's: without end) for the one of an hour that a Facebook login brings.

    Raises:
        PlatformError: AUTH_REVOKED when the network does not accept it, or our application's keys are missing.
    """
    keys = {} if ctx.account.is_sandbox else _proof(ctx.app)
    params = {"grant_type": "fb_exchange_token", **keys, "fb_exchange_token": ctx.account.access_token}
    return traded(graph, ctx, graph.address(ctx, "oauth/access_token"), params)


def revoked(message: str, network_code: str = "") -> PlatformError:
    """The failure that ends with a new login."""
    remedy = "Connect the account again."
    return PlatformError(Failure.AUTH_REVOKED, message, network_code=network_code, remedy=remedy)


def _proof(app: AppKeys | None) -> dict[str, str]:
    if app is None:
        raise revoked("This token can only be renewed with the keys of our application, and they are not set.")
    return {"client_id": app.client_id, "client_secret": app.client_secret}
