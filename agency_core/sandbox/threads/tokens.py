"""Threads' tokens: the short one of a login is traded once, the long one renews itself."""

from __future__ import annotations

from sqlalchemy import Connection

from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.graph.guard import invalid, token_text
from agency_core.sandbox.graph.tokens import next_token
from agency_core.sandbox.tokens import LIFETIME_SECONDS


def exchange(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET /access_token?grant_type=th_exchange_token`."""
    return _traded(call, tx, "th_exchange_token")


def refresh(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET /refresh_access_token?grant_type=th_refresh_token`. That a token must also be a day old is not checked."""
    return _traded(call, tx, "th_refresh_token")


def _traded(call: Incoming, tx: Connection, grant: str) -> Reply:
    if call.asked().get("grant_type") != grant:
        raise invalid(f"grant_type must be {grant}")
    _, fresh = next_token(call, tx, token_text(call))
    return json_reply(200, {"access_token": str(fresh), "token_type": "bearer", "expires_in": LIFETIME_SECONDS})
