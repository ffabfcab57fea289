"""Audience: how many follow the profiles of a client, as the networks, people and programs counted them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agency_core.domain.account import AccountStatus, acting
from agency_core.domain.actor import Actor
from agency_core.domain.audience import (
    NEAR,
    CountFile,
    CountsRead,
    FollowerCount,
    FollowerSource,
    Following,
    Growth,
    Kept,
    NewFollowers,
    ends,
    grown,
)
from agency_core.domain.clock import Clock
from agency_core.domain.numbers import PostFilter
from agency_core.domain.platform import LABELS, Platform, platform
from agency_core.errors import Invalid
from agency_core.models import AccountRow
from agency_core.services.count_files import SHOWN_REJECTS, read
from agency_core.services.networks import Networks
from agency_core.services.numbers import check
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries import audience as followers
from agency_core.store.queries import client as clients
from agency_core.store.queries import numbers as figures

LARGEST = 2**53
OLDEST = date(2000, 1, 1)
Counts = Mapping[tuple[followers.Profile, date], int]


class Audience:
    """Followers of profiles."""

    def __init__(self, db: Database, clock: Clock, networks: Networks, data: Path) -> None:
        """`networks` tell whose followers are counted; files lie under `data`/uploads while they are read."""
        self._db = db
        self._clock = clock
        self._networks = networks
        self._folder = data / "uploads"

    def record(self, actor: Actor, client_id: str, rows: Iterable[NewFollowers]) -> Kept:
        """Keep what somebody counted; the last count of a day stays.

        Raises:
            Invalid: a day lies ahead or before 2000, a count is negative, or it is not known which profile is meant.
        """
        actor.write(client_id, "upload")
        with self._db.transaction() as session:
            today = self._today(session, client_id)
            return followers.keep(session, client_id, _checked(list(rows), self._own(session, client_id), today), "api")

    def read(
        self, actor: Actor, client_id: str, file: CountFile, *, name: str, profile: str = "", is_dry_run: bool = True
    ) -> CountsRead:
        """Bring in a file of days and totals, for one profile of the platform `name`; a dry run only says what it would do.

        Raises:
            Invalid: it cannot be read, or tells changes instead of totals.
        """
        actor.write(client_id, "upload")
        wanted = platform(name)
        with self._db.reading() as session:
            today, own = self._today(session, client_id), self._own(session, client_id)
        found = read(file, self._folder, "followers", today)
        given = [NewFollowers(date.fromisoformat(each["day"]), wanted, each["followers"], profile) for each in found.rows]
        counts = _checked(given, own, today)
        with self._db.transaction() as session:
            kept = followers.keep(session, client_id, counts, "import", is_dry_run=is_dry_run)
        days = [day for _, day in counts]
        return CountsRead(
            is_dry_run, kept, min(days, default=None), max(days, default=None), found.columns, found.ignored,
            len(found.rejects), tuple(found.rejects[:SHOWN_REJECTS]),
        )

    def history(self, actor: Actor, *, wanted: PostFilter) -> tuple[Following, ...]:
        """The followers of each profile in a period, of one platform when it is named."""
        check(actor, wanted)
        with self._db.reading() as session:
            names = self._names(session, wanted.client_id)
            found = followers.between(session, wanted.client_id, wanted.first, wanted.last, wanted.platform)
        return tuple(Following(*key, names.get(key, key[1]), tuple(counts)) for key, counts in found.items())

    def growth(self, actor: Actor, *, wanted: PostFilter) -> tuple[Growth, ...]:
        """How each profile grew in a period, against as many days before."""
        check(actor, wanted)
        before = wanted.before
        with self._db.reading() as session:
            names = self._names(session, wanted.client_id)
            found = followers.between(session, wanted.client_id, before.first - NEAR, wanted.last, wanted.platform)
            narrow = PostFilter(wanted.client_id, wanted.first, wanted.last, wanted.platform)
            posts = {each.key[0]: each.posts for each in figures.summed(session, narrow, ("platform",))}
        counted = {key: counts for key, counts in found.items() if any(wanted.first <= each.day for each in counts)}
        return tuple(
            _growth(key, names.get(key, key[1]), counts, wanted, posts.get(key[0], 0)) for key, counts in counted.items()
        )

    def sources(self, actor: Actor, *, client_id: str) -> tuple[FollowerSource, ...]:
        """For each account in use: its last count, and why there is none, or will be no more."""
        actor.reach(client_id, "upload")
        with self._db.reading() as session:
            rows = [each for each in accounts.of_client(session, client_id) if each.status != AccountStatus.DISCONNECTED]
            last = followers.latest(session, client_id)
        return tuple(
            FollowerSource(row.id, row.platform, row.external_id, row.display_name, found, self._why(row, found))
            for row in rows for found in (last.get((row.platform, row.external_id)),)
        )

    def _why(self, row: AccountRow, last: FollowerCount | None) -> str:
        label = LABELS[Platform(row.platform)]
        if row.platform not in self._networks.connectors:
            return "There is no connector yet: import the counts."
        told = self._networks.connectors[row.platform].facts.capabilities.followers
        if not told:
            return f"{label} does not tell a program how many follow: import the counts."
        if row.status != AccountStatus.CONNECTED:
            return "The account is not connected, so nobody is asked."
        said = "Asked once a day." if told == "yes" else f"Asked once a day; {label} tells it {told}."
        return said if last else f"{said} No count has come yet."

    def _today(self, session: Session, client_id: str) -> date:
        return self._clock.now().astimezone(ZoneInfo(clients.get(session, client_id).timezone)).date()

    def _own(self, session: Session, client_id: str) -> dict[str, str]:
        """The profile that acts on each platform."""
        return {name: row.external_id for name, row in acting(accounts.of_client(session, client_id)).items()}

    def _names(self, session: Session, client_id: str) -> dict[followers.Profile, str]:
        return {(row.platform, row.external_id): row.display_name for row in accounts.of_client(session, client_id)}


def _checked(rows: list[NewFollowers], own: Mapping[str, str], today: date) -> Counts:
    counts: dict[tuple[followers.Profile, date], int] = {}
    for number, each in enumerate(rows):
        name = platform(each.platform, f"rows.{number}.platform")
        profile = each.profile or own.get(name, "")
        if not profile:
            remedy = "Name the profile, or connect the account."
            raise Invalid(f"{LABELS[name]} has no account.", field=f"rows.{number}.profile", remedy=remedy)
        if not OLDEST <= each.day <= today:
            remedy = "Send the day on which it was counted."
            raise Invalid(f"{each.day} is not a day that was counted.", field=f"rows.{number}.day", remedy=remedy)
        if not 0 <= each.followers <= LARGEST:
            remedy = "Send a number from 0 to 2^53."
            raise Invalid(f"followers is {each.followers}.", field=f"rows.{number}.followers", remedy=remedy)
        counts[(name, profile), each.day] = each.followers
    return counts


def _growth(
    key: followers.Profile, name: str, counts: list[FollowerCount], wanted: PostFilter, posts: int
) -> Growth:
    compared = ends(counts, wanted.first, wanted.last)
    gained, share = grown(counts, wanted.first, wanted.last)
    before, share_before = grown(counts, wanted.before.first, wanted.before.last)
    newest = counts[-1]
    return Growth(
        platform=key[0], profile=key[1], name=name, followers=newest.followers, since=compared[0].day if compared else None,
        until=newest.day, gained=gained, share=share, before=before, share_before=share_before, posts=posts,
        per_post=gained / posts if gained is not None and posts else None,
    )
