"""Orders to the sandbox itself: faults to happen, and what it saw."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from agency_core.domain.platform import platform
from agency_core.errors import Invalid
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.faults import forget, order, read_fault, waiting
from agency_core.sandbox.tables import CALLS, POSTS

_MOST = 10_000


def order_fault(call: Incoming, desk: Desk) -> Reply:
    """`POST /_control/faults`: a JSON object with platform, route, kind, times and seconds."""
    if not call.headers.get("content-type", "").startswith("application/json"):
        return json_reply(415, {"error": "Content-Type must be application/json"})
    try:
        fault = read_fault(call.json())
    except Invalid as error:
        return json_reply(422, {"error": error.message, "field": error.field, "remedy": error.remedy})
    with desk.store.write() as tx:
        order(tx, fault)
    return json_reply(201, {"ordered": {"platform": fault.platform, "route": fault.route, "kind": fault.kind}})


def list_faults(call: Incoming, desk: Desk) -> Reply:  # noqa: ARG001 - every order is given the same way
    """`GET /_control/faults`: those still to come."""
    with desk.store.read() as tx:
        return json_reply(200, waiting(tx))


def forget_faults(call: Incoming, desk: Desk) -> Reply:  # noqa: ARG001 - every order is given the same way
    """`DELETE /_control/faults`."""
    with desk.store.write() as tx:
        forget(tx)
    return Reply(204)


def forget_everything(call: Incoming, desk: Desk) -> Reply:  # noqa: ARG001 - every order is given the same way
    """`DELETE /_control/state`."""
    desk.store.clear()
    return Reply(204)


def list_calls(call: Incoming, desk: Desk) -> Reply:
    """`GET /_control/calls?platform=`: method, path, route, phase (COMMIT or empty), status (0: cut), fault; oldest first."""
    wanted = select(CALLS).order_by(CALLS.c.id.desc()).limit(_MOST)
    if call.asked().get("platform"):
        wanted = wanted.where(CALLS.c.platform == call.asked()["platform"])
    with desk.store.read() as tx:
        rows = [dict(row._mapping) for row in tx.execute(wanted)]
    return json_reply(200, [{**row, "at": _iso(row["at"])} for row in reversed(rows)])


def list_posts(call: Incoming, desk: Desk) -> Reply:
    """`GET /_control/posts?platform=`: every post there is or was, oldest first."""
    wanted = select(POSTS).order_by(POSTS.c.created_at, POSTS.c.id)
    try:
        if call.asked().get("platform"):
            wanted = wanted.where(POSTS.c.platform == platform(call.asked()["platform"]))
    except Invalid as error:
        return json_reply(422, {"error": error.message})
    with desk.store.read() as tx:
        rows = tx.execute(wanted).all()
    return json_reply(200, [_told(row._mapping) for row in rows])


def _told(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row's mapping
    return {
        "id": row["id"],
        "platform": row["platform"],
        "author": row["author"],
        "kind": row["kind"],
        "text": row["text"],
        "created_at": _iso(row["created_at"]),
        "deleted_at": _iso(row["deleted_at"]) if row["deleted_at"] else None,
        "media": row["details"]["media"],
    }


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
