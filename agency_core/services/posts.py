"""Posts: what deliveries made is known as posts, and is counted from the moment it is out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy.orm import Session

from agency_core.domain.hashtags import hashtags_of
from agency_core.models import ContentRow, DeliveryRow, PostRow
from agency_core.services.tally import EVER, Change
from agency_core.store.queries import metric as metrics


def keep_posts(session: Session, deliveries: Sequence[DeliveryRow]) -> list[PostRow]:
    """The posts of delivered deliveries, each made now if it is not known yet (an export may have told us of it before)."""
    found = []
    for client_id, rows in groupby(sorted(deliveries, key=lambda row: row.client_id), lambda row: row.client_id):
        found += _kept(session, client_id, list(rows))
    return found


def _kept(session: Session, client_id: str, rows: Sequence[DeliveryRow]) -> list[PostRow]:
    contents, known = metrics.contents_of(session, rows), metrics.known_posts(session, client_id, rows)
    change = Change(session, client_id)
    change.watch({post.pk: EVER for post in known.values()})
    found = []
    for row in rows:
        key = (row.platform, row.external_id)
        post = known.get(key)
        if post is None:
            post = known[key] = PostRow(client_id=client_id, platform=row.platform, external_id=row.external_id, day_only=False)
            session.add(post)
        describe(post, contents[row.content_id])
        post.published_at, post.url, post.day_only = row.delivered_at, row.url, False
        found.append(post)
    session.flush()
    pks = [post.pk for post in found]
    change.made(pks)
    change.renamed(pks)
    change.done()
    return found


def describe(post: PostRow, content: ContentRow) -> None:
    """Say of a post what its content says; the caller tells the rollups."""
    post.content_id, post.agent_id, post.content_type = content.id, content.creator_agent_id, content.content_type
    post.text, post.topic, post.campaign = content.title, content.topic, content.campaign
    said = content.variants.get(post.platform) or content.content_body
    post.hashtags = " ".join(hashtags_of(said))
