"""What X forbids in a draft, beyond what every network does, and what a link costs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from agency_core.domain.content import ContentType
from agency_core.domain.platform import ConnectorFacts, MediaSort
from agency_core.domain.publishing import Issue, Shaped
from agency_core.domain.weighted_text import addresses, composed, weighted_length
from agency_core.platforms.reading import number
from agency_core.platforms.rules import issue, mime_of, shared_rules
from agency_core.platforms.x.facts import FACTS, GIF, GIF_BYTES, TEXT_LIMIT_KEY
from agency_core.platforms.x.text import sent_text

_CASHTAG = re.compile(r"(?<![\w$&/])\$[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?\b")
_WITH_LINK, _WITHOUT_LINK = "$0.20", "$0.015"


def broken_rules(shaped: Shaped, limits: Mapping[str, Any]) -> list[Issue]:
    """Every rule that `shaped` breaks on X, where an account may have a `text_limit` of its own."""
    text = sent_text(shaped)
    found = shared_rules(_facts_for(shaped), shaped, weighted_length(text), int(number(limits.get(TEXT_LIMIT_KEY)) or 0))
    if not text and not shaped.media:
        found.append(issue(FACTS, "text", "text_required", "A post without media needs a text.", "Write one."))
    if shaped.content_type == ContentType.ARTICLE and shaped.parent is None and not addresses(composed(text)):
        message = "An article on X is a text with the address it points to."
        found.append(issue(FACTS, "link", "article_link", message, "Add the link."))
    if len(shaped.media) > 1 and any(mime_of(media) == GIF for media in shaped.media):
        message = "X takes one GIF alone, or up to four pictures."
        found.append(issue(FACTS, "media", "gif_alone", message, "Remove the others, or the GIF."))
    return found + _cashtag_rules(text) + _cost(text)


def _facts_for(shaped: Shaped) -> ConnectorFacts:
    """A GIF may be larger than other pictures."""
    if not any(mime_of(media) == GIF for media in shaped.media):
        return FACTS
    can = FACTS.capabilities
    pictures = replace(can.files[MediaSort.IMAGE], most_bytes=GIF_BYTES)
    return replace(FACTS, capabilities=replace(can, files={**can.files, MediaSort.IMAGE: pictures}))


def _cashtag_rules(text: str) -> list[Issue]:
    count = len(_CASHTAG.findall(text))
    if count <= 1:
        return []
    return [issue(FACTS, "text", "cashtags", f"X takes one $CASHTAG in a post; there are {count}.", "Keep one.")]


def _cost(text: str) -> list[Issue]:
    found = addresses(composed(text))
    if not found:
        return []
    message = f"X charges {_WITH_LINK} for a post with a link and {_WITHOUT_LINK} for one without."
    remedy = f"Leave out {found[0].written} if the post works without it."
    return [Issue(FACTS.key, "text", "link_cost", message, remedy, blocking=False)]
