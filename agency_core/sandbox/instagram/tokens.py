"""Instagram's renewal of tokens: a token that has not run out brings the next one."""

from __future__ import annotations

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.instagram.guard import GraphError, demand_live, invalid, refusal, token_text
from agency_core.sandbox.tokens import LIFETIME_SECONDS, TokenState, end, parsed, renewed, state_of


def refresh(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET /refresh_access_token?grant_type=ig_refresh_token`. As on the real network, a token that ran out is refused.

    That a token must also be a day old is not checked. With the fault `revoke_token` the old token ends at once.
    """
    if call.asked().get("grant_type") != "ig_refresh_token":
        raise invalid("grant_type must be ig_refresh_token")
    token = parsed(token_text(call), Platform.INSTAGRAM)
    if token is None:
        raise refusal(GraphError(190, message="Invalid OAuth access token - Cannot parse access token"))
    demand_live(state_of(tx, token))
    fresh = renewed(tx, token)
    if call.suffers("revoke_token"):
        end(tx, token, TokenState.REVOKED)
    body = {"access_token": str(fresh), "token_type": "bearer", "expires_in": LIFETIME_SECONDS}
    return json_reply(200, body)
