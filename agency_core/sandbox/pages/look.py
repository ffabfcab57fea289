"""How each network looks, in spirit: its colours, the order of a post, the shape of its media, and its words for numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from agency_core.domain.platform import Platform

Figure = tuple[str, str, str]
"""A number of the audience, and its word for one and for many."""


class Layout(StrEnum):
    """The order of a post: a card with words above media, a column beside the avatar, or media first."""

    CARD = "card"
    COLUMN = "column"
    MEDIA = "media"


@dataclass(frozen=True)
class Look:
    """One network's look.

    `accent` colours the head of a page, `link` and `link_dark` what leads on (light and dark). `handle` is how a profile is
    called, with `{handle}` or, where underscores are not allowed, `{dashed}`. `strip`: several pictures lie in a row to be
    pushed along, not in a grid. `links`: addresses in the words lead somewhere; `cut` is after how many characters one is
    cut (0: never), its scheme left away. `square`: the avatar of a brand.
    """

    layout: Layout
    accent: str
    link: str
    link_dark: str
    figures: tuple[Figure, ...]
    handle: str = "@{handle}"
    strip: bool = False
    links: bool = True
    cut: int = 0
    square: bool = False


_VIEWS: Figure = ("impressions", "view", "views")
_LIKES: Figure = ("likes", "like", "likes")
_COMMENTS: Figure = ("comments", "comment", "comments")
_SHARES: Figure = ("shares", "share", "shares")
_SAVES: Figure = ("saves", "save", "saves")
_REPLIES: Figure = ("comments", "reply", "replies")
_REPOSTS: Figure = ("shares", "repost", "reposts")
_REACTIONS: Figure = ("likes", "reaction", "reactions")
_BOOKMARKS: Figure = ("saves", "bookmark", "bookmarks")

PLAIN = Look(Layout.CARD, "#3d4a5c", "#1f5fa8", "#8ab8f0", (_VIEWS, _LIKES, _COMMENTS, _SHARES))
"""The look of a network without one of its own."""

LOOKS: Mapping[Platform, Look] = {
    Platform.LINKEDIN: Look(
        Layout.CARD, "#0a5aa8", "#0a5aa8", "#7dbdf7", (_VIEWS, _REACTIONS, _COMMENTS, _REPOSTS), handle="Company page",
        square=True,
    ),
    Platform.INSTAGRAM: Look(
        Layout.MEDIA, "#a32a6b", "#8c2560", "#f09cc6", (_VIEWS, _LIKES, _COMMENTS, _SHARES, _SAVES), handle="{handle}",
        strip=True, links=False,
    ),
    Platform.FACEBOOK: Look(
        Layout.CARD, "#1657b8", "#1657b8", "#84b6fb", (_VIEWS, _REACTIONS, _COMMENTS, _SHARES), handle="Page",
    ),
    Platform.THREADS: Look(
        Layout.COLUMN, "#2b2b2b", "#2a5d9c", "#9cc3f2", (_VIEWS, _LIKES, _REPLIES, _REPOSTS), handle="{handle}", strip=True,
    ),
    Platform.X: Look(
        Layout.COLUMN, "#14191f", "#0b64a8", "#6cbcf5", (_REPLIES, _REPOSTS, _LIKES, _BOOKMARKS, _VIEWS), cut=27,
    ),
    Platform.BLUESKY: Look(
        Layout.COLUMN, "#0b62c4", "#0b62c4", "#7fb9fb", (_REPLIES, _REPOSTS, _LIKES), handle="@{dashed}.test",
    ),
    Platform.MASTODON: Look(
        Layout.CARD, "#4b3fbf", "#4b3fbf", "#b3abff",
        (_REPLIES, ("shares", "boost", "boosts"), ("likes", "favourite", "favourites")), handle="@{handle}@sandbox", cut=30,
    ),
    Platform.YOUTUBE: Look(Layout.MEDIA, "#a81717", "#8f1f1f", "#ff9d94", (_VIEWS, _LIKES, _COMMENTS)),
    Platform.TIKTOK: Look(
        Layout.MEDIA, "#0b5f66", "#0b5f66", "#7fdbe2", (_VIEWS, _LIKES, _COMMENTS, _SHARES, _SAVES), strip=True, links=False,
    ),
}  # fmt: skip


def look_of(name: Platform) -> Look:
    """The look of a network."""
    return LOOKS.get(name, PLAIN)
