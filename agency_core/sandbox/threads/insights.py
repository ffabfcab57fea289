"""Threads' insights, told from the audience that the sandbox imagines. One wrong metric spoils the whole call."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.sandbox.audience import Shown, audience
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.graph.guard import USAGE, admitted, invalid, several
from agency_core.sandbox.threads.nodes import living


def told(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /{post}/insights?metric=...`."""
    token = admitted(call, tx)
    row = living(call.params["node"], token.profile_id, tx)
    created = datetime.fromtimestamp(row.created_at, UTC)
    crowd = audience(Shown(Platform.THREADS, row.author, row.id, row.kind, created), desk.moment())
    values = {
        "views": crowd.impressions, "likes": crowd.likes, "replies": crowd.comments, "reposts": crowd.shares,
        "quotes": crowd.saves // 4, "shares": crowd.shares // 2,
    }  # fmt: skip
    asked = several(call.asked().get("metric", ""))
    for place, name in enumerate(asked):
        if name not in values:
            raise invalid(f"metric[{place}] must be one of the following values: {', '.join(values)}")
    if not asked:
        raise invalid("metric is required")
    data = [
        {"name": name, "period": "lifetime", "values": [{"value": values[name]}], "id": f"{row.id}/insights/{name}/lifetime"}
        for name in asked
    ]
    return json_reply(200, {"data": data}, USAGE)
