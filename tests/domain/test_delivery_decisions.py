"""What follows from each failure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_core.domain.content import settled_status
from agency_core.domain.delivery import (
    ALLOWED,
    FAR,
    MEASURE_AGES,
    MOST_ATTEMPTS,
    MOST_LOOKS,
    DeliveryState,
    backoff,
    decide,
    next_look,
    next_measure,
)
from agency_core.domain.publishing import Failure, PlatformError

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
RETRIED = {Failure.TRANSIENT, Failure.AUTH_EXPIRED, Failure.MEDIA_EXPIRED, Failure.MEDIA_PROCESSING}
WAITED = {Failure.RATE_LIMITED, Failure.QUOTA_EXHAUSTED}


def decision(failure, attempt=1, **more):
    return decide(PlatformError(failure, "said", **more), attempt=attempt, now=NOW, jitter=0.5)


@pytest.mark.parametrize("failure", Failure)
def test_every_failure_has_an_end(failure):
    state = decision(failure, attempt=MOST_LOOKS).state
    assert state == {
        **dict.fromkeys(WAITED, DeliveryState.PENDING), Failure.UNKNOWN_OUTCOME: DeliveryState.UNCONFIRMED,
        Failure.DUPLICATE_CONTENT: DeliveryState.UNCONFIRMED,
    }.get(failure, DeliveryState.FAILED)


@pytest.mark.parametrize("failure", Failure)
def test_only_what_proves_that_nothing_was_published_is_tried_again(failure):
    assert (decision(failure).state is DeliveryState.PENDING) == (failure in RETRIED | WAITED)


@given(st.sampled_from(list(Failure)), st.integers(1, 50), st.floats(0, 1))
def test_decision_is_a_move_that_the_table_allows(failure, attempt, jitter):
    made = decide(PlatformError(failure, "said"), attempt=attempt, now=NOW, jitter=jitter)
    assert made.state in ALLOWED[DeliveryState.SENDING]
    assert (made.retry_at is not None) == (made.state is DeliveryState.PENDING)
    assert made.retry_at is None or made.retry_at > NOW


def test_named_time_is_obeyed_and_parks_the_account():
    at = NOW + timedelta(hours=3)
    made = decision(Failure.RATE_LIMITED, retry_at=at)
    assert (made.retry_at, made.parks_account_until) == (at, at)


@pytest.mark.parametrize("failure", [Failure.AUTH_REVOKED, Failure.ACCOUNT_RESTRICTED, Failure.BILLING_REQUIRED])
def test_account_that_cannot_publish_is_disconnected(failure):
    assert decision(failure).disconnects_account


def test_waits_grow_to_five_minutes():
    assert [backoff(attempt, 0).total_seconds() for attempt in range(1, MOST_ATTEMPTS + 2)] == [5, 15, 45, 135, 300, 300]
    assert backoff(1, 1) == timedelta(seconds=7.5)


def test_figures_are_due_at_growing_ages_and_end():
    assert next_measure(NOW, NOW) == NOW + timedelta(minutes=1)
    assert next_measure(NOW, NOW + timedelta(minutes=1)) == NOW + timedelta(hours=1)
    assert next_measure(NOW, NOW + timedelta(hours=30)) == NOW + timedelta(hours=48)
    assert next_measure(NOW, NOW + MEASURE_AGES[-1]) is None


def test_looking_for_a_lost_answer_ends_with_a_person():
    assert next_look(NOW, NOW) == NOW + timedelta(seconds=3)
    assert next_look(NOW, NOW + timedelta(minutes=2)) == NOW + timedelta(minutes=3)
    assert next_look(NOW, NOW + timedelta(minutes=5)) == FAR


@pytest.mark.parametrize(
    ("states", "status"),
    [
        (["delivered"], "published"), (["delivered", "failed"], "partly_published"), (["failed"], "failed"),
        (["delivered", "pending"], "scheduled"), (["missed"], "scheduled"), (["unconfirmed", "failed"], "scheduled"),
        (["cancelled", "delivered"], "published"), (["cancelled"], "cancelled"),
    ],
)
def test_content_is_what_its_deliveries_add_up_to(states, status):
    assert settled_status(states) == status
