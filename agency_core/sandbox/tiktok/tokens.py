"""TikTok's token endpoint: each refresh brings a new refresh token, and the one that was used ends at once."""

from __future__ import annotations

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.tokens import TokenState, end, parsed, renewed, state_of

_SECONDS, _REFRESH_SECONDS = 86_400, 365 * 86_400


def refresh(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`POST /v2/oauth/token/` with grant_type=refresh_token. With the fault `revoke_token` the grant ends before its use."""
    form = call.form()
    if not call.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return _refused("invalid_request", "Only `application/x-www-form-urlencoded` is supported as Content-Type.")
    if form.get("grant_type") != "refresh_token" or "client_id" in form:
        return _refused("invalid_request", "The request parameters are malformed.")
    token = parsed(form.get("refresh_token", ""), Platform.TIKTOK)
    if token is None or _spent(token, tx) or state_of(tx, token) is TokenState.REVOKED or call.suffers("revoke_token"):
        return _refused("invalid_grant", "Refresh token is invalid or expired.")
    fresh = renewed(tx, token)
    end(tx, _as_refresh(token), TokenState.REVOKED)
    body = {
        "open_id": token.profile_id,
        "scope": "user.info.basic,video.publish,video.list",
        "access_token": str(fresh),
        "expires_in": _SECONDS,
        "refresh_token": str(fresh),
        "refresh_expires_in": _REFRESH_SECONDS,
        "token_type": "Bearer",
    }
    return json_reply(200, body)


def _as_refresh(token: SandboxToken) -> SandboxToken:
    """The same token in its other use: as a refresh token it ends on its own."""
    return SandboxToken(token.platform, f"{token.profile_id}/refresh", token.generation)


def _spent(token: SandboxToken, tx: Connection) -> bool:
    return state_of(tx, _as_refresh(token)) is TokenState.REVOKED


def _refused(error: str, description: str) -> Reply:
    return json_reply(400, {"error": error, "error_description": description, "log_id": "SANDBOX"})
