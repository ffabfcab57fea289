"""What Threads forbids in a draft, beyond what every network does."""

from __future__ import annotations

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Issue, Shaped
from agency_core.platforms.rules import issue, shared_rules
from agency_core.platforms.threads.facts import FACTS, LINKS
from agency_core.platforms.threads.text import length, links


def broken_rules(shaped: Shaped) -> list[Issue]:
    """Every rule that `shaped` breaks on Threads."""
    found = shared_rules(FACTS, shaped, length(shaped.text))
    words_only = shaped.parent is not None or shaped.content_type in {ContentType.TEXT_POST, ContentType.ARTICLE}
    if words_only and not shaped.media and not shaped.text.strip():
        found.append(issue(FACTS, "text", "text_required", "A post without media needs a text.", "Write one."))
    addresses = links(shaped.text) | ({shaped.link} if shaped.link and not shaped.media else set())
    if len(addresses) > LINKS:
        message = f"The post has {len(addresses)} different links; Threads takes {LINKS}."
        found.append(issue(FACTS, "text", "links", message, f"Remove at least {len(addresses) - LINKS}."))
    return found + _link_rules(shaped)


def _link_rules(shaped: Shaped) -> list[Issue]:
    if shaped.parent is None and shaped.content_type == ContentType.ARTICLE and not shaped.link:
        return [issue(FACTS, "link", "article_link", "An article needs the address it points to.", "Add the link.")]
    if shaped.link and not shaped.link.startswith(("https://", "http://")):
        return [issue(FACTS, "link", "link", "This is no address of a web page.", "Begin it with https://.")]
    return []
