"""What goes into a container, for each content type."""

from __future__ import annotations

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Media, Shaped
from agency_core.platforms.graph.containers import Containers, Forms
from agency_core.platforms.instagram.calls import GRAPH
from agency_core.platforms.instagram.errors import container_failure
from agency_core.platforms.instagram.facts import SHARE_TO_FEED
from agency_core.platforms.rules import is_video


def _single(shaped: Shaped) -> dict[str, str]:
    """The form of the only container of a post, reel or story."""
    media = shaped.media[0]
    if shaped.content_type == ContentType.STORY:
        return {"media_type": "STORIES", **_source(media)}
    if shaped.content_type in {ContentType.REEL, ContentType.VIDEO_POST} or is_video(media):
        in_feed = shaped.options.get(SHARE_TO_FEED.name, SHARE_TO_FEED.default) == SHARE_TO_FEED.default
        return {"media_type": "REELS", **_source(media), "caption": shaped.text, "share_to_feed": str(in_feed).lower()}
    return {**_source(media), **_alt_text(media), "caption": shaped.text}


def _child(media: Media) -> dict[str, str]:
    """The form of one picture or video of a carousel."""
    kind = {"media_type": "VIDEO"} if is_video(media) else _alt_text(media)
    return {**_source(media), **kind, "is_carousel_item": "true"}


def _parent(shaped: Shaped, children: list[str]) -> dict[str, str]:
    """The form of the container that joins the children of a carousel."""
    return {"media_type": "CAROUSEL", "children": ",".join(children), "caption": shaped.text}


def _source(media: Media) -> dict[str, str]:
    return {"video_url" if is_video(media) else "image_url": media.url}


def _alt_text(media: Media) -> dict[str, str]:
    return {"alt_text": media.alt_text} if media.alt_text else {}


CONTAINERS = Containers(
    GRAPH, Forms(_single, _child, _parent), made_at="media", published_at="media_publish", state_field="status_code",
    reason_field="status", failed=container_failure,
)
