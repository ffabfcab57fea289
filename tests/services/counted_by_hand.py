"""Every rollup of a client counted post by post in plain Python, straight from the facts, to compare with what is kept."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from agency_core.models import ClientRow, PostRow, SnapshotRow
from agency_core.store.queries.rollup import ALL

COUNTS = ("views", "impressions", "reach", "likes", "comments", "shares", "saves", "clicks")
REACTIONS = ("likes", "comments", "shares", "saves")
BASES = {
    "linkedin": "impressions", "x": "impressions", "instagram": "reach", "facebook": "reach", "youtube": "views",
    "tiktok": "views", "bluesky": "impressions", "mastodon": "impressions", "threads": "impressions",
}
SUMMED = (*COUNTS, "interactions")
EMPTY = -32_768
ADDED_UP = ("day_total", "hour_total", "spread", "gain")


def by_hand(session, client_id: str) -> dict[str, dict]:
    """The cells of each rollup by key; cells of nothing are left out."""
    zone = ZoneInfo(session.scalar(select(ClientRow.timezone).where(ClientRow.id == client_id)))
    told = defaultdict(list)
    shots = select(SnapshotRow).join(PostRow, PostRow.pk == SnapshotRow.post_pk).where(PostRow.client_id == client_id)
    for shot in session.scalars(shots.execution_options(populate_existing=True)):
        told[shot.post_pk].append(shot)
    found = {name: defaultdict(lambda: defaultdict(int)) for name in ADDED_UP}
    found |= {"post_total": {}, "post_tag": {}}
    posts = select(PostRow).where(PostRow.client_id == client_id, PostRow.published_at.is_not(None))
    for post in session.scalars(posts.execution_options(populate_existing=True)):
        _count(found, post, sorted(told[post.pk], key=lambda shot: (shot.taken_at, shot.source)), zone)
    return {name: _told(cells) if name in ADDED_UP else dict(cells) for name, cells in found.items()}


def _told(cells) -> dict:
    """Sums without zeros: a cell of nothing is as good as none."""
    plain = {key: {name: value for name, value in cell.items() if value} for key, cell in cells.items()}
    return {key: cell for key, cell in plain.items() if cell}


def _count(found, post, told, zone) -> None:
    at = post.published_at.astimezone(zone)
    day, hour = _day(at), -1 if post.day_only else at.hour
    newest = {name: getattr(told[-1], name) if told else None for name in COUNTS}
    reactions, base = _reactions(post.platform, newest), newest[BASES[post.platform]]
    newest["interactions"] = reactions
    found["post_total"][day, post.pk] = {
        "platform": post.platform, "agent_id": post.agent_id, "content_type": post.content_type, "hour": hour,
        "taken_at": told[-1].taken_at if told else None, "base": base, **newest,
    }
    rated = reactions is not None and base
    cells = [found["day_total"][day, post.platform, post.agent_id]]
    for name in SUMMED:
        cells[0][name] += newest[name] or 0
        cells[0][f"{name}_posts"] += newest[name] is not None
    if hour >= 0:
        cells.append(found["hour_total"][day, post.platform, hour])
        cells[1]["interactions"] += reactions or 0
        cells[1]["rated_posts"] += bool(rated)
    for cell in cells:
        cell["posts"] += 1
        cell["rate_top"] += reactions if rated else 0
        cell["rate_base"] += base if rated else 0
    for metric, value in (("interactions", reactions), ("views", newest["views"]), ("rate", reactions / base if rated else None)):
        if value is not None:
            found["spread"][metric, day, post.platform, _bucket(value)]["posts"] += 1
    _gained(found["gain"], post, told, zone)
    words = {("topic", post.topic), ("campaign", post.campaign), *(("hashtag", word) for word in post.hashtags.split())}
    found["post_tag"].update({(kind, word, day, post.pk): {} for kind, word in words if word})


def _gained(cells, post, told, zone) -> None:
    before = None
    for shot in told:
        now = {"views": shot.views, "interactions": _reactions(post.platform, {name: getattr(shot, name) for name in COUNTS})}
        cell = cells[_day(shot.taken_at.astimezone(zone)), post.platform, post.agent_id]
        for name, value in now.items():
            if value is None:
                continue
            if before is None:
                cell[name] += value if shot.taken_at - post.published_at <= timedelta(days=2) else 0
            elif before[name] is not None:
                cell[name] += max(0, value - before[name])
        before = now


def _reactions(platform: str, counts) -> int | None:
    parts = [counts[name] for name in (*REACTIONS, *(["clicks"] if platform == "linkedin" else []))]
    known = [part for part in parts if part is not None]
    return sum(known) if known else None


def _bucket(value: float) -> int:
    return EMPTY if value <= 0 else math.ceil(round(math.log(value) / math.log(1.1), 9))


def _day(at: datetime) -> int:
    return (at.date() - date(1970, 1, 1)).days


def kept(session, client_id: str) -> dict[str, dict]:
    """The rollups as they are kept, in the shape of `by_hand`."""
    return {row.__tablename__: _rows(session, row.__table__, client_id) for row in ALL}


def _rows(session, table, client_id: str) -> dict:
    primary = [column.name for column in table.primary_key.columns if column.name != "client_id"]
    values = [column.name for column in table.columns if column.name not in {"client_id", *primary}]
    found = session.execute(select(table).where(table.c.client_id == client_id)).mappings()
    cells = {tuple(each[name] for name in primary): {name: each[name] for name in values} for each in found}
    return _told(cells) if table.name in ADDED_UP else cells
