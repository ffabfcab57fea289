"""On a server, snapshots lie in one partition a month. Here they are made: ahead of time, and for the times of an import.

What is of a month without a partition lies in `snapshot_other`, and is moved when its month is made. The parent is only locked
against others who change its partitions; `snapshot_other` is locked for as long as the rows of one month are moved.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from agency_core.store.turns import take_turn

AHEAD = 3
"""Months that are there before their time."""
_OLDEST = datetime(2004, 1, 1, tzinfo=UTC)
_NEWEST = datetime(2100, 1, 1, tzinfo=UTC)
"""What is said to be older than the one or newer than the other is a mistake, and gets no month of its own."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_THERE = "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'snapshot'::regclass"
_LEFT = "SELECT DISTINCT date_trunc('month', to_timestamp(taken_at / 1000) AT TIME ZONE 'UTC') FROM snapshot_other"


def coming(now: datetime) -> list[datetime]:
    """This month and those that have to be there already."""
    return _months(now, _after(now, AHEAD))


def of(moments: Iterable[datetime]) -> list[datetime]:
    """The months in which moments lie, of those that can be meant."""
    months = {_months(moment, moment)[0] for moment in moments}
    return sorted(month for month in months if _OLDEST <= month < _NEWEST)


def keep(session: Session, wanted: list[datetime]) -> int:
    """Let there be a partition for each of these months; how many were made. A file has none.

    Each is made in a transaction of its own, before the one of `session` touches a snapshot, so that nobody waits for long.
    """
    if session.get_bind().dialect.name != "postgresql":
        return 0
    there = _there(session)
    missing = [month for month in wanted if _name(month) not in there]
    for month in missing:
        with Session(session.get_bind()) as apart:
            take_turn(apart, "months of snapshots")
            if _name(month) not in _there(apart):
                _make(apart, month)
            apart.commit()
    return len(missing)


def left(session: Session) -> list[datetime]:
    """The months of which something lies in `snapshot_other`."""
    if session.get_bind().dialect.name != "postgresql":
        return []
    return of(each.replace(tzinfo=UTC) for each in session.scalars(text(_LEFT)))


def _there(session: Session) -> set[str]:
    return set(session.scalars(text(_THERE)))


def _make(session: Session, month: datetime) -> None:
    name, first, last = _name(month), _millis(month), _millis(_after(month, 1))
    session.execute(text(f"CREATE TABLE {name} (LIKE snapshot INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"))
    moved = f"DELETE FROM snapshot_other WHERE taken_at >= {first} AND taken_at < {last} RETURNING *"  # noqa: S608 - numbers
    session.execute(text("LOCK TABLE snapshot_other IN ACCESS EXCLUSIVE MODE"))
    session.execute(text(f"WITH moved AS ({moved}) INSERT INTO {name} SELECT * FROM moved"))  # noqa: S608 - our own names
    session.execute(text(f"ALTER TABLE snapshot ATTACH PARTITION {name} FOR VALUES FROM ({first}) TO ({last})"))


def _months(first: datetime, last: datetime) -> list[datetime]:
    found, month = [], first.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while month <= last:
        found.append(month)
        month = _after(month, 1)
    return found


def _after(month: datetime, count: int) -> datetime:
    place = month.year * 12 + month.month - 1 + count
    return month.replace(year=place // 12, month=place % 12 + 1, day=1)


def _name(month: datetime) -> str:
    return f"snapshot_{month:%Y%m}"


def _millis(month: datetime) -> int:
    return (month - _EPOCH) // timedelta(milliseconds=1)
