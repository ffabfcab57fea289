"""Resume: hold back everything that the installation publishes, see what became late meanwhile, and go on by a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.domain.actor import MAINTENANCE, Actor
from agency_core.domain.clock import Clock
from agency_core.domain.delivery import DeliveryState
from agency_core.domain.operations import PUBLISHING_PAUSED, Change
from agency_core.domain.pause import Fate, Late, PauseView, ResumePlan, Resumption
from agency_core.domain.permission import Verb
from agency_core.errors import AgencyError, Forbidden, Invalid
from agency_core.models import AccountRow, ContentRow, DeliveryRow
from agency_core.services.schedule import Schedule
from agency_core.services.slots import free_slot
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import history, pause

LONGEST_REASON = 500
_OPEN = frozenset({DeliveryState.PENDING, DeliveryState.MISSED})
_ASKED = frozenset({DeliveryState.SENDING, DeliveryState.UNCONFIRMED})
_Held = tuple[ContentRow, list[DeliveryRow]]


class Resume:
    """The switch that stops everything, and the way back."""

    def __init__(self, db: Database, clock: Clock, schedule: Schedule) -> None:
        """`schedule` moves content to another time."""
        self._db = db
        self._clock = clock
        self._schedule = schedule

    def state(self) -> PauseView:
        """Whether all publishing is paused; anybody may know."""
        with self._db.reading() as session:
            return pause.publishing(session)

    def pause_all(self, actor: Actor, *, why: str) -> PauseView:
        """Hold back everything. What is being sent this moment is not stopped. Repeating it keeps the first, but a
        person takes over from a maintenance window, at whose end nothing goes on by itself then.

        Raises:
            Forbidden: the actor does not own the installation.
            Invalid: there is no reason, or a long one.
        """
        _whole(actor)
        reason = " ".join(why.split())
        if not 1 <= len(reason) <= LONGEST_REASON:
            remedy = f"Say why, in at most {LONGEST_REASON} characters."
            raise Invalid("A reason is missing, or too long.", field="why", remedy=remedy)
        now = self._clock.now()
        with self._db.transaction() as session:
            before = pause.publishing(session)
            if before.is_on and (actor == MAINTENANCE or before.by != MAINTENANCE.label):
                return before
            made = PauseView(is_on=True, by=actor.label, since=now, why=reason)
            pause.turn(session, made, now)
            history.note(session, Change("", "switch", PUBLISHING_PAUSED, "off", "on", actor.label, now, reason))
            return made

    def plan(self, actor: Actor, *, client_id: str = "", choice: Resumption | None = None) -> ResumePlan:
        """What going on would do to what became late: of one client, or (without `client_id`) of the whole installation.

        Raises:
            Forbidden: the actor may not go on with it.
            Invalid: the choice is out of bounds.
        """
        wish = _checked(choice or Resumption())
        _may(actor, client_id)
        with self._db.reading() as session:
            return _planned(session, client_id, wish, self._clock.now())

    def resume(self, actor: Actor, *, client_id: str = "", choice: Resumption | None = None) -> ResumePlan:
        """Do what `plan` says and publish again, in one go; what was done.

        Raises:
            Forbidden, Invalid: as in `plan`.
        """
        wish, now = _checked(choice or Resumption()), self._clock.now()
        _may(actor, client_id)
        with self._db.transaction() as session:
            made = _planned(session, client_id, wish, now)
            fates = {each.content_id: each for each in made.items}
            for content, held in pause.late(session, client_id, made.pause.since, now):
                self._apply(session, actor, (content, held), fates[content.id], now)
            self._turn(session, actor, client_id, now)
            return made

    def _apply(self, session: Session, actor: Actor, late: _Held, fate: Late, now: datetime) -> None:
        content, held = late
        if any(each.state in _ASKED for each in held):
            return
        if fate.to is not None:
            self._schedule.move(session, content, actor, fate.to, now)
            return
        for each in held:
            if each.state == DeliveryState.PENDING and each.due_at <= now:
                why = "It became late while publishing was paused: decide."
                deliveries.change(session, each, DeliveryState.MISSED, actor=actor.label, at=now, why=why)

    def _turn(self, session: Session, actor: Actor, client_id: str, now: datetime) -> None:
        if client_id:
            clients.get(session, client_id).publishing_paused = False
            change = Change(client_id, "client", client_id, "", "publishing resumed", actor.label, now)
        else:
            pause.turn(session, PauseView(is_on=False, by=actor.label), now)
            change = Change("", "switch", PUBLISHING_PAUSED, "on", "off", actor.label, now)
        history.note(session, change)


def _whole(actor: Actor) -> None:
    if not actor.may(Verb.DECIDE, "", "delivery"):
        raise Forbidden("Only the owner may do this.", remedy="Ask the owner.")


def _may(actor: Actor, client_id: str) -> None:
    if client_id:
        actor.decide(client_id, "delivery")
    else:
        _whole(actor)


def _checked(choice: Resumption) -> Resumption:
    if not 0 <= choice.gap_minutes <= 24 * 60:
        raise Invalid(f"{choice.gap_minutes} is no gap.", field="gap_minutes", remedy="Use 0 to 1440 minutes.")
    if not 1 <= choice.hours <= 24 * 14:
        raise Invalid(f"{choice.hours} is out of reach.", field="hours", remedy="Use 1 to 336 hours.")
    return choice


def _planned(session: Session, client_id: str, wish: Resumption, now: datetime) -> ResumePlan:
    state = pause.of_client(session, client_id) if client_id else pause.publishing(session)
    if client_id and not clients.get(session, client_id).publishing_paused:
        state = PauseView(is_on=False)
    found = pause.late(session, client_id, state.since, now)
    times = _Times(session, wish, len(found), now)
    items = tuple(_late(content, held, *times.of(content, held)) for content, held in found)
    return ResumePlan(client_id, state, wish, items, pause.waiting(session, client_id, now))


def _late(content: ContentRow, held: Sequence[DeliveryRow], to: datetime | None, says: str) -> Late:
    missed = any(each.state == DeliveryState.MISSED for each in held)
    due = min((each.due_at for each in held if each.state in _OPEN), default=content.updated_at)
    platforms = tuple(dict.fromkeys(each.platform for each in held if each.state in _OPEN))
    return Late(content.id, content.client_id, content.title, platforms, due, "missed" if missed else "late", to, says)


class _Times:
    """New times for late content, given out in its order."""

    def __init__(self, session: Session, wish: Resumption, total: int, now: datetime) -> None:
        self._session = session
        self._wish = wish
        self._now = now
        self._step = timedelta(hours=wish.hours) / max(1, total)
        self._given = 0
        self._free: dict[str, datetime] = {}
        self._taken: dict[str, set[datetime]] = defaultdict(set)

    def of(self, content: ContentRow, held: Sequence[DeliveryRow]) -> tuple[datetime | None, str]:
        """The time, None where it is left as it is, and why in words."""
        if any(each.state in _ASKED for each in held):
            return None, "waits for the network's answer"
        if self._wish.fate is Fate.NOW:
            return self._after_the_other([each.account_id for each in held if each.state in _OPEN]), "is sent"
        if self._wish.fate is Fate.SPREAD:
            self._given += 1
            return (self._now + self._step * self._given).replace(microsecond=0), "is moved"
        return self._slot(content) if self._wish.fate is Fate.SLOTS else (None, "is left as missed")

    def _after_the_other(self, accounts: Sequence[str]) -> datetime:
        at = max((self._free.get(each, self._now) for each in accounts), default=self._now)
        for each in accounts:
            spacing = timedelta(seconds=self._session.get_one(AccountRow, each).spacing_seconds)
            self._free[each] = at + max(timedelta(minutes=self._wish.gap_minutes), spacing)
        return at

    def _slot(self, content: ContentRow) -> tuple[datetime | None, str]:
        try:
            found = free_slot(self._session, content, self._now, self._taken)
        except AgencyError as error:
            return None, f"is left as missed: {error.message}"
        for each in found.accounts:
            self._taken[each].add(found.at)
        return found.at, f"moves to {found.said}"
