"""Measure: bring back what networks count for our posts, and keep what others counted. Missing is not zero."""

from __future__ import annotations

import hashlib
import logging
import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock, aware
from agency_core.domain.delivery import next_measure
from agency_core.domain.metric import engagement_rate
from agency_core.domain.numbers import NewSnapshot, SnapshotFilter, SnapshotView
from agency_core.domain.paging import Listing, Page
from agency_core.domain.platform import Platform, platform
from agency_core.domain.publishing import Failure, Measurement, PlatformError
from agency_core.errors import Conflict, Invalid
from agency_core.models import AccountRow, ContentRow, DeliveryRow, PostRow, ReplayRow
from agency_core.models.base import EPOCH, millis
from agency_core.services.networks import Networks
from agency_core.services.posts import describe, keep_posts
from agency_core.services.refresh import Refresher
from agency_core.services.tally import EVER, changing
from agency_core.store.database import Database
from agency_core.store.queries import content as contents
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import metric as metrics
from agency_core.store.queries import replay

log = logging.getLogger(__name__)
LATER = timedelta(minutes=15)
LARGEST = 2**53


class Measure:
    """Numbers of posts."""

    def __init__(self, db: Database, clock: Clock, networks: Networks) -> None:
        """Set up; networks are asked by `collect_due`."""
        self._db = db
        self._clock = clock
        self._networks = networks
        self._refresher = Refresher(db, networks)

    def record(self, actor: Actor, *, new: NewSnapshot, idempotency_key: str = "") -> SnapshotView:
        """Keep what somebody counted for content on a platform. The same again changes nothing.

        Raises:
            Invalid: no metric is given, one is negative or no number, or the time lies ahead.
            NotFound: no such content.
            Conflict: the post is of other content, or the idempotency key came with another count.
        """
        name = platform(new.platform)
        now = self._clock.now()
        taken = aware(new.taken_at, "taken_at") if new.taken_at else now
        if taken > now + timedelta(minutes=5):
            raise Invalid("The time lies ahead.", field="taken_at", remedy="Send when the figures were read.")
        values = columns(new.metrics)
        with self._db.transaction() as session:
            content = contents.get(session, new.content_id)
            actor.write(content.client_id, "upload")
            post = metrics.of_content(session, content.id, name) or _post(session, content, name, new.external_id)
            scope, fingerprint = f"analytics:{content.client_id}", hashlib.sha256(repr(new).encode()).hexdigest()
            before = replay.claim(session, scope, idempotency_key, fingerprint)
            taken = datetime.fromisoformat(before) if before else taken
            with changing(session, content.client_id, {post.pk: millis(taken)}):
                metrics.add_snapshot(session, post, taken, "api", values)
            if not before:
                replay.remember(session, ReplayRow(
                    scope=scope, key=idempotency_key, fingerprint=fingerprint, subject_id=taken.isoformat(), created_at=now,
                ))
            session.flush()
            return _view(metrics.snapshot(session, post.pk, taken, "api"))

    def list(self, actor: Actor, *, filter: SnapshotFilter, page: Page | None = None) -> Listing[SnapshotView]:
        """Snapshots that fit, newest first."""
        if filter.client_id:
            actor.reach(filter.client_id, "upload")
        with self._db.reading() as session:
            rows, cursor = metrics.snapshots(session, filter, actor.clients, page or Page())
        return Listing(tuple([_view(row) for row in rows]), cursor)

    def collect_due(self, limit: int = 50) -> int:
        """Ask the networks for the figures that are due; how many posts were measured."""
        with self._db.reading() as session:
            waiting = metrics.to_measure(session, self._clock.now(), limit)
        return sum(self._collect(delivery_id) for delivery_id in waiting)

    def collect(self, actor: Actor, delivery_id: str) -> bool:
        """Ask the network for the figures of one delivered post now; False when it did not answer.

        Raises:
            Conflict: it is not delivered.
        """
        with self._db.reading() as session:
            row = deliveries.get(session, delivery_id)
            actor.write(row.client_id, "upload")
            if row.delivered_at is None:
                raise Conflict("It is not published yet.", field="state", remedy="Wait until it is delivered.")
            if row.part:
                raise Conflict("It follows a post and is counted with it.", field="delivery_id", remedy="Measure that post.")
        return self._collect(delivery_id)

    def _collect(self, delivery_id: str) -> bool:
        with self._db.reading() as session:
            row = deliveries.get(session, delivery_id)
            kind = session.get_one(ContentRow, row.content_id).content_type
            account_row = session.get_one(AccountRow, row.account_id)
        try:
            context = self._networks.context(self._refresher.current(account_row))
            measured = self._networks.connectors[row.platform].metrics(row.external_id, kind, context)
        except PlatformError as error:
            log.warning("no figures for delivery %s: %s", delivery_id, error.message)
            self._postpone(delivery_id, gone=error.failure is Failure.NOT_FOUND)
            return False
        self._keep(delivery_id, measured)
        return True

    def _postpone(self, delivery_id: str, *, gone: bool) -> None:
        with self._db.transaction() as session:
            row = deliveries.get(session, delivery_id)
            row.measure_at = None if gone else self._clock.now() + LATER

    def _keep(self, delivery_id: str, measured: Measurement) -> None:
        now = self._clock.now()
        with self._db.transaction() as session:
            row: DeliveryRow = deliveries.get(session, delivery_id)
            (post,) = keep_posts(session, [row])
            with changing(session, row.client_id, {post.pk: millis(now)}):
                metrics.add_snapshot(session, post, now, "network", columns({**measured.values, **measured.extra}))
            row.measured += 1
            row.measure_at = next_measure(row.delivered_at or now, now)


