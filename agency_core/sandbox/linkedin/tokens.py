"""LinkedIn's token endpoint: a refresh token, which is any token of the profile, brings the next one."""

from __future__ import annotations

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Refusal, Reply, json_reply
from agency_core.sandbox.tokens import LIFETIME_SECONDS, TokenState, end, parsed, renewed, state_of

_REFRESH_SECONDS = 365 * 24 * 3600


def refresh(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`POST /oauth/v2/accessToken` with grant_type=refresh_token. With the fault `revoke_token` the old one ends at once."""
    form = call.form()
    if not call.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise _refused("invalid_request", "The body is no form")
    if form.get("grant_type") != "refresh_token":
        raise _refused("unsupported_grant_type", "grant_type must be refresh_token")
    token = parsed(form.get("refresh_token", ""), Platform.LINKEDIN)
    if token is None or state_of(tx, token) is TokenState.REVOKED:
        raise _refused("invalid_grant", "The provided authorization grant or refresh token is invalid, expired or revoked")
    fresh = renewed(tx, token)
    if call.suffers("revoke_token"):
        end(tx, token, TokenState.REVOKED)
    body = {
        "access_token": str(fresh),
        "expires_in": LIFETIME_SECONDS,
        "refresh_token": str(fresh),
        "refresh_token_expires_in": _REFRESH_SECONDS,
        "scope": "r_organization_social,w_organization_social,w_member_social",
    }
    return json_reply(200, body)


def _refused(error: str, description: str) -> Refusal:
    return Refusal(json_reply(400, {"error": error, "error_description": description}))
