"""Work piles up."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Limit, Severity

TOLERATED = Limit("waiting", "Waiting work that is tolerated", 100, "count")


class QueueBacklog:
    """More of a client's work waits than is normal, and goes on waiting."""

    name = "queue_backlog"
    label = "Queue backlog"
    severity = Severity.WARNING
    hold = timedelta(minutes=2)
    explains = (
        f"More than {TOLERATED.usual:g} due deliveries and unanswered messages of a client wait for two minutes. "
        "What is scheduled for later, and a client whose publishing is paused, do not count."
    )
    limits = (TOLERATED,)
    mutes = ()
    runbook = "work-piles-up"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each such client."""
        return [
            Finding(
                subject=client.id,
                client_id=client.id,
                summary=f"{client.backlog} deliveries and messages of {client.name} wait for their turn.",
                detail="Look whether a task is paused or failing, or an account asks to be connected again.",
                link="/operations",
                values={"waiting": client.backlog},
            )
            for client in facts.clients
            if client.backlog > facts.limit(self.name, TOLERATED, client.id)
        ]


RULE = QueueBacklog()
