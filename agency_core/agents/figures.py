"""Reading figures that somebody sends: what was counted, over which base, and nothing that is not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agency_core.domain.clock import zone
from agency_core.domain.platform import Platform, platform
from agency_core.errors import Invalid

INTERACTIONS = ("likes", "comments", "shares", "saves")
BASES = {
    Platform.LINKEDIN: ("impressions", "views", "reach"),
    Platform.X: ("impressions", "views", "reach"),
    Platform.INSTAGRAM: ("reach", "views", "impressions"),
    Platform.FACEBOOK: ("reach", "views", "impressions"),
    Platform.TIKTOK: ("views", "reach", "impressions"),
    Platform.YOUTUBE: ("views", "impressions", "reach"),
}
ANY_BASE = ("impressions", "reach", "views")
REPORTED = "as reported"
LONG_TEXT = 600


@dataclass(frozen=True)
class Figures:
    """One post's engagement: `rate` is a fraction, of `base` or as reported; `traits` say what kind of post it was."""

    platform: str
    rate: float
    base: str
    base_count: float | None
    traits: Mapping[str, str]


def read_figures(payload: Mapping[str, Any], timezone: str) -> tuple[Figures, ...]:
    """The posts in a performance update that have a rate; a missing number is no zero, a post without a base has no rate.

    A post is `{platform, metrics: {...}, content_type, text, published_at}`; `posts` may list several, which inherit what
    the payload says for all. `engagement_rate` is used where there are no counts: up to 1 a fraction, above it a percentage.

    Raises:
        Invalid: there is no number in it at all, or a platform is unknown.
    """
    listed = payload.get("posts")
    posts = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else [dict(payload)]
    shared = {key: payload[key] for key in ("platform", "content_type") if key in payload}
    metrics = [_metrics(each) for each in posts]
    if not any(metrics):
        raise Invalid(
            "The update holds no numbers.", field="payload.metrics",
            remedy='Send {"platform": "linkedin", "metrics": {"impressions": 1200, "likes": 30}} or a list of them in posts.',
        )
    read = [_one({**shared, **post}, counted, timezone) for post, counted in zip(posts, metrics, strict=True) if counted]
    return tuple(each for each in read if each is not None)


def _metrics(post: Mapping[str, Any]) -> dict[str, float]:
    given = post.get("metrics")
    source = given if isinstance(given, dict) else post
    known = {*INTERACTIONS, *ANY_BASE, "clicks", "engagement_rate"}
    return {
        name: float(value) for name, value in source.items()
        if name in known and isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    }


def _one(post: Mapping[str, Any], counted: Mapping[str, float], timezone: str) -> Figures | None:
    named = post.get("platform")
    name = platform(named, "payload.platform") if isinstance(named, str) and named else None
    shown = name.value if name else ""
    wanted = INTERACTIONS + (("clicks",) if name is Platform.LINKEDIN else ())
    parts = [counted[each] for each in wanted if each in counted]
    base = next((each for each in BASES.get(name, ANY_BASE) if counted.get(each)), "") if name else ""
    base = base or next((each for each in ANY_BASE if counted.get(each)), "")
    traits = _traits(post, timezone)
    if parts and base:
        return Figures(shown, sum(parts) / counted[base], base, counted[base], traits)
    if "engagement_rate" in counted:
        rate = counted["engagement_rate"]
        return Figures(shown, rate if rate <= 1 else rate / 100, REPORTED, None, traits)
    return None


def _traits(post: Mapping[str, Any], timezone: str) -> dict[str, str]:
    traits = {}
    if isinstance(post.get("content_type"), str):
        traits["content_type"] = post["content_type"]
    text = post.get("text") or post.get("content_body")
    if isinstance(text, str) and text.strip():
        first = text.strip().splitlines()[0].strip()
        traits["opening"] = "question" if first.endswith("?") else "statement"
        traits["length"] = "long" if len(text) >= LONG_TEXT else "short"
    part = _part_of_day(post.get("published_at"), timezone)
    return {**traits, "part_of_day": part} if part else traits


def _part_of_day(value: object, timezone: str) -> str:
    if not isinstance(value, str):
        return ""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return ""
    if moment.tzinfo is None:
        return ""
    hour = moment.astimezone(zone(timezone)).hour
    return "night" if hour < 6 else "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"
