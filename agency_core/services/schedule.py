"""Schedule: approved content gets its time, and one delivery for each platform that can carry it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.domain.account import AccountStatus, acting
from agency_core.domain.actor import Actor
from agency_core.domain.client import ClientView
from agency_core.domain.clock import Clock, aware
from agency_core.domain.content import ContentStatus, ContentView
from agency_core.domain.delivery import DeliveryState
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change
from agency_core.domain.platform import LABELS, Platform
from agency_core.domain.preflight import PREFLIGHT
from agency_core.domain.publishing import Phase
from agency_core.errors import Conflict, Invalid
from agency_core.models import AccountRow, ContentRow, DeliveryRow
from agency_core.observe import correlation
from agency_core.services.follow import NEVER_OUT, texts
from agency_core.services.networks import Networks
from agency_core.services.own_desk import demand_own
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries import client as clients
from agency_core.store.queries import content as contents
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import history

SLACK = timedelta(seconds=60)
FURTHEST = timedelta(days=730)
PREPARE = timedelta(seconds=60)
"""How long before its time a delivery with media is prepared: uploaded, processed, one call short of published."""


class Schedule:
    """Times of content."""

    def __init__(self, db: Database, clock: Clock, networks: Networks) -> None:
        """`networks` says which platforms can be published on, and which need time to prepare."""
        self._db = db
        self._clock = clock
        self._networks = networks

    def schedule(self, actor: Actor, content_id: str, *, at: datetime) -> ContentView:
        """Give approved content its time.

        Raises:
            Invalid: the time is past, naive or more than two years ahead; no platform can carry it.
            Conflict: it is not approved.
        """
        now = self._clock.now()
        moment = _ahead(at, now)
        with self._db.transaction() as session:
            row = contents.get(session, content_id)
            actor.decide(row.client_id, "content")
            self.give(session, row, actor, moment, now)
            return row.view()

    def reschedule(self, actor: Actor, content_id: str, *, at: datetime) -> ContentView:
        """Move content to another time: what waits in the calendar, what was missed, or a draft's wish.

        Raises:
            Invalid: as in `schedule`.
            Conflict: it is published, or being sent this moment.
        """
        now = self._clock.now()
        moment = _ahead(at, now)
        with self._db.transaction() as session:
            row = contents.get(session, content_id)
            actor.decide(row.client_id, "content")
            self.move(session, row, actor, moment, now)
            return row.view()

    def cancel(self, actor: Actor, content_id: str) -> ContentView:
        """Take content out of the way of publication.

        Raises:
            Conflict: it is out, or being sent this moment.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            row = contents.get(session, content_id)
            actor.write(row.client_id, "content")
            demand_own(actor, row.creator_agent_id, row.client_id)
            deliveries.withdraw(session, content_id, actor.label, now, "the content was cancelled")
            contents.change(session, row, ContentStatus.CANCELLED, actor=actor.label, at=now)
            return row.view()

    def publish_now(self, actor: Actor, content_id: str) -> ContentView:
        """Send approved or scheduled content at once.

        Raises:
            Conflict: nobody has approved it, or it is out already.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            row = contents.get(session, content_id)
            actor.decide(row.client_id, "content")
            waiting = row.status in {ContentStatus.APPROVED, ContentStatus.FAILED}
            row.scheduled_time = now if waiting else row.scheduled_time
            if waiting:
                self.enter(session, row, actor, now)
            elif row.status != ContentStatus.SCHEDULED:
                raise Conflict(f"It is {row.status}.", field="status", remedy="Approve it first.")
            for each in deliveries.of_content(session, content_id):
                if each.state == DeliveryState.MISSED:
                    deliveries.change(session, each, DeliveryState.PENDING, actor=actor.label, at=now, why="publish now")
                if each.state == DeliveryState.PENDING and not deliveries.is_sent(each):
                    each.due_at, each.next_attempt_at, each.expires_at = now, now, None
            row.scheduled_time, row.review_note = now, ""
            return row.view()

    def calendar(self, actor: Actor, *, client_id: str, start: datetime, end: datetime) -> tuple[ContentView, ...]:
        """Content of a client with a time in [start, end), in that order."""
        actor.reach(client_id, "content")
        with self._db.reading() as session:
            return contents.between(session, client_id, aware(start, "start"), aware(end, "end"))

    def pause(self, actor: Actor, client_id: str, *, paused: bool) -> ClientView:
        """Hold back everything that a client publishes, or let it go again. What is being sent this moment is not stopped."""
        now = self._clock.now()
        with self._db.transaction() as session:
            row = clients.get(session, client_id)
            actor.decide(client_id, "delivery")
            row.publishing_paused = paused
            to = "publishing paused" if paused else "publishing resumed"
            history.note(session, Change(client_id, "client", client_id, "", to, actor.label, now))
            return row.view()

    def give(self, session: Session, row: ContentRow, actor: Actor, moment: datetime, now: datetime) -> None:
        """`schedule`, in the caller's transaction."""
        if row.status == ContentStatus.SCHEDULED:
            raise Conflict("It is scheduled already.", field="status", remedy="Reschedule it instead.")
        row.scheduled_time = moment
        self.enter(session, row, actor, now)

    def move(self, session: Session, row: ContentRow, actor: Actor, moment: datetime, now: datetime) -> None:
        """`reschedule`, in the caller's transaction."""
        if row.status in {ContentStatus.PUBLISHED, ContentStatus.CANCELLED}:
            raise Conflict(f"It is {row.status}.", field="status", remedy="Duplicate it to publish it again.")
        if row.status in {ContentStatus.FAILED, ContentStatus.PARTLY_PUBLISHED}:
            raise Conflict(f"It is {row.status}; nothing waits.", field="status", remedy="Retry what failed.")
        late = timedelta(minutes=clients.get(session, row.client_id).late_minutes)
        for each in deliveries.of_content(session, row.id):
            if each.state in {DeliveryState.SENDING, DeliveryState.UNCONFIRMED} or deliveries.is_sent(each):
                raise Conflict(f"It is {each.state} on {each.platform}.", field="status", remedy="Wait for its answer.")
            if each.state in {DeliveryState.PENDING, DeliveryState.MISSED}:
                if each.state == DeliveryState.MISSED:
                    deliveries.change(session, each, DeliveryState.PENDING, actor=actor.label, at=now, why="new time")
                self._time(each, bool(row.media), moment, late)
                each.why = ""
        before = f"{row.scheduled_time:%Y-%m-%d %H:%M} UTC" if row.scheduled_time else "no time"
        row.scheduled_time, row.updated_at = moment, now
        row.revision += 1
        why = f"moved from {before} to {moment:%Y-%m-%d %H:%M} UTC"
        history.note(session, Change(row.client_id, "content", row.id, row.status, row.status, actor.label, now, why))

    def enter(self, session: Session, row: ContentRow, actor: Actor, now: datetime) -> None:
        """Move approved content into the calendar and write its deliveries, in the caller's transaction.

        Raises:
            Invalid: no account can carry it.
            Conflict: it is not approved, or was changed since.
        """
        if row.approved_hash != row.view().approvable_hash:
            raise Conflict("It was not approved as it stands.", field="status", remedy="Submit and approve it first.")
        wanted = frozenset(self._networks.connectors).intersection(row.target_platforms)
        carriers = _carriers(accounts.of_client(session, row.client_id), wanted)
        if not carriers:
            names = ", ".join(LABELS[Platform(each)] for each in row.target_platforms)
            raise Invalid(
                f"No connected account can publish on {names} today.", field="target_platforms",
                remedy=f"Connect an account, or add a platform that can publish: {', '.join(self._networks.connectors)}.",
            )
        late = timedelta(minutes=clients.get(session, row.client_id).late_minutes)
        moment = row.scheduled_time or now
        existing = {(each.account_id, each.part): each for each in deliveries.of_content(session, row.id)}
        _give_up_replaced(session, existing.values(), carriers, actor, now)
        waiting = []
        for account in carriers:
            before = ""
            for part in range(1 + len(texts(row.view(), self._networks.connectors[account.platform].facts))):
                each = existing.get((account.id, part)) or _delivery(row, account, now, part)
                _prepare_anew(session, each, row, actor, now)
                each.after_id, before = before, each.id
                if each.state == DeliveryState.PENDING and not deliveries.is_sent(each):
                    self._time(each, bool(row.media), moment, late)
                    waiting.append(each)
                if each.state in NEVER_OUT:
                    break  # what follows would wait for ever
        if not waiting:
            raise Conflict(
                "It was sent before, and it is not known whether it is out.", field="status",
                remedy="Look at the platform; duplicate it to publish it again.",
            )
        contents.change(session, row, ContentStatus.SCHEDULED, actor=actor.label, at=now, why=_left_out(row, carriers))

    def carriers(self, session: Session, client_id: str) -> dict[str, AccountRow]:
        """The accounts of a client that can carry something today, by platform."""
        able = _carriers(accounts.of_client(session, client_id), frozenset(self._networks.connectors))
        return {account.platform: account for account in able}

    def first_deliveries(
        self, row: ContentRow, carriers: Mapping[str, AccountRow], late: timedelta, now: datetime
    ) -> list[DeliveryRow]:
        """The deliveries of content that never had any, for what is entered by the thousand; empty when nothing can carry it."""
        moment, made = row.scheduled_time or now, []
        for account in (carriers[name] for name in row.target_platforms if name in carriers):
            before = ""
            for part in range(1 + len(texts(row.view(), self._networks.connectors[account.platform].facts))):
                each = _delivery(row, account, now, part)
                each.priority, each.after_id, before = row.priority, before, each.id
                self._time(each, bool(row.media), moment, late)
                made.append(each)
        return made

    def _time(self, delivery: DeliveryRow, has_media: bool, moment: datetime, late: timedelta) -> None:
        """Set when it is due, from when it may be prepared, and until when it is sent unasked."""
        media = not delivery.part and (has_media or self._networks.needs_media(delivery.platform))
        lead = PREPARE if media else timedelta(0)
        delivery.due_at, delivery.next_attempt_at, delivery.expires_at = moment, moment - lead, moment + late
        delivery.preflight = {}  # it is looked at again before its new time
        if delivery.failure == PREFLIGHT:
            delivery.failure = delivery.why = ""


