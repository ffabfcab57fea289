"""X's token endpoint: a refresh token works once, then the next one takes its place."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.exchange import Desk, Incoming, Refusal, Reply, json_reply
from agency_core.sandbox.tokens import TokenState, end, parsed, renewed, state_of

LIFETIME_SECONDS = 7200
_SCOPES = "tweet.read tweet.write users.read media.write offline.access"


def refresh(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`POST /2/oauth2/token` with grant_type=refresh_token. The access token in use lives on until its time is over."""
    form = call.form()
    if not call.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise _refused("invalid_request", "The body is no form.")
    _demand_client(call)
    if form.get("grant_type") != "refresh_token":
        raise _refused("unsupported_grant_type", "grant_type must be refresh_token.")
    token = parsed(form.get("refresh_token", ""), Platform.X)
    if token is None or _ended(tx, token):
        raise _refused("invalid_request", "Value passed for the token was invalid.")
    if call.suffers("revoke_token"):
        end(tx, token, TokenState.REVOKED)
        raise _refused("invalid_request", "Value passed for the token was invalid.")
    end(tx, _as_refresh(token), TokenState.REVOKED)
    fresh = renewed(tx, token)
    body = {
        "token_type": "bearer",
        "expires_in": LIFETIME_SECONDS,
        "access_token": str(fresh),
        "refresh_token": str(fresh),
        "scope": _SCOPES,
    }
    return json_reply(200, body)


def _ended(tx: Connection, token: SandboxToken) -> bool:
    used = state_of(tx, _as_refresh(token)) is TokenState.REVOKED
    return used or state_of(tx, token) is TokenState.REVOKED


def _as_refresh(token: SandboxToken) -> SandboxToken:
    """Access and refresh tokens of the sandbox read alike, and end at different times: the latter under a name of its own."""
    return replace(token, profile_id=f"{token.profile_id}/refresh")


def _demand_client(call: Incoming) -> None:
    """Who asks is not asked on the sandbox; what is said of it has to be readable.

    Raises:
        Refusal: it is not.
    """
    scheme, _, pair = call.headers.get("authorization", "").partition(" ")
    if not scheme:
        return
    try:
        readable = scheme == "Basic" and b":" in base64.b64decode(pair, validate=True)
    except binascii.Error:
        readable = False  # what cannot be decoded is as wrong as another scheme
    if not readable:
        raise _refused("unauthorized_client", "Missing valid authorization header", 401)


def _refused(error: str, description: str, status: int = 400) -> Refusal:
    return Refusal(json_reply(status, {"error": error, "error_description": description}))
