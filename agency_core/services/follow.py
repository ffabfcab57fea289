"""Follow: the texts that come after a post, as deliveries of their own, each sent once the one before it is out."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.domain.content import ContentType, ContentView
from agency_core.domain.delivery import BEFORE_FAILED, DeliveryState
from agency_core.domain.platform import ConnectorFacts, FollowUp
from agency_core.domain.publishing import Failure, Parent, PlatformError, PublishState, Shaped
from agency_core.models import DeliveryRow
from agency_core.store.queries import delivery as deliveries

_ENDED = frozenset({DeliveryState.FAILED, DeliveryState.CANCELLED})
_WAITS = frozenset({DeliveryState.PENDING, DeliveryState.MISSED})
NEVER_OUT = _ENDED | {DeliveryState.MISSED}
"""What follows a delivery in one of these states would wait for nothing."""


def texts(content: ContentView, facts: ConnectorFacts) -> tuple[str, ...]:
    """What follows the post on this platform, in order; nothing where the platform has neither threads nor comments."""
    if facts.capabilities.follow_up is FollowUp.NONE:
        return ()
    return tuple(each.text for each in content.follow_ups if each.goes_to(facts.key))


def shaped(content: ContentView, facts: ConnectorFacts, part: int, parent: Parent) -> Shaped:
    """The follow-up with this number, from 1 on.

    Raises:
        LookupError: the content has no such follow-up any more.
        PlatformError: NOT_FOUND when only the address of the post before it is known, which networks take no reply to.
    """
    if any(each.startswith(("http://", "https://")) for each in (parent.external_id, parent.root)):
        said = "The post before it is known by its address only, so nothing can be attached to it."
        raise PlatformError(Failure.NOT_FOUND, said, remedy="Post it by hand, or cancel it.")
    text = texts(content, facts)[part - 1]
    return Shaped(ContentType.TEXT_POST, text, options=content.options.get(facts.key, {}), parent=parent)


def parents(session: Session, rows: Iterable[DeliveryRow]) -> dict[str, Parent]:
    """The post before each follow-up among `rows`, by the follow-up's id; left out where there is none."""
    following = [row for row in rows if row.part]
    if not following:
        return {}
    mates = session.scalars(
        select(DeliveryRow).where(DeliveryRow.content_id.in_({row.content_id for row in following}))
    ).all()
    by_id = {row.id: row for row in mates}
    roots = {(row.content_id, row.account_id): row for row in mates if not row.part}
    pairs = {row.id: (by_id.get(row.after_id), roots.get((row.content_id, row.account_id))) for row in following}
    return {key: _parent(before, root) for key, (before, root) in pairs.items() if before and root}


def fail_what_follows(session: Session, row: DeliveryRow, mates: Iterable[DeliveryRow], *, actor: str) -> None:
    """Let what waits for `row`, which will not go out, end with it; `mates` are the deliveries of its content."""
    to = DeliveryState.CANCELLED if row.state == DeliveryState.CANCELLED else DeliveryState.FAILED
    for each in mates:
        waits = each.state in _WAITS or (each.state == DeliveryState.FAILED and each.failure == BEFORE_FAILED)
        if each.account_id == row.account_id and each.part > row.part and waits and each.state != to:
            deliveries.change(session, each, to, actor=actor, at=row.updated_at, why="The post before it did not go out.")
            each.failure = BEFORE_FAILED


def revive_what_follows(session: Session, row: DeliveryRow, *, actor: str) -> None:
    """Let what ended because of `row` wait for it again, up to the first that ended by itself or was given up."""
    mates = deliveries.of_content(session, row.content_id)
    later = [each for each in mates if each.account_id == row.account_id and each.part > row.part]
    for each in sorted(later, key=lambda each: each.part):
        if each.state in _ENDED and each.failure != BEFORE_FAILED:
            return
        if each.state == DeliveryState.MISSED or each.state in _ENDED:
            deliveries.change(
                session, each, DeliveryState.PENDING, actor=actor, at=row.updated_at, why="the post before it is sent again"
            )
            each.attempts, each.publish_state, each.failure, each.expires_at = 0, {}, "", row.expires_at


def _parent(before: DeliveryRow, root: DeliveryRow) -> Parent:
    first, last = PublishState.from_json(root.publish_state), PublishState.from_json(before.publish_state)
    return Parent(before.external_id, last.handles, root.external_id, first.handles)
