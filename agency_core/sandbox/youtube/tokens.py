"""Google's token endpoint: the refresh token stays the same, each access token is new."""

from __future__ import annotations

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Refusal, Reply, json_reply
from agency_core.sandbox.tokens import TokenState, end, parsed, renewed, state_of

_SECONDS = 3599
_SCOPE = "https://www.googleapis.com/auth/youtube.upload https://www.googleapis.com/auth/youtube.force-ssl"


def refresh(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`POST /token` with grant_type=refresh_token. With the fault `revoke_token` the grant ends before it is used."""
    form = call.form()
    if not call.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise _refused("invalid_request", "The body is no form")
    if form.get("grant_type") != "refresh_token":
        raise _refused("unsupported_grant_type", "Invalid grant_type")
    token = parsed(form.get("refresh_token", ""), Platform.YOUTUBE)
    if token is not None and call.suffers("revoke_token"):
        end(tx, token, TokenState.REVOKED)
    if token is None or state_of(tx, token) is TokenState.REVOKED:
        raise _refused("invalid_grant", "Token has been expired or revoked.")
    body = {"access_token": str(renewed(tx, token)), "expires_in": _SECONDS, "scope": _SCOPE, "token_type": "Bearer"}
    return json_reply(200, body)


def _refused(error: str, description: str) -> Refusal:
    return Refusal(json_reply(400, {"error": error, "error_description": description}))
