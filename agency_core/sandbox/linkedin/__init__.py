"""A simulator of LinkedIn, made from its documentation."""

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Simulator
from agency_core.sandbox.linkedin.guard import rate_limited
from agency_core.sandbox.linkedin.lines import LINES

SIMULATOR = Simulator(Platform.LINKEDIN, LINES, rate_limited, "feed/update/{post_id}/")

__all__ = ["SIMULATOR"]
