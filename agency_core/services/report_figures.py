"""The figures of a report: what a period was in numbers, as plain values that can be kept and drawn at any time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agency_core.domain.agent import PERSONA_LABELS, Persona
from agency_core.domain.client import ClientView
from agency_core.domain.metric import bases_of, parts_of
from agency_core.domain.numbers import PostFilter, PostNumbers
from agency_core.domain.paging import Page
from agency_core.domain.platform import ENGAGEMENT_TARGETS, LABELS, Platform
from agency_core.domain.report import Period
from agency_core.services.report_events import events
from agency_core.services.totals import added
from agency_core.store.queries import account as accounts
from agency_core.store.queries import agent as agents
from agency_core.store.queries import numbers as figures
from agency_core.store.queries import report
from agency_core.store.queries.numbers import COUNTED, Sums

Json = dict[str, Any]
MOST_POSTS = 5_000
"""So many posts of a period stand in the sheets, and are looked at one by one: those with the most interactions."""
TIMING_DAYS = 90
YOUNG = timedelta(days=7)
FAIR_AGE = timedelta(days=2)
"""A post that was counted younger than this is not called weak."""
LISTED = 5
ENOUGH_FOR_WORST = 6


@dataclass(frozen=True)
class Asked:
    """Whose report, on what, and when it is made."""

    client: ClientView
    period: Period
    now: datetime

    @property
    def wanted(self) -> PostFilter:
        """The posts of the period."""
        return PostFilter(self.client.id, self.period.first, self.period.last)

    @property
    def zone(self) -> ZoneInfo:
        """The client's."""
        return ZoneInfo(self.client.timezone)

    @property
    def start(self) -> datetime:
        """The first moment of the period."""
        return self.midnight(self.period.first)

    @property
    def end(self) -> datetime:
        """The first moment after the period."""
        return self.midnight(self.period.last + timedelta(days=1))

    def midnight(self, day: date) -> datetime:
        """The first moment of a day on the client's clock."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


def gathered(session: Session, asked: Asked) -> tuple[Json, list[Json]]:
    """The content of a report, and every post of its period (at most `MOST_POSTS`) for the sheets."""
    wanted = asked.wanted
    now, before = (figures.summed(session, each, ("platform",)) for each in (wanted, wanted.before))
    posts, earlier = (figures.top_posts(session, each, MOST_POSTS) for each in (wanted, wanted.before))
    names = {row.id: (row.name, row.persona) for row in agents.of_client(session, asked.client.id, Page(limit=500))[0]}
    found: Json = {
        "client": {"id": asked.client.id, "name": asked.client.name, "zone": asked.client.timezone, "demo": asked.client.is_demo},
        "kind": asked.period.kind.value, "period": asked.period.name, "is_over": asked.period.is_over,
        "first": wanted.first.isoformat(), "last": wanted.last.isoformat(), "days": wanted.days,
        "before": {"first": wanted.before.first.isoformat(), "last": wanted.before.last.isoformat()},
        "made_at": asked.now.isoformat(),
        "totals": {"now": _totals(now), "before": _totals(before)},
        "platforms": _platforms(now, before),
        "daily": _daily(figures.summed(session, wanted, ("day", "platform"))),
        "counted": {"now": _counted(posts), "before": _counted(earlier)},
        "young": sum(1 for each in posts if each.published_at and asked.now - each.published_at < YOUNG),
        "agents": _by_agent(figures.summed(session, wanted, ("agent_id", "platform")), names),
        "personas": _by_persona(figures.summed(session, wanted, ("agent_id", "platform")), names),
        "hours": _hours(session, asked, [each.key[0] for each in now]),
        "timing": _timing(session, asked, posts, earlier),
        **_best_and_worst(posts),
        **events(session, asked.client.id, asked.start, asked.end, asked.now),
        "audience": _audience(session, asked),
    }
    return found, [_post(each, names, asked.zone) for each in posts]


def _totals(sums: list[Sums]) -> Json:
    return {"posts": sum(each.posts for each in sums), **{name: added(sums, name) for name in COUNTED if name != "reach"}}


def _platforms(now: list[Sums], before: list[Sums]) -> list[Json]:
    earlier = {each.key[0]: each for each in before}
    return [_platform(each, earlier.get(each.key[0])) for each in sorted(now, key=lambda each: -each.posts)]


def _platform(sums: Sums, before: Sums | None) -> Json:
    platform = Platform(sums.key[0])
    low, high = ENGAGEMENT_TARGETS.get(platform, (None, None))
    return {
        "key": platform.value, "label": LABELS[platform], "posts": sums.posts, "rate": sums.rate, "top": sums.rate_top,
        "divided_by": sums.rate_base, "counts": dict(sums.counts), "base": bases_of(platform)[0],
        "parts": list(parts_of(platform)), "low": low, "high": high, "posts_before": before.posts if before else 0,
        "rate_before": before.rate if before else None, "interactions_before": before.counts["interactions"] if before else None,
    }


def _daily(sums: list[Sums]) -> list[Json]:
    return [
        {"day": figures.date_of(each.key[0]).isoformat(), "platform": each.key[1], "posts": each.posts, "rate": each.rate,
         **{name: each.counts[name] for name in COUNTED if name != "reach"}}
        for each in sorted(sums, key=lambda each: each.key)
    ]  # fmt: skip


def _counted(posts: Iterable[PostNumbers]) -> list[int]:
    """The interactions of each post that was counted."""
    return [each.interactions for each in posts if each.interactions is not None]


def _by_agent(sums: list[Sums], names: dict[str, tuple[str, str]]) -> list[Json]:
    return _grouped(sums, lambda key: (key, *names.get(key, (key or "People", ""))))


def _by_persona(sums: list[Sums], names: dict[str, tuple[str, str]]) -> list[Json]:
    def persona(key: str) -> tuple[str, str, str]:
        found = names.get(key, ("", ""))[1]
        return (found, PERSONA_LABELS[Persona(found)] if found in set(Persona) else found or "Without a persona", found)

    return _grouped(sums, persona)


def _grouped(sums: list[Sums], named: Any) -> list[Json]:  # noqa: ANN401 - agent id -> (key, label, persona)
    groups: dict[tuple[str, str, str], list[Sums]] = {}
    for each in sums:
        groups.setdefault(named(each.key[0]), []).append(each)
    rows = [
        {"key": key, "label": label, "persona": persona, "posts": sum(each.posts for each in parts),
         "interactions": added(parts, "interactions"),
         "rates": [{"platform": LABELS[Platform(each)], **_pooled([one for one in parts if one.key[1] == each])}
                   for each in sorted({one.key[1] for one in parts})]}
        for (key, label, persona), parts in groups.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -row["posts"])


def _pooled(parts: list[Sums]) -> Json:
    base = sum(each.rate_base for each in parts)
    return {"posts": sum(each.posts for each in parts), "rate": sum(each.rate_top for each in parts) / base if base else None}


def _by_hour(session: Session, wanted: PostFilter) -> dict[int, tuple[int, int, int]]:
    """(posts, top, base) by hour of the day."""
    found: dict[int, tuple[int, int, int]] = {}
    for _, hour, posts, top, base in figures.hours(session, wanted):
        have = found.get(hour, (0, 0, 0))
        found[hour] = (have[0] + posts, have[1] + top, have[2] + base)
    return found


def _hours(session: Session, asked: Asked, platforms: list[str]) -> list[Json]:
    """The hours of the day by platform, over the last 90 days up to the end of the period."""
    first = asked.period.last - timedelta(days=TIMING_DAYS - 1)
    rows = []
    for each in platforms:
        found = _by_hour(session, PostFilter(asked.client.id, first, asked.period.last, platform=each))
        top, base = sum(cell[1] for cell in found.values()), sum(cell[2] for cell in found.values())
        cells = [{"hour": hour, "posts": posts, "rate": over / under if under else None}
                 for hour, (posts, over, under) in sorted(found.items())]  # fmt: skip
        rows.append({"key": each, "label": LABELS[Platform(each)], "average": top / base if base else None, "cells": cells})
    return rows


def _timing(session: Session, asked: Asked, posts: Iterable[PostNumbers], earlier: Iterable[PostNumbers]) -> Json:
    """How many posts went out at hours that had done well in the 90 days before the period; None where that is unknown."""
    last = asked.wanted.before.first - timedelta(days=1)
    good: set[tuple[str, int]] = set()
    for platform in sorted({each.platform for each in posts}):
        found = _by_hour(session, PostFilter(asked.client.id, last - timedelta(days=TIMING_DAYS - 1), last, platform=platform))
        top, base = sum(cell[1] for cell in found.values()), sum(cell[2] for cell in found.values())
        if base:
            better = [hour for hour, (n, over, under) in found.items() if n >= 3 and under and over / under > top / base]
            good |= {(platform, hour) for hour in better}

    def share(these: Iterable[PostNumbers]) -> float | None:
        placed = [(each.platform, each.published_at.astimezone(asked.zone).hour) for each in these if each.published_at]
        return sum(each in good for each in placed) / len(placed) if placed and good else None

    return {"now": share(posts), "before": share(earlier)}


def _best_and_worst(posts: tuple[PostNumbers, ...]) -> Json:
    """The first and the last by interactions against the median of their own platform; young posts are not called weak."""
    counted = [(each, each.interactions) for each in posts if each.interactions is not None]
    platforms = {each.platform for each, _ in counted}
    middle = {key: median([count for each, count in counted if each.platform == key]) for key in platforms}
    ranked = sorted(
        (each for each, _ in counted), key=lambda each: ((each.interactions or 0) / (middle[each.platform] or 1), each.post_pk),
    )
    ripe = [each for each in ranked if each.taken_at and each.published_at and each.taken_at - each.published_at >= FAIR_AGE]
    best = ranked[::-1][:LISTED]
    worst = [each for each in ripe if each not in best][:LISTED] if len(ranked) >= ENOUGH_FOR_WORST else []
    told = {name: [{**_line(each), "times": (each.interactions or 0) / middle[each.platform] if middle[each.platform] else None}
                   for each in these] for name, these in (("best", best), ("worst", worst))}  # fmt: skip
    return {**told, "largest": _line(max(counted, key=lambda each: each[1])[0]) if counted else None}


def _line(post: PostNumbers) -> Json:
    return {
        "platform": LABELS[Platform(post.platform)], "text": post.text[:400],
        "url": post.url if post.url.startswith("https://") else "",
        "published_at": post.published_at.isoformat() if post.published_at else "", "interactions": post.interactions,
        "rate": post.rate,
    }


def _post(post: PostNumbers, names: dict[str, tuple[str, str]], zone: ZoneInfo) -> Json:
    local = post.published_at.astimezone(zone) if post.published_at else None
    return {
        **asdict(post), "platform": LABELS[Platform(post.platform)], "agent": names.get(post.agent_id, (post.agent_id, ""))[0],
        "published_at": local.isoformat(timespec="seconds") if local else "",
        "taken_at": post.taken_at.astimezone(zone).isoformat(timespec="seconds") if post.taken_at else "",
    }


def _audience(session: Session, asked: Asked) -> list[Json]:
    found = report.followers(session, asked.client.id, asked.period.first, asked.period.last)
    names = {(row.platform, row.external_id): row.display_name for row in accounts.of_client(session, asked.client.id)}
    rows = []
    for (platform, profile), counts in sorted(found.items()):
        before = [each for each in counts if each[0] < asked.period.first][-1:]
        run = before + [each for each in counts if each[0] >= asked.period.first]
        rows.append({
            "platform": LABELS[Platform(platform)], "profile": names.get((platform, profile), profile),
            "from": run[0][0].isoformat(), "first": run[0][1],
            "to": run[-1][0].isoformat(), "last": run[-1][1], "counts": [[day.isoformat(), value] for day, value in run],
        })  # fmt: skip
    return rows
