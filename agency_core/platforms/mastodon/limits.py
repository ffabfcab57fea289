"""What an account's own server takes and keeps: read from what it says of itself, and put in the place of the usual facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from agency_core.domain.content import ContentType
from agency_core.domain.platform import ConnectorFacts, FileLimits, MediaSort
from agency_core.platforms.mastodon.facts import FACTS
from agency_core.platforms.reading import an_object, identifier

_KEEPS_KEYS_SINCE = 3
_MAJOR = re.compile(r"\d+")


def told(instance: Mapping[str, Any], node: Mapping[str, Any]) -> dict[str, Any]:
    """The limits in `/api/v2/instance` and, from `/nodeinfo/2.0`, whether the server keeps Idempotency-Keys; as plain JSON.

    What a server does not say is left out, and the usual facts hold.
    """
    configuration = an_object(instance, "configuration")
    posts, media = an_object(configuration, "statuses"), an_object(configuration, "media_attachments")
    numbers = {
        "max_characters": posts.get("max_characters"),
        "max_media_attachments": posts.get("max_media_attachments"),
        "description_limit": media.get("description_limit"),
        "image_size_limit": media.get("image_size_limit"),
        "video_size_limit": media.get("video_size_limit"),
    }
    known: dict[str, Any] = {name: _whole(value) for name, value in numbers.items() if _whole(value)}
    types = media.get("supported_mime_types")
    if isinstance(types, list) and types:
        known["mime_types"] = [kind for kind in types if isinstance(kind, str)]
    return {**known, "idempotency": keeps_keys(node)}


def keeps_keys(node: Mapping[str, Any]) -> bool:
    """Whether the software of this server is Mastodon itself, which keeps Idempotency-Keys for an hour; others ignore them."""
    software = an_object(node, "software")
    major = _MAJOR.match(identifier(software.get("version")))
    return identifier(software.get("name")) == "mastodon" and major is not None and int(major[0]) >= _KEEPS_KEYS_SINCE


def facts_for(limits: Mapping[str, Any]) -> ConnectorFacts:
    """The facts of Mastodon with what `limits` say of the account's server."""
    can = FACTS.capabilities
    images = can.kinds[ContentType.IMAGE_POST]
    images = replace(images, most=_whole(limits.get("max_media_attachments")) or images.most)
    own = replace(
        can,
        text_limit=_whole(limits.get("max_characters")) or can.text_limit,
        alt_text_limit=_whole(limits.get("description_limit")) or can.alt_text_limit,
        kinds={**can.kinds, ContentType.IMAGE_POST: images},
        files={sort: _file_limits(can.files[sort], limits, f"{sort}_size_limit") for sort in (MediaSort.IMAGE, MediaSort.VIDEO)},
    )
    return replace(FACTS, capabilities=own)


def _file_limits(usual: FileLimits, limits: Mapping[str, Any], name: str) -> FileLimits:
    types = frozenset(limits.get("mime_types") or usual.types) & usual.types
    return replace(usual, types=types, most_bytes=_whole(limits.get(name)) or usual.most_bytes)


def _whole(value: object) -> int:
    """`value` as a positive whole number; 0 when it is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
