"""Containers of Instagram and Threads: one-shot, ready after some looks or some time, gone after a day."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from agency_core.sandbox.exchange import Desk, Incoming
from agency_core.sandbox.graph.comments import COMMENT
from agency_core.sandbox.graph.guard import GraphError, platform_of
from agency_core.sandbox.graph.media import Fetched
from agency_core.sandbox.store import new_number
from agency_core.sandbox.tables import ASSETS, POSTS, THUMBS

IN_PROGRESS, FINISHED, PUBLISHED, ERROR, EXPIRED = "IN_PROGRESS", "FINISHED", "PUBLISHED", "ERROR", "EXPIRED"
DAY = 24 * 3600
_ID_BITS = 16
NOT_READY = GraphError(
    9007, 2207027, "The media is not ready for publishing", "Die Medien sind noch nicht bereit. Bitte warte einen Moment."
)
GONE = GraphError(-2, 2207020, "The media container has expired", "Der Container ist abgelaufen.")
REFUSALS = {
    IN_PROGRESS: NOT_READY,
    EXPIRED: GONE,
    ERROR: GraphError(-1, 2207032, "Create media failed, please try to re-create media"),
    PUBLISHED: GraphError(100, message="(#100) This container was published already"),
}
"""Why a container cannot be published now, by its state."""


def new_container(call: Incoming, desk: Desk, tx: Connection, made: tuple[str, dict[str, Any], Fetched]) -> str:
    """The id of a new container of `made` (its owner, what it holds, what was fetched); `child` and `video` are looked at."""
    owner, details, media = made
    container = new_number(desk.now(), _ID_BITS)
    row = {"id": container, "platform": platform_of(call), "owner": owner, "kind": "container"}
    tx.execute(ASSETS.insert().values(**row, state=IN_PROGRESS, looks=0, created_at=desk.now(), details=details))
    if media.thumb:
        tx.execute(THUMBS.insert().values(id=container, picture=media.thumb))
    return container


def container_of(call: Incoming, container: str, owner: str, tx: Connection) -> Row[Any] | None:
    """The container with this id, when it belongs to `owner`."""
    mine = (ASSETS.c.platform == platform_of(call), ASSETS.c.id == container, ASSETS.c.owner == owner)
    return tx.execute(select(ASSETS).where(*mine, ASSETS.c.kind == "container")).first()


def state_of(row: Row[Any], desk: Desk) -> str:
    """The state of a container now, without looking counting as a look."""
    if row.state in {PUBLISHED, ERROR}:
        return str(row.state)
    if desk.now() > row.created_at + DAY:
        return EXPIRED
    if row.state == FINISHED or desk.now() >= row.created_at + desk.manner.ready_after.total_seconds():
        return FINISHED
    return FINISHED if row.looks >= _looks_needed(row, desk) else IN_PROGRESS


def looked_at(call: Incoming, desk: Desk, tx: Connection, row: Row[Any]) -> str:
    """The state of a container, as told to somebody who asks; each time asked brings it closer to ready."""
    if call.suffers("processing_failure") and row.state not in {PUBLISHED, ERROR}:
        tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(state=ERROR))
        return ERROR
    state = state_of(row, desk)
    if call.suffers("slow_processing") and state == FINISHED:
        return IN_PROGRESS
    tx.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(looks=row.looks + 1))
    return state


def state_at_commit(call: Incoming, desk: Desk, row: Row[Any]) -> str:
    """The state of a container for somebody who publishes it, ordered faults included."""
    state = state_of(row, desk)
    if state == FINISHED and call.suffers("slow_processing"):
        return IN_PROGRESS
    return ERROR if state == FINISHED and call.suffers("processing_failure") else state


def posts_of_a_day(call: Incoming, desk: Desk, tx: Connection, owner: str) -> list[Row[Any]]:
    """What the account published in the last 24 hours, comments aside."""
    mine = (POSTS.c.platform == platform_of(call), POSTS.c.author == owner, POSTS.c.created_at > desk.now() - DAY)
    return list(tx.execute(select(POSTS.c.id, POSTS.c.details).where(*mine, POSTS.c.kind != COMMENT)))


def _looks_needed(row: Row[Any], desk: Desk) -> int:
    if row.details["video"]:
        return desk.manner.video_looks
    return 0 if row.details["child"] else desk.manner.image_looks
