"""What goes out goes out late."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from agency_core.domain.facts import Facts
from agency_core.domain.health import in_words
from agency_core.domain.rule import Finding, Limit, Severity

OBJECTIVE = Limit("seconds", "Lateness that is tolerated", 60, "seconds", least=1, most=86400)
FEWEST = Limit("fewest", "Fewest deliveries to judge by", 20, "count", least=1)


class Lateness:
    """More than one delivery in twenty of the last hour was later than its objective."""

    name = "lateness"
    label = "Deliveries late"
    severity = Severity.WARNING
    hold = timedelta(0)
    explains = (
        f"More than one in twenty of a client's deliveries that went out in the last hour (the 95th percentile) was later than "
        f"{OBJECTIVE.usual:g} seconds after its time, of at least {FEWEST.usual:g}."
    )
    limits = (OBJECTIVE, FEWEST)
    mutes = ()
    runbook = "deliveries-are-late"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each such client."""
        return [
            Finding(
                subject=each.client_id,
                client_id=each.client_id,
                summary=f"Posts of {each.client} go out {in_words(timedelta(seconds=each.p95))} late.",
                detail=f"95 of 100 of the {each.deliveries} deliveries of the last hour went out within this time after their "
                f"own; {facts.limit(self.name, OBJECTIVE, each.client_id):g} seconds are the objective.",
                link=f"/deliveries?client={quote(each.client_id)}&deliveries_state=delivered",
                values={"p95": each.p95, "deliveries": each.deliveries},
            )
            for each in facts.lateness
            if each.deliveries >= facts.limit(self.name, FEWEST, each.client_id)
            and each.p95 > facts.limit(self.name, OBJECTIVE, each.client_id)
        ]


RULE = Lateness()
