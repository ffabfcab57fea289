"""The made-up audience of the demo client, and of those it is compared with; each count says that it is demo."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from agency_core.domain.competitor import NewCount
from agency_core.domain.ids import new_id
from agency_core.domain.platform import Platform
from agency_core.models import AccountRow, CompetitorRow
from agency_core.sandbox.following import at_first
from agency_core.store.queries import audience as followers
from agency_core.store.queries import competitor as competitors

DAYS = 60
MISSING = frozenset({21, 22})
"""So many days ago nobody counted: a gap."""
_RIVALS = (
    ("linkedin", "northwind-roastery", "Northwind Roastery", 5200, 11, 3, 46),
    ("linkedin", "beanworks", "Beanworks", 2400, 5, 2, 55),
    ("instagram", "northwind.roastery", "Northwind Roastery", 18400, 42, 5, 260),
    ("instagram", "beanworks", "Beanworks", 7300, 9, 4, 170),
)
"""Platform, handle, name, followers today, new ones a day, posts a week, interactions a post."""


def demo_audience(session: Session, client_id: str, rows: Iterable[AccountRow], today: date) -> None:
    """Sixty days of followers for accounts of the sandbox, up to where its simulators go on."""
    counts = {}
    for row in rows:
        last, luck = at_first(Platform(row.platform), row.external_id), Random(row.platform)  # noqa: S311 - made up
        for back in range(1, DAYS + 1):
            last -= luck.randint(-1, 8)
            if back not in MISSING:
                counts[(row.platform, row.external_id), today - timedelta(days=back)] = max(0, last)
    followers.keep(session, client_id, counts, "demo")


def demo_competitors(session: Session, client_id: str, today: date, now: datetime) -> None:
    """Four profiles that do not exist, each counted every week."""
    for platform, handle, name, size, pace, posts, each in _RIVALS:
        luck = Random(f"{platform} {handle}")  # noqa: S311 - made up, the same each time
        row = CompetitorRow(
            id=new_id(now), client_id=client_id, platform=platform, handle=handle, name=f"{name} (demo)", url="", created_at=now,
        )
        session.add(row)
        session.flush()
        for week in range(9):
            done = max(1, posts + luck.randint(-1, 1))
            count = NewCount(
                today - timedelta(days=1 + 7 * week), size - 7 * week * pace + luck.randint(0, pace), done,
                round(done * each * luck.uniform(0.7, 1.3)),
            )
            competitors.keep(session, row.id, [count], "demo")
