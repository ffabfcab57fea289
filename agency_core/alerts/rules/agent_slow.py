"""Somebody waits for an agent."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from agency_core.domain.facts import Facts, SlowFacts
from agency_core.domain.health import in_words
from agency_core.domain.rule import Finding, Limit, Severity

LONGEST = Limit("minutes", "Longest time to an answer", 10, "minutes", least=1, most=1440)


class AgentSlow:
    """An active agent whose messages wait for too long, or waited so within the last hour."""

    name = "agent_slow"
    label = "Agent slow"
    severity = Severity.WARNING
    hold = timedelta(0)
    explains = (
        f"A message to an active agent waits for an answer for more than {LONGEST.usual:g} minutes, or took so long within the "
        "last hour. The time counts from the moment at which it could be taken: rests after a failure begin anew."
    )
    limits = (LONGEST,)
    mutes = ()
    runbook = "an-agent-does-not-respond"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each such agent."""
        return [
            _finding(agent, facts.limit(self.name, LONGEST, agent.client_id))
            for agent in facts.slow
            if max(agent.longest_wait, agent.slowest_answer) > 60 * facts.limit(self.name, LONGEST, agent.client_id)
        ]


def _finding(agent: SlowFacts, longest: float) -> Finding:
    if agent.longest_wait > 60 * longest:
        span = in_words(timedelta(seconds=agent.longest_wait))
        summary = f"{agent.name} has let a message wait for {span}."
        detail = f"{agent.waiting} message(s) wait for it, the oldest for {span}; {longest:g} minutes are allowed."
    else:
        span = in_words(timedelta(seconds=agent.slowest_answer))
        summary = f"{agent.name} took {span} for an answer."
        detail = f"That was the slowest of the last hour; {longest:g} minutes are allowed. {agent.waiting} message(s) wait now."
    return Finding(
        subject=agent.agent_id, client_id=agent.client_id, summary=summary, detail=detail,
        link=f"/agents?agent={quote(agent.agent_id)}",
        values={"waiting": agent.waiting, "longest_wait": agent.longest_wait, "slowest_answer": agent.slowest_answer},
    )


RULE = AgentSlow()
