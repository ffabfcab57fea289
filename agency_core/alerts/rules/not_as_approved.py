"""What was about to be sent was not what had been approved."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Limit, Severity

TOLERATED = Limit("deliveries", "Refused deliveries that are tolerated", 0, "count")


class NotAsApproved:
    """Deliveries of the last day that were refused, as their content or a file of it had changed since it was approved."""

    name = "not_as_approved"
    label = "Not as approved"
    severity = Severity.CRITICAL
    hold = timedelta(0)
    explains = "Within the last day a delivery was not sent, as its content or a file of it was not what had been approved."
    limits = (TOLERATED,)
    mutes = ()
    runbook = "not-as-approved"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each client with such deliveries."""
        return [
            Finding(
                subject=client.id,
                client_id=client.id,
                summary=f"{client.altered} deliveries of {client.name} were not what had been approved."
                if client.altered > 1
                else f"A delivery of {client.name} was not what had been approved.",
                detail="Nothing of it was sent. See in the audit trail who changed it, read it in Review, and approve it anew.",
                link=f"/deliveries?client={quote(client.id)}&deliveries_state=failed",
                values={"deliveries": client.altered},
            )
            for client in facts.clients
            if client.altered > facts.limit(self.name, TOLERATED, client.id)
        ]


RULE = NotAsApproved()
