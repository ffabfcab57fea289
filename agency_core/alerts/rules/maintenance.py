"""Somebody works on the installation, or is about to."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.facts import Facts
from agency_core.domain.health import in_words
from agency_core.domain.rule import Finding, Limit, Severity

AHEAD = Limit("hours", "Hours ahead", 24, "hours", most=24)


class Maintenance:
    """A window of maintenance begins soon, or is under way."""

    name = "maintenance"
    label = "Maintenance"
    severity = Severity.INFO
    hold = timedelta(0)
    explains = f"Maintenance is planned within {AHEAD.usual:g} hours, or under way."
    limits = (AHEAD,)
    mutes = ()
    runbook = "alert-rules"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each window."""
        ahead = timedelta(hours=facts.limit(self.name, AHEAD))
        return [
            Finding(
                subject=window.id,
                summary="Maintenance is under way."
                if window.starts_at <= facts.now
                else f"Maintenance begins in {in_words(window.starts_at - facts.now)}.",
                detail=f"From {window.starts_at:%Y-%m-%d %H:%M} to {window.ends_at:%Y-%m-%d %H:%M} UTC: {window.why} "
                + ("Publishing is held meanwhile." if window.holds_publishing else "Publishing goes on meanwhile."),
                link="/operations",
                values={"minutes": (window.ends_at - window.starts_at) / timedelta(minutes=1)},
            )
            for window in facts.maintenance
            if window.starts_at - facts.now <= ahead and window.ends_at > facts.now
        ]


RULE = Maintenance()
