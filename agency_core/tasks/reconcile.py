"""Find out what became of lost answers, and set aside what is too late."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Take back what a stuck thread holds, put aside what is too late, ask the networks about lost answers."""
    parts = (
        summary(agency.reconcile.recover(None, but=agency.publish.in_hand()), "delivery taken back", "deliveries taken back"),
        summary(agency.reconcile.mark_missed(), "delivery missed", "deliveries missed"),
        summary(agency.reconcile.run(), "delivery settled", "deliveries settled"),
    )
    return ", ".join(part for part in parts if part)



TASK = Task("reconcile", "Settle open deliveries", timedelta(seconds=5), run)
