"""What a persona is asked, what it may know, and what it hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from agency_core.agents.voice import Voice
from agency_core.domain.client import Brief
from agency_core.domain.content import ContentType, MediaItem
from agency_core.domain.platform import Platform


@dataclass(frozen=True)
class Request:
    """What is to be written. The same request with the same `seed` gives the same words; `changed` says what could not be kept.

    `points` and `call_to_action` are the asker's own words and are used as they stand.
    """

    topic: str
    platforms: tuple[Platform, ...]
    content_type: ContentType
    seed: int = 0
    at: datetime | None = None
    campaign: str = ""
    points: tuple[str, ...] = ()
    call_to_action: str = ""
    link: str = ""
    media: tuple[MediaItem, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """What an applied insight changes: on `platform` (all when empty), prefer `value` for `kind`.

    Kinds are `opening` (question or statement), `length` (short or long) and `content_type`.
    """

    kind: str
    value: str
    platform: str = ""
    claim: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known beyond the brief: who speaks, what was said lately, what the numbers taught."""

    client_name: str = ""
    recent_texts: tuple[str, ...] = ()
    lessons: tuple[Lesson, ...] = ()

    def lesson(self, kind: str, platform: str) -> Lesson | None:
        """The newest lesson of this kind that holds on this platform."""
        for each in self.lessons:
            if each.kind == kind and each.platform in {"", platform}:
                return each
        return None


@dataclass(frozen=True)
class Proposal:
    """What a persona proposes. `body` is the text for the first platform, `variants` those of the others.

    `topic` is what it is about in the client's own words, for the numbers; empty when it is about none of them.
    """

    title: str
    body: str
    content_type: ContentType
    platforms: tuple[Platform, ...]
    variants: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    why: str = ""
    topic: str = ""

    def texts(self) -> dict[str, str]:
        """The words on each platform."""
        return {name.value: self.variants.get(name.value, self.body) for name in self.platforms}


class Persona(Protocol):
    """A voice that writes."""

    @property
    def voice(self) -> Voice:
        """How it speaks."""
        ...

    def propose(self, request: Request, brief: Brief, facts: Facts) -> Proposal:
        """Write what is asked for.

        Raises:
            Invalid: it cannot be written as it is asked, for example because the topic holds a word that the brief bans.
        """
        ...
