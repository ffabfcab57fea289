"""What a proposal must be before it is kept: every field checked, with its rule and its remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from agency_core.domain.clock import aware
from agency_core.domain.content import ContentChanges, ContentType, ContentView, FollowUpText, MediaItem, NewContent, Priority
from agency_core.domain.media import file_of
from agency_core.domain.platform import platform
from agency_core.errors import Invalid

TITLE_LIMIT = 300
BODY_LIMIT = 100_000
MEDIA_LIMIT = 35
FOLLOW_UP_LIMIT = 25
OPTION_LIMIT = 200
TAG_LIMIT = 80
"""Characters of a topic or a campaign."""


def checked(new: NewContent) -> dict[str, Any]:
    """The columns of a proposal, each checked.

    Raises:
        Invalid: naming the field, the rule and the remedy.
    """
    _bounded("title", new.title, TITLE_LIMIT)
    _bounded("content_body", new.content_body, BODY_LIMIT)
    names = list(dict.fromkeys(platform(each, "target_platforms").value for each in new.target_platforms))
    if not names:
        raise Invalid("No platform is named.", field="target_platforms", remedy="Name at least one platform.")
    if len(new.media) > MEDIA_LIMIT:
        raise Invalid(f"{len(new.media)} media are too many.", field="media", remedy=f"Use at most {MEDIA_LIMIT}.")
    for item in new.media:
        if not file_of(item.url):
            _address("media", item.url)
    if new.link:
        _address("link", new.link)
    variants = {platform(name, "variants").value: text for name, text in new.variants.items() if text.strip()}
    for text in variants.values():
        _bounded("variants", text, BODY_LIMIT)
    return {
        "content_type": ContentType(new.content_type), "title": new.title.strip(), "content_body": new.content_body,
        "target_platforms": names, "scheduled_time": _moment(new.scheduled_time), "link": new.link,
        "media": [asdict(item) for item in new.media], "variants": variants, "options": _options(new.options),
        "follow_ups": _follow_ups(new.follow_ups), "priority": _priority(new.priority),
        "topic": _tag("topic", new.topic), "campaign": _tag("campaign", new.campaign),
    }


def merged(old: ContentView, changes: ContentChanges) -> NewContent:
    """What `old` proposes after an edit."""
    kept = {each.name for each in fields(ContentChanges)} - {"revision", "clear_scheduled_time"}
    values = {
        name: getattr(changes, name) if getattr(changes, name) is not None else getattr(old, name) for name in kept
    }
    if changes.clear_scheduled_time:
        values["scheduled_time"] = None
    values["media"] = tuple(item if isinstance(item, MediaItem) else MediaItem(**item) for item in values["media"])
    values["follow_ups"] = tuple(
        item if isinstance(item, FollowUpText) else FollowUpText(**item) for item in values["follow_ups"]
    )
    return NewContent(**values)


def _options(given: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Choices by platform and name; whether a platform has them is for its own rules to say."""
    kept = {platform(name, "options").value: {key: str(value) for key, value in chosen.items()} for name, chosen in given.items()}
    for chosen in kept.values():
        for key, value in chosen.items():
            if len(chosen) > OPTION_LIMIT or len(key) > OPTION_LIMIT or len(value) > OPTION_LIMIT:
                raise Invalid("An option is too long.", field="options", remedy=f"Use at most {OPTION_LIMIT} characters.")
    return {name: chosen for name, chosen in kept.items() if chosen}


def _follow_ups(given: tuple[FollowUpText, ...]) -> list[dict[str, Any]]:
    if len(given) > FOLLOW_UP_LIMIT:
        raise Invalid(f"{len(given)} texts follow the post.", field="follow_ups", remedy=f"Use at most {FOLLOW_UP_LIMIT}.")
    for each in given:
        _bounded("follow_ups", each.text, BODY_LIMIT)
    return [
        {"text": each.text, "platforms": [platform(name, "follow_ups").value for name in each.platforms]} for each in given
    ]


def _priority(given: int) -> int:
    try:
        return Priority(given).value
    except ValueError:
        raise Invalid(f"{given} is no priority.", field="priority", remedy="Use -1 (low), 0 (normal) or 1 (urgent).") from None


def _tag(field: str, given: str) -> str:
    said = " ".join(given.split())
    if said:
        _bounded(field, said, TAG_LIMIT)
    return said


def _bounded(field: str, text: str, limit: int) -> None:
    if not text.strip():
        raise Invalid(f"{field} is empty.", field=field, remedy="Write something.")
    if len(text) > limit:
        raise Invalid(f"{field} has {len(text)} characters.", field=field, remedy=f"Use at most {limit}.")
    if "\x00" in text or any(0xD800 <= ord(each) <= 0xDFFF for each in text):
        raise Invalid(f"{field} holds characters that no network accepts.", field=field, remedy="Remove control characters.")


def _address(field: str, url: str) -> None:
    if not url.startswith(("https://", "http://")) or len(url) > 2000 or any(each.isspace() for each in url):
        raise Invalid(f"{url[:80]!r} is not a web address.", field=field, remedy="Use an address that begins with https://.")


def _moment(value: datetime | None) -> datetime | None:
    return aware(value, "scheduled_time") if value else None
