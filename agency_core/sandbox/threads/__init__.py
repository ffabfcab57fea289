"""A simulator of Threads, made from its documentation."""

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Simulator
from agency_core.sandbox.graph.guard import rate_limited
from agency_core.sandbox.threads.lines import LINES

SIMULATOR = Simulator(Platform.THREADS, LINES, rate_limited("threads", 613), "@{author}/post/{post_id}")

__all__ = ["SIMULATOR"]
