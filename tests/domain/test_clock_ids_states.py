"""Time, identifiers, moves and pages."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_core.domain import content, delivery, message
from agency_core.domain.clock import aware, wall_to_utc, zone
from agency_core.domain.ids import checked_name, new_id
from agency_core.domain.paging import Page
from agency_core.domain.publishing import Phase, PublishState
from agency_core.domain.states import move
from agency_core.errors import Conflict, Invalid

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive


def test_wall_time_in_the_gap_is_refused():
    with pytest.raises(Invalid) as caught:
        wall_to_utc(datetime.fromisoformat("2026-03-29T02:30"), "Europe/Berlin")
    assert caught.value.field == "scheduled_time"


def test_wall_time_that_happens_twice_is_the_first():
    assert wall_to_utc(datetime.fromisoformat("2026-10-25T02:30"), "Europe/Berlin") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(MOMENTS, st.sampled_from(["Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe", "UTC"]))
def test_wall_time_comes_back(moment, name):
    moment = moment.replace(second=0, microsecond=0)
    wall = moment.astimezone(ZoneInfo(name)).replace(tzinfo=None)
    back = wall_to_utc(wall, name)
    assert back.astimezone(ZoneInfo(name)).replace(tzinfo=None) == wall
    assert moment - back in {timedelta(0), timedelta(hours=1), timedelta(minutes=30)}


@pytest.mark.parametrize("name", ["", "Mars/Base", "../etc/passwd", "Europe/berlin "])
def test_unknown_zone_is_refused(name):
    with pytest.raises(Invalid):
        zone(name)


def test_naive_time_is_refused():
    with pytest.raises(Invalid):
        aware(datetime.fromisoformat("2026-01-01T00:00"))


@given(MOMENTS, st.integers(1, 10**6))
def test_later_ids_sort_later(moment, milliseconds):
    first, second = new_id(moment), new_id(moment + timedelta(milliseconds=milliseconds))
    assert len(first) == 26
    assert first < second


@pytest.mark.parametrize("name", ["", "a b", "a/b", "-a", "a" * 65, "é"])
def test_name_that_does_not_fit_a_url_is_refused(name):
    with pytest.raises(Invalid):
        checked_name(name, "id")


@pytest.mark.parametrize("limit", [0, -1, 501])
def test_page_out_of_bounds_is_refused(limit):
    with pytest.raises(Invalid):
        Page(limit=limit)


@pytest.mark.parametrize(
    ("table", "states"),
    [
        (content.ALLOWED, content.ContentStatus), (delivery.ALLOWED, delivery.DeliveryState),
        (message.ALLOWED, message.MessageStatus),
    ],
)
def test_table_names_every_state_and_nothing_moves_to_itself(table, states):
    assert set(table) == set(states)
    assert all(state not in ways for state, ways in table.items())


def test_forbidden_move_says_what_is_possible():
    class Light(StrEnum):
        RED = "red"
        GREEN = "green"

    table = {Light.RED: frozenset({Light.GREEN}), Light.GREEN: frozenset()}
    assert move(table, Light.RED, Light.GREEN, "The light") is Light.GREEN
    with pytest.raises(Conflict) as caught:
        move(table, Light.GREEN, Light.RED, "The light")
    assert caught.value.remedy == "From green it can become: nothing: this is its end."


def test_publish_state_survives_the_database():
    state = PublishState(committed_at=datetime(2026, 1, 1, tzinfo=UTC)).at(Phase.ARMED, container="c1")
    assert PublishState.from_json(state.to_json()) == state
    assert PublishState.from_json({}) == PublishState()


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_moment_that_utc_cannot_show_is_refused(text):
    with pytest.raises(Invalid) as refused:
        aware(datetime.fromisoformat(text), "scheduled_time")
    assert refused.value.field == "scheduled_time"
