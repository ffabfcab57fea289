"""Something that is due soon would go wrong."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Limit, Severity

TOLERATED = Limit("deliveries", "Deliveries that would fail and are tolerated", 0, "count")


class Preflight:
    """The look ahead found what would keep a delivery from going out."""

    name = "preflight"
    label = "Would fail when due"
    severity = Severity.WARNING
    hold = timedelta(0)
    explains = "A delivery that is due within a day would fail as things stand: its account, approval, media or limits."
    limits = (TOLERATED,)
    mutes = ()
    runbook = "the-look-ahead"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each client with such deliveries."""
        return [
            Finding(
                subject=client.id,
                client_id=client.id,
                summary=f"{client.troubled} of what {client.name} publishes within a day would fail."
                if client.troubled > 1
                else f"One delivery of {client.name} that is due within a day would fail.",
                detail="Each of these deliveries says what is wrong with it and what to do.",
                link=f"/deliveries?client={quote(client.id)}&deliveries_state=pending",
                values={"deliveries": client.troubled},
            )
            for client in facts.clients
            if client.troubled > facts.limit(self.name, TOLERATED, client.id)
        ]


RULE = Preflight()
