"""What a text needs to feel at home on each network: room, length, hashtags, links, hours. Counted so as never to be too long."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from agency_core.domain.content import ContentType
from agency_core.domain.platform import Platform
from agency_core.domain.weighted_text import weighted_length

_URL = re.compile(r"https?://\S*[\w/]")
_URL_COST = 23
_T = ContentType
STILLS = frozenset({_T.TEXT_POST, _T.IMAGE_POST, _T.ARTICLE, _T.STORY})
"""Types that can be published without anybody filming: where a picture is required, a title card stands in."""


def escaped_length(text: str) -> int:
    """Characters of LinkedIn's little text: each reserved one is sent with a backslash."""
    return len(text) + sum(text.count(mark) for mark in "\\|{}@[]()<>#*_~")


def short_link_length(text: str) -> int:
    """Mastodon's count: characters, a link as 23."""
    bare, links = _URL.subn("", text)
    return len(bare) + _URL_COST * links


def byte_length(text: str) -> int:
    """Bytes of UTF-8: exact for YouTube, the safe side for Threads."""
    return len(text.encode())


def utf16_length(text: str) -> int:
    """UTF-16 units, as TikTok counts."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True)
class Habit:
    """One network: its `limit` as `cost` counts, the length that reads well there (`aim`), and its customs.

    `shape` names the layout; `hours` are customary hours in the reader's zone, best first: a convention and no measurement.
    """

    limit: int
    cost: Callable[[str], int]
    aim: int
    shape: str
    hashtags: int
    link_in_text: bool
    types: tuple[ContentType, ...]
    hours: tuple[int, ...]
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)

    @property
    def stills(self) -> tuple[ContentType, ...]:
        """The kinds that go out without anybody filming: where a picture is required, one with the title is drawn."""
        return tuple(each for each in self.types if each in STILLS)

    def shows(self, kind: ContentType) -> bool:
        """Whether content of this kind goes out here: as it is, or as a picture of its title where there are no texts."""
        drawn = kind in STILLS - {_T.STORY} and _T.TEXT_POST not in self.types and _T.IMAGE_POST in self.types
        return kind in self.types or drawn


WORKDAYS = (0, 1, 2, 3, 4)
HABITS: dict[Platform, Habit] = {
    Platform.LINKEDIN: Habit(
        3000, escaped_length, 1300, "essay", 3, True, (_T.TEXT_POST, _T.ARTICLE, _T.IMAGE_POST, _T.VIDEO_POST), (9, 12, 16),
        WORKDAYS,
    ),
    Platform.INSTAGRAM: Habit(
        2200, len, 900, "caption", 8, False, (_T.IMAGE_POST, _T.REEL, _T.STORY, _T.VIDEO_POST), (12, 18, 20)
    ),
    Platform.FACEBOOK: Habit(
        63206, len, 700, "essay", 2, True, (_T.TEXT_POST, _T.IMAGE_POST, _T.VIDEO_POST, _T.REEL), (10, 13, 19)
    ),
    Platform.YOUTUBE: Habit(5000, byte_length, 1200, "description", 3, True, (_T.VIDEO_POST, _T.REEL), (17, 12, 10)),
    Platform.TIKTOK: Habit(2200, utf16_length, 300, "caption", 4, False, (_T.VIDEO_POST, _T.REEL, _T.IMAGE_POST), (18, 20, 12)),
    Platform.X: Habit(280, weighted_length, 270, "brief", 1, True, (_T.TEXT_POST, _T.IMAGE_POST, _T.VIDEO_POST), (9, 12, 17)),
    Platform.BLUESKY: Habit(300, len, 290, "brief", 2, True, (_T.TEXT_POST, _T.IMAGE_POST), (9, 13, 19)),
    Platform.MASTODON: Habit(
        500, short_link_length, 450, "brief", 3, True, (_T.TEXT_POST, _T.IMAGE_POST, _T.VIDEO_POST), (8, 12, 19)
    ),
    Platform.THREADS: Habit(500, byte_length, 400, "brief", 1, True, (_T.TEXT_POST, _T.IMAGE_POST, _T.VIDEO_POST), (11, 18, 20)),
}
