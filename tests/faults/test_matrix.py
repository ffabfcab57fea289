"""Every fault at every call of every flow of every connector, through the whole house: at most one post, and the truth.

The flows come from the connectors' tables, the calls of each from a run in which nothing goes wrong: a new connector joins by
itself. Each fault is always tried at one call of the first kind of content of each platform, the faults taking turns with the
calls; at every call, and with every kind, by `make proof`.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from agency_core.domain.delivery import DeliveryState
from agency_core.platforms import CONNECTORS
from agency_core.sandbox.faults import FaultKind
from tests.faults.stage import FOLLOW_UP, Ended, Stage, kinds_of, stage

POWER = ("power_before", "power_after")
"""Beside the networks' faults: our own process ends before or after a call."""
WRONG = [*FaultKind, *POWER]
SECONDS = {FaultKind.TIMEOUT_AFTER: 0.02, FaultKind.DELAY: 0.02, FaultKind.RATE_LIMIT: 30.0, FaultKind.CLOCK_SKEW: 90.0}
FIRST = {
    platform: next(kind for kind in ("image_post", *kinds_of(platform)) if kind in kinds_of(platform)) for platform in CONNECTORS
}
SLICE = [(platform, FIRST[platform], wrong) for platform in CONNECTORS for wrong in WRONG]
OTHERS = [(platform, kind) for platform in CONNECTORS for kind in kinds_of(platform) if kind != FIRST[platform]]
REST = [(*flow, wrong) for flow in OTHERS for wrong in WRONG]
LEARNED: dict[tuple[str, str], list[str]] = {}


@pytest.fixture(scope="module")
def played(tmp_path_factory, empty_database) -> Iterator[Stage]:
    """One stage for all cases; each has a client of its own."""
    folder = tmp_path_factory.mktemp("matrix") / "data"
    shutil.copytree(empty_database, folder)
    with stage(folder) as made:
        yield made


@pytest.fixture(autouse=True)
def nothing_before(played: Stage) -> None:
    """Whatever earlier cases published is forgotten: looking through it takes time."""
    played.forget()


def learned(played: Stage, platform: str, kind: str) -> list[str]:
    """The kinds of call that the flow makes, in order."""
    if (platform, kind) not in LEARNED:
        before = len(played.calls(platform))
        clean = played.delivered(platform, kind, [])
        expected = [("delivered", 1)] * (3 if kind == FOLLOW_UP else 1)
        assert [(each.state, each.posts) for each in clean] == expected, clean
        LEARNED[platform, kind] = [call["route"] for call in played.calls(platform, before)]
    return LEARNED[platform, kind]


def went_wrong(played: Stage, case: tuple[str, str, str], number: int) -> list[Ended]:
    """What became of the flow when its call with this number met the fault."""
    platform, kind, wrong = case
    if wrong in POWER:
        played.cut = (number, wrong == "power_after")
        ended = played.delivered(platform, kind, [])
        assert played.cut is None, "the power was never cut"
        return ended
    routes = learned(played, platform, kind)
    before = routes[:number].count(routes[number])
    spared: list[dict[str, Any]] = [{"route": routes[number], "kind": "delay", "times": before, "seconds": 0}] if before else []
    fault = {"route": routes[number], "kind": wrong, "times": 1, "seconds": SECONDS.get(FaultKind(wrong), 1.0)}
    return played.delivered(platform, kind, [*spared, fault])


def assert_truthful(ended: list[Ended]) -> None:
    """At most one post for each delivery, and what is said of it is so; what is not known has its reason."""
    for each in ended:
        assert each.posts <= 1, each
        match each.state:
            case DeliveryState.DELIVERED:
                assert each.posts == 1, each
            case DeliveryState.FAILED:
                assert each.posts == 0, each
            case _:
                assert (each.state, bool(each.why)) == (DeliveryState.UNCONFIRMED, True), each


def tried(played: Stage, case: tuple[str, str, str], only: int | None = None) -> Counter[str]:
    """The fault at each call of the flow in turn, or at one only; how the deliveries ended."""
    states: Counter[str] = Counter()
    for number, route in enumerate(learned(played, *case[:2])):
        if only not in {None, number}:
            continue
        ended = went_wrong(played, case, number)
        try:
            assert_truthful(ended)
        except AssertionError as wrong:
            raise AssertionError(f"{case} at call {number} ({route}): {wrong}") from wrong
        states.update(each.state for each in ended)
    return states


@pytest.mark.parametrize("case", SLICE, ids="-".join)
def test_fault_at_a_call_leaves_one_post_at_most_and_the_truth(played, case):
    calls = learned(played, *case[:2])
    assert sum(tried(played, case, WRONG.index(case[2]) % len(calls)).values()) == 1


@pytest.mark.proof
@pytest.mark.parametrize("case", SLICE, ids="-".join)
def test_fault_anywhere_leaves_one_post_at_most_and_the_truth(played, case):
    assert sum(tried(played, case).values()) == len(learned(played, *case[:2]))


@pytest.mark.proof
@pytest.mark.parametrize("case", REST, ids="-".join)
def test_fault_anywhere_in_the_other_flows(played, case):
    parts = 3 if case[1] == FOLLOW_UP else 1
    assert sum(tried(played, case).values()) == parts * len(learned(played, *case[:2]))
