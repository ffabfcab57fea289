"""What LinkedIn forbids in a draft, beyond what every network does."""

from __future__ import annotations

from dataclasses import replace

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Issue, Media, Shaped
from agency_core.platforms.linkedin.facts import COMMENT_LENGTH, FACTS, IMAGE_PIXELS
from agency_core.platforms.linkedin.text import length
from agency_core.platforms.rules import issue, shared_rules


def broken_rules(shaped: Shaped) -> list[Issue]:
    """Every rule that `shaped` breaks on LinkedIn."""
    if shaped.parent is not None:
        return _comment_rules(shaped)
    found = shared_rules(FACTS, shaped, length(shaped.text))
    if shaped.content_type == ContentType.TEXT_POST and not shaped.text.strip():
        found.append(issue(FACTS, "text", "text_required", "A text post needs a text.", "Write one."))
    if shaped.content_type == ContentType.ARTICLE:
        found += _article_rules(shaped)
    if shaped.content_type == ContentType.DOCUMENT and not shaped.title.strip():
        found.append(issue(FACTS, "title", "document_title", "LinkedIn shows a document under its title.", "Add the title."))
    return found + [broken for media in shaped.media for broken in _pixel_rules(media)]


def _comment_rules(shaped: Shaped) -> list[Issue]:
    """Comments have a limit of their own, are counted as they stand, and carry no media from us."""
    found = shared_rules(FACTS, replace(shaped, media=()), len(shaped.text), COMMENT_LENGTH)
    if not shaped.text.strip():
        found.append(issue(FACTS, "text", "text_required", "A comment needs a text.", "Write one."))
    if shaped.media:
        found.append(issue(FACTS, "media", "comment_media", "A comment on LinkedIn carries no media from us.", "Remove them."))
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


def _pixel_rules(media: Media) -> list[Issue]:
    if media.width * media.height > IMAGE_PIXELS:
        message = f"A picture has {media.width * media.height:,} pixels; LinkedIn takes {IMAGE_PIXELS:,}."
        return [issue(FACTS, "media", "image_pixels", message, "Make the picture smaller.")]
    return []
