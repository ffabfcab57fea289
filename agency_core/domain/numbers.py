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
    """Totals of one platform, agent or persona over a period; `rate` is pooled (sum over sum), `base` names its denominator."""

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
