"""Archive: one client as a file that can move to another installation, and what a restored agency may not send unasked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from agency_core import __version__
from agency_core.domain.actor import Actor
from agency_core.domain.client import ClientView
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change
from agency_core.errors import Conflict, Invalid
from agency_core.security.kept_files import FileKeys
from agency_core.services.audit import note
from agency_core.services.baggage import Baggage
from agency_core.services.owner import whole
from agency_core.services.parcel import Manifest, ParcelReader, ParcelWriter
from agency_core.services.resettle import NAMED, Register, settled
from agency_core.services.tally import recounted
from agency_core.services.whole_file import whole_file
from agency_core.store.database import Database
from agency_core.store.queries import archive, history
from agency_core.store.queries import client as clients

BATCH = 500


class Archive:
    """Exports and imports of one installation."""

    def __init__(self, db: Database, clock: Clock, folder: Path, files: FileKeys) -> None:
        """`folder` is the data folder; exports go below it when no target is named. `files`: what media are sealed with."""
        self._db = db
        self._clock = clock
        self._folder = folder
        self._files = files

    def hold(self, actor: Actor) -> tuple[int, int]:
        """After a restoration: keep what is due, or was being sent, for a person. How many missed and unconfirmed.

        Raises:
            Conflict: an engine runs, and may have sent some of it.
        """
        whole(actor)
        now = self._clock.now()
        with self._db.transaction() as session:
            if archive.beating(session, now):
                raise Conflict("An engine was running a moment ago.", remedy="Stop all workers, wait 15 seconds, and try again.")
            return archive.hold(session, actor.label, now)

    def export(self, actor: Actor, client_id: str, *, target: Path | None = None) -> Path:
        """Write everything of one client to `target`, without credentials.

        Raises:
            NotFound: no such client.
            Exists: there is such a file.
        """
        actor.decide(client_id)
        now = self._clock.now()
        file = target or self._folder / "exports" / f"{client_id}-{now:%Y%m%d-%H%M%S}.zip"
        with self._db.reading() as session:
            name = clients.get(session, client_id).name
            with whole_file(file) as part, ParcelWriter(part) as parcel:
                rows = {table: parcel.table(table, archive.rows_of(session, client_id, table))
                        for table in (*archive.OF_CLIENT, *archive.TOLD)}
                Baggage(self._db, self._folder / "media").pack(parcel, client_id)
                parcel.manifest(Manifest(client_id, name, __version__, now.isoformat(), rows))
        with self._db.transaction() as session:
            note(session, actor, "client.exported", noun="client", subject_id=client_id, client_id=client_id)
        return file

    def import_(self, actor: Actor, file: Path) -> ClientView:
        """Bring in a client from an export. What was planned comes as history only; accounts have to be connected again.

        Raises:
            Invalid: the file is no export, was changed, or comes from a newer version.
        """
        whole(actor)
        baggage = Baggage(self._db, self._folder / "media")
        try:
            with ParcelReader(file) as parcel:
                made = self._imported(actor, parcel, baggage, file.name)
        except BaseException:
            baggage.drop()
            raise
        baggage.seal(self._files, made.id)
        return made

    def _imported(self, actor: Actor, parcel: ParcelReader, baggage: Baggage, name: str) -> ClientView:
        now, told, register = self._clock.now(), parcel.manifest(), _met(parcel)
        if list(register.ids["client"]) != [told.client_id]:
            raise Invalid("The export does not hold one client.", field="file", remedy="Export the client again.")
        media = baggage.unpack(parcel, register, now)
        with self._db.transaction() as session:
            _find_room(session, register, now)
            for table in archive.OF_CLIENT:
                rows = media if table == "media" else parcel.table(table, archive.shapes(table))
                for batch in _batches(register.here(table, settled(table, row, register.delivered)) for row in rows):
                    archive.add(session, table, batch)
            row = clients.get(session, register.ids["client"][told.client_id])
            recounted(session, row.id)
            if row.id != told.client_id:
                row.name = f"{row.name} (imported)"
            history.note(session, Change(row.id, "client", row.id, "", "imported", actor.label, now, f"from {name}"))
            return row.view()


def _met(parcel: ParcelReader) -> Register:
    """Everything that the parcel holds, by its ids; every row is checked on the way."""
    register = Register()
    for table in archive.OF_CLIENT:
        register.ids[table] = {}
        for row in parcel.table(table, archive.shapes(table)):
            register.meet(table, row)
    return register


def _find_room(session: Session, register: Register, now: datetime) -> None:
    """New ids for those that are taken here; posts are numbered anew in any case."""
    for noun, ids in register.ids.items():
        if noun == "media":
            continue  # they have their ids since their files were unpacked
        if noun == "post":
            first = archive.next_post(session)
            ids.update({old: first + place for place, old in enumerate(ids)})
            continue
        for old in archive.taken(session, noun, ids) if ids else ():
            ids[old] = archive.free_name(session, noun, old, set(ids)) if noun in NAMED else new_id(now)


def _batches(rows: Iterable[archive.Row]) -> Iterator[list[archive.Row]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch
