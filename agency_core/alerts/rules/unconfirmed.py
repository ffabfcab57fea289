"""A post may be out or not, and only a person can tell."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Limit, Severity

TOLERATED = Limit("deliveries", "Lost answers that are tolerated", 0, "count")


class Unconfirmed:
    """Answers that were lost, and that reading the network back did not bring."""

    name = "unconfirmed"
    label = "Waiting for your word"
    severity = Severity.CRITICAL
    hold = timedelta(minutes=5)
    explains = "A delivery was sent, its answer was lost, and five minutes of asking the network did not tell what became of it."
    limits = (TOLERATED,)
    mutes = ()
    runbook = "a-lost-answer"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each client with such deliveries."""
        return [
            Finding(
                subject=client.id,
                client_id=client.id,
                summary=f"{client.unconfirmed} posts of {client.name} may be out or not."
                if client.unconfirmed > 1
                else f"A post of {client.name} may be out or not.",
                detail="Look at the profile, then say: it is there, or send it again.",
                link=f"/deliveries?client={quote(client.id)}&deliveries_state=unconfirmed",
                values={"deliveries": client.unconfirmed},
            )
            for client in facts.clients
            if client.unconfirmed > facts.limit(self.name, TOLERATED, client.id)
        ]


RULE = Unconfirmed()
