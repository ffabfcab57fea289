"""Whether a post that an export tells of may be one of ours: published at nearly the same time, or with the same words."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

NEARLY = timedelta(minutes=3)
"""A network gives the same post two ids, and posts take a while to appear: so far apart they may be one."""
SAME_DAY = timedelta(hours=24)
"""So far apart, posts with the same words may be one."""
WORTH, COMPARED = 12, 60
"""Fewer letters say nothing; more are not compared, as exports cut texts off."""
_LINK = re.compile(r"https?://\S+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Live:
    """A post: ours when it has a `content_id`. `day_only`: its time of day is not known."""

    pk: int
    platform: str
    external_id: str
    at: datetime
    day_only: bool
    text: str
    url: str
    content_id: str


@dataclass(frozen=True)
class Pair:
    """A post of an export and one of ours; `by` is `text` or `time`."""

    post: Live
    ours: Live
    by: str

    @property
    def apart(self) -> timedelta:
        """How long lies between their publications."""
        return abs(self.post.at - self.ours.at)


def spoken(text: str) -> str:
    """The beginning of a text as it is compared: its words in small letters, without links; empty when it says too little."""
    folded = unicodedata.normalize("NFKC", _LINK.sub(" ", text)).casefold()
    words = " ".join(_WORD.findall(folded))[:COMPARED]
    return words if len(words) >= WORTH else ""


def near(posts: Iterable[Live], ours: Iterable[Live]) -> list[Pair]:
    """Of each post the one of ours that it most likely is, where there is one: the same words first, then the nearest."""
    by_text: dict[tuple[str, str], list[Live]] = defaultdict(list)
    by_time: dict[str, list[Live]] = defaultdict(list)
    for mine in sorted(ours, key=lambda each: each.at):
        by_time[mine.platform].append(mine)
        if words := spoken(mine.text):
            by_text[mine.platform, words].append(mine)
    found = []
    for post in posts:
        likely = _nearest(post, by_text.get((post.platform, spoken(post.text)), ()), SAME_DAY)
        if likely is not None:
            found.append(Pair(post, likely, "text"))
        elif not post.day_only and (likely := _nearest(post, by_time[post.platform], NEARLY)) is not None:
            found.append(Pair(post, likely, "time"))
    return found


def _nearest(post: Live, mine: Sequence[Live], most: timedelta) -> Live | None:
    place = bisect_left(mine, post.at, key=lambda each: each.at)
    near_by = [each for each in mine[max(0, place - 1) : place + 1] if abs(each.at - post.at) <= most]
    return min(near_by, key=lambda each: abs(each.at - post.at), default=None)
