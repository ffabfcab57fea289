"""The disk fills up."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Limit, Severity

TOLERATED = Limit("share", "Share of the disk that may be used", 0.9, "share", most=1)
LEAST = Limit("free_gb", "Free space in GB that is needed", 1, "count", most=1_000_000)
_GB = 1024**3


class DiskSpace:
    """Little is left of the disk on which the data folder is."""

    name = "disk_space"
    label = "Disk nearly full"
    severity = Severity.WARNING
    hold = timedelta(0)
    explains = (
        f"The disk of the data folder is more than {TOLERATED.usual:.0%} full, or has less than {LEAST.usual:g} GB left. On a "
        "full disk nothing is written, so nothing is published."
    )
    limits = (TOLERATED, LEAST)
    mutes = ()
    runbook = "the-disk-fills-up"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding while it is so."""
        room = facts.disk
        if room is None or not room.total:
            return []
        if room.share <= facts.limit(self.name, TOLERATED) and room.free >= facts.limit(self.name, LEAST) * _GB:
            return []
        return [
            Finding(
                subject="disk",
                summary=f"The disk of the data folder is {room.share:.0%} full.",
                detail=f"{room.free / _GB:,.1f} of {room.total / _GB:,.1f} GB are left. Free some space, or keep fewer backups.",
                link="/operations",
                values={"share": room.share, "free": room.free, "total": room.total},
            )
        ]


RULE = DiskSpace()
