"""A simulator of Mastodon, with the shapes of recorded answers, and checked with a client that others wrote.

A profile whose id begins with `gts` lives on a server of other software: it ignores Idempotency-Keys and answers 400 to what
cannot be posted.
"""

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Simulator
from agency_core.sandbox.mastodon.guard import rate_limited
from agency_core.sandbox.mastodon.lines import LINES

SIMULATOR = Simulator(Platform.MASTODON, LINES, rate_limited, "@{author}/{post_id}")

__all__ = ["SIMULATOR"]
