"""Lessons: what the applied insights of a client tell its agents."""

from __future__ import annotations

from sqlalchemy.orm import Session

from agency_core.agents import Facts
from agency_core.agents.base import Lesson
from agency_core.domain.insight import InsightView
from agency_core.models import ClientRow
from agency_core.store.queries import insight as insights
from agency_core.store.queries import plan as plans

MOST_LESSONS = 50
RECENT_TEXTS = 60


def known_of(session: Session, client: ClientRow) -> Facts:
    """What an agent may know of a client beyond its brief: its name, what was said lately, what was learned."""
    applied = insights.applied(session, client.id, MOST_LESSONS)
    taught = (lesson for lesson in map(_lesson, applied) if lesson is not None)
    return Facts(client.name, plans.recent_texts(session, client.id, RECENT_TEXTS), tuple(taught))


def _lesson(insight: InsightView) -> Lesson | None:
    """The lesson in an insight's evidence; None where a person or program noted one without."""
    taught = insight.evidence.get("lesson")
    if not isinstance(taught, dict):
        return None
    kind, value = taught.get("kind"), taught.get("value")
    if not isinstance(kind, str) or not isinstance(value, str):
        return None
    return Lesson(kind, value, str(taught.get("platform", "")), insight.claim)
