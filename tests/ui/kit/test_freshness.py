from datetime import timedelta

import pytest

from agency_core import agency as hall
from agency_core.ui.kit.freshness import freshness_text


@pytest.fixture(autouse=True)
def current(agency):
    hall.use(agency)
    yield
    hall.use(None)


@pytest.mark.parametrize(("age", "begins"), [
    (0, ":gray[Updated 09:00:00 · now"), (9, ":gray[Updated"), (11, ":orange[:material/warning: Stale"),
    (26, ":red[:material/error: Disconnected"),
])
def test_the_stamp_tells_how_old_the_data_is(age, begins, clock):
    as_of = clock.now()
    assert freshness_text(as_of, 5, as_of + timedelta(seconds=age)).startswith(begins)


def test_data_without_a_pace_never_turns_stale(clock):
    assert freshness_text(clock.now() - timedelta(days=1), 0, clock.now()).startswith(":gray[Updated")


def test_no_data_says_so(clock):
    assert freshness_text(None, 5, clock.now()) == ":gray[No data yet]"
