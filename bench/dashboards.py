"""Questions of the dashboard at ten million counts: ours from the rollups, DuckDB's from its own copy of the same facts."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl

from agency_core.agency import Agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.numbers import PostFilter
from bench.many_posts import AGENTS, CLIENT, LAST, fill, opened, posts_and_counts
from bench.values import Value, percentile

POSTS = int(os.environ.get("BENCH_POSTS", "500000"))
SMALL = POSTS // 10
TIMES = 21
UNTIL = datetime.fromtimestamp(LAST / 1000, UTC).date() - timedelta(days=15)
Question = Callable[[Agency], object]
_TOP = "(l.likes + l.comments + l.shares + l.saves + CASE WHEN p.platform = 'linkedin' THEN l.clicks ELSE 0 END)"
_BASE = """CASE WHEN p.platform IN ('linkedin', 'x') THEN l.impressions WHEN p.platform IN ('instagram', 'facebook') THEN l.reach
    ELSE l.views END"""
_LATEST = "FROM post p JOIN latest l ON l.post = p.pk"


def period(days: int) -> PostFilter:
    """The last so many days of which there is data."""
    return PostFilter(CLIENT, UNTIL - timedelta(days=days - 1), UNTIL)


def _since(days: int) -> str:
    return f"WHERE p.day BETWEEN DATE '{UNTIL - timedelta(days=days - 1)}' AND DATE '{UNTIL}'"


QUESTIONS: dict[str, tuple[Question, str]] = {
    "by day and platform, 90 days": (
        lambda agency: agency.numbers.daily(LOCAL_OWNER, wanted=period(90)),
        f"SELECT p.day, p.platform, count(*), sum(l.views), sum(l.impressions), sum(l.reach), sum({_TOP}), sum({_BASE}) "
        f"{_LATEST} {_since(90)} GROUP BY 1, 2 ORDER BY 1, 2",
    ),
    "best 20 posts, 30 days": (
        lambda agency: agency.numbers.top_posts(LOCAL_OWNER, wanted=period(30), limit=20),
        f"SELECT p.pk, p.external_id, l.views, {_TOP} AS best {_LATEST} {_since(30)} ORDER BY best DESC, p.pk DESC LIMIT 20",
    ),
    "hours and weekdays, 180 days": (
        lambda agency: agency.numbers.hour_by_weekday(LOCAL_OWNER, wanted=period(180)),
        f"SELECT p.weekday, p.hour, count(*), sum({_TOP}), sum({_BASE}) {_LATEST} {_since(180)} GROUP BY 1, 2 ORDER BY 1, 2",
    ),
    "by agent, 30 days": (
        lambda agency: agency.numbers.by_agent(LOCAL_OWNER, wanted=period(30)),
        f"SELECT p.agent, p.platform, count(*), sum(l.views), sum(l.reach), sum({_TOP}), sum({_BASE}) {_LATEST} {_since(30)} "
        "GROUP BY 1, 2 ORDER BY 1, 2",
    ),
    "p10, p50, p90 by platform, 30 days": (
        lambda agency: agency.numbers.spread(LOCAL_OWNER, wanted=period(30), metric="interactions"),
        f"SELECT p.platform, count(*), quantile_cont({_TOP}, [0.1, 0.5, 0.9]) {_LATEST} {_since(30)} GROUP BY 1 ORDER BY 1",
    ),
}
"""Ours, and the same in DuckDB's words over the newest count of each post, which it has ready in a table of its own."""


def measure() -> list[Value]:
    """Milliseconds of each question: ours and DuckDB's by turns at the large size, ours at a tenth of it."""
    with tempfile.TemporaryDirectory(prefix="agency_bench_") as name:
        place = Path(name)
        with opened(place / "small") as agency:
            fill(agency, SMALL)
            small = {what: _times(lambda ask=ask: ask(agency)) for what, (ask, _) in QUESTIONS.items()}
        with opened(place / "large") as agency:
            fill(agency, POSTS)
            duck = _duck(place / "duck.db", POSTS)
            found = []
            for what, (ask, sql) in QUESTIONS.items():
                ours, theirs = _by_turns(lambda ask=ask: ask(agency), lambda sql=sql: duck.execute(sql).fetchall())
                found += _compared(what, ours, theirs, small[what])
            duck.close()
            size = (place / "large" / "data" / "agency.sqlite3").stat().st_size / 1e6
            return [*found, Value(f"database of {POSTS * 20:,} counts, rollups included", size, "MB"),
                    Value("DuckDB's file", (place / "duck.db").stat().st_size / 1e6, "MB")]  # fmt: skip


def _compared(what: str, ours: list[float], theirs: list[float], small: list[float]) -> list[Value]:
    return [
        Value(f"{what}: median", percentile(ours, 0.5), "ms"),
        Value(f"{what}: p95", percentile(ours, 0.95), "ms", 50),
        Value(f"{what}: DuckDB, median", percentile(theirs, 0.5), "ms"),
        Value(f"{what}: against DuckDB", percentile(ours, 0.5) / percentile(theirs, 0.5), "times", 1.0),
        Value(f"{what}: against a tenth of the counts", percentile(ours, 0.5) / percentile(small, 0.5), "times", 1.5),
    ]


def _times(ask: Callable[[], object]) -> list[float]:
    return sorted(_one(ask) for _ in range(TIMES + 2))[: TIMES + 1]


def _by_turns(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[list[float], list[float]]:
    for ask in (ours, theirs):  # both warm
        ask()
        ask()
    pairs = [(_one(ours), _one(theirs)) for _ in range(TIMES)]
    return sorted(one for one, _ in pairs), sorted(two for _, two in pairs)


def _one(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


def _duck(file: Path, posts: int) -> duckdb.DuckDBPyConnection:
    """The same facts in DuckDB's own format, with the newest count of each post in a table."""
    duck = duckdb.connect(str(file))
    told, counts = posts_and_counts(posts)
    at = pl.from_epoch("published", time_unit="ms")
    pk = pl.col("pk").cast(pl.Int64)
    post = told.with_row_index("pk").select(
        pk, "external_id", "platform", at.dt.date().alias("day"), (at.dt.weekday() - 1).alias("weekday"),
        at.dt.hour().alias("hour"), pl.format("agent_{}", (pk + 1) % AGENTS).alias("agent"),
    )
    duck.register("post_frame", post.to_arrow())
    duck.register("count_frame", counts.drop("extra", "reported_rate").to_arrow())
    duck.execute("CREATE TABLE post AS SELECT * FROM post_frame")
    duck.execute("CREATE TABLE snapshot AS SELECT * FROM count_frame")
    duck.execute("CREATE TABLE latest AS SELECT l.* EXCLUDE (taken_at) FROM snapshot l WHERE taken_at = "
                 "(SELECT max(s.taken_at) FROM snapshot s WHERE s.post = l.post)")  # fmt: skip
    return duck
