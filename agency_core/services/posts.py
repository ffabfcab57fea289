"""Posts: what deliveries made is known as posts, and is counted from the moment it is out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from agency_core.domain.hashtags import hashtags_of
from agency_core.models import ContentRow, DeliveryRow, PostRow
from agency_core.services.tally import EVER, SHOTS_NONE, Change, posts_of
from agency_core.store.queries import metric as metrics


def keep_posts(session: Session, deliveries: Sequence[DeliveryRow]) -> list[PostRow]:
    """The posts of delivered deliveries, each made now if it is not known yet (an export may have told us of it before)."""
    found = []
    for client_id, rows in groupby(sorted(deliveries, key=lambda row: row.client_id), lambda row: row.client_id):
        found += _kept(session, client_id, list(rows))
    return found


def _kept(session: Session, client_id: str, rows: Sequence[DeliveryRow]) -> list[PostRow]:
    contents, known = metrics.contents_of(session, rows), metrics.known_posts(session, client_id, rows)
    said = [(row, _said(row, contents[row.content_id])) for row in rows]
    moving = [(row, words) for row, words in said if not _says(known.get((row.platform, row.external_id)), words)]
    if moving:
        _write(session, client_id, moving, known)
    return [known[row.platform, row.external_id] for row in rows]


def _write(
    session: Session, client_id: str, moving: Sequence[tuple[DeliveryRow, dict[str, Any]]],
    known: dict[tuple[str, str], PostRow],
) -> None:
    change = Change(session, client_id)
    change.watch({post.pk: EVER for row, _ in moving if (post := known.get((row.platform, row.external_id)))})
    watched = bool(known)
    for row, words in moving:
        key = (row.platform, row.external_id)
        if key not in known:
            known[key] = PostRow(client_id=client_id, platform=row.platform, external_id=row.external_id)
            session.add(known[key])
        for name, value in words.items():
            setattr(known[key], name, value)
    session.flush()
    pks = [known[row.platform, row.external_id].pk for row, _ in moving]
    change.made(pks)
    change.renamed(pks)
    if watched:
        change.done()
    else:  # nobody can have counted a post that was not known
        change.settle(posts_of(session, pks), SHOTS_NONE)


def _says(post: PostRow | None, words: dict[str, Any]) -> bool:
    return post is not None and all(getattr(post, name) == value for name, value in words.items())


def _said(row: DeliveryRow, content: ContentRow) -> dict[str, Any]:
    return {**words_of(content, row.platform), "published_at": row.delivered_at, "url": row.url, "day_only": False}


def words_of(content: ContentRow, platform: str) -> dict[str, Any]:
    """What content says of a post of it on a platform, by column."""
    said = content.variants.get(platform) or content.content_body
    return {
        "content_id": content.id, "agent_id": content.creator_agent_id, "content_type": content.content_type,
        "text": content.title, "topic": content.topic, "campaign": content.campaign, "hashtags": " ".join(hashtags_of(said)),
    }


def describe(post: PostRow, content: ContentRow) -> None:
    """Say of a post what its content says; the caller tells the rollups."""
    for name, value in words_of(content, post.platform).items():
        setattr(post, name, value)
