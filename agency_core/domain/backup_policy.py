"""Which backups may go. The newest one never does."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from agency_core.domain.backup import BackupPlan


@dataclass(frozen=True)
class Kept:
    """A verified backup in one place."""

    id: str
    at: datetime


def surplus(found: Iterable[Kept], plan: BackupPlan) -> tuple[str, ...]:
    """Ids of those that no rule of the plan keeps, newest first.

    Kept are the newest `keep_last` (at least one), and the newest of each of the newest `keep_weekly` weeks and
    `keep_monthly` months (in UTC) of which there are any.
    """
    newest = sorted(found, key=lambda each: (each.at, each.id), reverse=True)
    kept = {each.id for each in newest[: max(1, plan.keep_last)]}
    kept |= _newest_of_each(newest, _week, plan.keep_weekly) | _newest_of_each(newest, _month, plan.keep_monthly)
    return tuple(each.id for each in newest if each.id not in kept)


def _newest_of_each(newest: Iterable[Kept], span: Callable[[datetime], Hashable], count: int) -> set[str]:
    firsts: dict[Hashable, str] = {}
    for each in newest:
        firsts.setdefault(span(each.at), each.id)
    return set(list(firsts.values())[:count])


def _week(at: datetime) -> Hashable:
    return at.isocalendar()[:2]


def _month(at: datetime) -> Hashable:
    return at.year, at.month
