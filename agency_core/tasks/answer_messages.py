"""Let the built-in agents work."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Answer waiting messages."""
    return summary(agency.respond.answer_waiting(), "message answered", "messages answered")


TASK = Task("answer_messages", "Answer messages", timedelta(seconds=2), run)
