"""Content: what we want to say, free of platform, and its way from draft to published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum


class ContentType(StrEnum):
    """What kind of thing is published."""

    TEXT_POST = "text_post"
    IMAGE_POST = "image_post"
    VIDEO_POST = "video_post"
    ARTICLE = "article"
    REEL = "reel"
    STORY = "story"
    DOCUMENT = "document"


CONTENT_TYPE_LABELS = {
    ContentType.TEXT_POST: "Text post",
    ContentType.IMAGE_POST: "Image post",
    ContentType.VIDEO_POST: "Video post",
    ContentType.ARTICLE: "Article",
    ContentType.REEL: "Reel",
    ContentType.STORY: "Story",
    ContentType.DOCUMENT: "Document",
}


class ContentStatus(StrEnum):
    """Where content stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    PARTLY_PUBLISHED = "partly_published"
    FAILED = "failed"
    CANCELLED = "cancelled"


_S = ContentStatus
ALLOWED: dict[ContentStatus, frozenset[ContentStatus]] = {
    _S.DRAFT: frozenset({_S.IN_REVIEW, _S.CANCELLED}),
    _S.IN_REVIEW: frozenset({_S.APPROVED, _S.DRAFT, _S.CANCELLED}),
    _S.APPROVED: frozenset({_S.SCHEDULED, _S.DRAFT, _S.CANCELLED}),
    _S.SCHEDULED: frozenset({_S.APPROVED, _S.DRAFT, _S.PUBLISHED, _S.PARTLY_PUBLISHED, _S.FAILED, _S.CANCELLED}),
    _S.PARTLY_PUBLISHED: frozenset({_S.SCHEDULED, _S.PUBLISHED}),
    _S.FAILED: frozenset({_S.SCHEDULED, _S.DRAFT, _S.PUBLISHED, _S.PARTLY_PUBLISHED, _S.CANCELLED}),
    _S.PUBLISHED: frozenset(),
    _S.CANCELLED: frozenset({_S.DRAFT}),
}
EDITABLE = frozenset({_S.DRAFT, _S.IN_REVIEW, _S.APPROVED, _S.SCHEDULED, _S.FAILED})
"""States in which the words may still change; editing anything past draft takes the approval back."""


@dataclass(frozen=True)
class MediaItem:
    """A picture or video by address, with its description for those who cannot see it.

    `sha256` is that of the file, where it is one of the library's: an address elsewhere is only an address. It is kept when the
    medium is put into content, and is no part of what people write.
    """

    url: str
    alt_text: str = ""
    sha256: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class FollowUpText:
    """What follows the post: the next post of a thread or a comment below it, where the platform has one.

    `platforms` empty: on each that can.
    """

    text: str
    platforms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Rows of the database hold lists."""
        object.__setattr__(self, "platforms", tuple(self.platforms))

    def goes_to(self, platform: str) -> bool:
        """Whether this platform gets it."""
        return not self.platforms or platform in self.platforms


class Priority(IntEnum):
    """Which of two deliveries that are due goes first on an account."""

    LOW = -1
    NORMAL = 0
    URGENT = 1


@dataclass(frozen=True)
class NewContent:
    """What a proposal says. `creator_agent_id` is empty for a person's own draft, `client_id` then names the client."""

    content_type: ContentType
    title: str
    content_body: str
    target_platforms: tuple[str, ...]
    creator_agent_id: str = ""
    persona: str = ""
    scheduled_time: datetime | None = None
    link: str = ""
    media: tuple[MediaItem, ...] = ()
    variants: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    follow_ups: tuple[FollowUpText, ...] = ()
    priority: int = Priority.NORMAL
    client_id: str = ""
    message_id: str = ""
    why: str = ""
    topic: str = ""
    campaign: str = ""


@dataclass(frozen=True)
class ContentChanges:
    """What an edit changes; None leaves a field as it is. `revision` is the one that the editor has seen."""

    title: str | None = None
    content_body: str | None = None
    content_type: ContentType | None = None
    target_platforms: tuple[str, ...] | None = None
    scheduled_time: datetime | None = None
    clear_scheduled_time: bool = False
    link: str | None = None
    media: tuple[MediaItem, ...] | None = None
    variants: Mapping[str, str] | None = None
    options: Mapping[str, Mapping[str, str]] | None = None
    follow_ups: tuple[FollowUpText, ...] | None = None
    priority: int | None = None
    revision: int | None = None
    topic: str | None = None
    campaign: str | None = None


@dataclass(frozen=True)
class ContentFilter:
    """Which content a list shows; empty fields do not filter."""

    client_id: str = ""
    status: str = ""
    persona: str = ""
    platform: str = ""
    agent_id: str = ""
    text: str = ""


@dataclass(frozen=True)
class ContentView:
    """Content as its readers see it. `variants` maps a platform to text of its own, `options` to its choices by name.

    `topic` and `campaign` say what it is counted under; nobody outside sees them, so an approval does not cover them.
    """

    id: str
    client_id: str
    creator_agent_id: str
    persona: str
    content_type: str
    title: str
    content_body: str
    target_platforms: tuple[str, ...]
    scheduled_time: datetime | None
    status: str
    revision: int
    link: str
    media: tuple[MediaItem, ...]
    variants: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]]
    follow_ups: tuple[FollowUpText, ...]
    priority: int
    topic: str
    campaign: str
    recurrence_id: str
    review_note: str
    why: str
    approved_by: str
    approved_at: datetime | None
    created_at: datetime
    updated_at: datetime

    def text_for(self, platform: str) -> str:
        """The words for `platform`: its own variant, or the body."""
        return self.variants.get(platform) or self.content_body

    @property
    def approvable_hash(self) -> str:
        """SHA-256 over everything an approval covers; any edit changes it."""
        return content_hash(self)


def content_hash(content: ContentView) -> str:
    """SHA-256, in hex, of what will be said where and with which media; times are not part of it."""
    covered: dict[str, object] = {
        "type": content.content_type,
        "title": content.title,
        "body": content.content_body,
        "platforms": sorted(content.target_platforms),
        "variants": dict(sorted(content.variants.items())),
        "link": content.link,
        "media": [[item.url, item.alt_text, item.sha256] if item.sha256 else [item.url, item.alt_text] for item in content.media],
    }
    if content.options:  # only where there are any, so that what was approved before there were keeps its approval
        covered["options"] = {name: dict(sorted(chosen.items())) for name, chosen in content.options.items()}
    if content.follow_ups:
        covered["follow_ups"] = [[each.text, sorted(each.platforms)] for each in content.follow_ups]
    return hashlib.sha256(json.dumps(covered, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def settled_status(delivery_states: Iterable[str]) -> ContentStatus:
    """What content is once its deliveries are in these states (values of DeliveryState).

    While one is open (pending, sending, unconfirmed, missed) the content stays scheduled.
    """
    states = [state for state in delivery_states if state != "cancelled"]
    if not states:
        return ContentStatus.CANCELLED
    if any(state in {"pending", "sending", "unconfirmed", "missed"} for state in states):
        return ContentStatus.SCHEDULED
    delivered = sum(state == "delivered" for state in states)
    if delivered == len(states):
        return ContentStatus.PUBLISHED
    return ContentStatus.PARTLY_PUBLISHED if delivered else ContentStatus.FAILED
