"""How content comes out on a platform: its kind there, its words in the platform's unit, its link, and what follows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from agency_core.domain.content import ContentType, ContentView
from agency_core.domain.platform import Capabilities, FollowUp, MediaSort

STILL = frozenset({ContentType.TEXT_POST, ContentType.IMAGE_POST, ContentType.ARTICLE, ContentType.STORY})
"""Kinds that need nobody to film: where a picture is required, one with the title can stand in."""


class LinkPlace(StrEnum):
    """Where a platform shows the link of a post: as a card, at the end of the words, or not at all."""

    CARD = "card"
    TEXT = "text"
    NONE = "none"


@dataclass(frozen=True)
class Words:
    """One text as it is sent: its length and the longest that is taken, in `unit`."""

    text: str
    length: int
    limit: int
    unit: str

    @property
    def over(self) -> int:
        """How much is too much; 0 when it fits."""
        return max(0, self.length - self.limit)

    @property
    def share(self) -> float:
        """How much of the room is used, 0 to 1."""
        return min(1.0, self.length / self.limit) if self.limit else 0.0


@dataclass(frozen=True)
class Preview:
    """Content on one platform. `kind` is the one as which it goes out, empty where the platform does not carry it.

    `drawn`: a picture with the title is drawn, as there is no other. `follows` says what `parts` become after the post.
    `options` are the choices that hold, by name, those that nobody made included.
    """

    platform: str
    kind: str
    words: Words
    drawn: bool
    link: LinkPlace
    follows: FollowUp
    parts: tuple[Words, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)


def drawn_as(can: Capabilities, kind: str) -> str:
    """The kind as which `kind` without media goes out with a drawn picture of its title; empty where none is drawn."""
    target = ContentType.STORY if kind == ContentType.STORY else ContentType.IMAGE_POST
    carries = can.kinds.get(target)
    if kind not in STILL or carries is None or not carries.least or MediaSort.IMAGE not in carries.sorts:
        return ""
    wordless = ContentType.TEXT_POST not in can.kinds and kind != ContentType.STORY
    return target if kind in can.media_required or wordless else ""


def kind_on(can: Capabilities, kind: str, *, media: bool) -> str:
    """The kind as which content goes out on a platform; empty where it is not carried."""
    if not media and (drawn := drawn_as(can, kind)):
        return drawn
    return kind if kind in can.kinds else ""


def link_place(can: Capabilities, content: ContentView, kind: str) -> LinkPlace:
    """Where the link of content is shown on a platform on which it goes out as `kind`."""
    if not content.link:
        return LinkPlace.NONE
    if can.link_in_text:
        return LinkPlace.TEXT
    return LinkPlace.CARD if kind in can.link_cards else LinkPlace.NONE


def chosen_options(can: Capabilities, chosen: Mapping[str, Any]) -> dict[str, str]:
    """Every choice that a platform asks for, as it was made or as it is when nobody makes it."""
    return {option.name: chosen.get(option.name, option.default) for option in can.options}
