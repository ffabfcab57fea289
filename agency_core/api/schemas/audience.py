"""What requests say of followers and of competitors."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from agency_core.api.schemas.words import ClientQuery, Day, Line, OptionalLine, OptionalWord, PlatformName, Words
from agency_core.domain.audience import NewFollowers
from agency_core.domain.competitor import CompetitorChanges, NewCompetitor, NewCount

Total = Annotated[int, Field(strict=True, ge=0, le=2**53)]
Handle = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Url = Annotated[str, StringConstraints(max_length=500)]


class FollowerRow(Words):
    """How many followed at the end of a day; without `profile`, that of the platform's account."""

    day: Day
    platform: PlatformName
    followers: Total
    profile: OptionalLine = ""

    def new(self) -> NewFollowers:
        """The count in the agency's words."""
        return NewFollowers(self.day, self.platform, self.followers, self.profile)


class FollowerRows(Words):
    """Counts of days, of one client; the last count of a day stays."""

    client_id: OptionalWord = ""
    rows: Annotated[tuple[FollowerRow, ...], Field(min_length=1, max_length=10_000)]


class CompetitorQuery(ClientQuery):
    """Which competitors a list shows."""

    platform: PlatformName | None = None


class CompetitorGiven(Words):
    """A public profile of somebody else."""

    client_id: OptionalWord = ""
    platform: PlatformName
    handle: Handle
    name: OptionalLine = ""
    url: Url = ""

    def new(self) -> NewCompetitor:
        """The profile in the agency's words."""
        return NewCompetitor(self.platform, self.handle, self.name, self.url)


class CompetitorEdit(Words):
    """What is to be changed of a competitor."""

    handle: Handle | None = None
    name: Line | None = None
    url: Url | None = None

    def changes(self) -> CompetitorChanges:
        """The wish in the agency's words."""
        return CompetitorChanges(self.handle, self.name, self.url)


class CompetitorCount(Words):
    """What was public on a day; posts and interactions are those since the count before it."""

    day: Day
    followers: Total | None = None
    posts: Total | None = None
    interactions: Total | None = None

    def new(self) -> NewCount:
        """The count in the agency's words."""
        return NewCount(self.day, self.followers, self.posts, self.interactions)


class CompetitorCounts(Words):
    """Counts of one competitor."""

    rows: Annotated[tuple[CompetitorCount, ...], Field(min_length=1, max_length=10_000)]
