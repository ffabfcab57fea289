"""Renewing X's tokens. Each refresh token works once: the answer brings the next one."""

from __future__ import annotations

import base64
from datetime import timedelta
from urllib.parse import quote

from agency_core.domain.publishing import AppKeys, Failure, PlatformError, Tokens
from agency_core.http_client import Answer, AnswerLost, Call
from agency_core.platforms.base import Context
from agency_core.platforms.reading import identifier, number
from agency_core.platforms.wire import Ask, body_of, send
from agency_core.platforms.x.calls import address
from agency_core.platforms.x.errors import classified

_ENDED = frozenset({"invalid_grant", "invalid_request", "invalid_token"})
_APPLICATION = frozenset({"invalid_client", "unauthorized_client"})


def refreshed(ctx: Context) -> Tokens:
    """A new access token, and the refresh token that replaces the one used.

    Raises:
        PlatformError: AUTH_REVOKED when there is no refresh token or X no longer accepts it; PERMISSION_DENIED when it is our
            application that X does not accept, which says nothing about the account.
    """
    if not ctx.account.refresh_token:
        raise _revoked("X gave this account no refresh token.")
    if ctx.app is None and not ctx.account.is_sandbox:
        raise _not_us("The keys of the application for X are not set.")
    form = {"grant_type": "refresh_token", "refresh_token": ctx.account.refresh_token}
    asked = Ask("POST", address(ctx.account, "oauth2/token"), _proved(form, ctx.app))
    answer = send(ctx.http, asked)
    if not answer.ok:
        raise _refusal(answer, ctx)
    body = body_of(answer, asked)
    token, seconds = identifier(body.get("access_token")), number(body.get("expires_in"))
    if not token:
        raise PlatformError(Failure.TRANSIENT, "X's answer holds no token.", http_status=answer.status)
    expires_at = ctx.clock.now() + timedelta(seconds=min(seconds, 10**9)) if seconds and seconds > 0 else None
    scopes = tuple(str(body.get("scope") or "").split())
    return Tokens(token, identifier(body.get("refresh_token")), expires_at, scopes)


def _proved(form: dict[str, str], app: AppKeys | None) -> Call:
    """The form with what proves our application: a header, or, without a secret, only its name."""
    if app is None:
        return Call(data=form)
    if not app.client_secret:
        return Call(data={**form, "client_id": app.client_id})
    pair = f"{quote(app.client_id, safe='')}:{quote(app.client_secret, safe='')}"
    return Call({"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}, data=form)


def _refusal(answer: Answer, ctx: Context) -> PlatformError:
    if answer.status not in {400, 401, 403}:
        return classified(answer, ctx.clock.now())
    error = _error_of(answer)
    if error in _APPLICATION or (answer.status != 400 and error not in _ENDED):
        return _not_us("X does not accept the keys of the application.", answer.status)
    return _revoked("X no longer accepts the refresh token.", answer.status)


def _error_of(answer: Answer) -> str:
    try:
        body = answer.json()
    except AnswerLost:
        return ""  # a refusal without a reason: the status decides
    return str(body.get("error", "")) if isinstance(body, dict) else ""


def _revoked(message: str, status: int | None = None) -> PlatformError:
    return PlatformError(Failure.AUTH_REVOKED, message, http_status=status, remedy="Connect the account again.")


def _not_us(message: str, status: int | None = None) -> PlatformError:
    remedy = "Set the application's keys for X in the settings."
    return PlatformError(Failure.PERMISSION_DENIED, message, http_status=status, remedy=remedy)
