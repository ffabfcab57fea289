"""What LinkedIn forbids in a draft, beyond what every network does."""

from __future__ import annotations

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Issue, Media, Shaped
from agency_core.platforms.linkedin.facts import FACTS, IMAGE_PIXELS, VIDEO_BYTES, VIDEO_TYPE
from agency_core.platforms.linkedin.text import length
from agency_core.platforms.rules import is_video, issue, mime_of, shared_rules


def broken_rules(shaped: Shaped) -> list[Issue]:
    """Every rule that `shaped` breaks on LinkedIn."""
    found = shared_rules(FACTS, shaped, length(shaped.text))
    if shaped.content_type == ContentType.TEXT_POST and not shaped.text.strip():
        found.append(issue(FACTS, "text", "text_required", "A text post needs a text.", "Write one."))
    if shaped.content_type == ContentType.ARTICLE:
        found += _article_rules(shaped)
    if shaped.content_type == ContentType.IMAGE_POST:
        found += [broken for media in shaped.media for broken in _image_rules(media)]
    if shaped.content_type == ContentType.VIDEO_POST:
        found += _video_rules(shaped.media)
    return found


def _article_rules(shaped: Shaped) -> list[Issue]:
    found = []
    if not shaped.link.startswith(("https://", "http://")):
        message = "An article needs the address it points to."
        found.append(issue(FACTS, "link", "article_link", message, "Add the link."))
    if not shaped.title.strip():
        message = "LinkedIn does not read the page behind the link, so an article needs a title."
        found.append(issue(FACTS, "title", "article_title", message, "Add the title."))
    return found


def _image_rules(media: Media) -> list[Issue]:
    if is_video(media):
        return [issue(FACTS, "media", "image_type", "An image post carries pictures only.", "Make it a video post.")]
    if media.width * media.height > IMAGE_PIXELS:
        message = f"A picture has {media.width * media.height:,} pixels; LinkedIn takes {IMAGE_PIXELS:,}."
        return [issue(FACTS, "media", "image_pixels", message, "Make the picture smaller.")]
    return []


def _video_rules(media: tuple[Media, ...]) -> list[Issue]:
    if len(media) > 1:
        return [issue(FACTS, "media", "video_count", "A video post carries one video.", "Remove the others.")]
    if media and mime_of(media[0]) != VIDEO_TYPE:
        return [issue(FACTS, "media", "video_type", f"A video post takes no {mime_of(media[0])}.", "Use an MP4.")]
    smallest, largest = VIDEO_BYTES
    if media and media[0].bytes and not smallest <= media[0].bytes <= largest:
        message = f"The video has {media[0].bytes:,} bytes; LinkedIn takes {smallest:,} to {largest:,}."
        return [issue(FACTS, "media", "video_bytes", message, "Export it at another size.")]
    return []
