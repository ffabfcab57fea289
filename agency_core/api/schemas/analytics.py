"""What requests say of numbers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from agency_core.api.schemas.words import ClientQuery, Day, Moment, OptionalLine, OptionalWord, PlatformName, Word, Words, refuse
from agency_core.domain.metric import METRICS
from agency_core.domain.numbers import NewSnapshot, PostFilter, SnapshotFilter

MetricName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Count = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-(2**53), le=2**53)]


def _counted(values: dict[str, Any]) -> dict[str, Any]:
    below = [name for name in METRICS if (values.get(name) or 0) < 0]
    if below:
        raise refuse("below_zero", f"{below[0]} is below zero.", "Counts begin at 0; leave out what is not known.")
    return values


Metrics = Annotated[dict[MetricName, Count | None], Field(min_length=1, max_length=100), AfterValidator(_counted)]


class Counted(Words):
    """What was counted for content on a platform. `taken_at` is now when left out; `external_id` names the post."""

    content_id: Word
    platform: PlatformName
    metrics: Metrics
    taken_at: Moment | None = None
    external_id: Annotated[str, StringConstraints(max_length=200, pattern=r"^[\x20-\x7e]*$")] = ""

    def new(self) -> NewSnapshot:
        """The count in the agency's words."""
        return NewSnapshot(self.content_id, self.platform, self.metrics, self.taken_at, self.external_id)


class SnapshotQuery(ClientQuery):
    """Which snapshots a list shows."""

    content_id: OptionalWord = ""
    platform: PlatformName | None = None

    def filter(self) -> SnapshotFilter:
        """The choice in the agency's words."""
        return SnapshotFilter(self.client_id, self.content_id, self.platform or "")


class PeriodQuery(Words):
    """Posts published from the day `first` to the day `last` (client's zone, both included); empty fields do not filter."""

    client_id: OptionalWord = ""
    first: Day
    last: Day
    platform: PlatformName | None = None
    agent_id: OptionalWord = ""
    content_type: OptionalWord = ""
    topic: OptionalLine = ""
    hashtag: OptionalLine = ""
    campaign: OptionalLine = ""

    def wanted(self) -> PostFilter:
        """The choice in the agency's words."""
        return PostFilter(
            self.client_id, self.first, self.last, self.platform or "", self.agent_id, self.content_type, self.topic,
            self.hashtag.removeprefix("#").lower(), self.campaign,
        )


class TopQuery(PeriodQuery):
    """Posts of a period, the best first; with `worst`, of those that were counted, the last first."""

    limit: Annotated[int, Field(ge=1, le=200)] = 20
    worst: bool = False


class GroupQuery(PeriodQuery):
    """What posts of a period are grouped by."""

    dimension: Literal["platform", "agent", "persona", "content_type", "topic", "hashtag", "campaign"] = "platform"


class SpreadQuery(PeriodQuery):
    """What posts of a period are spread over."""

    metric: Literal["interactions", "views", "rate"] = "interactions"


class TrendQuery(PeriodQuery):
    """What runs over the days of a period: of posts published on a day, or what was gained on it (interactions and views)."""

    metric: Literal["interactions", "views", "posts", "rate"] = "interactions"
    of: Literal["published", "gained"] = "published"


class ScoreQuery(PeriodQuery):
    """Scorecards of agents, or of personas."""

    by_persona: bool = False


class ValuesQuery(PeriodQuery):
    """What a period can be filtered by."""

    kind: Literal["topic", "hashtag", "campaign", "content_type"] = "topic"


class KpiQuery(Words):
    """A client and how many days back; without `client_id`, all clients."""

    client_id: OptionalWord = ""
    days: Annotated[int, Field(ge=1, le=366)] = 7
