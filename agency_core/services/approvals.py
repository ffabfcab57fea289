"""Approvals: the verdicts on content, what waits for the client, and since when."""

from __future__ import annotations

from agency_core.domain.actor import Actor
from agency_core.domain.approval import ApprovalView, Verdict, given, missing
from agency_core.domain.content import ContentView
from agency_core.domain.terms import Step
from agency_core.errors import Invalid
from agency_core.services.review import Review
from agency_core.services.verdicts import steps_of
from agency_core.store.database import Database
from agency_core.store.queries import approval as approvals
from agency_core.store.queries import content as contents


class Approvals:
    """Verdicts of the agency and of its clients."""

    def __init__(self, db: Database, review: Review) -> None:
        """What is decided is decided by `review`."""
        self._db = db
        self._review = review

    def decide(
        self, actor: Actor, content_id: str, *, step: Step, verdict: Verdict, why: str = "", words: str = ""
    ) -> ContentView:
        """Give a step's verdict on content.

        Args:
            actor: who decides.
            content_id: on what.
            step: for whom: the agency or the client.
            verdict: approved, or changes.
            why: what should change; needed for changes.
            words: the hash of what was read; empty: what stands there now.

        Raises:
            Stale: it was changed since it was read.
            Conflict: it does not wait for this step.
            Invalid: it does not say what should change.
        """
        if verdict is Verdict.VOID:
            raise Invalid("Nobody says void.", field="verdict", remedy="Use approved or changes.")
        if step is Step.CLIENT:
            return self._review.answer(actor, content_id, verdict=verdict, why=why, words=words)
        if verdict is Verdict.APPROVED:
            return self._review.approve(actor, content_id, words=words)
        return self._review.send_back(actor, content_id, note=why)

    def list(self, actor: Actor, content_id: str) -> tuple[ApprovalView, ...]:
        """Verdicts on content, oldest first."""
        with self._db.reading() as session:
            row = contents.get(session, content_id)
            actor.reach(row.client_id, "approval")
            return approvals.of_content(session, content_id)

    def steps(self, actor: Actor, content_id: str) -> dict[Step, ApprovalView | None]:
        """For each step of the client the approval of what stands there now; None while it is missing."""
        with self._db.reading() as session:
            row = contents.get(session, content_id)
            actor.reach(row.client_id, "approval")
            verdicts, words = approvals.of_content(session, content_id), row.view().approvable_hash
            found = given(verdicts, words)
            last = {Step(each.step): each for each in verdicts if each.words == words and each.verdict == Verdict.APPROVED}
            return {step: last[step] if step in found else None for step in steps_of(session, row.client_id)}

    def waiting(self, actor: Actor, client_id: str, *, content_id: str = "") -> tuple[ContentView, ...]:
        """What the agency has approved and the client has not answered, by time."""
        actor.reach(client_id, "approval")
        with self._db.reading() as session:
            rows = approvals.in_review(session, client_id, content_id)
            said, steps = approvals.of_contents(session, [row.id for row in rows]), steps_of(session, client_id)
            views = [row.view() for row in rows]
            return tuple(
                view for view in views
                if missing(steps, given(said[view.id], view.approvable_hash)) == (Step.CLIENT,)
            )
