"""Something is to be repeated, and may not be."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Severity


class RepetitionHeld:
    """A repetition whose pattern is not approved as it stands."""

    name = "repetition_held"
    label = "Repetition held"
    severity = Severity.WARNING
    hold = timedelta(0)
    explains = "Content is to be repeated, but was changed, sent back or cancelled since it was approved: nothing more is laid."
    limits = ()
    mutes = ()
    runbook = "content-is-not-published"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each such repetition."""
        return [
            Finding(
                subject=held.recurrence_id,
                client_id=held.client_id,
                summary=f"“{held.title}” is no longer repeated: it is not approved as it stands.",
                detail="Approve the content again, or end the repetition.",
                link=f"/calendar?client={quote(held.client_id)}&calendar_section=repeats",
            )
            for held in facts.held
        ]


RULE = RepetitionHeld()
