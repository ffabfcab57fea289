"""What was to be expected of a day, and what is odd."""

from random import Random

from agency_core.analytics.oddity import expected


def test_too_few_days_say_nothing():
    assert expected([5.0] * 13 + [None, 5.0], 14) is None
    assert expected([5.0] * 14 + [5.0], 14) is not None


def test_a_weekday_is_compared_with_its_like():
    values = [100.0 if day % 7 == 5 else 1000.0 for day in range(70)]
    low, high = expected(values, 61)  # 61 % 7 == 5
    assert low <= 100 <= high < 1000
    low, high = expected(values, 62)
    assert 100 < low <= 1000 <= high


def test_old_outliers_do_not_widen_the_band():
    calm = [1000.0 + (day * 37) % 11 for day in range(57)]
    wild = [90_000.0 if day in {10, 30, 40} else value for day, value in enumerate(calm)]
    assert expected(wild, 56)[1] < 1200


def test_small_counts_are_left_some_chance():
    low, high = expected([4.0] * 57, 56)
    assert (low, high > 9) == (0.0, True)


def test_a_rate_has_no_chance_added():
    low, high = expected([0.05] * 57, 56, counts=False)
    assert (low, high) == (0.05, 0.05)


def test_few_days_of_a_noisy_course_are_called_odd():
    luck = Random(7)
    values = [max(0.0, luck.gauss(500, 60)) for _ in range(400)]
    odd = [at for at in range(60, 400) if not (band := expected(values, at))[0] <= values[at] <= band[1]]
    assert len(odd) <= 4
    values[200] = 1500.0
    assert not expected(values, 200)[0] <= 1500 <= expected(values, 200)[1]
