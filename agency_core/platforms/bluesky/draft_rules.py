"""What Bluesky forbids in a draft, beyond what every network does."""

from __future__ import annotations

import re

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Issue, Shaped
from agency_core.platforms.bluesky.facets import byte_length, length
from agency_core.platforms.bluesky.facts import FACTS, TEXT_BYTES, THUMB_BYTES
from agency_core.platforms.rules import issue, shared_rules

_ADDRESS = re.compile(r"https?://[^\s/\ufeff][^\s\ufeff]*", re.IGNORECASE)


def broken_rules(shaped: Shaped) -> list[Issue]:
    """Every rule that `shaped` breaks on Bluesky."""
    found = shared_rules(FACTS, shaped, length(shaped.text)) + _text_rules(shaped) + _link_rules(shaped)
    if shaped.content_type == ContentType.ARTICLE:
        found += [_large_thumb(media.bytes) for media in shaped.media if media.bytes > THUMB_BYTES]
    return found


def _text_rules(shaped: Shaped) -> list[Issue]:
    size = byte_length(shaped.text)
    if size > TEXT_BYTES:
        message = f"The text has {size:,} bytes; Bluesky takes {TEXT_BYTES:,}, however few characters they are."
        return [issue(FACTS, "text", "text_bytes", message, "Use fewer combined characters.")]
    if shaped.content_type == ContentType.TEXT_POST and not shaped.text.strip():
        return [issue(FACTS, "text", "text_required", "A text post needs a text.", "Write one.")]
    return []


def _link_rules(shaped: Shaped) -> list[Issue]:
    if shaped.content_type == ContentType.ARTICLE and shaped.parent is None and not shaped.title.strip():
        message = "Bluesky does not read the page behind the link, so an article needs a title."
        found = [issue(FACTS, "title", "article_title", message, "Add the title.")]
    else:
        found = []
    wanted = bool(shaped.link) or shaped.content_type == ContentType.ARTICLE
    if wanted and not _ADDRESS.fullmatch(shaped.link):
        found.insert(0, issue(FACTS, "link", "article_link", "The card needs the address it points to.", "Add the link."))
    elif shaped.link and shaped.content_type == ContentType.IMAGE_POST and shaped.link not in shaped.text:
        message = "A post with pictures has no room for a card: the link is not shown."
        found.append(Issue(FACTS.key, "link", "link_hidden", message, "Put the link into the text.", blocking=False))
    return found


def _large_thumb(size: int) -> Issue:
    message = f"The picture of the card has {size:,} bytes; Bluesky takes {THUMB_BYTES:,}."
    return issue(FACTS, "media", "thumb_bytes", message, "Make the file smaller.")