def _prepare_anew(session: Session, delivery: DeliveryRow, row: ContentRow, actor: Actor, now: datetime) -> None:
    """Let a new delivery, or one that is sent again with its content, wait for its time."""
    if _sent_anew(delivery, row.status):
        deliveries.change(session, delivery, DeliveryState.PENDING, actor=actor.label, at=now, why="scheduled again")
        delivery.attempts, delivery.publish_state, delivery.failure = 0, {}, ""
    delivery.priority = row.priority
    session.add(delivery)


def _give_up_replaced(
    session: Session, found: Iterable[DeliveryRow], carriers: list[AccountRow], actor: Actor, now: datetime
) -> None:
    """Give up what failed on an account in whose place another one carries the platform now."""
    acting_now = {account.platform: account.id for account in carriers}
    for each in found:
        if each.state == DeliveryState.FAILED and acting_now.get(each.platform, each.account_id) != each.account_id:
            why = "Another account carries it now."
            deliveries.change(session, each, DeliveryState.CANCELLED, actor=actor.label, at=now, why=why)


def _sent_anew(old: DeliveryRow, status: str) -> bool:
    """Whether an earlier delivery of the content is sent with it: what failed, and what was cancelled before this approval.

    What was given up while nobody knew whether it is out is never sent again by itself.
    """
    if old.state == DeliveryState.CANCELLED:
        return status == ContentStatus.APPROVED and old.publish_state.get("phase") not in {Phase.COMMIT_SENT, Phase.CONFIRMED}
    return old.state == DeliveryState.FAILED


