"""Respond: the built-in personas answer the messages of their agents."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any, Protocol
from zlib import crc32

from agency_core.agents import PERSONAS, Facts, Proposal, Request
from agency_core.agents.brand import check_brand
from agency_core.agents.decoding import decode
from agency_core.agents.figures import read_figures
from agency_core.agents.request import Desk, read_platforms, read_request
from agency_core.agents.timing import propose_times, read_hours
from agency_core.domain.account import AccountStatus
from agency_core.domain.actor import SYSTEM, Actor, ActorKind
from agency_core.domain.agent import AgentView
from agency_core.domain.client import Approval, ClientView
from agency_core.domain.clock import Clock
from agency_core.domain.content import ContentStatus, ContentView, NewContent
from agency_core.domain.message import MessageType, MessageView
from agency_core.domain.numbers import HourPoint
from agency_core.errors import AgencyError, Busy, Conflict, Invalid, Stale, StorageFailed
from agency_core.services.inbox import Inbox
from agency_core.services.learn import Learn
from agency_core.services.lessons import known_of
from agency_core.services.proposal import TAG_LIMIT
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries import agent as agents
from agency_core.store.queries import client as clients
from agency_core.store.queries import message as messages

GRACE = timedelta(seconds=3)
"""How long a new message is left to a program of the agency's own before the built-in persona answers it."""
REWRITES = 3
MOST_TIMES = 10
HoursOf = Callable[[str], Sequence[HourPoint]]
_log = logging.getLogger(__name__)


class Drafts(Protocol):
    """What answering needs of the Draft service."""

    def create(self, actor: Actor, *, new: NewContent, idempotency_key: str = "") -> ContentView:
        """Keep a proposal as a draft."""
        ...

    def get(self, actor: Actor, content_id: str) -> ContentView:
        """One piece of content."""
        ...


class Reviews(Protocol):
    """What answering needs of the Review service."""

    def submit(self, actor: Actor, content_id: str) -> ContentView:
        """Ask for a decision."""
        ...

    def approve(self, actor: Actor, content_id: str) -> ContentView:
        """Decide for it."""
        ...


class _RefusedError(Exception):
    """The request can never be answered as it stands."""


@dataclass(frozen=True)
class _Case:
    """One claimed message with all that its answer needs: read before, so that no transaction is open while it is written."""

    message: MessageView
    agent: AgentView
    client: ClientView
    facts: Facts
    reachable: frozenset[str]
    content_id: str

    @property
    def actor(self) -> Actor:
        """The agent, acting for its client and deciding nothing."""
        return Actor(ActorKind.AGENT, self.agent.id, frozenset({self.client.id}), can_decide=False)

    def seed(self, rewrite: int) -> int:
        """A number that makes each try and each rewrite of this message different, and each repeatable."""
        return crc32(f"{self.message.id}:{self.message.attempts}:{rewrite}".encode())


