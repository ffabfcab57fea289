"""A simulator of X, made from its specification and checked with the official client."""

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Simulator
from agency_core.sandbox.x.guard import rate_limited
from agency_core.sandbox.x.lines import LINES

SIMULATOR = Simulator(Platform.X, LINES, rate_limited, "i/status/{post_id}")

__all__ = ["SIMULATOR"]
