"""What is sent as the text of a post, and how the same text looks when X gives it back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from agency_core.domain.publishing import Shaped
from agency_core.domain.weighted_text import Address, addresses, composed
from agency_core.platforms.reading import an_object, objects

_OWN_MEDIA = re.compile(r"/status/\d+/(?:photo|video)/\d+$")
_SPACES = re.compile(r"\s+")


def sent_text(shaped: Shaped) -> str:
    """The text with its link, which on X has no place of its own: an address in the text makes the card."""
    text = shaped.text.strip()
    if not shaped.link or shaped.link in text:
        return text
    return f"{text}\n\n{shaped.link}".strip()


def plain(text: str) -> str:
    """`text` with its spaces and web addresses in one form, so that two of them can be compared."""
    whole = composed(text)
    for each in reversed(addresses(whole)):
        whole = f"{whole[: each.start]} {_same(each)} {whole[each.end :]}"
    return _SPACES.sub(" ", whole).strip()


def plain_of(post: Mapping[str, Any]) -> str:
    """The same of a post as X tells it: shortened addresses are expanded again, and the one of its own media is left out."""
    noted = an_object(post, "note_tweet")
    told = noted if isinstance(noted.get("text"), str) else post
    text = str(told.get("text", ""))
    for entity in objects(an_object(told, "entities"), "urls"):
        short, full = str(entity.get("url", "")), str(entity.get("expanded_url", ""))
        if short:
            text = text.replace(short, "" if _is_own_media(entity, full) else f" {full} ")
    return plain(unescape(text))


def _is_own_media(entity: Mapping[str, Any], full: str) -> bool:
    return "media_key" in entity or _OWN_MEDIA.search(full) is not None


def _same(address: Address) -> str:
    scheme, _, rest = address.full.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}://{host.lower()}{slash}{path}".rstrip("/")