class Respond:
    """Answers what waits for active agents that have a built-in persona.

    A message younger than `GRACE` is left alone, so that an outside program which drives the agent over the API can claim it
    first; what it has claimed is not touched before its lease runs out.
    """

    def __init__(  # noqa: PLR0913 - the parts that answering joins
        self, db: Database, clock: Clock, inbox: Inbox, draft: Drafts, review: Reviews, learn: Learn,
        hours: HoursOf | None = None,
    ) -> None:
        """`hours` tells a client's figures by hour and weekday, where there are any."""
        self._db = db
        self._clock = clock
        self._inbox = inbox
        self._draft = draft
        self._review = review
        self._learn = learn
        self._hours = hours

    def answer_waiting(self, *, limit: int = 10) -> int:
        """Answer at most `limit` messages, most urgent first; how many were answered."""
        now = self._clock.now()
        with self._db.reading() as session:
            waiting = messages.waiting(session, PERSONAS, now, now - GRACE, limit)
        return sum(self._answered(message_id) for message_id in waiting)

    def _answered(self, message_id: str) -> bool:
        """Answer one message; whatever happens in it stays with it."""
        try:
            message = self._inbox.claim_one(SYSTEM, message_id)
            return message is not None and self._closed(message)
        except (Busy, StorageFailed, Stale) as error:
            # The lease runs out by itself, and the message is answered then (or was answered by whoever took it over).
            _log.warning("message %s is left for later: %s", message_id, error)
            return False

    def _closed(self, message: MessageView) -> bool:
        try:
            result = self._result(self._case(message))
        except _RefusedError as error:
            self._inbox.refuse(SYSTEM, message.id, error=str(error), attempt=message.attempts)
            return False
        except (Busy, StorageFailed):
            raise
        except Exception as error:  # noqa: BLE001 - a persona may fail in any way; it must not stop the others' answers
            _log.warning("message %s failed", message.id, exc_info=not isinstance(error, AgencyError))
            self._inbox.fail(SYSTEM, message.id, error=_said(error), attempt=message.attempts)
            return False
        self._inbox.ack(SYSTEM, message.id, result=result, attempt=message.attempts)
        return True

    def _case(self, message: MessageView) -> _Case:
        with self._db.reading() as session:
            client = clients.get(session, message.client_id)
            connected = {
                each.platform for each in accounts.of_client(session, client.id) if each.status == AccountStatus.CONNECTED
            }
            return _Case(
                message=message, agent=agents.get(session, message.receiver_agent_id).view(), client=client.view(),
                facts=known_of(session, client), reachable=frozenset(connected),
                content_id=messages.content_of(session, message.receiver_agent_id, message.id),
            )

    def _result(self, case: _Case) -> Mapping[str, Any]:
        answer = {
            MessageType.CONTENT_REQUEST: self._content,
            MessageType.PERFORMANCE_UPDATE: self._insights,
            MessageType.SCHEDULE_OPTIMIZATION: self._times,
        }[MessageType(case.message.message_type)]
        return answer(case)

    def _content(self, case: _Case) -> Mapping[str, Any]:
        """Write a draft, hand it to review and, where the client's policy says so, approve it."""
        if case.content_id:
            content = self._draft.get(case.actor, case.content_id)
        else:
            new = self._written(case)
            content = self._draft.create(case.actor, new=new, idempotency_key=f"message:{case.message.id}")
        note = ""
        try:
            content = self._decided(case, content)
        except (Invalid, Conflict) as error:
            content = self._draft.get(case.actor, content.id)
            note = f"It stays {content.status}: {error.message} {error.remedy}".strip()
        return {"content_id": content.id, "status": content.status, "note": note}

    def _decided(self, case: _Case, content: ContentView) -> ContentView:
        if content.status == ContentStatus.DRAFT:
            content = self._review.submit(case.actor, content.id)
        named = case.client.approval == Approval.NAMED_AGENTS and case.agent.id in case.client.automatic_agents
        if named and content.status == ContentStatus.IN_REVIEW:
            content = self._review.approve(SYSTEM, content.id)
        return content

    def _written(self, case: _Case) -> NewContent:
        """The first proposal that keeps the brand's rules.

        Raises:
            Conflict: none of the tries does; it says what the last one broke.
        """
        request = _read(case, self._desk(case))
        broken = ""
        for rewrite in range(1 + REWRITES):
            proposal = _proposed(case, replace(request, seed=case.seed(rewrite)))
            issues = [each for each in check_brand(case.client.brief, proposal, case.facts.recent_texts) if each.blocking]
            if not issues:
                return _new(case, request, proposal)
            broken = " ".join(dict.fromkeys(each.message for each in issues))
        raise Conflict(f"{1 + REWRITES} versions broke the brand's rules, the last one so: {broken}", field="content_body")

    def _desk(self, case: _Case) -> Desk:
        brief = case.client.brief
        return Desk(
            platforms=case.agent.primary_platforms, content_types=case.agent.content_types, topics=brief.topics,
            reachable=case.reachable, has_link=bool(brief.link), now=self._clock.now(),
        )

    def _insights(self, case: _Case) -> Mapping[str, Any]:
        try:
            claims = decode(read_figures(case.message.payload, case.client.timezone))
        except Invalid as error:
            raise _RefusedError(_said(error)) from error
        noted = [
            self._learn.note(
                case.actor, client_id=case.client.id, agent_id=case.agent.id, claim=each.text, evidence=each.evidence
            )
            for each in claims
        ]
        return {"insight_ids": [each.id for each in noted], "claims": [each.claim for each in noted]}

    def _times(self, case: _Case) -> Mapping[str, Any]:
        payload = case.message.payload
        try:
            hours: Sequence[HourPoint] = read_hours(payload)
            platforms = read_platforms(payload, self._desk(case))
            count = _count(payload.get("count", 3))
        except Invalid as error:
            raise _RefusedError(_said(error)) from error
        if not hours and self._hours is not None:
            hours = self._hours(case.client.id)
        found = propose_times(platforms, hours, case.client.timezone, self._clock.now(), count)
        times = [{**asdict(each), "at": each.at.isoformat()} for each in found.times]
        return {"times": times, "sample_size": found.sample_size, "note": found.note}


def _read(case: _Case, desk: Desk) -> Request:
    try:
        return read_request(case.message.payload, desk, case.seed(0), case.facts)
    except Invalid as error:
        raise _RefusedError(_said(error)) from error


def _proposed(case: _Case, request: Request) -> Proposal:
    try:
        return PERSONAS[case.agent.persona].propose(request, case.client.brief, case.facts)
    except Invalid as error:
        raise _RefusedError(_said(error)) from error


def _new(case: _Case, request: Request, proposal: Proposal) -> NewContent:
    return NewContent(
        content_type=proposal.content_type, title=proposal.title, content_body=proposal.body,
        target_platforms=tuple(each.value for each in proposal.platforms), creator_agent_id=case.agent.id,
        persona=case.agent.persona, scheduled_time=request.at, link=proposal.link, media=request.media,
        variants=dict(proposal.variants), client_id=case.client.id, message_id=case.message.id, why=proposal.why,
        topic=proposal.topic, campaign=request.campaign[:TAG_LIMIT],
    )


def _count(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_TIMES:
        return value
    raise Invalid(f"count is {value!r}.", field="payload.count", remedy=f"Use 1 to {MOST_TIMES}.")


def _said(error: Exception) -> str:
    if isinstance(error, AgencyError):
        return f"{error.message} {error.remedy}".strip()
    return f"{type(error).__name__}: {error}"
