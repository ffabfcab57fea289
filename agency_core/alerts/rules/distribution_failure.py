"""Too much of what should be published is not."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from agency_core.domain.facts import ClientFacts, Facts
from agency_core.domain.rule import Finding, Limit, Severity

TOLERATED = Limit("share", "Share of failures that is tolerated", 0.10, "share", most=1)
FEWEST = Limit("fewest", "Fewest deliveries to judge by", 20, "count", least=1)


class DistributionFailure:
    """More than a tenth of a client's deliveries failed within the hour, out of enough to tell."""

    name = "distribution_failure"
    label = "Publishing failing"
    severity = Severity.CRITICAL
    hold = timedelta(0)
    explains = (
        f"More than {TOLERATED.usual:.0%} of a client's deliveries that ended in the last hour failed, of at least "
        f"{FEWEST.usual:g}. Counted are those that went out and those that failed, but not those whose content the network "
        "refused, those of revoked or restricted accounts, and what was to follow a post that failed. What follows from it is "
        "not told: late deliveries and work that piles up."
    )
    limits = (TOLERATED, FEWEST)
    mutes = ("lateness", "queue_backlog")
    runbook = "content-is-not-published"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each such client."""
        return [
            _finding(client)
            for client in facts.clients
            if client.delivered_1h + client.failed_1h >= facts.limit(self.name, FEWEST, client.id)
            and client.failed_1h > _most(client, facts.limit(self.name, TOLERATED, client.id))
        ]


def _most(client: ClientFacts, share: float) -> float:
    return share * (client.delivered_1h + client.failed_1h)


def _finding(client: ClientFacts) -> Finding:
    ended = client.delivered_1h + client.failed_1h
    share = client.failed_1h / ended
    apart = (
        f" Counted apart: {client.rejected_1h} whose content the network refused, {client.revoked_1h} of revoked or restricted "
        "accounts." if client.rejected_1h or client.revoked_1h else ""
    )
    return Finding(
        subject=client.id,
        client_id=client.id,
        summary=f"{share:.0%} of the deliveries of {client.name} failed in the last hour.",
        detail=f"{client.failed_1h} of {ended} that went out or failed. Each failed delivery says why, and can be tried again."
        + apart,
        link=f"/deliveries?client={quote(client.id)}&deliveries_state=failed",
        values={
            "failed": client.failed_1h, "ended": ended, "share": share, "rejected": client.rejected_1h,
            "revoked": client.revoked_1h,
        },
    )


RULE = DistributionFailure()
