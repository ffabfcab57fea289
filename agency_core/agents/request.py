"""Reading what a content request asks for, whatever the sender left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from agency_core.agents.base import Facts, Request
from agency_core.agents.habits import HABITS, STILLS
from agency_core.domain.clock import aware
from agency_core.domain.content import CONTENT_TYPE_LABELS, ContentType, MediaItem
from agency_core.domain.platform import LABELS, Platform, platform
from agency_core.errors import Invalid

TOPIC = ("topic", "subject", "theme", "title")
PLATFORMS = ("platforms", "target_platforms", "platform")
TIME = ("at", "scheduled_time", "requested_time", "publish_at")
POINTS = ("key_points", "points")
CALL = ("call_to_action", "cta")
LINK = ("link", "url")
VIDEOS = (".mp4", ".mov", ".webm")
MOST_POINTS = 6
LONGEST = 300


@dataclass(frozen=True)
class Desk:
    """What the writer falls back on: the agent's platforms and types, the brief's topics, what can be reached, the time.

    `reachable` names the platforms on which the client has an account; empty when that is not known.
    """

    platforms: tuple[str, ...]
    content_types: tuple[str, ...]
    topics: tuple[str, ...]
    reachable: frozenset[str]
    has_link: bool
    now: datetime


def read_request(payload: Mapping[str, Any], desk: Desk, seed: int, facts: Facts | None = None) -> Request:
    """The request in a payload. What it leaves out comes from the desk; what cannot be kept is said in `changed`.

    Raises:
        Invalid: a field that is there cannot be read, or there is no topic anywhere.
    """
    changed: list[str] = []
    at = _moment(payload)
    if at is not None and at <= desk.now:
        changed.append(f"The requested time, {at:%Y-%m-%d %H:%M} UTC, has passed: choose a new one.")
        at = None
    media = _media(payload)
    names = _with_something_to_show(read_platforms(payload, desk), media, own=_given(payload, PLATFORMS)[1] is None)
    link = _text(payload, LINK)
    if link and not link.startswith(("https://", "http://")):
        raise Invalid(f"{link!r} is not a web address.", field="payload.link", remedy="Begin it with https://.")
    kind = _content_type(payload, desk, names, (seed, media), facts or Facts())
    fitting = _fitting(kind, names, bool(link) or desk.has_link)
    if _given(payload, PLATFORMS)[1] is None:
        names = tuple(each for each in names if HABITS[each].shows(fitting))  # its own choice: nothing that cannot go out
    if fitting is not kind:
        wanted, instead = CONTENT_TYPE_LABELS[kind].lower(), CONTENT_TYPE_LABELS[fitting].lower()
        changed.append(f"Asked for as {wanted}; {LABELS[names[0]]} gets it as {instead}{_reason(kind)}.")
    return Request(
        topic=_topic(payload, desk, seed), platforms=names, content_type=fitting, seed=seed, at=at,
        campaign=_text(payload, ("campaign",)), points=_points(payload), call_to_action=_text(payload, CALL), link=link,
        media=media, changed=tuple(changed),
    )


def _with_something_to_show(
    names: tuple[Platform, ...], media: Sequence[MediaItem], *, own: bool
) -> tuple[Platform, ...]:
    """The platforms without those that take only videos, where there is none and nobody asked for them by name."""
    if not own or _has_video(media):
        return names
    return tuple(each for each in names if HABITS[each].stills) or names


def _has_video(media: Sequence[MediaItem]) -> bool:
    return any(urlsplit(each.url).path.lower().endswith(VIDEOS) for each in media)


def _reason(kind: ContentType) -> str:
    return ", since an article leads somewhere and there is no link" if kind is ContentType.ARTICLE else ""


def _given(payload: Mapping[str, Any], names: Sequence[str]) -> tuple[str, Any]:
    for name in names:
        if payload.get(name) not in (None, "", [], {}):
            return name, payload[name]
    return names[0], None


def _text(payload: Mapping[str, Any], names: Sequence[str]) -> str:
    name, value = _given(payload, names)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise Invalid(
            f"payload.{name} is not a text of at most {LONGEST} characters.", field=f"payload.{name}", remedy="Send a short text."
        )
    return " ".join(value.split())


def _topic(payload: Mapping[str, Any], desk: Desk, seed: int) -> str:
    topic = _text(payload, TOPIC)
    if topic:
        return topic
    if desk.topics:
        return desk.topics[seed % len(desk.topics)]
    raise Invalid(
        "There is nothing to write about: the request names no topic and the client's brief has none.", field="payload.topic",
        remedy="Send a topic, or add topics to the client's brief.",
    )


def read_platforms(payload: Mapping[str, Any], desk: Desk) -> tuple[Platform, ...]:
    """The platforms that a payload names; else the agent's own that can be reached, or all of them.

    Raises:
        Invalid: no such platform.
    """
    name, value = _given(payload, PLATFORMS)
    if value is None:
        own = [each for each in desk.platforms if each in desk.reachable] or list(desk.platforms)
        return tuple(platform(each) for each in own)
    asked = value.split(",") if isinstance(value, str) else value
    if not isinstance(asked, list) or not all(isinstance(each, str) for each in asked):
        raise Invalid(f"payload.{name} is not a list of platforms.", field=f"payload.{name}", remedy='Send ["linkedin"].')
    return tuple(dict.fromkeys(platform(each, f"payload.{name}") for each in asked))


def _content_type(
    payload: Mapping[str, Any], desk: Desk, names: tuple[Platform, ...], given: tuple[int, Sequence[MediaItem]], facts: Facts
) -> ContentType:
    asked, (seed, media) = _text(payload, ("content_type",)), given
    if asked:
        if asked not in set(ContentType):
            known = ", ".join(ContentType)
            raise Invalid(f"{asked!r} is not a content type.", field="payload.content_type", remedy=f"Use one of: {known}.")
        return ContentType(asked)
    if _has_video(media):
        moving = [each for each in HABITS[names[0]].types if each not in STILLS]
        return next((each for each in moving if each in desk.content_types), ContentType.VIDEO_POST)
    return chosen_type(desk.content_types, names[0], seed, has_link=desk.has_link, facts=facts)


def chosen_type(
    own: Sequence[str], name: Platform, place: int, *, has_link: bool, facts: Facts
) -> ContentType:
    """Which of an agent's own types goes to a platform: one that needs no filming, in turn by `place`; what was learned wins."""
    stills, carried = HABITS[name].stills, HABITS[name].types
    fitting = [ContentType(each) for each in own if ContentType(each) in (stills or carried)]
    choices = [each for each in fitting if has_link or each is not ContentType.ARTICLE] or [(stills or carried)[0]]
    lesson = facts.lesson("content_type", name.value)
    if lesson is not None and lesson.value in choices:
        return ContentType(lesson.value)
    return choices[place % len(choices)]


