"""Questions about the topics, hashtags and campaigns of posts: each name once, by seeking from one to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from agency_core.models import ContentRow

_ZERO = date(1970, 1, 1)
_RECENT = 500
"""So many of the newest contents tell what is in use but not published yet."""
_OF = "FROM post_tag p WHERE p.client_id = :client AND p.kind = :kind"
_USED = f"""WITH RECURSIVE names(tag) AS (
    SELECT min(p.tag) {_OF}
    UNION ALL
    SELECT (SELECT min(p.tag) {_OF} AND p.tag > names.tag) FROM names WHERE names.tag IS NOT NULL)
SELECT tag, (SELECT min(p.day) {_OF} AND p.tag = names.tag), (SELECT max(p.day) {_OF} AND p.tag = names.tag)
FROM names WHERE tag IS NOT NULL LIMIT :most"""  # noqa: S608 - made of our own words only


@dataclass(frozen=True)
class Used:
    """A name, with the first and the last day of posts that have it."""

    name: str
    first: date
    last: date


def used(session: Session, client_id: str, kind: str, most: int) -> tuple[Used, ...]:
    """The names of a kind (topic, hashtag or campaign) that posts have, in their order."""
    found = session.execute(text(_USED), {"client": client_id, "kind": kind, "most": most})
    return tuple(Used(row[0], _ZERO + timedelta(days=row[1]), _ZERO + timedelta(days=row[2])) for row in found)


def planned(session: Session, client_id: str) -> tuple[frozenset[str], frozenset[str]]:
    """The topics and the campaigns of the client's newest contents."""
    newest = select(ContentRow.topic, ContentRow.campaign).where(ContentRow.client_id == client_id)
    found = session.execute(newest.order_by(ContentRow.id.desc()).limit(_RECENT)).all()
    return frozenset(row[0] for row in found if row[0]), frozenset(row[1] for row in found if row[1])
