"""Review: a person (or a written policy) decides on exactly what will be said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from agency_core.domain.account import Terms
from agency_core.domain.actor import Actor
from agency_core.domain.approval import Verdict
from agency_core.domain.clock import Clock
from agency_core.domain.content import ContentStatus, ContentView
from agency_core.domain.operations import Change
from agency_core.domain.terms import Step
from agency_core.errors import Conflict, Invalid, Stale
from agency_core.models import ContentRow
from agency_core.services import verdicts
from agency_core.services.draft import refuse_stale
from agency_core.services.own_desk import demand_own
from agency_core.services.schedule import Schedule
from agency_core.services.shape import Shaper
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries import client as clients
from agency_core.store.queries import content as contents
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import history


class Review:
    """Decisions on content."""

    def __init__(self, db: Database, clock: Clock, schedule: Schedule, shaper: Shaper) -> None:
        """`schedule` takes over what is approved with a time; `shaper` knows the platforms' rules."""
        self._db = db
        self._clock = clock
        self._schedule = schedule
        self._shaper = shaper

    def submit(self, actor: Actor, content_id: str, *, revision: int | None = None) -> ContentView:
        """Hand a draft to review.

        Raises:
            Invalid: it breaks a rule of one of its platforms; the error names the first.
            Conflict: it is not a draft. Stale: it was changed since.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            row = contents.get(session, content_id)
            actor.write(row.client_id, "content")
            demand_own(actor, row.creator_agent_id, row.client_id)
            refuse_stale(row, revision)
            self._refuse_broken(session, row)
            contents.change(session, row, ContentStatus.IN_REVIEW, actor=actor.label, at=now)
            row.review_note = ""
            return row.view()

    def approve(self, actor: Actor, content_id: str, *, revision: int | None = None, words: str = "") -> ContentView:
        """Approve exactly what is stored. With a time ahead it is scheduled in the same breath; a draft is submitted first.

        Raises:
            Invalid: it breaks a rule of one of its platforms.
            Conflict: it is neither a draft nor in review. Stale: it was changed since.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            row = contents.get(session, content_id)
            actor.decide(row.client_id, "content")
            refuse_stale(row, revision)
            _refuse_other(row, words)
            if row.status == ContentStatus.SCHEDULED:  # approving it again would take it out from under its deliveries
                raise Conflict("It is approved and scheduled already.", field="status", remedy="Reschedule it, or send it back.")
            self._refuse_broken(session, row)
            if row.status == ContentStatus.DRAFT:
                contents.change(session, row, ContentStatus.IN_REVIEW, actor=actor.label, at=now)
            elif row.status == ContentStatus.IN_REVIEW and Step.INTERNAL not in verdicts.wanted(session, row):
                remedy = "Wait for the client, or answer for it."
                raise Conflict("The agency has approved it; the client has not answered.", field="status", remedy=remedy)
            self._agree(session, row, Step.INTERNAL, actor, now)
            return row.view()

    def answer(self, actor: Actor, content_id: str, *, verdict: Verdict, why: str = "", words: str = "") -> ContentView:
        """The client's verdict on content that the agency has approved; after a yes it goes its way, after a no to its author.

        Args:
            actor: somebody of the client, or who speaks for it.
            content_id: what it is about.
            verdict: approved, or changes.
            why: what should change; needed then.
            words: the hash of what was read; empty: what stands there now.

        Raises:
            Stale: it was changed since it was read.
            Conflict: it does not wait for the client.
            Invalid: it does not say what should change.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            row = contents.get(session, content_id)
            actor.decide(row.client_id, "approval")
            _refuse_other(row, words)
            if row.status != ContentStatus.IN_REVIEW or verdicts.wanted(session, row) != (Step.CLIENT,):
                raise Conflict("It does not wait for the client's verdict.", field="status", remedy="Look again.")
            if verdict is Verdict.APPROVED:
                self._refuse_broken(session, row)
                self._agree(session, row, Step.CLIENT, actor, now)
            else:
                self._return(session, row, Step.CLIENT, actor, why)
            return row.view()

    def send_back(self, actor: Actor, content_id: str, *, note: str) -> ContentView:
        """Send content back to its author with a note; what was scheduled is taken out of the calendar.

        Raises:
            Invalid: the note is empty.
            Conflict: it is a draft, or out already.
        """
        with self._db.transaction() as session:
            row = contents.get(session, content_id)
            actor.decide(row.client_id, "content")
            self._return(session, row, Step.INTERNAL, actor, note)
            return row.view()

    def _agree(self, session: Session, row: ContentRow, step: Step, actor: Actor, now: datetime) -> None:
        """Keep a yes; with that of every step it is approved."""
        verdicts.give(session, row, (step, Verdict.APPROVED, ""), actor, now)
        if verdicts.wanted(session, row):
            status = row.status
            why = "the agency approved it; the client is asked"
            history.note(session, Change(row.client_id, "content", row.id, status, status, actor.label, now, why))
            row.updated_at = now
            return
        contents.change(session, row, ContentStatus.APPROVED, actor=actor.label, at=now)
        row.approved_hash, row.approved_by, row.approved_at = row.view().approvable_hash, actor.label, now
        if row.scheduled_time is not None and row.scheduled_time > now:
            self._schedule.enter(session, row, actor, now)
        elif row.scheduled_time is not None:
            row.review_note = "Its time passed before it was approved: choose a new time or publish it now."

    def _return(self, session: Session, row: ContentRow, step: Step, actor: Actor, said: str) -> None:
        note, now = said.strip(), self._clock.now()
        if not note:
            raise Invalid("A note is missing.", field="note", remedy="Say what should change.")
        deliveries.withdraw(session, row.id, actor.label, now, "sent back")
        contents.change(session, row, ContentStatus.DRAFT, actor=actor.label, at=now, why=note)
        verdicts.give(session, row, (step, Verdict.CHANGES, note), actor, now)
        row.review_note = note
        row.approved_hash, row.approved_by, row.approved_at = "", "", None

    def _refuse_broken(self, session: Session, row: ContentRow) -> None:
        view, client, terms = row.view(), clients.get(session, row.client_id).view(), accounts.terms(session, row.client_id)
        for name in view.target_platforms:
            on = terms.get(name, Terms())
            found = self._shaper.issues(view, name, client, live=on.live, limits=on.limits)
            broken = [issue for issue in found if issue.blocking]
            if broken:
                first = broken[0]
                raise Invalid(f"{name}: {first.message}", field=first.field, remedy=first.remedy)


def _refuse_other(row: ContentRow, words: str) -> None:
    if words and words != row.view().approvable_hash:
        raise Stale("It was changed meanwhile.", field="words", remedy="Look again, then decide.")
