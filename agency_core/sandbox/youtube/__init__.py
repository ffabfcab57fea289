"""A simulator of YouTube's Data interface, made from its published description and checked with the official client."""

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Simulator
from agency_core.sandbox.youtube.guard import rate_limited
from agency_core.sandbox.youtube.lines import LINES

SIMULATOR = Simulator(Platform.YOUTUBE, LINES, rate_limited, "watch/{post_id}")

__all__ = ["SIMULATOR"]
