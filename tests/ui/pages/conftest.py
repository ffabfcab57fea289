"""An agency at work: a client with an agent, content on its way, and one delivery in every state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from streamlit.testing.v1 import AppTest

from agency_core import agency as hall
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.agent import Frequency, NewAgent, Persona
from agency_core.domain.content import ContentType, NewContent
from agency_core.models import AgentRow, AlertRow, AttemptRow, DeliveryRow

ROOT = Path(__file__).resolve().parents[3]
SHELL = ROOT / "agency_core" / "ui" / "shell.py"
WHY = "The network refused the text: it is *too* long."


@dataclass(frozen=True)
class Desk:
    """Ids of what the agency at work holds."""

    agent: str
    drafted: str
    deliveries: dict[str, str]


@pytest.fixture
def desk(agency, owner, client, clock) -> Desk:
    """One agent, one draft in review, and a delivery in every state, each for content of its own."""
    new = NewAgent(
        "stella_001", "Stella", Persona.STRATEGIC_STORYTELLER, ("linkedin",), ("text_post",), Frequency.DAILY, client_id=client.id
    )
    agency.agents.register(owner, new=new)

    def content(title: str) -> str:
        return agency.draft.create(owner, new=NewContent(
            ContentType.TEXT_POST, title, f"{title}: what we want to say.", ("linkedin",), creator_agent_id="stella_001",
            client_id=client.id, scheduled_time=clock.now() + timedelta(hours=2),
        )).id

    states = ("pending", "sending", "delivered", "failed", "unconfirmed", "missed", "cancelled")
    deliveries = {state: _delivery(agency, owner, content(f"About <b>{state}</b>"), state, clock.now()) for state in states}
    drafted = content("Waits for you")
    agency.review.submit(owner, drafted)
    return Desk("stella_001", drafted, deliveries)


def _delivery(agency, owner, content_id, state, now) -> str:
    agency.review.submit(owner, content_id)
    agency.review.approve(owner, content_id)
    with agency.db.transaction() as session:
        row = session.scalars(select(DeliveryRow).where(DeliveryRow.content_id == content_id)).one()
        values = {"state": state, "updated_at": now}
        if state in {"failed", "unconfirmed", "missed"}:
            values |= {"why": WHY, "attempts": 1}
        if state == "delivered":
            values |= {"delivered_at": now, "url": "https://example.com/post/1", "due_at": now - timedelta(seconds=2)}
        session.execute(update(DeliveryRow).where(DeliveryRow.id == row.id).values(**values))
        if state == "failed":
            session.add(AttemptRow(
                id="attempt1", delivery_id=row.id, number=1, started_at=now - timedelta(minutes=3), ended_at=now,
                outcome="failed", failure="content_rejected", detail="422: text too long", network_code="TOO_LONG",
                http_status=422, steps=[{"at": now.isoformat(), "phase": "armed", "ms": 12, "note": "text ready"}],
            ))
        return row.id


@pytest.fixture
def open_app():
    """Open the whole application on an agency, at a page, with query parameters.

    It is opened by its shell, as the launcher does: beside `app.py` lies `pages/`, which Streamlit's own discovery would
    otherwise run without the shell from the second run on.
    """

    def open_one(agency, page: str = "", *, timezone: str = "", **params: str) -> AppTest:
        hall.use(agency)
        app = AppTest.from_file(str(SHELL), default_timeout=30)
        if timezone:
            app.context = {"timezone": timezone}
        for key, value in params.items():
            app.query_params[key] = value
        app.run()
        return app.switch_page(str(ROOT / "pages" / f"{page}.py")).run() if page else app

    yield open_one
    hall.use(None)


@pytest.fixture
def firing(agency, desk):
    """The agent of the desk has failed four times in a row, and the alert about it fires."""
    with agency.db.transaction() as session:
        session.execute(update(AgentRow).values(consecutive_failures=4, failures=4, last_error="broken pipe"))
    agency.watch.evaluate()
    with agency.db.transaction() as session:
        session.execute(update(AlertRow).values(state="firing", fired_at=agency.clock.now()))
    return next(one for one in agency.watch.list(LOCAL_OWNER).items if one.rule.startswith("agent_fail"))
