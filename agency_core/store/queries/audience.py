"""Questions about followers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Table, func, select, tuple_
from sqlalchemy.orm import Session

from agency_core.domain.audience import FollowerCount, Kept
from agency_core.models import ClientRow, FollowersRow, ReplayRow
from agency_core.store.bulk import Meets, among, put
from agency_core.store.queries.numbers import date_of

Profile = tuple[str, str]
"""Platform and the network's name of a profile."""
_COLUMNS = ("client_id", "platform", "profile", "day", "followers", "source")
_TABLE = FollowersRow.__table__
_ZERO = date(1970, 1, 1)


def day_of(day: date) -> int:
    """A date as rows count days."""
    return (day - _ZERO).days


def zones(session: Session) -> dict[str, ZoneInfo]:
    """The time zone of every client."""
    return {key: ZoneInfo(name) for key, name in session.execute(select(ClientRow.id, ClientRow.timezone))}


def between(session: Session, client_id: str, first: date, last: date, platform: str = "") -> dict[Profile, list[FollowerCount]]:
    """The counts of a client from the first to the last day, by profile, oldest first."""
    question = select(FollowersRow).where(
        FollowersRow.client_id == client_id, FollowersRow.day.between(day_of(first), day_of(last))
    )
    if platform:
        question = question.where(FollowersRow.platform == platform)
    found: dict[Profile, list[FollowerCount]] = {}
    for row in session.scalars(question.order_by(FollowersRow.platform, FollowersRow.profile, FollowersRow.day)):
        found.setdefault((row.platform, row.profile), []).append(_view(row))
    return found


def latest(session: Session, client_id: str) -> dict[Profile, FollowerCount]:
    """The newest count of each profile of a client."""
    key = (FollowersRow.platform, FollowersRow.profile)
    newest = select(*key, func.max(FollowersRow.day)).where(FollowersRow.client_id == client_id).group_by(*key)
    rows = session.scalars(
        select(FollowersRow).where(FollowersRow.client_id == client_id, tuple_(*key, FollowersRow.day).in_(newest))
    )
    return {(row.platform, row.profile): _view(row) for row in rows}


def keep(
    session: Session, client_id: str, counts: Mapping[tuple[Profile, date], int], source: str, *, is_dry_run: bool = False
) -> Kept:
    """Keep counts, each in the place of another of its day; what became of them. A dry run only says."""
    if not counts:
        return Kept()
    days = [day for _, day in counts]
    there = {
        (profile, each.day): each.followers
        for profile, found in between(session, client_id, min(days), max(days)).items() for each in found
    }
    new = {key: followers for key, followers in counts.items() if there.get(key) != followers}
    rows = [
        (client_id, platform, name, day_of(day), followers, source)
        for ((platform, name), day), followers in sorted(new.items())
    ]
    if not is_dry_run:
        assert isinstance(_TABLE, Table)  # noqa: S101 - what a mapped class has
        put(session, _TABLE, _COLUMNS, rows, meets=Meets.REPLACED)
    changed = sum(key in there for key in new)
    return Kept(len(new) - changed, changed, len(counts) - len(new))


def asked_before(session: Session, scope: str, keys: Collection[str]) -> set[str]:
    """Those of `keys` that were asked for under `scope`."""
    question = select(ReplayRow.key).where(ReplayRow.scope == scope, among(session, ReplayRow.key, keys))
    return set(session.scalars(question)) if keys else set()


def _view(row: FollowersRow) -> FollowerCount:
    return FollowerCount(date_of(row.day), row.followers, row.source)
