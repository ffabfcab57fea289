"""Threads' insights of a profile. One metric that does not exist spoils the whole call."""

from __future__ import annotations

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.following import followers
from agency_core.sandbox.graph.guard import USAGE, admitted, invalid, own_node, several

_VALID = ("followers_count",)


def told(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /{user}/threads_insights?metric=followers_count`."""
    owner = own_node(call, admitted(call, tx))
    asked = several(call.asked().get("metric", ""))
    if not asked:
        raise invalid("metric is required")
    for place, name in enumerate(asked):
        if name not in _VALID:
            raise invalid(f"metric[{place}] must be one of the following values: {', '.join(_VALID)}")
    if set(call.asked()) & {"since", "until"}:
        raise invalid("followers_count has no since and no until")
    value = {"value": followers(Platform.THREADS, owner, desk, tx)}
    data = [{"name": name, "period": "day", "total_value": value, "id": f"{owner}/insights/{name}/day"} for name in asked]
    return json_reply(200, {"data": data}, USAGE)
