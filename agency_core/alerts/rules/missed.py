"""Something became too late, and only a person can decide."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Limit, Severity

TOLERATED = Limit("deliveries", "Missed deliveries that are tolerated", 0, "count")


class Missed:
    """Deliveries that became too late to be sent unasked, and wait for a decision."""

    name = "missed"
    label = "Missed"
    severity = Severity.WARNING
    hold = timedelta(0)
    explains = "A delivery became later than its client allows, so it was not sent. It waits until a person sends or cancels it."
    limits = (TOLERATED,)
    mutes = ()
    runbook = "late"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each client with such deliveries."""
        return [
            Finding(
                subject=client.id,
                client_id=client.id,
                summary=f"{client.missed} deliveries of {client.name} were missed."
                if client.missed > 1
                else f"A delivery of {client.name} was missed.",
                detail="They became too late to be sent unasked. Send them now, give them another time, or cancel them.",
                link=f"/deliveries?client={quote(client.id)}&deliveries_state=missed",
                values={"deliveries": client.missed},
            )
            for client in facts.clients
            if client.missed > facts.limit(self.name, TOLERATED, client.id)
        ]


RULE = Missed()
