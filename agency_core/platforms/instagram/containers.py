"""What goes into a container, for each content type."""

from __future__ import annotations

from urllib.parse import urlsplit

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Account, Failure, Media, PlatformError, Shaped
from agency_core.platforms.rules import is_video


def is_carousel(shaped: Shaped) -> bool:
    """Whether several containers become one post."""
    return shaped.content_type == ContentType.IMAGE_POST and len(shaped.media) > 1


def single(shaped: Shaped) -> dict[str, str]:
    """The form of the only container of a post, reel or story."""
    media = shaped.media[0]
    if shaped.content_type == ContentType.STORY:
        return {"media_type": "STORIES", **_source(media)}
    if shaped.content_type in {ContentType.REEL, ContentType.VIDEO_POST}:
        return {"media_type": "REELS", **_source(media), "caption": shaped.text, "share_to_feed": "true"}
    return {**_source(media), **_alt_text(media), "caption": shaped.text}


def child(media: Media) -> dict[str, str]:
    """The form of one picture or video of a carousel."""
    kind = {"media_type": "VIDEO"} if is_video(media) else _alt_text(media)
    return {**_source(media), **kind, "is_carousel_item": "true"}


def parent(shaped: Shaped, children: list[str]) -> dict[str, str]:
    """The form of the container that joins the children of a carousel."""
    return {"media_type": "CAROUSEL", "children": ",".join(children), "caption": shaped.text}


def demand_public_addresses(account: Account, shaped: Shaped) -> None:
    """The real network fetches media from outside.

    Raises:
        PlatformError: MEDIA_REJECTED when it cannot reach one.
    """
    if account.is_sandbox:
        return
    for media in shaped.media:
        parts = urlsplit(media.url)
        if parts.scheme != "https" or parts.hostname in {None, "localhost", "127.0.0.1", "::1"}:
            message = "Instagram fetches media itself and cannot reach this address."
            remedy = "Set AGENCY_PUBLIC_URL to a public https address of this installation."
            raise PlatformError(Failure.MEDIA_REJECTED, message, field="media", remedy=remedy)


def _source(media: Media) -> dict[str, str]:
    return {"video_url" if is_video(media) else "image_url": media.url}


def _alt_text(media: Media) -> dict[str, str]:
    return {"alt_text": media.alt_text} if media.alt_text else {}
