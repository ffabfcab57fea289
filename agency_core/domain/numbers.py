"""What analytics answers with. Rates are fractions (0.034 is 3.4 %); a missing number is None, never 0."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class Kpi:
    """One figure against its target; `series` is the daily run of it, oldest first; `better` is `up` or `down`."""

    name: str
    label: str
    value: float | None
    target: float | None
    unit: str
    previous: float | None
    series: tuple[float | None, ...]
    better: str
    explains: str


@dataclass(frozen=True)
class DailyPoint:
    """Posts published on a day (client's zone) of one platform, with the latest count of each metric."""

    day: date
    platform: str
    posts: int
    views: int | None
    impressions: int | None
    reach: int | None
    interactions: int | None
    rate: float | None


@dataclass(frozen=True)
class GroupPoint:
    """Totals of what posts of a period have in common; `rate` is pooled (sum over sum), `base` names its denominator.

    `median` is that of the interactions of a post; None too where there are too many posts to look at each.
    """

    key: str
    label: str
    posts: int
    views: int | None
    reach: int | None
    interactions: int | None
    rate: float | None
    base: str
    target_low: float | None
    target_high: float | None
    impressions: int | None = None
    clicks: int | None = None
    median: float | None = None


@dataclass(frozen=True)
class Rated:
    """The pooled engagement rate of one platform over its own `base`, with its 95 % interval (Wilson); `posts` were counted."""

    platform: str
    rate: float
    low: float
    high: float
    base: str
    posts: int


@dataclass(frozen=True)
class Summary:
    """All posts of a period, added up, each with its newest count; a rate for each platform, as bases must not be mixed."""

    posts: int
    views: int | None
    impressions: int | None
    reach: int | None
    likes: int | None
    comments: int | None
    shares: int | None
    saves: int | None
    clicks: int | None
    interactions: int | None
    rates: tuple[Rated, ...]


@dataclass(frozen=True)
class Comparison:
    """A period, and as many days directly before it."""

    now: Summary
    before: Summary


@dataclass(frozen=True)
class SpreadPoint:
    """How the posts of a platform are spread over a metric: quantiles (off by at most 4.8 %), and bars (from, to, posts).

    A bar holds values above its first number up to its second; that of 0 goes from 0 to 0.
    """

    platform: str
    posts: int
    p10: float
    p50: float
    p90: float
    bars: tuple[tuple[float, float, int], ...]


@dataclass(frozen=True)
class GainPoint:
    """What came in on a day (client's zone) on a platform, whenever its posts were published."""

    day: date
    platform: str
    views: int
    interactions: int


@dataclass(frozen=True)
class TrendPoint:
    """A metric on a day, and between what it was to be expected by the 8 weeks before (None where they say too little)."""

    day: date
    value: float | None
    low: float | None
    high: float | None
    is_odd: bool


@dataclass(frozen=True)
class CohortPoint:
    """The mean count of posts of a publish week (`week` is its Monday) at an age; `sampled` of its `posts` have a count then."""

    week: date
    age_hours: int
    posts: int
    sampled: int
    views: float | None
    interactions: float | None


@dataclass(frozen=True)
class FunnelStep:
    """A step from being seen to being clicked, over the `posts` of a platform for which every step was counted."""

    platform: str
    name: str
    label: str
    value: int
    posts: int
    share_of_first: float | None


@dataclass(frozen=True)
class AgentScore:
    """What an agent, or all of a persona (`agent_id` is empty), did in a period.

    `against_client` is its median over that of all posts, `against_before` over its own of the period before (1.2: a fifth
    more). `target_met` is the share of its platforms whose target its rate reaches, of those that have one.
    """

    agent_id: str
    name: str
    persona: str
    posts: int
    interactions: int | None
    median_interactions: float | None
    rate_by_platform: tuple[Rated, ...]
    against_client: float | None
    against_before: float | None
    target_met: float | None


@dataclass(frozen=True)
class HourPoint:
    """How posts of one hour (0-23) and weekday (0 Monday) did, in the client's zone."""

    weekday: int
    hour: int
    posts: int
    rate: float | None


@dataclass(frozen=True)
class PostNumbers:
    """A live post with its latest figures."""

    post_pk: int
    platform: str
    external_id: str
    content_id: str
    agent_id: str
    text: str
    url: str
    published_at: datetime | None
    taken_at: datetime | None
    views: int | None
    impressions: int | None
    reach: int | None
    likes: int | None
    comments: int | None
    shares: int | None
    saves: int | None
    clicks: int | None
    interactions: int | None
    rate: float | None


@dataclass(frozen=True)
class NewSnapshot:
    """What somebody counted for content on a platform; `taken_at` None means now."""

    content_id: str
    platform: str
    metrics: dict[str, float | None]
    taken_at: datetime | None = None
    external_id: str = ""


@dataclass(frozen=True)
class SnapshotFilter:
    """Which snapshots a list shows; empty fields do not filter."""

    client_id: str = ""
    content_id: str = ""
    platform: str = ""


@dataclass(frozen=True)
class SnapshotView:
    """What was counted for one post at one time. `metrics` holds only what was given."""

    id: str
    client_id: str
    content_id: str
    platform: str
    external_id: str
    taken_at: datetime
    source: str
    metrics: dict[str, float]
    engagement_rate: float | None


@dataclass(frozen=True)
class PostFilter:
    """Which posts are counted: published from the first to the last day (client's zone, both included).

    Empty fields do not filter.
    """

    client_id: str
    first: date
    last: date
    platform: str = ""
    agent_id: str = ""
    content_type: str = ""
    topic: str = ""
    hashtag: str = ""
    campaign: str = ""

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> PostFilter:
        """The same for as many days directly before."""
        return replace(self, first=self.first - timedelta(days=self.days), last=self.first - timedelta(days=1))
