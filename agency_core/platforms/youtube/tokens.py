"""Renewing Google's tokens, and the profiles that one opens. The refresh token stays the same until it is revoked."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.publishing import Failure, PlatformError, Profile, Tokens
from agency_core.http_client import Answer, AnswerLost, Call
from agency_core.platforms.base import Context
from agency_core.platforms.reading import an_object, identifier, number, objects
from agency_core.platforms.wire import Ask, body_of, send
from agency_core.platforms.youtube.calls import fetched, reading
from agency_core.platforms.youtube.draft_rules import LONG_UPLOADS
from agency_core.platforms.youtube.errors import classified
from agency_core.platforms.youtube.facts import FACTS

_ENDED = frozenset({"invalid_grant", "invalid_token", "unauthorized_client"})
_REMEDY = "Connect the account again. While Google lists the application as in testing, every login ends after 7 days."


def refreshed(ctx: Context) -> Tokens:
    """A new access token for the refresh token.

    Raises:
        PlatformError: AUTH_REVOKED when there is no refresh token or Google no longer accepts it.
    """
    if not ctx.account.refresh_token:
        raise _revoked("Google gave this account no refresh token.")
    keys = {"client_id": ctx.app.client_id, "client_secret": ctx.app.client_secret} if ctx.app else {}
    form = {"grant_type": "refresh_token", "refresh_token": ctx.account.refresh_token, **keys}
    asked = Ask("POST", _token_url(ctx), Call(data=form))
    answer = send(ctx.http, asked)
    if not answer.ok:
        raise _refusal(answer, ctx)
    body = body_of(answer, asked)
    token, seconds = identifier(body.get("access_token")), number(body.get("expires_in"))
    if not token:
        raise PlatformError(Failure.TRANSIENT, "Google's answer holds no token.", http_status=answer.status)
    return Tokens(token, expires_at=ctx.clock.now() + timedelta(seconds=min(seconds, 10**7)) if seconds else None)


def profiles(ctx: Context) -> tuple[Profile, ...]:
    """The profile that the token acts for: a person chooses it while logging in.

    Raises:
        PlatformError: classified.
    """
    body = fetched(ctx, reading(ctx, "channels", {"part": "snippet,status", "mine": "true"}))
    found = []
    for item in objects(body, "items"):
        name, title = identifier(item.get("id")), identifier(an_object(item, "snippet").get("title"))
        allowed = identifier(an_object(item, "status").get("longUploadsStatus"))
        limits = {LONG_UPLOADS: allowed == "allowed"} if allowed else {}
        if name:
            found.append(Profile(name, title or name, limits=limits))
    return tuple(found)


def _token_url(ctx: Context) -> str:
    account = ctx.account
    return f"{account.base_url.rstrip('/')}/token" if account.is_sandbox else FACTS.login.token_url


def _refusal(answer: Answer, ctx: Context) -> PlatformError:
    """Only a grant that has ended disconnects; keys of ours that are wrong do not."""
    try:
        body = answer.json()
    except AnswerLost:
        body = None  # a proxy's error page: the status alone decides
    word = identifier(body.get("error")) if isinstance(body, dict) else ""
    if word in _ENDED:
        return _revoked("Google no longer accepts the refresh token.", word)
    error = classified(answer, ctx.clock.now())
    if error.failure in {Failure.AUTH_EXPIRED, Failure.CONTENT_REJECTED}:
        error.failure = Failure.PERMISSION_DENIED
    return error


def _revoked(message: str, network_code: str = "") -> PlatformError:
    return PlatformError(Failure.AUTH_REVOKED, message, network_code=network_code, remedy=_REMEDY)
