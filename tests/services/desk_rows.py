"""Rows of a desk as tests need them: clients, agents, deliveries and messages, without the services that make them."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from agency_core.domain.ids import new_id
from agency_core.domain.operations import WorkerView
from agency_core.models import AccountRow, AgentRow, ClientRow, ContentRow, DeliveryRow, MessageRow
from agency_core.store.queries import worker

MINUTE = timedelta(minutes=1)


class Books:
    """Puts rows into the agency's database."""

    def __init__(self, agency, clock) -> None:
        self.db, self.clock = agency.db, clock

    def add(self, *rows) -> None:
        with self.db.transaction() as session:
            for _, alike in groupby(rows, type):
                session.add_all(alike)
                session.flush()

    def client(self, name: str = "c1", **given) -> None:
        known = {"timezone": "UTC", "approval": "person", "late_minutes": 60, "created_at": self.clock.now()} | given
        self.add(
            ClientRow(id=name, name=name.title(), **known),
            AccountRow(
                id=f"{name}-account", client_id=name, platform="linkedin", network="sandbox", external_id="1", display_name="L",
                credentials={}, status="connected", created_at=self.clock.now(),
            ),
        )

    def agent(self, name: str = "ada_1", client: str = "c1", **given) -> None:
        known = {"created_at": self.clock.now() - timedelta(days=9)} | given
        self.add(
            AgentRow(
                id=name, client_id=client, name=name.title(), persona="data_decoder", tier=3, primary_platforms=[],
                content_types=[], posting_frequency="daily", status="active", **known,
            )
        )

    def deliveries(self, count: int, state: str, client: str = "c1", *, ago: timedelta = MINUTE, **given) -> None:
        now, at = self.clock.now(), self.clock.now() - ago
        contents = [
            ContentRow(
                id=new_id(now), client_id=client, creator_agent_id="", persona="", content_type="text_post", title="t",
                content_body="b", target_platforms=["linkedin"], status="scheduled", created_at=at, updated_at=at,
            )
            for _ in range(count)
        ]
        self.add(*contents)
        self.add(*(
            DeliveryRow(
                id=new_id(now), client_id=client, content_id=content.id, account_id=f"{client}-account", platform="linkedin",
                **{
                    "state": state, "due_at": at, "next_attempt_at": at, "created_at": at, "updated_at": at,
                    "delivered_at": at if state == "delivered" else None, **given,
                },
            )
            for content in contents
        ))

    def messages(self, count: int, client: str = "c1", *, available_in: timedelta = -MINUTE) -> None:
        now = self.clock.now()
        self.add(*(
            MessageRow(
                id=new_id(now), client_id=client, sender_agent_id="a", receiver_agent_id="b", message_type="content_request",
                payload={}, priority=3, status="pending", created_at=now, available_at=now + available_in,
            )
            for _ in range(count)
        ))

    def beat(self, ago: timedelta = timedelta(0), *, leading: bool = True) -> None:
        at = self.clock.now() - ago
        with self.db.transaction() as session:
            worker.beat(session, WorkerView("w1", "host", 1, "all", leading, at, at))
