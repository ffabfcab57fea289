"""Trading tokens: one that has not run out brings the next one."""

from __future__ import annotations

from sqlalchemy import Connection

from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.graph.guard import PERSON, GraphError, demand_live, invalid, platform_of, refusal
from agency_core.sandbox.tokens import LIFETIME_SECONDS, TokenState, end, parsed, renewed, state_of


def exchanged(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET /oauth/access_token?grant_type=fb_exchange_token`: a Page's token does not run out, a person's does."""
    if call.asked().get("grant_type") != "fb_exchange_token":
        raise invalid("grant_type must be fb_exchange_token")
    token, fresh = next_token(call, tx, call.asked().get("fb_exchange_token", ""))
    lasts = {"expires_in": LIFETIME_SECONDS} if token.profile_id.startswith(PERSON) else {}
    return json_reply(200, {"access_token": str(fresh), "token_type": "bearer", **lasts})


def next_token(call: Incoming, tx: Connection, text: str) -> tuple[SandboxToken, SandboxToken]:
    """The token shown, and the next one of its profile; with the fault `revoke_token` the old one ends at once.

    Raises:
        Refusal: the token shown is none, or has ended.
    """
    token = parsed(text, platform_of(call))
    if token is None:
        raise refusal(GraphError(190, message="Invalid OAuth access token - Cannot parse access token"))
    if call.suffers("expire_token"):
        end(tx, token, TokenState.EXPIRED)
    demand_live(state_of(tx, token))
    fresh = renewed(tx, token)
    if call.suffers("revoke_token"):
        end(tx, token, TokenState.REVOKED)
    return token, fresh
