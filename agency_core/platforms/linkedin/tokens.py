"""Renewing LinkedIn's tokens. Only applications approved for it get a refresh token; others ask for consent again."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.publishing import Failure, PlatformError, Tokens
from agency_core.http_client import Answer, AnswerLost, Call
from agency_core.platforms.base import Context
from agency_core.platforms.linkedin.calls import web_base
from agency_core.platforms.linkedin.errors import classified
from agency_core.platforms.reading import identifier, number
from agency_core.platforms.wire import Ask, body_of, send

_REFUSED = frozenset({400, 401, 403})
_OUR_FAULT = frozenset({"invalid_client", "unauthorized_client"})


def refreshed(ctx: Context) -> Tokens:
    """A new access token for the refresh token.

    Raises:
        PlatformError: AUTH_REVOKED when there is no refresh token or LinkedIn no longer accepts it.
    """
    if not ctx.account.refresh_token:
        raise _revoked("LinkedIn gave this account no refresh token.")
    form = {"grant_type": "refresh_token", "refresh_token": ctx.account.refresh_token, **_keys(ctx)}
    asked = Ask("POST", f"{web_base(ctx.account)}/oauth/v2/accessToken", Call(data=form))
    answer = send(ctx.http, asked)
    if answer.status in _REFUSED and _code(answer) in _OUR_FAULT:
        message, remedy = "LinkedIn does not know our application by these keys.", "Correct the application's keys."
        raise PlatformError(Failure.PERMISSION_DENIED, message, http_status=answer.status, remedy=remedy)
    if answer.status in _REFUSED:
        raise _revoked("LinkedIn no longer accepts the refresh token.", answer.status)
    if not answer.ok:
        raise classified(answer, ctx.clock.now())
    body = body_of(answer, asked)
    token, seconds = identifier(body.get("access_token")), number(body.get("expires_in"))
    if not token:
        raise PlatformError(Failure.TRANSIENT, "LinkedIn's answer holds no token.", http_status=answer.status)
    expires_at = ctx.clock.now() + timedelta(seconds=seconds) if seconds else None
    return Tokens(token, identifier(body.get("refresh_token")), expires_at)


def _keys(ctx: Context) -> dict[str, str]:
    """What LinkedIn knows our application by; the sandbox asks for nothing."""
    return {"client_id": ctx.app.client_id, "client_secret": ctx.app.client_secret} if ctx.app else {}


def _code(answer: Answer) -> str:
    try:
        body = answer.json()
    except AnswerLost:
        return ""  # a proxy's error page: the status alone decides
    return identifier(body.get("error")) if isinstance(body, dict) else ""


def _revoked(message: str, status: int | None = None) -> PlatformError:
    return PlatformError(Failure.AUTH_REVOKED, message, http_status=status, remedy="Connect the account again.")
