"""Renewing TikTok's tokens, and the profile that one opens. Each renewal brings a new refresh token; the old one ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from agency_core.domain.publishing import Failure, PlatformError, Profile, Tokens
from agency_core.http_client import Answer, AnswerLost, Call
from agency_core.platforms.base import Context
from agency_core.platforms.reading import an_object, identifier, number
from agency_core.platforms.tiktok.calls import api, data_of, reading
from agency_core.platforms.tiktok.creator import LONGEST, OPTIONS, creator_info
from agency_core.platforms.tiktok.errors import classified
from agency_core.platforms.wire import Ask, body_of, send

_ENDED = frozenset({"invalid_grant", "invalid_refresh_token", "access_token_invalid"})


def refreshed(ctx: Context) -> Tokens:
    """New tokens; the new refresh token has to be kept before anything else is done.

    Raises:
        PlatformError: AUTH_REVOKED when there is no refresh token or TikTok no longer accepts it.
    """
    if not ctx.account.refresh_token:
        raise _revoked("TikTok gave this account no refresh token.")
    keys = {"client_key": ctx.app.client_id, "client_secret": ctx.app.client_secret} if ctx.app else {}
    form = {"grant_type": "refresh_token", "refresh_token": ctx.account.refresh_token, **keys}
    asked = Ask("POST", api(ctx, "oauth/token/"), Call(data=form))
    answer = send(ctx.http, asked)
    word = _error_word(answer)
    if word in _ENDED:
        raise _revoked("TikTok no longer accepts the refresh token.", word)
    if not answer.ok or word:
        raise _refusal(answer, word, ctx)
    body = body_of(answer, asked)
    token, seconds = identifier(body.get("access_token")), number(body.get("expires_in"))
    if not token:
        raise PlatformError(Failure.TRANSIENT, "TikTok's answer holds no token.", http_status=answer.status)
    expires_at = ctx.clock.now() + timedelta(seconds=min(seconds, 10**7)) if seconds else None
    scopes = tuple(filter(None, identifier(body.get("scope")).split(",")))
    return Tokens(token, identifier(body.get("refresh_token")), expires_at, scopes)


def profiles(ctx: Context) -> tuple[Profile, ...]:
    """The profile that the token acts for, with what its owner allows.

    Raises:
        PlatformError: classified.
    """
    user = an_object(data_of(ctx, reading(ctx, "user/info/", "open_id,display_name")), "user")
    name = identifier(user.get("open_id"))
    if not name:
        return ()
    return (Profile(name, identifier(user.get("display_name")) or name, limits=_limits(ctx)),)


def _limits(ctx: Context) -> dict[str, Any]:
    try:
        info = creator_info(ctx)
    except PlatformError:
        return {}  # an account that has posted enough for today is connected all the same
    return {name: info[name] for name in (OPTIONS, LONGEST) if info.get(name)}


def _error_word(answer: Answer) -> str:
    """The error of the token endpoint, which is a word and no object."""
    try:
        body = answer.json()
    except AnswerLost:
        return ""  # a proxy's error page: the status alone decides
    return identifier(body.get("error")) if isinstance(body, dict) else ""


def _refusal(answer: Answer, word: str, ctx: Context) -> PlatformError:
    """Anything but an ended grant leaves the account connected: keys of ours may be wrong."""
    error = classified(answer, ctx.clock.now())
    final = {Failure.AUTH_EXPIRED, Failure.AUTH_REVOKED, Failure.CONTENT_REJECTED}
    if error.failure in final or word.startswith("invalid_client"):
        error.failure = Failure.PERMISSION_DENIED
    return error


def _revoked(message: str, network_code: str = "") -> PlatformError:
    remedy = "Connect the account again."
    return PlatformError(Failure.AUTH_REVOKED, message, network_code=network_code, remedy=remedy)
