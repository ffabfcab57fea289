"""What a replay of a rule over the past says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LONGEST_DAYS = 90


@dataclass(frozen=True)
class WouldHaveFired:
    """A time in which a rule would have fired for a client (empty: the installation); `until` None: it still would.

    `worst` is the value furthest past the threshold meanwhile, made of `cases`.
    """

    client_id: str
    client: str
    metric: str
    since: datetime
    until: datetime | None
    worst: float
    cases: int


@dataclass(frozen=True)
class RunPoint:
    """The value of the watched figure at a moment; None where there was nothing to say."""

    at: datetime
    value: float | None


@dataclass(frozen=True)
class ReplayView:
    """A rule held against what is stored.

    `reaches` is since when there is history of its figure (None: there is none), within `since` to `until`. `run` is the figure
    itself, thinned out, where it is one client's or the installation's. `note` says what a replay cannot know.
    """

    metric: str
    label: str
    unit: str
    comparison: str
    threshold: float
    since: datetime
    until: datetime
    reaches: datetime | None
    times: int
    fired: tuple[WouldHaveFired, ...]
    run: tuple[RunPoint, ...]
    note: str
