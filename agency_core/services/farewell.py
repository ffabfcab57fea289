"""Farewell: what a client or a person asks for by right: everything about them told, or deleted for good."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.operations import Change
from agency_core.domain.permission import Role
from agency_core.domain.person import PersonStatus
from agency_core.errors import Conflict, Invalid
from agency_core.services.audit import note
from agency_core.services.shelf import made_for
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import farewell, history
from agency_core.store.queries import person as people
from agency_core.store.reach import all_clients

ERASED = "Erased person"
GONE = "@erased.invalid"
"""How the address of somebody ends who was forgotten."""


class Farewell:
    """Deletes clients and persons, and tells persons what is kept of them. For owners of the agency."""

    def __init__(self, db: Database, clock: Clock, folder: Path) -> None:
        """`folder` is the data folder, with the files of all clients in it."""
        self._db = db
        self._clock = clock
        self._folder = folder

    def erase_client(self, actor: Actor, client_id: str, *, typed: str) -> None:
        """Delete a client with its content, media, uploads, reports, accounts, tokens and history.

        Entries of the audit trail stay: they name ids, no words of the client. Backups hold it until they are let go.

        Args:
            actor: an owner of the agency.
            client_id: whom.
            typed: the client's name, as the person typed it.

        Raises:
            Invalid: the name is another.
            Conflict: something of it is being sent right now.
        """
        with self._db.transaction() as session:
            row = clients.get(session, client_id)
            actor.administer("client")
            _typed(typed, row.name)
            if farewell.is_sending(session, client_id):
                raise Conflict("Something is being sent right now.", remedy="Pause publishing, wait a minute, and try again.")
            files = farewell.files_of(session, client_id)
            clients.erase(session, client_id)
            history.note(session, Change("", "client", client_id, "", "erased", actor.label, self._clock.now()))
        self._remove(client_id, files)

    def person(self, actor: Actor, person_id: str) -> Mapping[str, Any]:
        """Everything that is kept of a person, as JSON values; a person may ask for their own.

        Raises:
            Forbidden: it is somebody else, and the actor owns nothing.
        """
        with self._db.reading() as session:
            if person_id != actor.id or actor.roles is None:
                actor.administer("person")
            with all_clients(session):  # what somebody did for a client that they left is theirs to know
                told = farewell.told_of(session, people.get(session, person_id))
        with self._db.transaction() as session:
            note(session, actor, "person.exported", noun="person", subject_id=person_id)
        return told

    def erase_person(self, actor: Actor, person_id: str, *, typed: str) -> int:
        """Forget a person: what they sign in with and may goes, and an id stands where their name and address stood.

        Args:
            actor: an owner of the agency.
            person_id: whom.
            typed: their mail address, as it was typed.

        Returns:
            How many values elsewhere named them.

        Raises:
            Invalid: the address is another.
            Conflict: it is the last owner.
        """
        actor.administer("person")
        with self._db.transaction() as session:
            row = people.get(session, person_id)
            _typed(typed, row.email)
            if people.roles_of(session, person_id).get("") is Role.OWNER and not farewell.another_owner(session, person_id):
                raise Conflict("This is the last owner of the agency.", remedy="Make somebody else an owner first.")
            farewell.forget_person(session, row)
            pseudonym = f"person:{person_id}"
            found = farewell.rename_everywhere(session, row.email, row.name, pseudonym)
            row.email, row.name, row.status = f"{person_id}{GONE}", ERASED, PersonStatus.DISABLED
            row.password, row.subject, row.totp, row.recovery = "", "", {}, []
            history.note(session, Change("", "person", person_id, "", "erased", actor.label, self._clock.now()))
        return found

    def _remove(self, client_id: str, files: farewell.Files) -> None:
        media = self._folder / "media"
        for media_id, name, digest in files.media:
            copies = [] if digest in files.shared or not digest else sorted(media.glob(f"fit-{digest[:32]}-*"))
            for gone in (media / name, media / f"thumb-{media_id}.jpg", *copies):
                gone.unlink(missing_ok=True)
        for made in made_for(media, client_id):
            made.unlink(missing_ok=True)
        for path in files.uploads:
            Path(path).unlink(missing_ok=True)
        for report in files.reports:
            shutil.rmtree(self._folder / "reports" / report, ignore_errors=True)
        for export in (self._folder / "exports").glob(f"{client_id}-*.zip"):
            export.unlink(missing_ok=True)


def _typed(typed: str, wanted: str) -> None:
    if typed.strip() != wanted:
        raise Invalid("What was typed is something else.", field="typed", remedy=f"Type exactly: {wanted}")