def _fitting(kind: ContentType, names: tuple[Platform, ...], has_link: bool) -> ContentType:
    """The type itself where the first platform carries it; else its nearest relative there."""
    carried = HABITS[names[0]].types
    if kind is ContentType.ARTICLE and not has_link and names[0] is Platform.LINKEDIN:
        return ContentType.TEXT_POST
    if kind in carried:
        return kind
    moving = kind in {ContentType.REEL, ContentType.VIDEO_POST}
    family = [each for each in carried if (each not in STILLS) == moving and each is not ContentType.STORY]
    return family[0] if family else carried[0]


def _points(payload: Mapping[str, Any]) -> tuple[str, ...]:
    name, value = _given(payload, POINTS)
    if value is None:
        return ()
    listed = value.splitlines() if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(each, str) and len(each) <= LONGEST for each in listed):
        raise Invalid(f"payload.{name} is not a list of short texts.", field=f"payload.{name}", remedy="Send a list of texts.")
    points = tuple(" ".join(each.split()) for each in listed if each.strip())
    if len(points) > MOST_POINTS:
        raise Invalid(f"payload.{name} has {len(points)} points.", field=f"payload.{name}", remedy=f"Send at most {MOST_POINTS}.")
    return points


def _moment(payload: Mapping[str, Any]) -> datetime | None:
    name, value = _given(payload, TIME)
    if value is None:
        return None
    field = f"payload.{name}"
    try:
        return aware(datetime.fromisoformat(value), field)
    except (TypeError, ValueError):
        raise Invalid(f"{field} is not a time.", field=field, remedy="Send ISO 8601 with a zone: 2026-11-22T09:00:00Z.") from None


def _media(payload: Mapping[str, Any]) -> tuple[MediaItem, ...]:
    listed = payload.get("media") or []
    items = [{"url": each} if isinstance(each, str) else each for each in listed] if isinstance(listed, list) else [None]
    if not all(isinstance(each, dict) and isinstance(each.get("url"), str) for each in items):
        raise Invalid("payload.media is not a list of addresses.", field="payload.media", remedy='Send [{"url": "https://..."}].')
    return tuple(MediaItem(each["url"], str(each.get("alt_text", ""))) for each in items if each)
