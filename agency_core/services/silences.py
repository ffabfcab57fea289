"""Silences: nobody is told of what is known or expected, for a time and with a reason."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock, aware
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change
from agency_core.domain.paging import Listing, Page
from agency_core.domain.rule import Severity
from agency_core.domain.watching import Matcher, SilenceView
from agency_core.errors import Conflict, Invalid
from agency_core.models import SilenceRow
from agency_core.services.planned_span import checked_span, reason
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import history
from agency_core.store.queries import silence as silences

LONGEST = timedelta(days=366)
MOST_WORDS = 50
LONGEST_WORD = 200


class Silences:
    """Mutes by matcher and time."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def create(
        self, actor: Actor, *, match: Matcher, ends_at: datetime, why: str, client_id: str = "", starts_at: datetime | None = None
    ) -> SilenceView:
        """Silence what fits `match`: of one client or (without `client_id`) of the whole agency, from `starts_at` (now) on.

        Raises:
            Invalid: the times cannot be, the reason is missing, or the matcher names no severity that there is.
            NotFound: no such client.
        """
        _checked(match)
        now, said = self._clock.now(), reason(why)
        start, end = checked_span(starts_at, ends_at, now, LONGEST)
        with self._db.transaction() as session:
            if client_id:
                clients.get(session, client_id)
            actor.decide(client_id, "silence")
            row = SilenceRow(
                id=new_id(now), client_id=client_id, match={name: list(words) for name, words in vars(match).items()},
                starts_at=start, ends_at=end, why=said, created_by=actor.label, created_at=now,
            )
            session.add(row)
            _note(session, row, actor, "", "silenced", now)
            return row.view()

    def list(
        self, actor: Actor, *, client_id: str = "", past: bool = True, page: Page | None = None
    ) -> Listing[SilenceView]:
        """Silences, newest first; without `past` only those that hold or are to come."""
        if client_id:
            actor.reach(client_id, "silence")
        since = None if past else self._clock.now()
        with self._db.reading() as session:
            return silences.matching(session, client_id, actor.clients, since, page or Page())

    def get(self, actor: Actor, silence_id: str) -> SilenceView:
        """One silence; those of the whole agency are seen by everybody whom they concern.

        Raises:
            NotFound: there is none within reach.
        """
        with self._db.reading() as session:
            found = silences.get(session, silence_id).view()
            if found.client_id:
                actor.reach(found.client_id, "silence")
            return found

    def end(self, actor: Actor, silence_id: str) -> SilenceView:
        """End it now: what still fires is told at the next look. Repeating it changes nothing.

        Raises:
            NotFound: there is none within reach.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            row = _mine(session, actor, silence_id)
            if row.ended_at is None and row.ends_at > now:
                row.ended_at = now
                _note(session, row, actor, "silenced", "ended", now)
            return row.view()

    def extend(self, actor: Actor, silence_id: str, *, ends_at: datetime) -> SilenceView:
        """Let it end at another time.

        Raises:
            Invalid: the time is past, or too far away.
            Conflict: it is over.
            NotFound: there is none within reach.
        """
        now, end = self._clock.now(), aware(ends_at, "ends_at")
        with self._db.transaction() as session:
            row = _mine(session, actor, silence_id)
            if row.ended_at is not None or row.ends_at <= now:
                raise Conflict("The silence is over.", field="silence_id", remedy="Make a new one.")
            row.ends_at = checked_span(row.starts_at, end, now, LONGEST)[1]
            _note(session, row, actor, "silenced", "extended", now)
            return row.view()


def _mine(session: Session, actor: Actor, silence_id: str) -> SilenceRow:
    row = silences.get(session, silence_id)
    actor.decide(row.client_id, "silence")
    return row


def _note(session: Session, row: SilenceRow, actor: Actor, before: str, to: str, now: datetime) -> None:
    history.note(session, Change(row.client_id, "silence", row.id, before, to, actor.label, now, row.why))


def _checked(match: Matcher) -> None:
    for name, words in vars(match).items():
        if len(words) > MOST_WORDS or any(not word or len(word) > LONGEST_WORD for word in words):
            remedy = f"Use at most {MOST_WORDS} of 1 to {LONGEST_WORD} characters."
            raise Invalid(f"{name} holds too much, or nothing.", field=name, remedy=remedy)
    unknown = set(match.severities) - set(Severity)
    if unknown:
        remedy = f"Use {', '.join(Severity)}."
        raise Invalid(f"There is no severity {', '.join(sorted(unknown))}.", field="severities", remedy=remedy)
