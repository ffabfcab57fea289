"""Renewing LinkedIn's tokens. Only applications approved for it get a refresh token; others ask for consent again."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.publishing import Failure, PlatformError, Tokens
from agency_core.http_client import Call
from agency_core.platforms.base import Context
from agency_core.platforms.linkedin.calls import web_base
from agency_core.platforms.linkedin.errors import classified
from agency_core.platforms.reading import identifier, number
from agency_core.platforms.wire import Ask, body_of, send

_REFUSED = frozenset({400, 401, 403})


def refreshed(ctx: Context) -> Tokens:
    """A new access token for the refresh token.

    Raises:
        PlatformError: AUTH_REVOKED when there is no refresh token or LinkedIn no longer accepts it.
    """
    if not ctx.account.refresh_token:
        raise _revoked("LinkedIn gave this account no refresh token.")
    form = {"grant_type": "refresh_token", "refresh_token": ctx.account.refresh_token}
    asked = Ask("POST", f"{web_base(ctx.account)}/oauth/v2/accessToken", Call(data=form))
    answer = send(ctx.http, asked)
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


def _revoked(message: str, status: int | None = None) -> PlatformError:
    return PlatformError(Failure.AUTH_REVOKED, message, http_status=status, remedy="Connect the account again.")
