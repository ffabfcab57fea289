"""Clients: start one, change its brief and policy."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, fields
from typing import Any

from agency_core.domain.actor import Actor
from agency_core.domain.client import ClientChanges, ClientView, NewClient
from agency_core.domain.clock import Clock, zone
from agency_core.domain.ids import checked_name, new_id
from agency_core.domain.operations import Change
from agency_core.errors import Exists, Invalid
from agency_core.models import AccountRow, ClientRow, ReplayRow
from agency_core.services.sandbox_account import sandbox_account
from agency_core.services.tally import recounted
from agency_core.services.vault import Vault
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import history, replay

OWN = NewClient(name="My agency", id="default")


class Clients:
    """The brands that the agency works for."""

    def __init__(self, db: Database, clock: Clock, publishable: tuple[str, ...], vault: Vault) -> None:
        """`publishable` names the platforms that have a connector; `vault` seals the tokens of sandbox accounts."""
        self._db = db
        self._clock = clock
        self._publishable = publishable
        self._vault = vault

    def create(self, actor: Actor, *, new: NewClient, is_demo: bool = False, idempotency_key: str = "") -> ClientView:
        """Start a client; on the sandbox network when it asks for that, so that it can publish at once.

        Raises:
            Invalid: the name is empty or the time zone unknown.
            Exists: a client has this id.
            Conflict: the idempotency key came with another client.
        """
        if not new.name.strip():
            raise Invalid("A client needs a name.", field="name", remedy="Give the brand's name.")
        zone(new.timezone)
        _check_late(new.late_minutes)
        now = self._clock.now()
        client_id = checked_name(new.id, "id") if new.id else new_id(now)
        actor.decide(client_id)
        fingerprint = hashlib.sha256(repr(new).encode()).hexdigest()
        with self._db.transaction() as session:
            before = replay.claim(session, "client", idempotency_key, fingerprint)
            if before:
                return clients.get(session, before).view()
            if session.get(ClientRow, client_id) is not None:
                raise Exists(f"There is a client {client_id!r} already.", field="id", remedy="Choose another id.")
            row = ClientRow(
                id=client_id, name=new.name.strip(), timezone=new.timezone, brief=asdict(new.brief), approval=new.approval,
                automatic_agents=list(new.automatic_agents), late_minutes=new.late_minutes, is_demo=is_demo,
                created_at=now,
            )
            session.add(row)
            session.flush()
            session.add_all(self._sandbox(new, row))
            replay.remember(
                session,
                ReplayRow(scope="client", key=idempotency_key, fingerprint=fingerprint, subject_id=client_id, created_at=now),
            )
            history.note(session, Change(client_id, "client", client_id, "", "started", actor.label, now, new.name))
            return row.view()

    def list(self, actor: Actor) -> tuple[ClientView, ...]:
        """Every client that the actor reaches; real ones before the demo."""
        with self._db.reading() as session:
            return tuple(row.view() for row in clients.all_of(session, actor))

    def get(self, actor: Actor, client_id: str) -> ClientView:
        """One client."""
        with self._db.reading() as session:
            row = clients.get(session, client_id)
            actor.reach(row.id)
            return row.view()

    def own(self, actor: Actor) -> ClientView:
        """The installation's own client, started now if there is none: what a request means that names no client."""
        with self._db.reading() as session:
            row = clients.own(session)
            if row is not None:
                actor.reach(row.id)
                return row.view()
        try:
            return self.create(actor, new=OWN)
        except Exists:
            return self.get(actor, OWN.id)

    def update(self, actor: Actor, client_id: str, *, changes: ClientChanges) -> ClientView:
        """Change what was given; None leaves a field as it is.

        Raises:
            NotFound: no such client.
            Invalid: an empty name, an unknown zone, a lateness out of bounds.
        """
        given: dict[str, Any] = {
            each.name: getattr(changes, each.name) for each in fields(changes) if getattr(changes, each.name) is not None
        }
        if "timezone" in given:
            zone(given["timezone"])
        if "name" in given and not given["name"].strip():
            raise Invalid("A client needs a name.", field="name", remedy="Give the brand's name.")
        if "late_minutes" in given:
            _check_late(given["late_minutes"])
        if "brief" in given:
            given["brief"] = asdict(given["brief"])
        if "automatic_agents" in given:
            given["automatic_agents"] = list(given["automatic_agents"])
        now = self._clock.now()
        with self._db.transaction() as session:
            row = clients.get(session, client_id)
            actor.decide(row.id)
            moved = given.get("timezone", row.timezone) != row.timezone
            for name, value in given.items():
                setattr(row, name, value)
            if moved:  # days and hours of all numbers are told in the client's zone
                session.flush()
                recounted(session, client_id)
            history.note(
                session, Change(client_id, "client", client_id, "", "changed", actor.label, now, ", ".join(sorted(given)))
            )
            return row.view()

    def _sandbox(self, new: NewClient, row: ClientRow) -> tuple[AccountRow, ...]:
        if not new.connect_sandbox:
            return ()
        now = self._clock.now()
        return tuple(sandbox_account(row, name, self._vault, now) for name in self._publishable)


def _check_late(minutes: int) -> None:
    if not 0 <= minutes <= 7 * 24 * 60:
        raise Invalid("late_minutes is out of bounds.", field="late_minutes", remedy="Use 0 to 10080 (a week).")
