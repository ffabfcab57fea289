"""A simulator of LinkedIn, made from its documentation."""

from agency_core.sandbox.linkedin.guard import rate_limited
from agency_core.sandbox.linkedin.lines import LINES

__all__ = ["LINES", "rate_limited"]
