"""How many follow a profile of the sandbox: a number it begins with, and those whom its posts won over.

It is the same whenever it is asked for at the same moment, and grows as the audience of the posts does. A post that was taken
down keeps those whom it brought.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from agency_core.domain.platform import Platform
from agency_core.sandbox.audience import Shown, audience, seeded
from agency_core.sandbox.exchange import Desk
from agency_core.sandbox.graph.comments import COMMENT
from agency_core.sandbox.tables import POSTS

_TYPICAL = 2_500.0
_ACTS_OF_A_FOLLOWER = 12
"""So many acts with a post bring one more."""


def followers(platform: Platform, author: str, desk: Desk, tx: Connection) -> int:
    """How many follow `author` now."""
    mine = (POSTS.c.platform == platform, POSTS.c.author == author, POSTS.c.kind != COMMENT)
    rows = tx.execute(select(POSTS.c.id, POSTS.c.kind, POSTS.c.created_at).where(*mine)).all()
    shown = (Shown(platform, author, row.id, row.kind, datetime.fromtimestamp(row.created_at, UTC)) for row in rows)
    won = sum(audience(post, desk.moment()).interactions // _ACTS_OF_A_FOLLOWER for post in shown)
    return at_first(platform, author) + won


def at_first(platform: Platform, author: str) -> int:
    """How many followed a profile before it posted here."""
    return int(_TYPICAL * seeded("followers", platform, author).lognormvariate(0.0, 0.8))
