"""Slots: the weekly times of accounts, and the next one that is free for content."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from agency_core.agents.timing import good_hours
from agency_core.domain.account import AccountStatus, acting
from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.content import ContentStatus, ContentView
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change
from agency_core.domain.slot import FreeSlot, SlotView, SuggestedSlot, checked, next_free
from agency_core.errors import Conflict, Exists, Invalid
from agency_core.models import AccountRow, ContentRow, SlotRow
from agency_core.services.numbers import LOOK_BACK, Numbers
from agency_core.services.schedule import Schedule
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries import client as clients
from agency_core.store.queries import content as contents
from agency_core.store.queries import history
from agency_core.store.queries import slot as slots

MOST = 100
"""So many slots may an account have."""
MOST_SUGGESTED = 7
_SLOTTED = frozenset({ContentStatus.DRAFT, ContentStatus.IN_REVIEW, ContentStatus.APPROVED, ContentStatus.SCHEDULED})


class Slots:
    """Weekly times of accounts."""

    def __init__(self, db: Database, clock: Clock, schedule: Schedule, numbers: Numbers) -> None:
        """`schedule` gives content its time; `numbers` know which hours did well."""
        self._db = db
        self._clock = clock
        self._schedule = schedule
        self._numbers = numbers

    def list(self, actor: Actor, *, client_id: str, account_id: str = "") -> tuple[SlotView, ...]:
        """The slots of a client, or of one of its accounts, by weekday and time."""
        actor.reach(client_id, "slot")
        with self._db.reading() as session:
            return slots.of_client(session, client_id, account_id)

    def of_account(self, actor: Actor, account_id: str) -> tuple[SlotView, ...]:
        """The slots of one account, by weekday and time."""
        return self.list(actor, client_id=self._account(actor, account_id).client_id, account_id=account_id)

    def add(self, actor: Actor, account_id: str, *, weekday: int, at: str) -> SlotView:
        """Let an account like to publish at a weekly time: `weekday` 0 is Monday, `at` HH:MM in the client's zone.

        Raises:
            Invalid: there is no such weekday or time, or the account has too many slots.
            Exists: the account has it already.
        """
        weekday, at = checked(weekday, at)
        now = self._clock.now()
        with self._db.transaction() as session:
            account = accounts.get(session, account_id)
            actor.decide(account.client_id, "slot")
            if slots.same(session, account_id, weekday, at) is not None:
                raise Exists("The account has this slot already.", field="at", remedy="Choose another time.")
            if len(slots.of_client(session, account.client_id, account_id)) >= MOST:
                raise Invalid(f"The account has {MOST} slots.", field="at", remedy="Remove one first.")
            row = SlotRow(id=new_id(now), client_id=account.client_id, account_id=account_id, weekday=weekday, at=at)
            session.add(row)
            _note(session, row, actor, now, ("", "added"))
            return slots.view(row)

    def remove(self, actor: Actor, slot_id: str) -> None:
        """Take a slot away; what is planned for it keeps its time."""
        with self._db.transaction() as session:
            row = slots.get(session, slot_id)
            actor.decide(row.client_id, "slot")
            session.delete(row)
            _note(session, row, actor, self._clock.now(), ("added", "removed"))

    def suggest(self, actor: Actor, account_id: str) -> tuple[SuggestedSlot, ...]:
        """Hours that did better than others on the account's platform in the last 90 days, best first; none without evidence.

        Those that the account has already are left out.
        """
        account = self._account(actor, account_id)
        wanted = replace(self._numbers.recent(account.client_id, LOOK_BACK), platform=account.platform)
        best = good_hours(self._numbers.hour_by_weekday(actor, wanted=wanted))
        with self._db.reading() as session:
            own = slots.weekly(session, [account_id])
        found = (SuggestedSlot(each.weekday, f"{each.hour:02}:00", each.posts, each.rate) for each in best)
        return tuple(each for each in found if (each.weekday, each.at) not in own)[:MOST_SUGGESTED]

    def next_free(self, actor: Actor, content_id: str) -> FreeSlot:
        """The first slot of the accounts that act for the content's platforms at which nothing else is planned on them.

        Raises:
            Invalid: none of them has a slot.
            Conflict: every slot of a year is taken.
        """
        with self._db.reading() as session:
            row = contents.get(session, content_id)
            actor.reach(row.client_id, "content")
            return free_slot(session, row, self._clock.now(), {})

    def take_next(self, actor: Actor, content_id: str) -> ContentView:
        """Give content the next free slot: approved content is scheduled, planned content moved, a draft wishes for it.

        Raises:
            Invalid, Conflict: as in `next_free`, and as in scheduling.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            row = contents.get(session, content_id)
            actor.decide(row.client_id, "content")
            if row.status not in _SLOTTED:
                raise Conflict(f"It is {row.status}; it has no time to come.", field="status", remedy="Duplicate it.")
            moment = free_slot(session, row, now, {}).at
            change = self._schedule.give if row.status == ContentStatus.APPROVED else self._schedule.move
            change(session, row, actor, moment, now)
            return row.view()

    def _account(self, actor: Actor, account_id: str) -> AccountRow:
        with self._db.reading() as session:
            row = accounts.get(session, account_id)
            actor.reach(row.client_id, "slot")
            return row


def free_slot(session: Session, content: ContentRow, now: datetime, also: Mapping[str, Collection[datetime]]) -> FreeSlot:
    """As `Slots.next_free`, in the caller's session; `also` are further times taken, by account."""
    own = acting(each for each in accounts.of_client(session, content.client_id) if each.platform in content.target_platforms)
    ids = tuple(each.id for each in own.values() if each.status != AccountStatus.RECONNECT)
    weekly = slots.weekly(session, ids)
    if not weekly:
        remedy = "Add slots on the Calendar under Slots, or choose a time."
        raise Invalid("None of its accounts has a slot.", field="target_platforms", remedy=remedy)
    timezone = clients.get(session, content.client_id).timezone
    taken = slots.taken(session, content, ids, now).union(*(also.get(each, ()) for each in ids))
    moment = next_free(weekly, timezone, now, taken)
    if moment is None:
        raise Conflict("Every slot of the coming year is taken.", field="scheduled_time", remedy="Add slots, or choose a time.")
    return FreeSlot(moment, timezone, ids)


def _note(session: Session, row: SlotRow, actor: Actor, now: datetime, moved: tuple[str, str]) -> None:
    what = f"weekday {row.weekday} at {row.at}, account {row.account_id}"
    history.note(session, Change(row.client_id, "slot", row.id, *moved, actor.label, now, what))
