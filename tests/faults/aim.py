"""Kills that are aimed: the worker dies in the middle of a chosen kind of call, before or after the network did its part."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import requests

STALL = 4.0
"""Seconds that a network keeps the call on which the worker dies: less than any network takes to show a post."""
PATIENCE = 4.0
LANDED = 0.15
"""Seconds after which the effect of a call is on the network's disk."""
BEFORE, AFTER = "before", "after"
_FAULTS = {BEFORE: "delay", AFTER: "timeout_after"}
FLOWS = {
    "linkedin": ("container", "upload", "poll", "commit"), "instagram": ("container", "poll", "commit"),
    "facebook": ("container", "upload", "poll", "commit"), "threads": ("container", "poll", "commit"),
    "bluesky": ("upload", "commit"), "mastodon": ("upload", "poll", "commit"), "youtube": ("container", "poll", "commit"),
    "x": ("container", "upload", "poll", "commit"), "tiktok": ("container", "poll", "commit"),
}


@dataclass(frozen=True)
class Target:
    """A kind of call of a platform, and which side of its effect the worker does not live to see."""

    platform: str
    route: str
    side: str

    @property
    def name(self) -> str:
        """In words."""
        return f"{self.platform} {self.route}, {self.side} its effect"


TARGETS = [Target(platform, route, side) for platform, routes in FLOWS.items() for route in routes for side in (BEFORE, AFTER)]


def in_turn(dice: random.Random) -> Iterator[Target]:
    """Every target, again and again, in an order of its own."""
    return cycle(dice.sample(TARGETS, len(TARGETS)))


class Network:
    """The sandbox network, told to be slow."""

    def __init__(self, base: str, each_call: float) -> None:
        """At `base`; every call takes `each_call` seconds longer than it would."""
        self._base = base
        self._each_call = each_call

    def slow(self, first: Target | None = None) -> None:
        """Let every call take a while, and the next one of the kind `first` much longer."""
        self._tell("DELETE", "faults")
        if first:
            self._order(first.platform, first.route, _FAULTS[first.side], 1, STALL)
        for platform in FLOWS if self._each_call else ():
            self._order(platform, "any", "delay", 1_000_000, self._each_call)

    def quick(self) -> None:
        """Let nothing go wrong any more."""
        self._tell("DELETE", "faults")

    def is_hit(self, target: Target) -> bool:
        """Wait until a call of this kind is under way; False when none comes."""
        end = time.monotonic() + PATIENCE
        while any(each["seconds"] == STALL for each in self._tell("GET", "faults").json()):
            if time.monotonic() > end:
                return False
            time.sleep(0.03)
        if target.side == AFTER:
            time.sleep(LANDED)
        return True

    def posts(self) -> list[dict[str, Any]]:
        """Every post there is."""
        found: list[dict[str, Any]] = self._tell("GET", "posts").json()
        return found

    def _order(self, platform: str, route: str, kind: str, times: int, seconds: float) -> None:
        self._tell("POST", "faults", {"platform": platform, "route": route, "kind": kind, "times": times, "seconds": seconds})

    def _tell(self, method: str, what: str, body: dict[str, Any] | None = None) -> requests.Response:
        answer = requests.request(method, f"{self._base}/_control/{what}", json=body, timeout=60)
        answer.raise_for_status()
        return answer
