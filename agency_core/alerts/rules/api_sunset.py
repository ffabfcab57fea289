"""An interface that we speak comes to its end."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Limit, Severity

SOON = Limit("days", "Days before its end", 90, "days", most=365)


class ApiSunset:
    """The version of a network's interface that accounts are used through ends soon, or has ended."""

    name = "api_sunset"
    label = "Interface ends"
    severity = Severity.WARNING
    hold = timedelta(0)
    explains = (
        f"A platform that accounts are connected to ends the version of its interface that this agency speaks in less than "
        f"{SOON.usual:g} days. After that nothing can be published there until the agency is updated."
    )
    limits = (SOON,)
    mutes = ()
    runbook = "an-interface-ends"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each such platform."""
        today = facts.now.date()
        return [
            Finding(
                subject=each.platform,
                summary=f"{each.label} {'ended' if each.ends <= today else 'ends'} version {each.version} of its interface "
                f"on {each.ends:%Y-%m-%d}.",
                detail=f"Update the agency before: {each.accounts} connected account(s) publish through this version.",
                link="/accounts",
                values={"days": (each.ends - today).days},
            )
            for each in facts.sunsets
            if each.ends - today < timedelta(days=facts.limit(self.name, SOON))
        ]


RULE = ApiSunset()
