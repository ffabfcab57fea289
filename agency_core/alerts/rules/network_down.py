"""A network does not answer."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from urllib.parse import quote

from agency_core.domain.facts import AccountFacts, Facts
from agency_core.domain.pacing import BREAKS_AFTER
from agency_core.domain.platform import LABELS, Platform
from agency_core.domain.rule import Finding, Limit, Severity

TOLERATED = Limit("failures", "Failures in a row that are tolerated", BREAKS_AFTER - 1, "count", least=BREAKS_AFTER - 1, most=100)


class NetworkDown:
    """An account rests because its network failed, or did not answer, so many times in a row."""

    name = "network_down"
    label = "Network down"
    severity = Severity.CRITICAL
    hold = timedelta(0)
    explains = (
        f"A network did not answer {BREAKS_AFTER} calls of an account in a row, or failed itself, so that the account rests. "
        "What follows from it is not told for the same client: failing and late deliveries, and work that piles up."
    )
    limits = (TOLERATED,)
    mutes = ("distribution_failure", "lateness", "queue_backlog")
    runbook = "a-network-does-not-answer"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each client and platform."""
        resting: dict[tuple[str, str], list[AccountFacts]] = defaultdict(list)
        for each in facts.accounts:
            if each.rests_until and each.failures > facts.limit(self.name, TOLERATED, each.client_id):
                resting[each.client_id, each.platform].append(each)
        return [_finding(*key, accounts) for key, accounts in resting.items()]


def _finding(client_id: str, platform: str, accounts: list[AccountFacts]) -> Finding:
    worst = max(accounts, key=lambda each: each.failures)
    until = f" until {worst.rests_until:%H:%M} UTC" if worst.rests_until else ""
    return Finding(
        subject=f"{client_id}:{platform}",
        client_id=client_id,
        summary=f"{LABELS[Platform(platform)]} does not answer {worst.name}.",
        detail=f"{worst.failures} calls in a row failed, so the account rests{until} and is tried again by itself. "
        f"It said last: {worst.last_error or 'nothing'}",
        link=f"/accounts?client={quote(client_id)}&account={quote(worst.id)}",
        values={"failures": worst.failures, "accounts": len(accounts)},
    )


RULE = NetworkDown()
