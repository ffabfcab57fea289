"""The numbers a post can have, and what an engagement rate is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from agency_core.domain.platform import Platform


@dataclass(frozen=True)
class Metric:
    """One number with a column of its own: `unit` says what it counts, `meaning` where networks differ."""

    name: str
    label: str
    unit: str
    meaning: str


METRICS = {
    metric.name: metric
    for metric in (
        Metric("views", "Views", "views", "Times a post or video was seen or started, as the network counts it."),
        Metric("impressions", "Impressions", "impressions", "Times a post was on a screen; on YouTube, its thumbnail."),
        Metric("reach", "Reach", "people", "People who saw the post at least once. Never added up over days or posts."),
        Metric("likes", "Likes", "likes", "Likes, and all other reactions where a network has them."),
        Metric("comments", "Comments", "comments", "Comments and replies."),
        Metric("shares", "Shares", "shares", "Shares, reposts and quotes."),
        Metric("saves", "Saves", "saves", "Saves and bookmarks."),
        Metric("clicks", "Clicks", "clicks", "Clicks; on X, on links only."),
    )
}
"""Every metric with a column, by name, in the order in which it is shown."""

_PARTS = ("likes", "comments", "shares", "saves")
_PARTS_OF = {Platform.LINKEDIN: (*_PARTS, "clicks")}
_BASES = {
    Platform.TIKTOK: ("views", "impressions", "reach"),
    Platform.YOUTUBE: ("views",),
    Platform.INSTAGRAM: ("reach", "views", "impressions"),
    Platform.FACEBOOK: ("reach", "views", "impressions"),
    Platform.X: ("impressions", "views", "reach"),
    Platform.LINKEDIN: ("impressions", "reach"),
}
_ANY_BASE = ("impressions", "views", "reach")


def parts_of(platform: Platform) -> tuple[str, ...]:
    """The metrics that are added up to the engagements of a post on `platform`."""
    return _PARTS_OF.get(platform, _PARTS)


def bases_of(platform: Platform) -> tuple[str, ...]:
    """What the engagement rate on `platform` divides by, the platform's own base first."""
    return _BASES.get(platform, _ANY_BASE)


@dataclass(frozen=True)
class Rate:
    """Engagements over a base; `parts` are the metrics that were added up, `base` the one divided by."""

    numerator: float
    denominator: float
    base: str
    parts: tuple[str, ...]
    is_preferred: bool = True
    """False when the platform's own base was missing and another had to stand in."""

    @property
    def value(self) -> float:
        """The rate as a fraction: 0.05 is 5 %."""
        return self.numerator / self.denominator


def engagement_rate(platform: Platform, values: Mapping[str, float | None]) -> Rate | None:
    """The engagement rate of one post, by the base that its platform is judged on.

    A missing base is replaced by the platform's next one, and the answer says so; a base of zero is not replaced.

    Returns:
        The rate; None when nothing was counted, when no base is known or when the base is zero.
    """
    parts = tuple(name for name in parts_of(platform) if values.get(name) is not None)
    bases = bases_of(platform)
    base = next((name for name in bases if values.get(name) is not None), None)
    denominator = values.get(base) if base else None
    if not parts or base is None or not denominator:
        return None
    return Rate(sum(values[name] or 0 for name in parts), denominator, base, parts, base == bases[0])
