"""Limits: how many requests a token, or an address without one, may make; counted in this process, exact among its threads."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from agency_core.services.tries import by_address

_MOST_ADDRESSES = 10_000
"""Addresses remembered at a time: somebody with many of them shall not fill the memory."""


@dataclass(frozen=True)
class Left:
    """What is left of a limit: `remaining` requests, and after `resets_in` seconds more; none when it `is_over`."""

    limit: int
    remaining: int
    resets_in: int
    is_over: bool

    def headers(self) -> dict[str, str]:
        """What every answer says of it."""
        said = {
            "RateLimit-Limit": str(self.limit), "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.resets_in),
        }
        return {**said, "Retry-After": str(self.resets_in)} if self.is_over else said


class Limits:
    """A window of a minute that moves on, for each token and for each address."""

    def __init__(self, per_minute: int) -> None:
        """So many requests a minute are let through for each."""
        self._item = RateLimitItemPerMinute(per_minute)
        self._guard = threading.Lock()
        self._tokens, self._addresses = MemoryStorage(), MemoryStorage()
        self._of_tokens = MovingWindowRateLimiter(self._tokens)
        self._of_addresses = MovingWindowRateLimiter(self._addresses)

    def token(self, name: str) -> Left:
        """Count a request of somebody known, by the name of the token or session."""
        with self._guard:
            return self._hit(self._of_tokens, name)

    def address(self, address: str) -> Left:
        """Count a request of somebody unknown, by where it comes from."""
        with self._guard:
            if len(self._addresses.events) > _MOST_ADDRESSES:
                self._addresses.reset()
            return self._hit(self._of_addresses, by_address("api", address).key)

    def _hit(self, limiter: MovingWindowRateLimiter, name: str) -> Left:
        passes = limiter.hit(self._item, name)
        stats = limiter.get_window_stats(self._item, name)
        wait = max(1, math.ceil(stats.reset_time - time.time()))
        return Left(self._item.amount, stats.remaining if passes else 0, wait, not passes)

