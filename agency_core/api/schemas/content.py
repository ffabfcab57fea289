"""What requests say of content."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from agency_core.api.schemas.words import (
    Address,
    Body,
    ClientQuery,
    Line,
    Moment,
    Note,
    OptionalLine,
    OptionalNote,
    OptionalWord,
    Options,
    PlatformName,
    Platforms,
    Variants,
    Words,
    storable,
)
from agency_core.domain.agent import Persona
from agency_core.domain.content import (
    ContentChanges,
    ContentFilter,
    ContentStatus,
    ContentType,
    FollowUpText,
    MediaItem,
    NewContent,
    Priority,
)

Revision = Annotated[int, Field(strict=True, ge=1, le=2**31)]


class Picture(Words):
    """A picture or video by address, with its description for those who cannot see it."""

    url: Annotated[Address, Field(min_length=1)]
    alt_text: OptionalNote = ""


class Following(Words):
    """The next post of a thread, or a comment below the post; on each platform that has it when none is named."""

    text: Body
    platforms: Annotated[tuple[PlatformName, ...], Field(max_length=9)] = ()


FollowUps = Annotated[tuple[Following, ...], Field(max_length=25)]
Rank = Annotated[int, Field(strict=True, ge=-1, le=1)]
Pictures = Annotated[tuple[Picture, ...], Field(max_length=35)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80), AfterValidator(storable)]
"""What content is counted under; empty for nothing."""


def _media(pictures: tuple[Picture, ...]) -> tuple[MediaItem, ...]:
    return tuple(MediaItem(each.url, each.alt_text) for each in pictures)


def _follow_ups(given: tuple[Following, ...]) -> tuple[FollowUpText, ...]:
    return tuple(FollowUpText(each.text, each.platforms) for each in given)


class Proposal(Words):
    """New content, as a draft. `variants` maps a platform to words of its own."""

    creator_agent_id: OptionalWord = ""
    persona: Persona | None = None
    content_type: ContentType
    title: Line
    content_body: Body
    target_platforms: Platforms
    scheduled_time: Moment | None = None
    link: Address = ""
    media: Pictures = ()
    variants: Variants = Field(default_factory=dict)
    options: Options = Field(default_factory=dict)
    follow_ups: FollowUps = ()
    priority: Rank = Priority.NORMAL
    topic: Tag = ""
    campaign: Tag = ""
    client_id: OptionalWord = ""
    why: OptionalNote = ""

    def new(self) -> NewContent:
        """The proposal in the agency's words."""
        return NewContent(
            self.content_type, self.title, self.content_body, self.target_platforms, self.creator_agent_id,
            self.persona or "", self.scheduled_time, self.link, _media(self.media), self.variants, self.options,
            _follow_ups(self.follow_ups), self.priority, self.client_id, why=self.why, topic=self.topic,
            campaign=self.campaign,
        )


class Replacement(Words):
    """Everything that can be edited; what is left out is emptied. `revision` guards against overwriting others."""

    title: Line
    content_body: Body
    content_type: ContentType
    target_platforms: Platforms
    scheduled_time: Moment | None = None
    link: Address = ""
    media: Pictures = ()
    variants: Variants = Field(default_factory=dict)
    options: Options = Field(default_factory=dict)
    follow_ups: FollowUps = ()
    priority: Rank = Priority.NORMAL
    topic: Tag = ""
    campaign: Tag = ""
    revision: Revision | None = None

    def changes(self) -> ContentChanges:
        """The edit in the agency's words."""
        return ContentChanges(
            self.title, self.content_body, self.content_type, self.target_platforms, self.scheduled_time,
            self.scheduled_time is None, self.link, _media(self.media), self.variants, self.options,
            _follow_ups(self.follow_ups), self.priority, self.revision, self.topic, self.campaign,
        )


class Edit(Words):
    """Some of what can be edited; what is left out stays. `scheduled_time` null takes the time away."""

    title: Line | None = None
    content_body: Body | None = None
    content_type: ContentType | None = None
    target_platforms: Platforms | None = None
    scheduled_time: Moment | None = None
    link: Address | None = None
    media: Pictures | None = None
    variants: Variants | None = None
    options: Options | None = None
    follow_ups: FollowUps | None = None
    priority: Rank | None = None
    topic: Tag | None = None
    campaign: Tag | None = None
    revision: Revision | None = None

    def changes(self) -> ContentChanges:
        """The edit in the agency's words."""
        clear = self.scheduled_time is None and "scheduled_time" in self.model_fields_set
        return ContentChanges(
            self.title, self.content_body, self.content_type, self.target_platforms, self.scheduled_time, clear,
            self.link, None if self.media is None else _media(self.media), self.variants, self.options,
            None if self.follow_ups is None else _follow_ups(self.follow_ups), self.priority, self.revision, self.topic,
            self.campaign,
        )


class ContentQuery(ClientQuery):
    """Which content a list shows."""

    status: ContentStatus | None = None
    persona: Persona | None = None
    platform: PlatformName | None = None
    agent_id: OptionalWord = ""
    text: OptionalLine = ""

    def filter(self) -> ContentFilter:
        """The choice in the agency's words."""
        return ContentFilter(
            self.client_id, self.status or "", self.persona or "", self.platform or "", self.agent_id, self.text,
        )


class Seen(Words):
    """The revision that was read before deciding; a newer one refuses the decision."""

    revision: Revision | None = None


class SentBack(Words):
    """What has to change before it can be approved."""

    note: Note


class At(Words):
    """When to publish."""

    scheduled_time: Moment
