"""Exports that hold no posts: how each is told by its header, and which export to take instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agency_core.analytics.cells import fold
from agency_core.analytics.rows import Refused

_YOUTUBE = "In YouTube Studio open Advanced mode, choose Content, and export; upload the ZIP or its Table data.csv."
_TIKTOK = "In TikTok Studio open Analytics, Content, and download that."
_X = "In X Analytics open Content (not Overview) and export."
_META = "In Meta Business Suite open Insights, Content, choose Posts, and export with lifetime totals."
_LINKEDIN = "On the LinkedIn page open Analytics, Content, and export; take the sheet All posts."


@dataclass(frozen=True)
class Kind:
    """A kind of export without posts: `has` are columns that it must have, `lacks` columns that it must not."""

    what: str
    remedy: str
    has: frozenset[str]
    lacks: frozenset[str] = frozenset()


def _kind(what: str, remedy: str, has: Sequence[str], lacks: Sequence[str] = ()) -> Kind:
    return Kind(what, remedy, frozenset(has), frozenset(lacks))


KINDS = (
    _kind("YouTube's chart data: one row a video and day", _YOUTUBE, ("date", "content", "video title")),
    _kind("TikTok's overview: one row a day", _TIKTOK, ("date", "video views", "profile views"), ("video link",)),
    _kind("TikTok's follower history: one row a day", _TIKTOK, ("date", "followers"), ("video link",)),
    _kind("TikTok's viewers: one row a day", _TIKTOK, ("date", "total viewers"), ("video link",)),
    _kind("X's account overview: one row a day", _X, ("date", "impressions", "new follows"), ("post id", "post link")),
    _kind("X's daily tweet activity: one row a day", _X, ("date", "tweets published"), ("tweet id",)),
    _kind("Meta's account totals: one row a day", _META, ("primary",), ("post id", "impressions")),
    _kind("LinkedIn's daily metrics", _LINKEDIN, ("date", "impressions (organic)"), ("post link",)),
    _kind("LinkedIn's followers: one row a day", _LINKEDIN, ("date", "organic followers"), ("post link",)),
    _kind("LinkedIn's visitors: one row a day", _LINKEDIN, ("date", "total page views (total)"), ("post link",)),
)
_YOUTUBE_NUMBERS = frozenset({"watch time (hours)", "average view duration"})


def kind_of(header: Sequence[str]) -> Kind | None:
    """Which export without posts has this header."""
    present = frozenset(fold(name) for name in header)
    return next((kind for kind in KINDS if kind.has <= present and not kind.lacks & present), None)


def refuse(header: Sequence[str]) -> None:
    """Stop when the header is that of an export without posts.

    Raises:
        Refused: it is; the message says what the file is, the remedy which export to take.
    """
    kind = kind_of(header)
    if kind is not None:
        raise Refused(f"This is {kind.what}, not an export of posts.", field="file", remedy=kind.remedy)
    present = frozenset(fold(name) for name in header)
    if present & _YOUTUBE_NUMBERS and "views" in present and not {"content", "video"} & present:
        raise Refused(f"This is YouTube's table by {header[0].strip()}, not by video.", field="file", remedy=_YOUTUBE)
