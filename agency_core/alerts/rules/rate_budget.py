"""An account may not do much more today."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from agency_core.domain.facts import Facts
from agency_core.domain.platform import LABELS, Platform
from agency_core.domain.rule import Finding, Limit, Severity

TOLERATED = Limit("share", "Share of an allowance that may be used", 0.9, "share", most=1)


class RateBudget:
    """An account has used up nearly all that its network allows."""

    name = "rate_budget"
    label = "Allowance nearly used up"
    severity = Severity.WARNING
    hold = timedelta(0)
    explains = (
        f"More than {TOLERATED.usual:.0%} of what a network allows an account in an hour or a day is used up, by our own count "
        "or by what the network said. What is due beyond it waits. Allowances of minutes are waited for and not told."
    )
    limits = (TOLERATED,)
    mutes = ()
    runbook = "an-allowance-is-nearly-used-up"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each such account."""
        return [
            Finding(
                subject=account.id,
                client_id=account.client_id,
                summary=f"{account.name} has used {account.spent:.0%} of what {LABELS[Platform(account.platform)]} allows.",
                detail="It fills up again evenly, or when the network says so; what is due until then waits. Spread the posts, "
                "or move some to another day.",
                link=f"/accounts?client={quote(account.client_id)}&account={quote(account.id)}",
                values={"share": account.spent},
            )
            for account in facts.accounts
            if account.spent > facts.limit(self.name, TOLERATED, account.client_id)
        ]


RULE = RateBudget()
