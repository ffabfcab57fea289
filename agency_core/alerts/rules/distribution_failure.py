"""Too much of what should be published is not."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Severity

TOLERATED = 0.10
FEWEST = 20


class DistributionFailure:
    """More than a tenth of a client's deliveries failed within the hour, out of enough to tell."""

    name = "distribution_failure"
    label = "Publishing failing"
    severity = Severity.CRITICAL
    hold = timedelta(0)
    explains = f"More than {TOLERATED:.0%} of the deliveries that ended in the last hour failed, of at least {FEWEST}."
    limits = ()
    mutes = ()
    runbook = "content-is-not-published"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each such client."""
        found = []
        for client in facts.clients:
            ended = client.delivered_1h + client.failed_1h
            if ended < FEWEST or client.failed_1h <= TOLERATED * ended:
                continue
            share = client.failed_1h / ended
            found.append(
                Finding(
                    subject=client.id,
                    client_id=client.id,
                    summary=f"{share:.0%} of the deliveries of {client.name} failed in the last hour.",
                    detail=f"{client.failed_1h} of {ended}. Each failed delivery says why, and can be tried again.",
                    link=f"/deliveries?client={quote(client.id)}&deliveries_state=failed",
                    values={"failed": client.failed_1h, "ended": ended, "share": share},
                )
            )
        return found


RULE = DistributionFailure()
