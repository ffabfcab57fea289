"""Questions about posts and what was counted for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from agency_core.domain.numbers import SnapshotFilter
from agency_core.domain.paging import Page, position
from agency_core.models import ContentRow, DeliveryRow, PostRow, SnapshotRow

COLUMNS = ("views", "impressions", "reach", "likes", "comments", "shares", "saves", "clicks")


def keep_posts(session: Session, deliveries: Sequence[DeliveryRow]) -> list[PostRow]:
    """The posts of delivered deliveries, each made now if it is not known yet (an export may have told us of it before)."""
    if not deliveries:
        return []
    found = []
    ids = {row.content_id for row in deliveries}
    contents = {row.id: row for row in session.scalars(select(ContentRow).where(ContentRow.id.in_(ids)))}
    known = {(row.client_id, row.platform, row.external_id): row for row in session.scalars(_posts_like(deliveries))}
    for delivery in deliveries:
        key, content = (delivery.client_id, delivery.platform, delivery.external_id), contents[delivery.content_id]
        post = known.get(key)
        if post is None:
            post = known[key] = PostRow(client_id=key[0], platform=key[1], external_id=key[2])
            session.add(post)
        post.content_id, post.agent_id, post.content_type = content.id, content.creator_agent_id, content.content_type
        post.published_at, post.url = delivery.delivered_at, delivery.url
        post.text = content.title
        found.append(post)
    return found


def _posts_like(deliveries: Sequence[DeliveryRow]) -> Select[PostRow]:
    """Posts with the ids of these deliveries; another client's may be among them."""
    return select(PostRow).where(
        PostRow.client_id.in_({row.client_id for row in deliveries}),
        PostRow.platform.in_({row.platform for row in deliveries}),
        PostRow.external_id.in_({row.external_id for row in deliveries}),
    )


def find(session: Session, client_id: str, platform: str, external_id: str) -> PostRow | None:
    """The post that a platform knows under this id."""
    return session.scalar(
        select(PostRow).where(
            PostRow.client_id == client_id, PostRow.platform == platform, PostRow.external_id == external_id
        )
    )


def of_content(session: Session, content_id: str, platform: str) -> PostRow | None:
    """The post of content on a platform."""
    question = select(PostRow).where(PostRow.content_id == content_id, PostRow.platform == platform)
    return session.scalar(question.order_by(PostRow.pk).limit(1))


def add_snapshot(session: Session, post: PostRow, taken_at: datetime, source: str, values: dict[str, Any]) -> bool:
    """Keep what was counted at a time; False when the same source said something for that time already (nothing changes)."""
    if session.get(SnapshotRow, (post.pk, taken_at, source)) is not None:
        return False
    session.add(SnapshotRow(post_pk=post.pk, taken_at=taken_at, source=source, **values))
    if post.latest_at is None or taken_at >= post.latest_at:
        post.latest_at = taken_at
    return True


def to_measure(session: Session, now: datetime, limit: int) -> list[str]:
    """Ids of deliveries whose figures are due."""
    question = select(DeliveryRow.id).where(DeliveryRow.measure_at.is_not(None), DeliveryRow.measure_at <= now)
    return list(session.scalars(question.order_by(DeliveryRow.measure_at).limit(limit)))


def snapshots(
    session: Session, wanted: SnapshotFilter, clients: frozenset[str] | None, page: Page
) -> tuple[list[tuple[SnapshotRow, PostRow]], str]:
    """Snapshots with their posts, newest first; the cursor counts those that were read before."""
    question = select(SnapshotRow, PostRow).join(PostRow, PostRow.pk == SnapshotRow.post_pk)
    for column, value in (
        (PostRow.client_id, wanted.client_id),
        (PostRow.content_id, wanted.content_id),
        (PostRow.platform, wanted.platform),
    ):
        if value:
            question = question.where(column == value)
    if clients is not None:
        question = question.where(PostRow.client_id.in_(clients))
    offset = position(page.cursor)
    question = question.order_by(SnapshotRow.taken_at.desc(), PostRow.pk.desc(), SnapshotRow.source)
    rows = [(shot, post) for shot, post in session.execute(question.offset(offset).limit(page.limit + 1))]
    if len(rows) <= page.limit:
        return rows, ""
    return rows[: page.limit], str(offset + page.limit)
