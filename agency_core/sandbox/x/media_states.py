"""X's media from the first byte to the day they are forgotten: who owns them, and whether they can go into a post."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming
from agency_core.sandbox.store import new_number
from agency_core.sandbox.tables import ASSETS
from agency_core.sandbox.x.guard import problem

UPLOADING, PROCESSING, SUCCEEDED, FAILED = "uploading", "in_progress", "succeeded", "failed"
LIFETIME_SECONDS = 24 * 3600
_ID_BITS = 20


def new_medium(desk: Desk, tx: Connection, owner: str, kind: str, **details: object) -> str:
    """The id of a new medium that waits for its bytes."""
    name = new_number(desk.now() - 1_288_834_974, _ID_BITS)
    row = {"id": name, "platform": Platform.X, "owner": owner, "kind": kind, "state": UPLOADING, "looks": 0}
    tx.execute(ASSETS.insert().values(**row, created_at=desk.now(), details={"alt_text": "", **details}))
    return name


def medium(name: str, owner: str, desk: Desk, tx: Connection) -> Row[Any] | None:
    """The user's own medium with this id, unless a day has passed."""
    mine = (ASSETS.c.platform == Platform.X, ASSETS.c.id == name, ASSETS.c.owner == owner)
    row = tx.execute(select(ASSETS).where(*mine)).first()
    return None if row is None or desk.now() > row.created_at + LIFETIME_SECONDS else row


def change(tx: Connection, row: Row[Any], state: str, **details: object) -> None:
    """Write down what became of a medium."""
    changed = {"state": state, "details": {**row.details, **details}}
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(**changed))


def looked_after(row: Row[Any], call: Incoming, desk: Desk, tx: Connection) -> str:
    """The state of a medium after one more look: processing ends after some looks, or after some time."""
    if row.state != PROCESSING or call.suffers("slow_processing"):
        return str(row.state)
    if call.suffers("processing_failure"):
        change(tx, row, FAILED)
        return FAILED
    looks = row.looks + 1
    waited = desk.now() - row.details["finished_at"] >= desk.manner.ready_after.total_seconds()
    state = SUCCEEDED if waited or looks > desk.manner.video_looks else PROCESSING
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(looks=looks, state=state))
    return state


def demand_ready(name: str, owner: str, call: Incoming, desk: Desk, tx: Connection) -> Row[Any]:
    """The medium, when it can go into a post now.

    Raises:
        Refusal: it is unknown, somebody else's, too old, not finished or of no use: X says the same of all.
    """
    row = medium(name, owner, desk, tx)
    state = looked_after(row, call, desk, tx) if row is not None else FAILED
    spoiled = call.suffers("slow_processing") or call.suffers("processing_failure")
    if row is None or state != SUCCEEDED or spoiled:
        message = "Your media IDs are invalid."
        errors = [{"parameters": {"media.media_ids": [name]}, "message": message}]
        raise problem(400, "Invalid Request", message, "invalid-request", errors=errors)
    return row
