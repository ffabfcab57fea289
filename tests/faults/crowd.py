"""Many clients with accounts on every network, and due content for all of them."""

from __future__ import annotations

import random
from collections.abc import Sequence

from sqlalchemy import select

from agency_core.agency import Agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.client import NewClient
from agency_core.domain.content import ContentType, FollowUpText, MediaItem, NewContent
from agency_core.domain.media import ADDRESS
from agency_core.models import MediaRow
from agency_core.platforms import CONNECTORS
from agency_core.store.queries import delivery
from tests.media import samples

A_WEEK = 7 * 24 * 60
FILES = {
    ContentType.IMAGE_POST: ("a.jpg", samples.picture, (720, 720)), ContentType.VIDEO_POST: ("a.mp4", samples.video, (360, 640)),
}
MIX = (ContentType.TEXT_POST, ContentType.IMAGE_POST, ContentType.VIDEO_POST)
THREAD = (FollowUpText("goes on."), FollowUpText("is the end."))


def clients(agency: Agency, count: int) -> list[str]:
    """Ids of new clients with accounts on every sandbox network, and the same two media in each library."""
    names = [f"client{number:03}" for number in range(count)]
    for name in names:
        agency.clients.create(LOCAL_OWNER, new=NewClient(name, id=name, late_minutes=A_WEEK))
    for name, make, size in FILES.values():
        made = agency.library.add(LOCAL_OWNER, names[0], name=name, chunks=samples.pieces(make(size=size)))
        with agency.db.transaction() as session:
            row = session.get_one(MediaRow, made.id)
            like = {column.key: getattr(row, column.key) for column in MediaRow.__table__.columns}
            session.add_all(MediaRow(**{**like, "id": f"{each}_{row.id}", "client_id": each}) for each in names[1:])
    return names


def due(agency: Agency, names: Sequence[str], deliveries: int, dice: random.Random) -> int:
    """Content of every kind in turn, due now, until there are so many deliveries; how many there are.

    Every text of a piece holds a word of its own, and one for its place in its thread.
    """
    with agency.db.reading() as session:
        files = {row.mime[:5]: row.file for row in session.scalars(select(MediaRow).where(MediaRow.client_id == names[0]))}
    total = number = 0
    while total < deliveries:
        kind, word = MIX[number % len(MIX)], f"w{number:05}"
        takers = tuple(name for name in CONNECTORS if kind in CONNECTORS[name].facts.capabilities.content_types)
        shown = {ContentType.IMAGE_POST: "image", ContentType.VIDEO_POST: "video"}.get(kind)
        follows = THREAD if number % 6 == 0 else ()
        content = agency.draft.create(
            LOCAL_OWNER,
            new=NewContent(
                kind, f"Lesson {number}", f"{word}p0 is what we say.", takers, client_id=dice.choice(names),
                media=(MediaItem(f"{ADDRESS}{files[shown]}", "What can be seen"),) if shown else (),
                follow_ups=tuple(FollowUpText(f"{word}p{part} {each.text}") for part, each in enumerate(follows, 1)),
            ),
        )
        agency.review.approve(LOCAL_OWNER, content.id)
        agency.schedule.publish_now(LOCAL_OWNER, content.id)
        total += _deliveries(agency, content.id)
        number += 1
    return total


def _deliveries(agency: Agency, content_id: str) -> int:
    with agency.db.reading() as session:
        return len(delivery.of_content(session, content_id))
