"""Demo: a client whose history is made up, on the sandbox network, so that every page is alive. Nothing leaves the machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agency_core.agents import PERSONAS, Facts, Proposal, Request
from agency_core.domain.actor import Actor
from agency_core.domain.agent import AgentView, Frequency, NewAgent, Persona, Tier
from agency_core.domain.client import Brief, ClientView, NewClient
from agency_core.domain.clock import Clock
from agency_core.domain.content import ContentStatus, ContentType, NewContent
from agency_core.domain.delivery import DeliveryState
from agency_core.domain.ids import new_id
from agency_core.domain.message import MessageStatus, MessageType
from agency_core.domain.operations import Change
from agency_core.domain.platform import Platform
from agency_core.errors import NotFound
from agency_core.models import AccountRow, AgentRow, AttemptRow, ContentRow, DeliveryRow, InsightRow, MessageRow
from agency_core.sandbox.audience import Shown, audience
from agency_core.services.agents import Agents
from agency_core.services.clients import Clients
from agency_core.services.demo_audience import demo_audience, demo_competitors
from agency_core.services.draft import Draft
from agency_core.services.posts import keep_posts
from agency_core.services.review import Review
from agency_core.services.tally import EVER, changing
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries import client as clients
from agency_core.store.queries import history, metric

DEMO = "demo"
HISTORY_DAYS = 14
AHEAD_DAYS = 7
_BRIEF = Brief(
    about="Harbour Roasters roasts coffee in small batches and teaches people to brew it at home",
    audience="people who want better coffee at home and the cafés that serve them",
    tone="warm, precise, never snobbish",
    topics=(
        "brewing better coffee at home", "how a roast profile is chosen", "what makes a café feel like a regular's place",
        "buying green coffee fairly", "grinding: the step everybody skips", "decaf that deserves respect",
        "training new baristas", "seasonal menus",
    ),
    hashtags=("coffee", "homebarista", "specialtycoffee"),
    banned_words=("cheap", "guaranteed"),
    link="https://example.com/harbour-roasters",
)
_CREW = (
    (Persona.STRATEGIC_STORYTELLER, "Stella", ("linkedin", "youtube"), ("text_post", "article"), Frequency.DAILY, (8,)),
    (Persona.CREATIVE_CATALYST, "Kit", ("instagram", "tiktok"), ("image_post", "story"), Frequency.MULTIPLE_DAILY, (12, 18)),
    (Persona.COMMUNITY_BUILDER, "Bruno", ("instagram", "facebook"), ("image_post", "text_post"), Frequency.DAILY, (17,)),
    (Persona.DATA_DECODER, "Dora", ("linkedin", "youtube", "x"), ("text_post", "article"), Frequency.WEEKLY, (9,)),
)


@dataclass(frozen=True)
class _Slot:
    agent: AgentView
    at: datetime
    platform: Platform
    kind: ContentType
    topic: str


class Demo:
    """Makes and removes the demo client."""

    def __init__(
        self, db: Database, clock: Clock, clients_service: Clients, agents: Agents, draft: Draft, review: Review
    ) -> None:
        """The coming week is made by the same services that people use."""
        self._db = db
        self._clock = clock
        self._clients = clients_service
        self._agents = agents
        self._draft = draft
        self._review = review

    def create(self, actor: Actor) -> ClientView:
        """Make the demo client: four agents, two weeks of made-up history, a week that will really run on the sandbox.

        Raises:
            Exists: there is one already.
        """
        new = NewClient(name="Harbour Roasters (demo)", timezone="Europe/Lisbon", id=DEMO, brief=_BRIEF)
        client = self._clients.create(actor, new=new, is_demo=True)
        crew = [self._hire(actor, *each[:5]) for each in _CREW]
        slots = [slot for agent, each in zip(crew, _CREW, strict=True) for slot in self._slots(agent, each[5])]
        written = [(slot, self._write(slot, index)) for index, slot in enumerate(slots)]
        now = self._clock.now()
        with self._db.transaction() as session:
            by_platform = {row.platform: row for row in accounts.of_client(session, DEMO)}
            for index, (slot, proposal) in enumerate(written):
                if slot.at < now:
                    self._happened(session, slot, proposal, by_platform[slot.platform], failed=index % 19 == 7)
            self._talk(session, crew, now)
            here = now.astimezone(ZoneInfo(client.timezone)).date()
            demo_audience(session, DEMO, by_platform.values(), here)
            demo_competitors(session, DEMO, here, now)
        self._coming(actor, [each for each in written if each[0].at > now])
        return client

    def remove(self, actor: Actor) -> None:
        """Delete the demo client with everything that belongs to it.

        Raises:
            NotFound: there is no demo client.
        """
        with self._db.transaction() as session:
            found = clients.get(session, DEMO)
            actor.decide(found.id)
            if not found.is_demo:
                raise NotFound("There is no demo client.", field="client")
            clients.erase(session, DEMO)

    def _hire(
        self, actor: Actor, persona: Persona, name: str, platforms: tuple[str, ...], kinds: tuple[str, ...], often: Frequency
    ) -> AgentView:
        new = NewAgent(f"demo_{persona}", name, persona, platforms, kinds, often, Tier.SPECIALIST, DEMO)
        return self._agents.register(actor, new=new)

    def _slots(self, agent: AgentView, hours: tuple[int, ...]) -> Iterator[_Slot]:
        """The agent's times from two weeks ago to a week ahead, on the platforms that can publish."""
        luck = Random(agent.id)  # noqa: S311 - made up, the same each time on purpose
        today = self._clock.now().replace(minute=0, second=0, microsecond=0)
        usable = [Platform(each) for each in agent.primary_platforms if each in {"linkedin", "instagram"}]
        for day in range(-HISTORY_DAYS, AHEAD_DAYS):
            if agent.posting_frequency == Frequency.WEEKLY and day % 7 != 2:
                continue
            for hour in hours:
                at = (today + timedelta(days=day)).replace(hour=hour, minute=luck.choice((0, 15, 30, 45)))
                kind = ContentType(luck.choice(agent.content_types))
                if usable[0] is Platform.INSTAGRAM and kind is ContentType.TEXT_POST:
                    kind = ContentType.IMAGE_POST
                yield _Slot(agent, at, usable[0], kind, luck.choice(_BRIEF.topics))

    def _write(self, slot: _Slot, seed: int) -> Proposal:
        link = _BRIEF.link if slot.kind is ContentType.ARTICLE else ""
        request = Request(slot.topic, (slot.platform,), slot.kind, seed=seed, at=slot.at, link=link)
        return PERSONAS[slot.agent.persona].propose(request, _BRIEF, Facts(client_name="Harbour Roasters"))

    def _happened(self, session: Session, slot: _Slot, said: Proposal, account: AccountRow, *, failed: bool) -> None:
        """One piece of made-up history: published (or failed) with the figures it would have gathered."""
        luck = Random(f"{slot.agent.id}{slot.at}")  # noqa: S311 - made up, the same each time on purpose
        made = slot.at - timedelta(days=2)
        sent = slot.at + timedelta(milliseconds=luck.randint(200, 1400))
        content = ContentRow(
            id=new_id(made), client_id=DEMO, creator_agent_id=slot.agent.id, persona=slot.agent.persona,
            content_type=said.content_type, title=said.title, content_body=said.body, target_platforms=[slot.platform.value],
            scheduled_time=slot.at, status=ContentStatus.FAILED if failed else ContentStatus.PUBLISHED, revision=1,
            link=said.link, media=[], variants={}, options={}, follow_ups=[], topic=slot.topic, recurrence_id="",
            review_note="", why=said.why, message_id="", approved_hash="demo",
            approved_by="person:demo", approved_at=made + timedelta(hours=3), created_at=made, updated_at=sent,
        )
        state = DeliveryState.FAILED if failed else DeliveryState.DELIVERED
        why = "Demo data: the sandbox refused the picture." if failed else ""
        delivery = DeliveryRow(
            id=new_id(made), client_id=DEMO, content_id=content.id, account_id=account.id, platform=slot.platform,
            state=state, due_at=slot.at, next_attempt_at=slot.at, attempts=1, fence=1, lease_owner="", publish_state={},
            external_id="" if failed else f"demo-{content.id}", url="", delivered_at=None if failed else sent, why=why,
            failure="media_rejected" if failed else "", measured=0, created_at=made, updated_at=sent,
        )
        session.add(content)
        session.flush()
        session.add(delivery)
        session.flush()
        session.add(
            AttemptRow(
                id=new_id(sent), delivery_id=delivery.id, number=1, started_at=slot.at, ended_at=sent, outcome=state,
                failure=delivery.failure, detail=why, network_code="", steps=[],
            )
        )
        history.note(session, Change(DEMO, "delivery", delivery.id, "sending", state, "system:demo", sent, said.title))
        if not failed:
            self._measured(session, delivery, slot, sent)

    def _measured(self, session: Session, delivery: DeliveryRow, slot: _Slot, sent: datetime) -> None:
        (post,) = keep_posts(session, [delivery])
        session.flush()
        kind = {"image_post": "image", "text_post": "text"}.get(slot.kind, slot.kind.value)
        shown = Shown(slot.platform, DEMO, delivery.external_id[-6:] + slot.topic, kind, sent)
        now = self._clock.now()
        with changing(session, DEMO, {post.pk: EVER}):
            for age in (1, 6, 24, 48, 96, 168):
                at = sent + timedelta(hours=age)
                if at > now:
                    break
                seen = audience(shown, at)
                counted = {
                    "likes": seen.likes, "comments": seen.comments, "shares": seen.shares, "reach": seen.reach,
                    "saves": seen.saves if slot.platform is Platform.INSTAGRAM else None,
                    "views": seen.impressions if slot.platform is Platform.INSTAGRAM else None,
                    "impressions": seen.impressions if slot.platform is Platform.LINKEDIN else None,
                    "clicks": seen.clicks if slot.platform is Platform.LINKEDIN else None,
                }
                metric.add_snapshot(session, post, at, "demo", counted)

    def _talk(self, session: Session, crew: list[AgentView], now: datetime) -> None:
        """Messages, an insight and signs of life, so that no page is empty."""
        for index, agent in enumerate(crew):
            row = session.get_one(AgentRow, agent.id)
            row.answers, row.failures, row.last_seen_at = 40 + 7 * index, index, now - timedelta(minutes=3 + index)
            sent = now - timedelta(hours=5 * (index + 1))
            session.add(
                MessageRow(
                    id=new_id(sent), client_id=DEMO, sender_agent_id="demo_strategic_storyteller", receiver_agent_id=agent.id,
                    message_type=MessageType.CONTENT_REQUEST, payload={"topic": _BRIEF.topics[index], "demo": True},
                    priority=index + 1, status=MessageStatus.DONE, attempts=1, created_at=sent, available_at=sent,
                    done_at=sent + timedelta(seconds=20 + 10 * index), last_error="", result={"demo": True},
                )
            )
        dead = now - timedelta(days=1)
        session.add(
            MessageRow(
                id=new_id(dead), client_id=DEMO, sender_agent_id=crew[3].id, receiver_agent_id=crew[1].id,
                message_type=MessageType.CONTENT_REQUEST, payload={"topic": "guaranteed results", "demo": True}, priority=2,
                status=MessageStatus.DEAD, attempts=5, created_at=dead, available_at=dead,
                last_error="The topic holds a word that the brief bans: guaranteed.", result={},
            )
        )
        session.add(
            InsightRow(
                id=new_id(now), client_id=DEMO, agent_id=crew[3].id,
                claim="Demo data: on Instagram, posts at 18:00 gathered more reactions than those at 12:00.",
                evidence={"sample_size": 28, "demo": True}, status="open", created_at=now - timedelta(hours=4),
            )
        )

    def _coming(self, actor: Actor, ahead: list[tuple[_Slot, Proposal]]) -> None:
        """The coming week, written, approved and scheduled through the services; the last few still wait for somebody."""
        for index, (slot, said) in enumerate(sorted(ahead, key=lambda each: each[0].at)):
            content = self._draft.create(
                actor,
                new=NewContent(
                    said.content_type, said.title, said.body, (slot.platform.value,), creator_agent_id=slot.agent.id,
                    scheduled_time=slot.at, link=said.link, why=said.why, topic=slot.topic,
                ),
            )
            waiting = index % 6
            if waiting == 4:
                self._review.submit(actor, content.id)
            elif waiting != 5:
                self._review.approve(actor, content.id)
