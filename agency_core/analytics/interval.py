"""How far a rate can be trusted."""

from __future__ import annotations

from math import sqrt

_Z = 1.959964
"""Of 95 %."""


def wilson(top: int, base: int) -> tuple[float, float]:
    """The 95 % interval (Wilson) of `top` out of `base`, as fractions; `base` above 0.

    A rate above 1 (more people reacted than were counted as viewers) is the upper end itself.
    """
    rate = top / base
    inside = min(max(rate, 0.0), 1.0)
    spread = _Z * sqrt(inside * (1 - inside) / base + _Z**2 / (4 * base**2))
    middle, shrunk = inside + _Z**2 / (2 * base), 1 + _Z**2 / base
    return max(0.0, (middle - spread) / shrunk), max((middle + spread) / shrunk, rate)
