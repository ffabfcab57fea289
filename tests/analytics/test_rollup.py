"""The cells of rollups: adding up few rows and many is the same, and a change is what is after less what was before."""

from random import Random

import polars as pl
import pytest

from agency_core.analytics import rollup
from agency_core.analytics.rollup import POSTS, SHOTS, SUM_KEYS, Facts, in_order, rolled

START, DAY = 1_793_000_000_000, 86_400_000


def facts(luck: Random, posts: int) -> Facts:
    told, shots = [], []
    for pk in range(posts):
        published = luck.choice([None, START + luck.randrange(9 * DAY)])
        told.append((pk, luck.choice(["x", "linkedin", "youtube"]), luck.choice("ab"), "", published, luck.random() < 0.3))
        for _ in range(luck.randrange(4)):
            counts = [luck.choice([None, 0, 5, 900]) for _ in range(8)]
            shots.append((pk, START + luck.randrange(30 * DAY), luck.choice(["api", "upload"]), *counts))
    return Facts(pl.DataFrame(told, schema=POSTS, orient="row"), pl.DataFrame(shots, schema=SHOTS, orient="row"))


def cells(found) -> dict[str, dict]:
    """The sums by key, and the totals by post."""
    made = {name: {} for name in SUM_KEYS}
    for name, keys in SUM_KEYS.items():
        for row in getattr(found, name).iter_rows(named=True):
            made[name][tuple(row.pop(key) for key in keys)] = row
    return made


@pytest.mark.parametrize("seed", range(6))
def test_few_rows_are_added_up_like_many(seed, monkeypatch):
    before, after = facts(Random(seed), 9), facts(Random(seed + 100), 9)
    one_by_one = rolled(after, "Europe/Berlin", before=before)
    monkeypatch.setattr(rollup, "_FEW", 0)
    as_frames = rolled(after, "Europe/Berlin", before=before)
    assert cells(one_by_one) == cells(as_frames)
    assert (one_by_one.totals, one_by_one.gone) == (as_frames.totals, as_frames.gone)


@pytest.mark.parametrize("posts", [2, 200])
def test_a_change_is_what_is_after_less_what_was_before(posts):
    before, after = facts(Random(1), posts), facts(Random(2), posts)
    changed = cells(rolled(after, "Asia/Tokyo", before=before))
    had, has = cells(rolled(before, "Asia/Tokyo")), cells(rolled(after, "Asia/Tokyo"))
    for name in SUM_KEYS:
        for key in {*had[name], *has[name], *changed[name]}:
            names = next(iter({**had[name], **has[name], **changed[name]}.values())).keys()
            difference = {each: has[name].get(key, {}).get(each, 0) - had[name].get(key, {}).get(each, 0) for each in names}
            assert changed[name].get(key, dict.fromkeys(names, 0)) == difference


def test_what_stays_the_same_changes_nothing():
    same = facts(Random(3), 40)
    found = rolled(same, "UTC", before=same)
    assert (found.totals, found.gone, [getattr(found, name).height for name in SUM_KEYS]) == ([], [], [0, 0, 0, 0])


def test_a_post_that_moves_leaves_its_day():
    told = pl.DataFrame([(1, "x", "", "", START, False)], schema=POSTS, orient="row")
    moved, none = told.with_columns(pl.col("published") + DAY), pl.DataFrame(schema=SHOTS)
    found = rolled(Facts(moved, none), "UTC", before=Facts(told, none))
    (total,), day = found.totals, START // DAY
    assert (total[:2], found.gone) == ((day + 1, 1), [(day, 1)])
    assert found.days.select("day", "posts").rows() == [(day, -1), (day + 1, 1)]


def test_a_count_long_after_publication_is_no_gain_and_a_fall_is_none():
    told = pl.DataFrame([(1, "x", "", "", START, False)], schema=POSTS, orient="row")
    blank = [None] * 7
    shots = [(1, START + days * DAY, "api", views, *blank) for days, views in ((5, 100), (6, 130), (7, 90))]
    found = rolled(Facts(told, pl.DataFrame(shots, schema=SHOTS, orient="row")), "UTC")
    assert found.gains.select("day", "views").rows() == [((START + 6 * DAY) // DAY, 30)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [([], True), ([(1, 5)], True), ([(1, 5), (1, 6), (2, 1)], True), ([(1, 5), (1, 5)], False), ([(2, 1), (1, 5)], False)],
)
def test_order_is_by_post_and_time_each_once(rows, expected):
    assert in_order(pl.DataFrame(rows, schema={"post_pk": pl.Int64, "taken_at": pl.Int64}, orient="row")) is expected
