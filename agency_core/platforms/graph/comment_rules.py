"""What a draft may not be when it becomes a comment below a post."""

from __future__ import annotations

from agency_core.domain.platform import LABELS, ConnectorFacts
from agency_core.domain.publishing import Issue, Shaped
from agency_core.platforms.rules import issue


def comment_rules(facts: ConnectorFacts, shaped: Shaped, longest: int) -> list[Issue]:
    """What `shaped` breaks as a comment of at most `longest` characters: it has words, and only words."""
    name, found = LABELS[facts.key], []
    if not shaped.text.strip():
        found.append(issue(facts, "text", "text_required", "A comment needs a text.", "Write one."))
    if len(shaped.text) > longest:
        message = f"The comment has {len(shaped.text)} characters; {name} takes {longest}."
        found.append(issue(facts, "text", "text_limit", message, f"Cut at least {len(shaped.text) - longest}."))
    if shaped.media:
        message = f"We send {name} comments without media."
        found.append(issue(facts, "media", "comment_media", message, "Move the media to the post itself."))
    return found
