"""A simulator of Instagram's content publishing, made from its documentation and checked with the official client."""

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Simulator
from agency_core.sandbox.graph.guard import rate_limited
from agency_core.sandbox.instagram.lines import LINES

SIMULATOR = Simulator(Platform.INSTAGRAM, LINES, rate_limited("instagram", 80002), "p/{post_id}/")

__all__ = ["SIMULATOR"]
