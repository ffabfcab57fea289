"""Sessions: a name and an app password bring two tokens, the second of which renews both."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from agency_core.domain.clock import Clock
from agency_core.domain.publishing import Failure, PlatformError, Profile, Tokens
from agency_core.http_client import Answer, Call, HttpClient
from agency_core.platforms.base import Context
from agency_core.platforms.bluesky.calls import bearer, fetched, method, query
from agency_core.platforms.bluesky.errors import classified, said
from agency_core.platforms.reading import an_object, identifier, number, objects
from agency_core.platforms.wire import Ask, body_of, send

_REMEDY = "Connect the account again, with an app password."
_ENDED = frozenset({Failure.AUTH_EXPIRED, Failure.AUTH_REVOKED, Failure.PERMISSION_DENIED, Failure.CONTENT_REJECTED})
_SERVER = "#atproto_pds"


def session(http: HttpClient, clock: Clock, base_url: str, identifier: str, password: str) -> tuple[Tokens, Profile]:
    """Log in.

    Args:
        http: the way to the outside.
        clock: the time.
        base_url: where the account is, or Bluesky's own entrance; the profile names the server to be used from then on.
        identifier: handle, DID or e-mail address.
        password: an app password, made for us in Bluesky's settings.

    Raises:
        PlatformError: AUTH_REVOKED when name and password do not fit, or the account asks for a second factor.
    """
    form = {"identifier": identifier.strip().removeprefix("@"), "password": password}
    asked = Ask("POST", method(base_url, "com.atproto.server.createSession"), Call(json=form))
    body = _opened(send(http, asked), asked, clock.now())
    return _tokens(body), _profile(body, base_url)


def refreshed(ctx: Context) -> Tokens:
    """New tokens for the refresh token, which ends with this.

    Raises:
        PlatformError: AUTH_REVOKED when there is none or the server no longer accepts it.
    """
    if not ctx.account.refresh_token:
        raise PlatformError(Failure.AUTH_REVOKED, "No refresh token is kept for this account.", remedy=_REMEDY)
    call = Call(bearer(ctx.account.refresh_token))
    asked = Ask("POST", method(ctx.account.base_url, "com.atproto.server.refreshSession"), call)
    return _tokens(_opened(send(ctx.http, asked), asked, ctx.clock.now()))


def profiles(ctx: Context) -> tuple[Profile, ...]:
    """The one profile that a session acts for.

    Raises:
        PlatformError: classified.
    """
    asked = query(ctx, "com.atproto.server.getSession", {})
    return (_profile(fetched(ctx, asked), ctx.account.base_url),)


def _opened(answer: Answer, asked: Ask, now: datetime) -> dict[str, Any]:
    if not answer.ok:
        error = classified(answer, now)
        # A refusal that the server names is final here; an error page of something in between is not.
        if error.failure in _ENDED and (said(answer)[0] or error.failure is not Failure.CONTENT_REJECTED):
            error.failure, error.remedy = Failure.AUTH_REVOKED, _REMEDY
        elif error.failure in _ENDED:
            error.failure = Failure.TRANSIENT
        raise error
    return body_of(answer, asked)


def _tokens(body: dict[str, Any]) -> Tokens:
    access, refresh = identifier(body.get("accessJwt")), identifier(body.get("refreshJwt"))
    if not access or not refresh:
        raise PlatformError(Failure.TRANSIENT, "Bluesky's answer holds no tokens.")
    return Tokens(access, refresh, _expiry(access))


def _profile(body: dict[str, Any], base_url: str) -> Profile:
    did = identifier(body.get("did"))
    if not did.startswith("did:"):
        raise PlatformError(Failure.TRANSIENT, "Bluesky's answer names no account.")
    return Profile(did, identifier(body.get("handle")) or did, base_url=_server(an_object(body, "didDoc"), base_url))


def _server(document: dict[str, Any], base_url: str) -> str:
    """The server that keeps this account, as its DID document says; tokens never leave encryption on the way."""
    for service in objects(document, "service"):
        address = identifier(service.get("serviceEndpoint")).rstrip("/")
        if identifier(service.get("id")).endswith(_SERVER) and urlsplit(address).scheme in {"https", urlsplit(base_url).scheme}:
            return address
    return base_url.rstrip("/")


def _expiry(token: str) -> datetime | None:
    """When a token says that it ends; it is asked nothing else."""
    try:
        payload = token.split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        seconds = number(told.get("exp")) if isinstance(told, dict) else None
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (IndexError, binascii.Error, ValueError, OverflowError, OSError, RecursionError):
        return None  # opaque to us, as tokens may be: it is renewed when it is refused
