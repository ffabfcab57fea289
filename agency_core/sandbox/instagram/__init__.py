"""A simulator of Instagram's part of the Graph interface."""

from agency_core.sandbox.instagram.guard import rate_limited
from agency_core.sandbox.instagram.lines import LINES

__all__ = ["LINES", "rate_limited"]