def _delivery(row: ContentRow, account: AccountRow, now: datetime, part: int) -> DeliveryRow:
    return DeliveryRow(
        id=new_id(now), client_id=row.client_id, content_id=row.id, account_id=account.id, platform=account.platform,
        state=DeliveryState.PENDING, due_at=now, next_attempt_at=now, attempts=0, fence=0,
        lease_owner="", publish_state={}, external_id="", url="", why="", failure="", measured=0, part=part, after_id="",
        preflight={}, request_id=correlation.current(), created_at=now, updated_at=now,
    )


def _carriers(found: list[AccountRow], platforms: frozenset[str]) -> list[AccountRow]:
    """One account a platform, where there is a connector and the account need not be connected again first."""
    chosen = acting(account for account in found if account.platform in platforms)
    return [account for account in chosen.values() if account.status != AccountStatus.RECONNECT]


def _left_out(row: ContentRow, carriers: list[AccountRow]) -> str:
    carried = {account.platform for account in carriers}
    left = [LABELS[Platform(each)] for each in row.target_platforms if each not in carried]
    return f"not on {', '.join(left)}: nothing can publish there today" if left else row.title


def _ahead(at: datetime, now: datetime) -> datetime:
    moment = aware(at, "scheduled_time")
    if moment < now - SLACK:
        raise Invalid(
            f"{moment:%Y-%m-%d %H:%M} UTC has passed.", field="scheduled_time", remedy="Choose a time ahead, or publish it now."
        )
    if moment > now + FURTHEST:
        raise Invalid("The time is more than two years ahead.", field="scheduled_time", remedy="Choose an earlier time.")
    return moment
