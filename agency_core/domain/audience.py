"""Who follows the profiles of a client: counts by day, and how much came in a period. Days are days of the client's zone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agency_core.domain.upload import RejectView

NEAR = timedelta(days=7)
"""How much older than a period a count may be that stands for its beginning."""


@dataclass(frozen=True)
class NewFollowers:
    """How many followed a profile at the end of a day; an empty `profile` is that of the platform's account."""

    day: date
    platform: str
    followers: int
    profile: str = ""


@dataclass(frozen=True)
class Kept:
    """What became of counts: new ones, others than before, and those that were there already."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def total(self) -> int:
        """How many there were."""
        return self.added + self.changed + self.unchanged


@dataclass(frozen=True)
class FollowerCount:
    """How many followed on a day, and who says so: `network`, `import`, `api` or `demo`."""

    day: date
    followers: int
    source: str


@dataclass(frozen=True)
class Following:
    """The followers of one profile over time, oldest first; a day without a count is left out."""

    platform: str
    profile: str
    name: str
    counts: tuple[FollowerCount, ...]


@dataclass(frozen=True)
class Growth:
    """How one profile grew in a period: from `since` to `until`, the days of the counts that were compared.

    `share` is `gained` over the followers at the beginning, `before` and `share_before` those of the period before; `per_post`
    is `gained` over the posts published on the platform. What cannot be told is None.
    """

    platform: str
    profile: str
    name: str
    followers: int
    since: date | None
    until: date
    gained: int | None
    share: float | None
    before: int | None
    share_before: float | None
    posts: int
    per_post: float | None


@dataclass(frozen=True)
class FollowerSource:
    """Where the followers of an account come from: the last count, and in words why there are no more."""

    account_id: str
    platform: str
    profile: str
    name: str
    last: FollowerCount | None
    said: str


@dataclass(frozen=True)
class CountFile:
    """A file of counts to be read: its bytes, and its name where that tells what kind of file it is."""

    filename: str
    chunks: Iterable[bytes]


@dataclass(frozen=True)
class CountsRead:
    """A file of counts: what it brought (or would bring), which columns were taken or left, and the rows that were refused."""

    is_dry_run: bool
    kept: Kept
    first: date | None
    last: date | None
    columns: dict[str, str]
    ignored: tuple[str, ...]
    rows_rejected: int
    rejects: tuple[RejectView, ...]


def ends(counts: Sequence[FollowerCount], first: date, last: date) -> tuple[FollowerCount, FollowerCount] | None:
    """The counts that a period is judged by: at its beginning and the newest in it; None with fewer than two.

    The beginning is the last count before the period, if it is not older than a week; else the first one in it.
    """
    inside = [each for each in counts if first <= each.day <= last]
    ahead = [each for each in counts if first - NEAR <= each.day < first]
    start = max(ahead or inside[:1], key=lambda each: each.day, default=None)
    if start is None or not inside or start.day == inside[-1].day:
        return None
    return start, inside[-1]


def grown(counts: Sequence[FollowerCount], first: date, last: date) -> tuple[int | None, float | None]:
    """How many followers a period brought, and as a share of those at its beginning."""
    found = ends(counts, first, last)
    if found is None:
        return None, None
    gained = found[1].followers - found[0].followers
    return gained, gained / found[0].followers if found[0].followers else None
