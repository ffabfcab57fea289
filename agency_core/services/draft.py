"""Draft: write content, shape it per platform, check it before anybody else has to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from agency_core.domain.account import Terms
from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.client import ClientView
from agency_core.domain.clock import Clock
from agency_core.domain.content import (
    EDITABLE,
    ContentChanges,
    ContentFilter,
    ContentStatus,
    ContentType,
    ContentView,
    NewContent,
)
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change, HistoryView
from agency_core.domain.paging import Listing, Page
from agency_core.domain.preview import Preview
from agency_core.domain.publishing import Issue
from agency_core.errors import Conflict, Invalid, Stale
from agency_core.models import ContentRow, ReplayRow
from agency_core.services.clients import Clients
from agency_core.services.own_desk import demand_itself, demand_own
from agency_core.services.preview import preview_of
from agency_core.services.proposal import checked, merged
from agency_core.services.retag import is_only_retagged, retag
from agency_core.services.shape import Shaper
from agency_core.services.stamp import stamped
from agency_core.services.verdicts import void
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries import agent as agents
from agency_core.store.queries import client as clients
from agency_core.store.queries import content as contents
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import history, replay
from agency_core.store.queries import recurrence as recurrences


class Draft:
    """Content before anybody has decided on it."""

    def __init__(self, db: Database, clock: Clock, clients_service: Clients, shaper: Shaper) -> None:
        """`clients_service` names the client of a draft that names none; `shaper` knows the platforms' rules."""
        self._db = db
        self._clock = clock
        self._clients = clients_service
        self._shaper = shaper

    def create(self, actor: Actor, *, new: NewContent, idempotency_key: str = "") -> ContentView:
        """Keep a proposal as a draft.

        Raises:
            Invalid: a field breaks a rule.
            NotFound: no such agent or client.
            Forbidden: an agent writes in the name of another.
            Conflict: the idempotency key came with another draft.
        """
        values = checked(new)
        if actor.kind is ActorKind.AGENT:
            new = replace(new, creator_agent_id=new.creator_agent_id or actor.id)
            demand_itself(actor, new.creator_agent_id, "creator_agent_id")
        if not new.client_id and not new.creator_agent_id:
            new = replace(new, client_id=self._clients.own(actor).id)
        now = self._clock.now()
        fingerprint = hashlib.sha256(repr(new).encode()).hexdigest()
        with self._db.transaction() as session:
            client_id, persona = new.client_id, new.persona
            if new.creator_agent_id:
                agent = agents.get(session, new.creator_agent_id, "creator_agent_id")
                if client_id and client_id != agent.client_id:
                    raise Invalid("The agent works for another client.", field="client_id", remedy="Leave client_id out.")
                client_id, persona = agent.client_id, persona or agent.persona
            clients.get(session, client_id)
            actor.write(client_id, "content")
            before = replay.claim(session, "content", idempotency_key, fingerprint)
            if before:
                return contents.get(session, before).view()
            values["media"] = stamped(session, client_id, values["media"])
            row = ContentRow(
                id=new_id(now), client_id=client_id, creator_agent_id=new.creator_agent_id, persona=persona,
                status=ContentStatus.DRAFT, revision=1, review_note="", why=new.why, message_id=new.message_id,
                approved_hash="", approved_by="", recurrence_id="", created_at=now, updated_at=now, **values,
            )
            session.add(row)
            replay.remember(
                session,
                ReplayRow(scope="content", key=idempotency_key, fingerprint=fingerprint, subject_id=row.id, created_at=now),
            )
            history.note(session, Change(client_id, "content", row.id, "", row.status, actor.label, now, row.title))
            return row.view()

    def get(self, actor: Actor, content_id: str) -> ContentView:
        """One piece of content."""
        with self._db.reading() as session:
            row = contents.get(session, content_id)
            actor.reach(row.client_id, "content")
            return row.view()

    def list(self, actor: Actor, *, filter: ContentFilter, page: Page | None = None) -> Listing[ContentView]:
        """Content that fits, newest first."""
        if filter.client_id:
            actor.reach(filter.client_id, "content")
        with self._db.reading() as session:
            return contents.matching(session, filter, actor.clients, page or Page())

    def written(self, actor: Actor, *, filter: ContentFilter, page: Page) -> Listing[str]:
        """The same, each as the JSON of its view: for readers to whom it is only handed on."""
        if filter.client_id:
            actor.reach(filter.client_id, "content")
        with self._db.reading() as session:
            return contents.written(session, filter, actor.clients, page)

    def counts(self, actor: Actor, *, client_id: str = "") -> Mapping[str, int]:
        """How much content there is in each status."""
        if client_id:
            actor.reach(client_id, "content")
        with self._db.reading() as session:
            return contents.counts(session, client_id)

    def update(self, actor: Actor, content_id: str, *, changes: ContentChanges) -> ContentView:
        """Change what was given. Editing words or media past draft takes the approval and the schedule back.

        Topic and campaign can change at any time; its posts are counted under the new ones from then on.

        Raises:
            Stale: `changes.revision` is not the one stored.
            Conflict: it is published, being sent or cancelled.
            Invalid: a field breaks a rule.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            row = contents.get(session, content_id)
            actor.write(row.client_id, "content")
            demand_own(actor, row.creator_agent_id, row.client_id)
            refuse_stale(row, changes.revision)
            before = row.view()
            wanted = merged(before, changes)
            if row.status not in EDITABLE and not is_only_retagged(before, wanted):
                raise Conflict(
                    f"Content that is {row.status} cannot be edited.", field="status", remedy="Duplicate it and edit the copy."
                )
            values = checked(wanted)
            values["media"] = stamped(session, row.client_id, values["media"], before.media)
            for name, value in values.items():
                setattr(row, name, value)
            if row.view() == before:
                return before
            if (row.topic, row.campaign) != (before.topic, before.campaign):
                retag(session, row)
            if row.status != ContentStatus.DRAFT and row.view().approvable_hash != before.approvable_hash:
                deliveries.withdraw(session, content_id, actor.label, now, "the content was edited")
                why = "edited after submission" + (": what was approved counts no more" if void(session, row, actor, now) else "")
                history.note(session, Change(row.client_id, "content", row.id, row.status, "draft", actor.label, now, why))
                row.status, row.approved_hash, row.approved_by, row.approved_at = ContentStatus.DRAFT, "", "", None
            elif row.status == ContentStatus.SCHEDULED and row.scheduled_time != before.scheduled_time:
                raise Conflict(
                    "The time of scheduled content is changed by rescheduling it.", field="scheduled_time",
                    remedy="Reschedule it instead.",
                )
            row.revision += 1
            row.updated_at = now
            return row.view()

    def delete(self, actor: Actor, content_id: str) -> None:
        """Delete content that was never handed to a network.

        Raises:
            Conflict: it was scheduled; cancel it instead, its deliveries are kept for the record.
        """
        with self._db.transaction() as session:
            row = contents.get(session, content_id)
            actor.write(row.client_id, "content")
            demand_own(actor, row.creator_agent_id, row.client_id)
            if recurrences.any_of(session, content_id):
                raise Conflict(
                    "It is repeated by a rule.", field="status", remedy="Cancel it instead; it stays for the record."
                )
            if deliveries.any_of(session, content_id):
                raise Conflict(
                    "Content with deliveries is kept for the record.", field="status",
                    remedy="Cancel it instead.",
                )
            change = Change(
                row.client_id, "content", row.id, row.status, "deleted", actor.label, self._clock.now(), row.title
            )
            history.note(session, change)
            session.delete(row)

    def duplicate(self, actor: Actor, content_id: str, *, idempotency_key: str = "") -> ContentView:
        """A new draft with the same words, without a time; the same key gives the same copy."""
        old = self.get(actor, content_id)
        actor.write(old.client_id, "content")
        return self.create(
            actor,
            new=NewContent(
                content_type=ContentType(old.content_type), title=old.title, content_body=old.content_body,
                target_platforms=old.target_platforms, creator_agent_id=old.creator_agent_id, persona=old.persona,
                link=old.link, media=old.media, variants=old.variants, options=old.options, follow_ups=old.follow_ups,
                priority=old.priority, client_id=old.client_id, topic=old.topic, campaign=old.campaign,
            ),
            idempotency_key=idempotency_key and f"{content_id}:{idempotency_key}",
        )

    def check(self, actor: Actor, content_id: str) -> tuple[Issue, ...]:
        """Every rule that the content breaks on its platforms."""
        return self._issues(actor, self.get(actor, content_id))

    def check_new(self, actor: Actor, *, new: NewContent) -> tuple[Issue, ...]:
        """The same for words that are not kept yet; `new.client_id` may be empty."""
        return self._issues(actor, self._unsaved(new))

    def preview(self, actor: Actor, content_id: str) -> tuple[Preview, ...]:
        """How the content comes out on each of its platforms that has a connector."""
        return self._previews(actor, self.get(actor, content_id))

    def preview_new(self, actor: Actor, *, new: NewContent) -> tuple[Preview, ...]:
        """The same for words that are not kept yet; `new.client_id` may be empty."""
        return self._previews(actor, self._unsaved(new))

    def history(self, actor: Actor, content_id: str) -> tuple[HistoryView, ...]:
        """Every move of the content, oldest first."""
        with self._db.reading() as session:
            actor.reach(contents.get(session, content_id).client_id, "content")
            return history.of_subject(session, "content", content_id)

    def _unsaved(self, new: NewContent) -> ContentView:
        now = self._clock.now()
        return ContentView(
            id="", client_id=new.client_id, creator_agent_id=new.creator_agent_id, persona=new.persona,
            content_type=new.content_type, title=new.title, content_body=new.content_body,
            target_platforms=new.target_platforms, scheduled_time=new.scheduled_time, status=ContentStatus.DRAFT,
            revision=0, link=new.link, media=new.media, variants=new.variants, options=new.options,
            follow_ups=new.follow_ups, priority=new.priority, topic=new.topic, campaign=new.campaign, recurrence_id="",
            review_note="", why="", approved_by="", approved_at=None, created_at=now, updated_at=now,
        )

    def _client(self, actor: Actor, content: ContentView) -> tuple[ClientView, Mapping[str, Terms]]:
        client = self._clients.get(actor, content.client_id) if content.client_id else self._clients.own(actor)
        with self._db.reading() as session:
            return client, accounts.terms(session, client.id)

    def _issues(self, actor: Actor, content: ContentView) -> tuple[Issue, ...]:
        client, terms = self._client(actor, content)
        found: list[Issue] = []
        for each in content.target_platforms:
            on = terms.get(each, Terms())
            found += self._shaper.issues(content, each, client, live=on.live, limits=on.limits)
        return tuple(found)

    def _previews(self, actor: Actor, content: ContentView) -> tuple[Preview, ...]:
        _, terms = self._client(actor, content)
        connectors = self._shaper.networks.connectors
        known = [each for each in content.target_platforms if each in connectors]
        return tuple(preview_of(content, connectors[each], terms.get(each, Terms()).limits) for each in known)


def refuse_stale(row: ContentRow, revision: int | None) -> None:
    """Refuse an act on a revision that is no longer the stored one; None means the actor does not mind."""
    if revision is not None and revision != row.revision:
        raise Stale(
            f"The content was changed since you read it (revision {revision}, now {row.revision}).", field="revision",
            remedy="Read it again and decide on what it says now.",
        )
