"""A simulator of a Bluesky server, its answers taken from the real one."""

from agency_core.domain.platform import Platform
from agency_core.sandbox.bluesky.guard import rate_limited
from agency_core.sandbox.bluesky.lines import LINES
from agency_core.sandbox.exchange import Simulator

SIMULATOR = Simulator(Platform.BLUESKY, LINES, rate_limited, "profile/{author}/post/{post_id}")

__all__ = ["SIMULATOR"]
