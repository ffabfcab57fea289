"""People who look at posts on the sandbox: numbers that grow as real ones do, and are the same whenever they are asked for.

A profile has a typical reach (log-normal over profiles), a post a luck of its own, the hour of publishing helps or hurts.
Attention comes fast and fades: about two thirds of it on the first day, nearly all within 72 hours.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from agency_core.domain.platform import Platform

_FADING_HOURS = 20.0
_TYPICAL_REACH = {Platform.LINKEDIN: 900.0, Platform.INSTAGRAM: 1400.0}
_OTHER_REACH = 1000.0
_ENGAGED = {Platform.LINKEDIN: 0.04, Platform.INSTAGRAM: 0.07}
_OTHER_ENGAGED = 0.05
_KIND_FACTOR = {"reel": 1.9, "video": 1.5, "carousel": 1.25, "image": 1.1, "article": 0.85, "story": 0.6}
_BEST_HOURS = (8.0, 18.0)


@dataclass(frozen=True)
class Shown:
    """A post as the audience meets it. `kind` is text, image, carousel, video, reel, story or article."""

    platform: Platform
    author: str
    post_id: str
    kind: str
    created_at: datetime


@dataclass(frozen=True)
class Audience:
    """What happened to a post so far, each a whole number that never shrinks."""

    reach: int
    impressions: int
    likes: int
    comments: int
    shares: int
    saves: int
    clicks: int

    @property
    def interactions(self) -> int:
        """Everything people did with the post, clicks aside."""
        return self.likes + self.comments + self.shares + self.saves


def audience(post: Shown, now: datetime) -> Audience:
    """The audience of `post` at `now`; nobody before it was published."""
    luck = seeded("post", post.platform, post.author, post.post_id)
    grown = _grown(now - post.created_at)
    final_reach = (
        _base_reach(post) * luck.lognormvariate(0.0, 0.45) * _hour_factor(post.created_at) * _KIND_FACTOR.get(post.kind, 1.0)
    )
    reach = final_reach * grown
    frequency = luck.uniform(1.15, 1.6)
    engaged = final_reach * _ENGAGED.get(post.platform, _OTHER_ENGAGED) * luck.lognormvariate(0.0, 0.3)
    split = _split(luck)
    acted = {name: int(engaged * share * _grown(now - post.created_at, later)) for name, (share, later) in split.items()}
    return Audience(reach=int(reach), impressions=int(reach * frequency), **acted)


def _split(luck: Random) -> dict[str, tuple[float, float]]:
    """How people act: the share of each kind of act, and by how many hours it comes later than looking."""
    comments, shares, saves = luck.uniform(0.06, 0.14), luck.uniform(0.03, 0.10), luck.uniform(0.04, 0.12)
    return {
        "likes": (1.0 - comments - shares - saves, 0.2),
        "comments": (comments, 1.0),
        "shares": (shares, 1.5),
        "saves": (saves, 0.5),
        "clicks": (luck.uniform(0.2, 0.6), 0.1),
    }


def _base_reach(post: Shown) -> float:
    typical = _TYPICAL_REACH.get(post.platform, _OTHER_REACH)
    return typical * seeded("profile", post.platform, post.author).lognormvariate(0.0, 0.6)


def _grown(age: timedelta, later_hours: float = 0.0) -> float:
    """How much of its final audience a post has after `age`, from 0 to 1."""
    hours = age.total_seconds() / 3600 - later_hours
    return 1.0 - math.exp(-hours / _FADING_HOURS) if hours > 0 else 0.0


def _hour_factor(moment: datetime) -> float:
    """Mornings and early evenings (UTC) are good, nights are bad: from about 0.6 to about 1.3."""
    utc = moment.astimezone(UTC)
    hour = utc.hour + utc.minute / 60
    nearest = min(min(abs(hour - best), 24 - abs(hour - best)) for best in _BEST_HOURS)
    return 0.6 + 0.7 * math.exp(-((nearest / 3.0) ** 2))


def seeded(*parts: str) -> Random:
    """A source of chance that is the same for the same words."""
    digest = hashlib.sha256("|".join(parts).encode()).digest()
    return Random(int.from_bytes(digest[:8], "big"))  # noqa: S311 - a simulation, the same each time on purpose
