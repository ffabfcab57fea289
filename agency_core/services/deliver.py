"""Deliver, as people steer it: see what goes out, why it did not, and decide what no machine may decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.content import ContentStatus, settled_status
from agency_core.domain.delivery import (
    AttemptView,
    DeliveryFilter,
    DeliveryState,
    DeliveryView,
    next_measure,
)
from agency_core.domain.operations import HistoryView
from agency_core.domain.paging import Listing, Page
from agency_core.domain.publishing import PublishState
from agency_core.domain.timeline import Moment, told
from agency_core.errors import Conflict, Invalid
from agency_core.models import ContentRow, DeliveryRow
from agency_core.services.as_approved import note_published
from agency_core.services.follow import NEVER_OUT, fail_what_follows, revive_what_follows
from agency_core.services.posts import keep_posts
from agency_core.store.database import Database
from agency_core.store.queries import content as contents
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries.content import hold


class Deliver:
    """Deliveries and the decisions on them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def list(self, actor: Actor, *, filter: DeliveryFilter, page: Page | None = None) -> Listing[DeliveryView]:
        """Deliveries that fit, newest first."""
        if filter.client_id:
            actor.reach(filter.client_id, "delivery")
        with self._db.reading() as session:
            return deliveries.matching(session, filter, actor.clients, page or Page())

    def get(self, actor: Actor, delivery_id: str) -> DeliveryView:
        """One delivery."""
        with self._db.reading() as session:
            view = deliveries.view(session, delivery_id)
            actor.reach(view.client_id, "delivery")
            return view

    def counts(self, actor: Actor, *, client_id: str = "") -> Mapping[str, int]:
        """How many deliveries there are in each state."""
        if client_id:
            actor.reach(client_id, "delivery")
        with self._db.reading() as session:
            return deliveries.counts(session, client_id)

    def coming(self, actor: Actor, *, client_id: str = "", limit: int = 5) -> tuple[DeliveryView, ...]:
        """What is sent next."""
        if client_id:
            actor.reach(client_id, "delivery")
        with self._db.reading() as session:
            return deliveries.coming(session, client_id, actor.clients, limit)

    def attempts(self, actor: Actor, delivery_id: str) -> tuple[AttemptView, ...]:
        """Every try, oldest first."""
        with self._db.reading() as session:
            actor.reach(deliveries.get(session, delivery_id).client_id, "delivery")
            return deliveries.attempts(session, delivery_id)

    def history(self, actor: Actor, delivery_id: str) -> tuple[HistoryView, ...]:
        """Every move, oldest first."""
        with self._db.reading() as session:
            actor.reach(deliveries.get(session, delivery_id).client_id, "delivery")
            return deliveries.past(session, delivery_id)

    def timeline(self, actor: Actor, delivery_id: str) -> tuple[Moment, ...]:
        """The whole story: every decision, call and wait, oldest first."""
        return told(self.history(actor, delivery_id), self.attempts(actor, delivery_id))

    def retry(self, actor: Actor, delivery_id: str) -> DeliveryView:
        """Send a failed delivery again from the beginning; one that waits is tried at once.

        Raises:
            Conflict: it is in no state that can be tried again.
        """
        return self._again(actor, delivery_id, {DeliveryState.FAILED, DeliveryState.PENDING}, "tried again by hand")

    def publish_late(self, actor: Actor, delivery_id: str) -> DeliveryView:
        """Send a missed delivery now, late as it is."""
        return self._again(actor, delivery_id, {DeliveryState.MISSED}, "sent late on purpose")

    def resolve_send_again(self, actor: Actor, delivery_id: str) -> DeliveryView:
        """Somebody looked, and the post is not there: send it again."""
        return self._again(actor, delivery_id, {DeliveryState.UNCONFIRMED}, "looked for on the platform, not there: send again")

    def resolve_posted(self, actor: Actor, delivery_id: str, *, url: str) -> DeliveryView:
        """Somebody looked, and the post is there.

        Raises:
            Invalid: `url` is not an address.
            Conflict: the delivery is not unconfirmed.
        """
        if not url.startswith(("https://", "http://")) or len(url) > 2000:
            raise Invalid("The link of the post is missing.", field="url", remedy="Paste the address of the post.")
        now = self._clock.now()
        with self._db.transaction() as session:
            row = deliveries.get(session, delivery_id)
            actor.decide(row.client_id, "delivery")
            if row.state != DeliveryState.UNCONFIRMED:
                raise Conflict(f"The delivery is {row.state}.", field="state", remedy="Only an unconfirmed one is resolved.")
            answered = PublishState.from_json(row.publish_state).external_id
            row.external_id, row.url, row.delivered_at = row.external_id or answered or url, url, now
            deliveries.change(session, row, DeliveryState.DELIVERED, actor=actor.label, at=now, why="found by a person")
            row.failure = ""
            if not row.part:  # what follows a post is counted with it
                row.measure_at = next_measure(now, now)
                keep_posts(session, [row])
            note_published(session, row, actor.label)
            settle(session, row, actor.label, self._clock)
            return deliveries.view(session, delivery_id)

    def cancel(self, actor: Actor, delivery_id: str) -> DeliveryView:
        """Give a delivery up. Honoured until it is being sent.

        Raises:
            Conflict: it is being sent, or out.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            row = deliveries.get(session, delivery_id)
            actor.write(row.client_id, "delivery")
            if deliveries.is_sent(row):
                raise Conflict("It was sent; the network is working on it.", field="state", remedy="Wait for its answer.")
            deliveries.change(session, row, DeliveryState.CANCELLED, actor=actor.label, at=now, why="given up by hand")
            row.failure = ""  # it is not only its thread that ended
            settle(session, row, actor.label, self._clock)
            return deliveries.view(session, delivery_id)

    def _again(self, actor: Actor, delivery_id: str, allowed: set[DeliveryState], why: str) -> DeliveryView:
        now = self._clock.now()
        with self._db.transaction() as session:
            row = deliveries.get(session, delivery_id)
            actor.decide(row.client_id, "delivery")
            if row.state not in allowed or deliveries.is_sent(row):
                raise Conflict(
                    f"The delivery is {row.state}.", field="state",
                    remedy=f"This works for one that is {' or '.join(sorted(allowed))}.",
                )
            if row.after_id and deliveries.get(session, row.after_id).state in NEVER_OUT:
                raise Conflict(
                    "The post before it is not out.", field="state", remedy="Send the first of the thread that failed again."
                )
            content = contents.get(session, row.content_id)
            if row.state != DeliveryState.PENDING:
                deliveries.change(session, row, DeliveryState.PENDING, actor=actor.label, at=now, why=why)
                row.attempts, row.publish_state, row.failure = 0, {}, ""
            row.next_attempt_at = now
            row.expires_at = row.expires_at if row.due_at > now else None  # what is late is now late on purpose
            revive_what_follows(session, row, actor=actor.label)
            if content.status in {ContentStatus.FAILED, ContentStatus.PARTLY_PUBLISHED}:
                contents.change(session, content, ContentStatus.SCHEDULED, actor=actor.label, at=now, why=why)
            return deliveries.view(session, delivery_id)


def settle(session: Session, row: DeliveryRow, actor: str, clock: Clock) -> None:
    """Move the content of a delivery to what its deliveries add up to, in the caller's transaction."""
    settle_all(session, [row], actor, clock)


def settle_all(session: Session, rows: Sequence[DeliveryRow], actor: str, clock: Clock) -> None:
    """The same for the contents of many deliveries, with the same few questions. What follows a failed post ends with it."""
    if not rows:
        return
    session.flush()
    ids = {row.content_id for row in rows}
    hold(session, ids)  # before their deliveries are counted: the last of them must see the others
    mates: dict[str, list[DeliveryRow]] = defaultdict(list)
    for each in session.scalars(select(DeliveryRow).where(DeliveryRow.content_id.in_(ids))):
        mates[each.content_id].append(each)
    for row in rows:
        if row.state in {DeliveryState.FAILED, DeliveryState.CANCELLED}:
            fail_what_follows(session, row, mates[row.content_id], actor=actor)
    for content in session.scalars(select(ContentRow).where(ContentRow.id.in_(ids)).order_by(ContentRow.id)):
        to = settled_status(each.state for each in mates[content.id])
        if content.status != to:
            contents.change(session, content, to, actor=actor, at=clock.now())
