"""Retag: topic and campaign of content reach the posts that it has become, and the rollups with them."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from agency_core.domain.content import ContentView, NewContent
from agency_core.models import ContentRow
from agency_core.services.tally import EVER, changing
from agency_core.store.queries import metric as metrics


def is_only_retagged(before: ContentView, wanted: NewContent) -> bool:
    """Whether an edit changes nothing but what the content is counted under."""
    after = replace(before, **{name: getattr(wanted, name) for name in vars(wanted) if name in _EDITED})
    return replace(after, topic=before.topic, campaign=before.campaign) == before


_EDITED = frozenset({
    "title", "content_body", "content_type", "target_platforms", "scheduled_time", "link", "media", "variants", "options",
    "follow_ups", "priority", "topic", "campaign",
})


def retag(session: Session, content: ContentRow) -> None:
    """Let the posts of `content` have its topic and campaign; within a transaction."""
    posts = metrics.all_of_content(session, content.id)
    if not posts:
        return
    with changing(session, content.client_id, {post.pk: EVER for post in posts}) as change:
        for post in posts:
            post.topic, post.campaign = content.topic, content.campaign
        change.renamed([post.pk for post in posts])
