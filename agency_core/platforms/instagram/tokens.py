"""Renewing Instagram's long-lived tokens: the token renews itself, as long as it has not run out."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.publishing import Failure, PlatformError, Tokens
from agency_core.http_client import Call
from agency_core.platforms.base import Context
from agency_core.platforms.instagram.errors import classified
from agency_core.platforms.reading import identifier, number
from agency_core.platforms.wire import Ask, body_of, send

_HOST = "https://graph.instagram.com"
_PAGE_TOKENS = "https://graph.facebook.com"
_FINAL = frozenset({Failure.AUTH_EXPIRED, Failure.AUTH_REVOKED, Failure.PERMISSION_DENIED, Failure.CONTENT_REJECTED})


def refreshed(ctx: Context) -> Tokens:
    """A new token for one that has not run out.

    Raises:
        PlatformError: AUTH_REVOKED when Instagram no longer accepts it.
    """
    account = ctx.account
    if not account.is_sandbox and account.base_url.startswith(_PAGE_TOKENS):
        raise _revoked("The token of a Facebook page does not run out, and cannot be renewed either.")
    base = account.base_url.rstrip("/") if account.is_sandbox else _HOST
    params = {"grant_type": "ig_refresh_token", "access_token": account.access_token}
    asked = Ask("GET", f"{base}/refresh_access_token", Call(params=params))
    answer = send(ctx.http, asked)
    if not answer.ok:
        error = classified(answer, ctx.clock.now())
        raise _revoked(error.message, error.network_code) if error.failure in _FINAL else error
    body = body_of(answer, asked)
    token, seconds = identifier(body.get("access_token")), number(body.get("expires_in"))
    if not token:
        raise PlatformError(Failure.TRANSIENT, "Instagram's answer holds no token.", http_status=answer.status)
    return Tokens(token, expires_at=ctx.clock.now() + timedelta(seconds=seconds) if seconds else None)


def _revoked(message: str, network_code: str = "") -> PlatformError:
    remedy = "Connect the account again."
    return PlatformError(Failure.AUTH_REVOKED, message, network_code=network_code, remedy=remedy)