def _post(session: Session, content: ContentRow, platform: str, external_id: str) -> PostRow:
    """The post that a count is about, written now; one that an export told us of becomes the content's own.

    Raises:
        Conflict: other content has it.
    """
    external_id = external_id or f"content:{content.id}"
    post = metrics.find(session, content.client_id, platform, external_id)
    if post is not None and post.content_id:
        raise Conflict(
            f"Post {external_id!r} is of other content.", field="external_id", remedy=f"Send content_id {post.content_id!r}."
        )
    with changing(session, content.client_id, {post.pk: EVER} if post else None) as change:
        if post is None:
            post = PostRow(
                client_id=content.client_id, platform=platform, external_id=external_id, published_at=content.scheduled_time,
                url="", day_only=False,
            )
            session.add(post)
        text = post.text
        describe(post, content)
        post.text = text or post.text
        session.flush()
        change.made([post.pk])
        change.renamed([post.pk])
    return post


def columns(given: Mapping[str, float | None]) -> dict[str, Any]:
    """Given metrics as columns of a snapshot: known names by column, a reported rate, everything else under `extra`.

    Raises:
        Invalid: nothing is given, a count is negative, or a value is infinite or beyond 2^53 (what has no column may be
            negative: a post can lose subscribers).
    """
    values: dict[str, Any] = dict.fromkeys(metrics.COLUMNS)
    values.update(reported_rate=None, extra={})
    for name, value in given.items():
        if value is None:
            continue
        counted = name in metrics.COLUMNS or name == "engagement_rate"
        if not math.isfinite(value) or abs(value) > LARGEST or (counted and value < 0):
            raise Invalid(f"{name} is {value}.", field=f"metrics.{name}", remedy="Send a number from 0 to 2^53.")
        if name in metrics.COLUMNS:
            values[name] = round(value)
        elif name == "engagement_rate":
            values["reported_rate"] = float(value)
        else:
            values["extra"][name] = value
    values["extra"] = values["extra"] or None
    if all(value is None for value in given.values()):
        raise Invalid("No metric is given.", field="metrics", remedy="Send at least one, for example views.")
    return values


def _view(shot: metrics.Shot) -> SnapshotView:
    given = {name: float(value) for name, value in zip(metrics.COLUMNS, shot.counts, strict=True) if value is not None}
    rate = shot.reported_rate
    if rate is None:
        counted = engagement_rate(Platform(shot.platform), given)
        rate = counted.value if counted else None
    if shot.extra:
        given |= shot.extra
    if shot.reported_rate is not None:
        given["engagement_rate"] = shot.reported_rate
    return SnapshotView(
        id=f"{shot.post_pk}-{shot.taken_ms}-{shot.source}", client_id=shot.client_id, content_id=shot.content_id,
        platform=shot.platform, external_id=shot.external_id, taken_at=EPOCH + timedelta(milliseconds=shot.taken_ms),
        source=shot.source, metrics=given, engagement_rate=rate,
    )
