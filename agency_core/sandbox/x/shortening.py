"""X shows no web address as it was written: each becomes an address of its own, and entities tell what it stands for."""

from __future__ import annotations

import hashlib
from html import escape
from typing import Any

from agency_core.domain.weighted_text import addresses, composed

_SLUG = 10


def shown(text: str, post_id: str, media: list[tuple[str, str]]) -> tuple[str, dict[str, Any]]:
    """The text as X tells it, and its entities. `media` are the keys of what is attached and whether it is photo or video."""
    whole, pieces, urls, at = composed(text), [], [], 0
    for each in addresses(whole):
        pieces.append(escape(whole[at : each.start], quote=False))
        urls.append(_entity(each.full, "".join(pieces)))
        pieces.append(urls[-1]["url"])
        at = each.end
    pieces.append(escape(whole[at:], quote=False))
    if media:
        kind = media[0][1]
        pieces.append(" " if "".join(pieces) else "")
        target = f"https://x.com/sandbox/status/{post_id}/{kind}/1"
        first = {**_entity(target, "".join(pieces)), "media_key": media[0][0]}
        urls += [{**first, "media_key": key} for key, _ in media]
        pieces.append(first["url"])
    return "".join(pieces), {"urls": urls} if urls else {}


def _entity(full: str, before: str) -> dict[str, Any]:
    short = f"https://t.co/{hashlib.sha256(full.encode()).hexdigest()[:_SLUG]}"
    return {
        "start": len(before),
        "end": len(before) + len(short),
        "url": short,
        "expanded_url": full,
        "display_url": full.partition("://")[2][:27],
    }
