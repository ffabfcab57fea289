"""What a server forbids in a draft, beyond what every network does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Issue, Shaped
from agency_core.platforms.mastodon.facts import FACTS
from agency_core.platforms.mastodon.limits import facts_for
from agency_core.platforms.mastodon.text import length
from agency_core.platforms.rules import issue, shared_rules


def broken_rules(shaped: Shaped, limits: Mapping[str, Any]) -> list[Issue]:
    """Every rule that `shaped` breaks on the server whose own limits these are."""
    found = shared_rules(facts_for(limits), shaped, length(shaped.text))
    wordless = not shaped.text.strip() and not shaped.media
    if wordless and (shaped.content_type == ContentType.TEXT_POST or shaped.parent is not None):
        found.append(issue(FACTS, "text", "text_required", "A text post needs a text.", "Write one."))
    return found
