"""Asking, reading only, whether a container whose answer was lost became a post: the container itself knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from agency_core.domain.publishing import Failure, Outcome, PlatformError, PublishState, Shaped, Verdict
from agency_core.platforms.base import Context
from agency_core.platforms.graph.calls import node
from agency_core.platforms.graph.containers import CONTAINER, Containers
from agency_core.platforms.reading import identifier, objects

SLACK = timedelta(seconds=60)
"""How far the network's clock may be behind ours."""
_AFTER = timedelta(minutes=10)
_PAGE = "50"


@dataclass(frozen=True)
class Shelf:
    """Where a network lists the posts of an account, and under which names their words and times."""

    containers: Containers
    edge: str
    text_field: str
    settling: timedelta


def reconcile_container(state: PublishState, shaped: Shaped, ctx: Context, shelf: Shelf) -> Outcome:
    """Read the container's state, and find the post when there is one.

    Raises:
        PlatformError: AUTH_EXPIRED or AUTH_REVOKED, because fresh tokens make the question answerable.
    """
    container, since, name = state.handles.get(CONTAINER, ""), state.committed_at, shelf.containers.graph.name
    if not container or since is None:
        return Outcome(Verdict.UNKNOWN, why="It is not known which container was sent, or when.")
    try:
        code = shelf.containers.state_of(container, ctx)
    except PlatformError as error:
        return unasked(error, name)
    if code == "PUBLISHED":
        return _published(state, shaped, ctx, shelf)
    if code in {"EXPIRED", "ERROR"}:
        return Outcome(Verdict.NOT_PUBLISHED, why=f"The container is {code} and was never published.")
    if code not in {"FINISHED", "IN_PROGRESS"}:
        return Outcome(Verdict.UNKNOWN, why=f"{name} names no state of the container that we know.")
    if ctx.clock.now() < since + shelf.settling:
        return Outcome(Verdict.UNKNOWN, why=f"Not published yet; {name} may say so some seconds late.")
    return Outcome(Verdict.NOT_PUBLISHED, why=f"The container is {code} and was not published.")


def unasked(error: PlatformError, name: str) -> Outcome:
    """The verdict when the network could not be asked.

    Raises:
        PlatformError: AUTH_EXPIRED or AUTH_REVOKED, because fresh tokens make the question answerable.
    """
    if error.failure in {Failure.AUTH_EXPIRED, Failure.AUTH_REVOKED}:
        raise error
    return Outcome(Verdict.UNKNOWN, why=f"{name} could not be asked: {error.message}")


def moment(value: object) -> datetime | None:
    """A time as the Graph interface writes it; None when it is none."""
    try:
        return datetime.fromisoformat(identifier(value)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _published(state: PublishState, shaped: Shaped, ctx: Context, shelf: Shelf) -> Outcome:
    """The post of a published container: the only one with these words and time, else known by its container."""
    graph, since = shelf.containers.graph, state.committed_at
    fields = {"fields": f"id,{shelf.text_field},timestamp,permalink", "limit": _PAGE}
    try:
        recent = objects(graph.fetched(ctx, graph.reading(ctx, node(ctx.account.external_id, shelf.edge), fields)), "data")
    except PlatformError as error:
        unasked(error, graph.name)
        recent = []
    found = [post for post in recent if since and _is_ours(post, str(post.get(shelf.text_field) or ""), shaped.text, since)]
    if len(found) == 1:
        post_id, url = identifier(found[0].get("id")), identifier(found[0].get("permalink"))
        return Outcome(Verdict.PUBLISHED, post_id, url, "The container is published.")
    container = state.handles[CONTAINER]
    return Outcome(Verdict.PUBLISHED, container, why="The container is published; its post could not be singled out.")


def _is_ours(post: dict[str, Any], said: str, meant: str, since: datetime) -> bool:
    at = moment(post.get("timestamp"))
    if at is None or not identifier(post.get("id")):
        return False
    return said.strip() == meant.strip() and since - SLACK <= at <= since + _AFTER
