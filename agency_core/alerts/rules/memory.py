"""Memory runs short."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Limit, Severity

TOLERATED = Limit("share", "Share of memory that may be used", 0.8, "share", most=1)
_MB = 1024**2


class Memory:
    """More of the memory is used than leaves room for work."""

    name = "memory"
    label = "Memory short"
    severity = Severity.WARNING
    hold = timedelta(0)
    explains = (
        f"More than {TOLERATED.usual:.0%} of the memory is used: of the limit of the control group that the engine runs in, or "
        "of the machine where there is none. What can be dropped at any moment (read from files) does not count."
    )
    limits = (TOLERATED,)
    mutes = ()
    runbook = "memory-runs-short"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding while it is so."""
        room = facts.memory
        if room is None or room.share <= facts.limit(self.name, TOLERATED):
            return []
        return [
            Finding(
                subject="memory",
                summary=f"{room.share:.0%} of the memory {room.of} is used.",
                detail=f"{room.used / _MB:,.0f} of {room.total / _MB:,.0f} MB. When it is full, the system ends processes: look "
                "which one grows, or give it more.",
                link="/operations",
                values={"share": room.share, "used": room.used, "total": room.total},
            )
        ]


RULE = Memory()
