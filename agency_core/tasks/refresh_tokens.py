"""Renew logins before they run out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Trade the tokens that run out soon for new ones, and forget logins that nobody finished."""
    agency.connect.prune()
    return summary(agency.refresher.renew_due(), "login renewed", "logins renewed")


TASK = Task("refresh_tokens", "Renew logins", timedelta(minutes=5), run)
