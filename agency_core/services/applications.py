"""Applications: what each platform knows ours by. Entered on the Accounts page, or set from outside by variables."""

from __future__ import annotations

import os

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.login import ApplicationView
from agency_core.domain.operations import Change
from agency_core.domain.platform import LABELS, Platform, platform
from agency_core.domain.publishing import AppKeys
from agency_core.errors import Forbidden, Invalid
from agency_core.models import ApplicationRow
from agency_core.services.vault import Vault
from agency_core.store.database import Database
from agency_core.store.queries import history
from agency_core.store.queries import login as logins
from agency_core.store.queries.secret import place


class Applications:
    """Application ids and their sealed secrets."""

    def __init__(self, db: Database, clock: Clock, vault: Vault) -> None:
        """Secrets go through `vault`."""
        self._db = db
        self._clock = clock
        self._vault = vault

    def keys(self, name: Platform, base_url: str = "") -> AppKeys | None:
        """What to show to a platform: as set from outside, else as entered for this server of it, or for all of it."""
        if outside := _outside(name):
            return outside
        with self._db.reading() as session:
            row = logins.application(session, name, base_url) or logins.application(session, name, "")
            if row is None:
                return None
            return AppKeys(row.app_id, self._vault.open(row.secret, place(row)).get("secret", ""))

    def registered(self, name: Platform, base_url: str, redirect_uri: str) -> AppKeys | None:
        """What one server knows us by; None when it does not, or would send people back to another address."""
        with self._db.reading() as session:
            row = logins.application(session, name, base_url)
            opened = self._vault.open(row.secret, place(row)) if row else {}
        if row is None or opened.get("redirect_uri", redirect_uri) != redirect_uri:
            return None
        return AppKeys(row.app_id, opened.get("secret", ""))

    def keep(self, name: Platform, base_url: str, keys: AppKeys, redirect_uri: str) -> None:
        """Keep what a server gave us when we registered with it by ourselves."""
        with self._db.transaction() as session:
            self._write(session, name, base_url, (keys.client_id, {"secret": keys.client_secret, "redirect_uri": redirect_uri}))

    def list(self, actor: Actor) -> tuple[ApplicationView, ...]:
        """Every application that is known, those set from outside first."""
        _owns(actor)
        outside = [ApplicationView(name, "", keys.client_id, "environment") for name in Platform if (keys := _outside(name))]
        with self._db.reading() as session:
            entered = [ApplicationView(row.platform, row.base_url, row.app_id, "desk") for row in logins.applications(session)]
        return (*outside, *entered)

    def enter(self, actor: Actor, *, name: str, app_id: str, secret: str, base_url: str = "") -> ApplicationView:
        """Keep what a platform gave us when our application was registered; replaces what was entered before.

        Raises:
            Invalid: no such platform, or an id is missing.
        """
        _owns(actor)
        wanted = platform(name)
        if not app_id.strip():
            raise Invalid(f"{LABELS[wanted]} gives every application an id.", field="app_id", remedy="Copy it from there.")
        with self._db.transaction() as session:
            self._write(session, wanted, base_url, (app_id.strip(), {"secret": secret.strip()}))
            why = f"{LABELS[wanted]} {base_url}".strip()
            history.note(
                session, Change("", "application", wanted, "", "entered", actor.label, self._clock.now(), why)
            )
        return ApplicationView(wanted, base_url, app_id.strip(), "desk")

    def forget(self, actor: Actor, *, name: str, base_url: str = "") -> None:
        """Delete what was entered; already gone is fine."""
        _owns(actor)
        with self._db.transaction() as session:
            row = logins.application(session, platform(name), base_url)
            if row is not None:
                session.delete(row)
                change = Change("", "application", row.platform, "", "deleted", actor.label, self._clock.now(), base_url)
                history.note(session, change)

    def _write(self, session: Session, name: Platform, base_url: str, keys: tuple[str, dict[str, str]]) -> None:
        row = logins.application(session, name, base_url)
        if row is None:
            row = ApplicationRow(platform=name, base_url=base_url, app_id="", secret={}, created_at=self._clock.now())
            session.add(row)
        row.app_id = keys[0]
        row.secret = self._vault.seal(keys[1], place(row))


def _outside(name: Platform) -> AppKeys | None:
    prefix = f"AGENCY_APP_{name.upper()}"
    app_id = os.environ.get(f"{prefix}_ID", "")
    return AppKeys(app_id, os.environ.get(f"{prefix}_SECRET", "")) if app_id else None


def _owns(actor: Actor) -> None:
    """Only who reaches all clients may see or change what all of them are connected through."""
    if not actor.owns("setting"):
        raise Forbidden("Only the owner may do this.", remedy="Ask the owner.")
