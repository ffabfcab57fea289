"""Somebody new is here."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Severity

NEW_FOR = timedelta(hours=1)


class NewAgent:
    """An agent registered a short while ago."""

    name = "new_agent"
    label = "New agent"
    severity = Severity.INFO
    hold = timedelta(0)
    explains = "An agent registered within the last hour, so that nobody starts to work here unnoticed."
    limits = ()
    mutes = ()
    runbook = "alert-rules"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each such agent."""
        return [
            Finding(
                subject=agent.id,
                client_id=agent.client_id,
                summary=f"{agent.name} registered.",
                detail=f"Agent {agent.id}, at {agent.created_at:%Y-%m-%d %H:%M} UTC.",
                link=f"/agents?agent={quote(agent.id)}",
            )
            for agent in facts.agents
            if facts.now - agent.created_at < NEW_FOR
        ]


RULE = NewAgent()
