"""The numbers by which deliveries go, as the documents tell them, are those of the product."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agency_core.domain import delivery, pacing, preflight
from agency_core.domain.content import Priority
from agency_core.domain.publishing import Failure, PlatformError
from agency_core.domain.timeline import READ_BACK, Event
from agency_core.platforms.wire import UPLOAD_SECONDS
from tests.docs.reading import names, section

FAILED = PlatformError(Failure.TRANSIENT, "no answer")
PROCESSING = PlatformError(Failure.MEDIA_PROCESSING, "not ready")
NUMBERS = {1: "one", 5: "five", 10: "ten"}


def seconds(span: timedelta | None) -> int:
    """A span in whole seconds."""
    assert span is not None
    return int(span / timedelta(seconds=1))


def minutes(span: timedelta | None) -> int:
    """A span in whole minutes."""
    assert span is not None
    return int(span / timedelta(minutes=1))


def waited(error: PlatformError, attempt: int, now) -> timedelta:
    """How long a delivery waits after its failure with this number."""
    return (delivery.decide(error, attempt=attempt, now=now, jitter=0).retry_at or now) - now


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("How a delivery is sent", f"a lease of {seconds(delivery.LEASE)} seconds"),
        ("How a delivery is sent", f"given up after {seconds(delivery.COMMIT_DEADLINE)} seconds"),
        ("How a delivery is sent", f"a last piece of a video after {UPLOAD_SECONDS:g}"),
        ("A lost answer", f"{seconds(delivery.COMMIT_DEADLINE)} seconds after the intent"),
        ("A lost answer", f"for {NUMBERS[minutes(delivery.GIVE_UP_RECONCILING)]} minutes"),
        ("A lost answer", f"{NUMBERS[delivery.MOST_ATTEMPTS]} tries in all"),
        ("Retries", f"{NUMBERS[delivery.MOST_ATTEMPTS]} tries in all"),
        ("Retries", f"up to {seconds(delivery.LONGEST_LOOK)} s, {delivery.MOST_LOOKS} times"),
        ("The look ahead", f"every {NUMBERS[minutes(preflight.AGAIN)]} minutes"),
        ("Pace", f"{NUMBERS[pacing.BREAKS_AFTER]} failures in a row"),
        ("Pace", f"at most {minutes(pacing.LONGEST_PAUSE)}"),
    ],
)
def test_a_number_is_the_one_kept(heading, said):
    assert said in " ".join(section("operations.md", heading).split())


def test_the_waits_between_tries_are_those_said(clock):
    first = [seconds(waited(FAILED, attempt, clock.now())) for attempt in range(1, delivery.MOST_ATTEMPTS)]
    looks = [seconds(waited(PROCESSING, attempt, clock.now())) for attempt in (1, 2, 3)]
    said = section("operations.md", "Retries")
    assert f"again after {', '.join(map(str, first[:-1]))} and {first[-1]} s" in said
    assert f"asked again after {', '.join(map(str, looks))} ..." in said


def test_the_pauses_of_an_account_that_stumbles_are_those_said():
    pauses = [minutes(pacing.pause_after(pacing.BREAKS_AFTER + more)) for more in range(4)]
    assert f"{pauses[0]} minute, then {', '.join(map(str, pauses[1:]))}" in section("operations.md", "Pace")


def test_how_far_is_looked_ahead_is_what_is_said():
    assert sorted(preflight.AHEAD.values()) == [timedelta(hours=1), timedelta(days=1)]
    assert section("operations.md", "The look ahead").lstrip().startswith("A day and an hour before its time")


def test_what_a_timeline_holds_is_what_is_said():
    told = section("operations.md", "The timeline")
    assert [event for event in Event if f"**{event}**" not in told] == []
    assert names(told)[-1] == READ_BACK


def test_the_priorities_are_those_said():
    told = section("concepts.md", "Order")
    assert f"({', '.join(f'{each.value} {each.name.lower()}' for each in sorted(Priority, reverse=True))})" in told
