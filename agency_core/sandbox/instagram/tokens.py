"""Instagram's renewal of tokens: a token that has not run out brings the next one."""

from __future__ import annotations

from sqlalchemy import Connection

from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.graph.guard import invalid, token_text
from agency_core.sandbox.graph.tokens import next_token
from agency_core.sandbox.tokens import LIFETIME_SECONDS


def refresh(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET /refresh_access_token?grant_type=ig_refresh_token`. As on the real network, a token that ran out is refused.

    That a token must also be a day old is not checked.
    """
    if call.asked().get("grant_type") != "ig_refresh_token":
        raise invalid("grant_type must be ig_refresh_token")
    _, fresh = next_token(call, tx, token_text(call))
    return json_reply(200, {"access_token": str(fresh), "token_type": "bearer", "expires_in": LIFETIME_SECONDS})
