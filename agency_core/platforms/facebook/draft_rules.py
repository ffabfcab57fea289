"""What Facebook forbids in a draft, beyond what every network does."""

from __future__ import annotations

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Issue, Media, Shaped
from agency_core.platforms.facebook.facts import COMMENT, FACTS, REEL_BYTES, REEL_SECONDS, REEL_SHAPE, REEL_SIDES
from agency_core.platforms.graph.comment_rules import comment_rules
from agency_core.platforms.rules import ASPECT_SLACK, issue, shared_rules


def broken_rules(shaped: Shaped) -> list[Issue]:
    """Every rule that `shaped` breaks on Facebook."""
    if shaped.parent is not None:
        return comment_rules(FACTS, shaped, COMMENT)
    found = shared_rules(FACTS, shaped, len(shaped.text))
    web = shaped.link.startswith(("https://", "http://"))
    if shaped.link and not web:
        found.append(issue(FACTS, "link", "link", "This is no address of a web page.", "Begin it with https://."))
    if shaped.content_type == ContentType.TEXT_POST and not shaped.text.strip() and not shaped.link:
        found.append(issue(FACTS, "text", "text_required", "A post needs a text or a link.", "Write one."))
    if shaped.content_type == ContentType.ARTICLE and not shaped.link:
        found.append(issue(FACTS, "link", "article_link", "An article needs the address it points to.", "Add the link."))
    if shaped.content_type == ContentType.REEL:
        found += [broken for media in shaped.media for broken in _reel_rules(media)]
    return found


def _reel_rules(media: Media) -> list[Issue]:
    found = []
    if media.seconds and not REEL_SECONDS[0] <= media.seconds <= REEL_SECONDS[1]:
        message = f"The video takes {media.seconds:.1f} s; a reel takes {REEL_SECONDS[0]:g} to {REEL_SECONDS[1]:g} s."
        found.append(issue(FACTS, "media", "reel_seconds", message, "Cut it."))
    if media.bytes > REEL_BYTES:
        message = f"The video has {media.bytes:,} bytes; we send reels of up to {REEL_BYTES:,}."
        found.append(issue(FACTS, "media", "reel_bytes", message, "Make the file smaller, or post it as a video."))
    if media.width and media.height:
        found += _reel_shape(media)
    return found


def _reel_shape(media: Media) -> list[Issue]:
    size = f"{media.width} x {media.height}"
    if media.width < REEL_SIDES[0] or media.height < REEL_SIDES[1]:
        message = f"The video has {size} pixels; a reel needs {REEL_SIDES[0]} x {REEL_SIDES[1]}."
        return [issue(FACTS, "media", "reel_size", message, "Use a larger video.")]
    if abs(media.width / media.height - REEL_SHAPE) > ASPECT_SLACK:
        return [issue(FACTS, "media", "reel_aspect", f"The video has {size} pixels; a reel is 9:16.", "Crop it.")]
    return []
