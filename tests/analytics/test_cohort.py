"""What posts had at an age, read between the counts that are there."""

import polars as pl

from agency_core.analytics.cohort import AGES, ages
from agency_core.analytics.rollup import SHOTS

HOUR = 3_600_000


def counted(*told, platform="youtube"):
    """Posts of one week, each given as {hours: views}."""
    posts = pl.DataFrame({"post_pk": range(len(told)), "platform": platform, "published": 0, "week": 7})
    rows = [
        (pk, int(hours * HOUR), "api", views, None, None, views // 10, *[None] * 4)
        for pk, post in enumerate(told) for hours, views in post.items()
    ]
    found = ages(posts, pl.DataFrame(rows, schema=SHOTS, orient="row"))
    return {age: (sampled, views, top) for _, age, sampled, views, top in found.iter_rows()}


def test_a_count_between_two_lies_on_their_line():
    found = counted({6: 600, 24: 2400})
    assert found[6] == (1, 600.0, 60.0)
    assert found[12] == (1, 1200.0, 120.0)
    assert found[24] == (1, 2400.0, 240.0)


def test_nothing_is_known_where_the_next_count_is_far_or_missing():
    found = counted({6: 600, 720: 9000})
    assert [age for age, (sampled, *_) in found.items() if sampled] == [3, 6, 720]
    assert found[24] == (0, None, None)


def test_the_mean_is_over_those_that_were_counted():
    assert counted({24: 100}, {24: 300}, {24: 200, 48: 400})[24] == (3, 200.0, 20.0)
    assert counted({24: 100}, {24: 300}, {24: 200, 48: 400})[48] == (1, 400.0, 40.0)


def test_every_age_is_there_without_any_count():
    assert list(counted({})) == list(AGES)
    assert counted({})[1] == (0, None, None)
