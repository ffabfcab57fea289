"""A simulator of TikTok's Content Posting interface, made from its documentation."""

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Simulator
from agency_core.sandbox.tiktok.guard import rate_limited
from agency_core.sandbox.tiktok.lines import LINES

SIMULATOR = Simulator(Platform.TIKTOK, LINES, rate_limited, "@{author}/video/{post_id}")

__all__ = ["SIMULATOR"]
