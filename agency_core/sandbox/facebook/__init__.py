"""A simulator of Facebook Pages, made from its documentation and checked with the official client."""

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Simulator
from agency_core.sandbox.facebook.lines import LINES
from agency_core.sandbox.graph.guard import rate_limited

SIMULATOR = Simulator(Platform.FACEBOOK, LINES, rate_limited("pages", 80001), "{post_id}")

__all__ = ["SIMULATOR"]
