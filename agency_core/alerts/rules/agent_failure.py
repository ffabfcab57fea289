"""An agent fails again and again."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Limit, Severity

TOLERATED = Limit("failures", "Failures in a row that are tolerated", 3, "count", most=100)


class AgentFailure:
    """An agent that failed more often in a row than is tolerated."""

    name = "agent_failure"
    label = "Agent failing"
    severity = Severity.CRITICAL
    hold = timedelta(0)
    explains = f"An agent failed more than {TOLERATED.usual:g} times in a row. One success ends it."
    limits = (TOLERATED,)
    mutes = ()
    runbook = "an-agent-does-not-respond"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each such agent."""
        return [
            Finding(
                subject=agent.id,
                client_id=agent.client_id,
                summary=f"{agent.name} failed {agent.consecutive_failures} times in a row.",
                detail=f"It said last: {agent.last_error}" if agent.last_error else "It gave no reason.",
                link=f"/agents?agent={quote(agent.id)}",
                values={"failures": agent.consecutive_failures},
            )
            for agent in facts.agents
            if agent.consecutive_failures > facts.limit(self.name, TOLERATED, agent.client_id)
        ]


RULE = AgentFailure()
