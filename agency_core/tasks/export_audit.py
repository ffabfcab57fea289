"""Write the audit trail down, and prove it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.domain.actor import SYSTEM
from agency_core.engine.tasks import Task, summary
from agency_core.errors import Damaged

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Export the days that are over, look at the whole chain, and only when it holds let go of what is old."""
    made = agency.door.audit.export(SYSTEM)
    proof = agency.door.audit.verify(SYSTEM)
    if not proof.holds:
        raise Damaged(f"The audit trail does not hold: {proof.breaks[0]}", remedy="See docs/audit.md#when-it-does-not-hold.")
    agency.door.audit.tidy(SYSTEM, days=agency.keeping.retention.plan(SYSTEM).history)
    return summary(len(made), "day of the audit trail exported", "days of the audit trail exported")


TASK = Task("export_audit", "Export the audit trail", timedelta(days=1), run)
