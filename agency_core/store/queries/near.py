"""Questions about posts that may be the same: one of ours, and one that an export told of under another id."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, aliased

from agency_core.domain.same_post import Live
from agency_core.models import ContentRow, HistoryRow, PostRow, SnapshotRow, UploadPostRow
from agency_core.store.bulk import Meets, among, put
from agency_core.store.dialect import table_of
from agency_core.store.rows import fetch

MATCH = "match"
"""The noun under which history keeps what was decided about two posts."""


def ours(session: Session, client_id: str, limit: int) -> list[Live]:
    """The newest posts of our content, with its words."""
    newest = (
        select(PostRow).where(PostRow.client_id == client_id, PostRow.content_id > "", PostRow.published_at.is_not(None))
        .order_by(PostRow.published_at.desc()).limit(limit).subquery()
    )  # fmt: skip
    post = aliased(PostRow, newest)
    question = select(post, ContentRow).join(ContentRow, ContentRow.id == post.content_id)
    return [live(row, _words(content, row.platform)) for row, content in session.execute(question)]


def others(
    session: Session, client_id: str, platforms: Collection[str], span: tuple[datetime, datetime], limit: int
) -> list[Live]:
    """The newest posts of a span that are nobody's content."""
    question = select(PostRow).where(
        PostRow.client_id == client_id, PostRow.published_at.between(*span), PostRow.content_id == "",
        PostRow.platform.in_(platforms),
    )
    return [live(row) for row in session.scalars(question.order_by(PostRow.published_at.desc()).limit(limit))]


def live(row: PostRow, words: str = "") -> Live:
    """A post with its words, or those that it is known by."""
    assert row.published_at is not None  # noqa: S101 - nobody asks for others
    text = words or row.text
    return Live(row.pk, row.platform, row.external_id, row.published_at, row.day_only, text, row.url, row.content_id)


def words(session: Session, ours: PostRow) -> str:
    """The words of the content that a post is of."""
    content = session.get(ContentRow, ours.content_id)
    return _words(content, ours.platform) if content else ""


def _words(content: ContentRow, platform: str) -> str:
    return content.variants.get(platform) or content.content_body


def decided(session: Session, client_id: str, subjects: Collection[str]) -> set[str]:
    """Which of these pairs were decided on already."""
    if not subjects:
        return set()
    question = select(HistoryRow.subject_id).where(
        HistoryRow.noun == MATCH, among(session, HistoryRow.subject_id, subjects), HistoryRow.client_id == client_id
    )
    return set(session.scalars(question))


def post(session: Session, pk: int) -> PostRow | None:
    """The post with this key."""
    return fetch(session, PostRow, pk)


def join(session: Session, post: PostRow, ours: PostRow) -> None:
    """Let `post` be `ours`: its counts move there, and those that come under its id from now on land there.

    It stays as a name only: of the same content, without a day, with the other's id in `url`. A count that `ours` has of the
    same source and time stays where it is.
    """
    moving = select(SnapshotRow.upload).where(SnapshotRow.post_pk == post.pk, SnapshotRow.upload > 0).distinct()
    brought = [(number, ours.pk) for number in session.scalars(moving)]
    put(session, table_of(UploadPostRow), ("upload", "post_pk"), brought, meets=Meets.STAYS)
    there = aliased(SnapshotRow)
    same = exists().where(
        there.post_pk == ours.pk, there.taken_at == SnapshotRow.taken_at, there.source == SnapshotRow.source
    )
    session.execute(
        update(SnapshotRow).where(SnapshotRow.post_pk == post.pk, ~same).values(post_pk=ours.pk)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    post.content_id, post.agent_id, post.url = ours.content_id, ours.agent_id, ours.external_id
    post.published_at, post.topic, post.campaign, post.hashtags = None, "", "", ""
