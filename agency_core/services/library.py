"""Library: a client's pictures, videos and documents, kept once and sent to each platform as it takes them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.media import SUFFIXES, MediaChanges, MediaFilter, MediaUse, MediaView, Sending
from agency_core.domain.operations import Change
from agency_core.domain.paging import Listing, Page
from agency_core.domain.permission import Verb
from agency_core.errors import Conflict, Invalid, NotFound, SetupProblem, StorageFailed, TooLarge
from agency_core.models import MediaRow
from agency_core.security import kept_files
from agency_core.services.addresses import MediaAddresses
from agency_core.services.fitting import Fitting
from agency_core.services.shelf import Shelf
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import history, media
from agency_core.store.reach import present

NAME_LIMIT = 200
ALT_LIMIT = 4_000


class Library:
    """The media of all clients."""

    def __init__(
        self, db: Database, clock: Clock, shelf: Shelf, most_mb: int, fitting: Fitting, addresses: MediaAddresses
    ) -> None:
        """Files lie on the `shelf`; one may have `most_mb` megabytes; `fitting` makes what platforms are sent.

        `addresses` are those at which networks fetch them.
        """
        self._db = db
        self._clock = clock
        self._shelf = shelf
        self._folder = shelf.folder
        self._most_mb = most_mb
        self._fitting = fitting
        self.addresses = addresses

    def add(
        self, actor: Actor, client_id: str, *, name: str, chunks: Iterable[bytes], alt_text: str = ""
    ) -> MediaView:
        """Keep a file, streaming it to disk sealed; the same bytes again give the medium that is there already.

        Raises:
            TooLarge: it has more bytes than one file may have.
            Invalid: it is empty, damaged, or nothing that the library keeps.
        """
        with self._db.reading() as session:
            clients.get(session, client_id)
        actor.write(client_id, "medium")
        changes = _checked(MediaChanges(_file_name(name), alt_text))
        media_id = new_id(self._clock.now())
        part, thumb = self._folder / f"{media_id}.part", self._folder / f"thumb-{media_id}.jpg"
        kept: MediaView | None = None
        counted = _Counted(chunks, self._most_mb)
        try:
            self._shelf.keep(part.name, counted, client_id)
            digest, size = counted.told()
            with self._db.reading() as session:
                before = media.same(session, client_id, digest)
            if before is not None:
                return media.view(before)
            found = self._shelf.look(part, client_id, thumb.name)
            row = MediaRow(
                id=media_id, client_id=client_id, name=changes.name, file=f"{media_id}.{SUFFIXES[found['mime']]}",
                thumb=thumb.name if thumb.exists() else "", sha256=digest, mime=found["mime"], bytes=size,
                width=found.get("width", 0), height=found.get("height", 0), seconds=found.get("seconds", 0.0),
                alt_text=changes.alt_text, created_by=actor.label, created_at=self._clock.now(),
            )
            part.replace(self._folder / row.file)
            kept = self._entered(row, actor)
            return kept
        finally:
            part.unlink(missing_ok=True)
            if kept is None or kept.id != media_id:
                for stray in self._folder.glob(f"*{media_id}.*"):
                    stray.unlink(missing_ok=True)

    def get(self, actor: Actor, media_id: str) -> MediaView:
        """One medium."""
        with self._db.reading() as session:
            row = media.get(session, media_id)
            actor.reach(row.client_id, "medium")
            return media.view(row)

    def list(self, actor: Actor, *, filter: MediaFilter, page: Page | None = None) -> Listing[MediaView]:
        """Media that fit, newest first."""
        if filter.client_id:
            actor.reach(filter.client_id, "medium")
        with self._db.reading() as session:
            return media.matching(session, filter, actor.clients, page or Page())

    def used_by(self, actor: Actor, media_id: str) -> tuple[MediaUse, ...]:
        """The content that shows a medium, newest first."""
        with self._db.reading() as session:
            row = media.get(session, media_id)
            actor.reach(row.client_id, "medium")
            return media.uses(session, row)

    def known(self, client_id: str, files: Collection[str]) -> Mapping[str, MediaView]:
        """Those of these files that the client's library has, by file name."""
        with self._db.reading() as session:
            return media.named(session, client_id, files)

    def update(self, actor: Actor, media_id: str, *, changes: MediaChanges) -> MediaView:
        """Rename a medium or say what it shows; content keeps the words that it was given.

        Raises:
            Invalid: a text is too long, or the name empty.
        """
        checked = _checked(changes)
        with self._db.transaction() as session:
            row = media.get(session, media_id)
            actor.write(row.client_id, "medium")
            row.name = row.name if checked.name is None else checked.name
            row.alt_text = row.alt_text if checked.alt_text is None else checked.alt_text
            return media.view(row)

    def delete(self, actor: Actor, media_id: str) -> None:
        """Delete a medium: its file, its small picture and every copy made of it.

        Raises:
            Conflict: content that is not published yet shows it.
        """
        with self._db.transaction() as session:
            row = media.get(session, media_id)
            actor.write(row.client_id, "medium")
            needed = media.needed(media.uses(session, row))
            if needed:
                raise Conflict(
                    f"Content that is not published yet shows it: {needed[0].title!r}"
                    f"{f' and {len(needed) - 1} more' if len(needed) > 1 else ''}.",
                    field="media_id", remedy="Take it out there first.",
                )
            shared = media.is_used_elsewhere(session, row)
            now = self._clock.now()
            history.note(session, Change(row.client_id, "media", row.id, "kept", "deleted", actor.label, now, row.name))
            session.delete(row)
        copies = [] if shared else sorted(each.name for each in self._folder.glob(f"fit-{row.sha256[:32]}-*"))
        self._shelf.remove(row.file, f"thumb-{row.id}.jpg", *copies)

    def thumb(self, actor: Actor, media_id: str) -> Path:
        """The small picture of a medium, a JPEG; a kept file, as all that lie here.

        Raises:
            NotFound: there is no such medium, or nothing of it can be shown.
        """
        file = self.small(self.get(actor, media_id))
        if file is None:
            raise NotFound("There is no small picture of it.", field="media_id", remedy="Open the file itself.")
        return file

    def small(self, view: MediaView) -> Path | None:
        """The small picture of a medium that was seen already, a JPEG; None when nothing of it can be shown."""
        file = self._folder / f"thumb-{view.id}.jpg"
        return file if view.thumb_url and file.is_file() else None

    def file(self, view: MediaView) -> Path:
        """Where the file of a medium lies that was seen already."""
        return self._folder / view.file

    def shown(self, actor: Actor, file: Path) -> Path:
        """`file` of the media folder, for whoever may see it: of a client in reach, or for those who run the installation.

        Copies that were made and title cards are of the client whose key they need.

        Raises:
            NotFound: it is not there, or of somebody else: in the same words.
        """
        if not file.is_file() or not self._is_shown(actor, file):
            raise NotFound("There is no such file.", field="name", remedy="Check the name.")
        return file

    def sent_as(self, actor: Actor, media_id: str, *, platforms: Collection[str]) -> tuple[Sending, ...]:
        """What each platform is sent of a medium; copies that are not there yet are made, which may take a second each."""
        view = self.get(actor, media_id)
        return tuple(self._sending(view, each) for each in platforms)

    def prune(self) -> int:
        """Delete copies that were not sent for long, and what broken uploads left behind; how many files."""
        return self._shelf.prune(self._clock.now())

    def _is_shown(self, actor: Actor, file: Path) -> bool:
        with self._db.reading() as session:
            if media.is_of_reach(session, file.name):
                return True
        owner, _ = kept_files.sealed_for(file)
        if owner:
            return owner not in present().reviewed and actor.may(Verb.VIEW, owner, "medium")
        return actor.owns("medium")

    def _entered(self, row: MediaRow, actor: Actor) -> MediaView:
        """The medium as the library keeps it: that of somebody who was faster with the same bytes, else `row`."""
        with self._db.transaction() as session:
            before = media.same(session, row.client_id, row.sha256)
            if before is not None:
                return media.view(before)
            session.add(row)
            change = Change(row.client_id, "media", row.id, "", "kept", actor.label, row.created_at, row.name)
            history.note(session, change)
            return media.view(row)

    def _sending(self, view: MediaView, platform: str) -> Sending:
        planned = self._fitting.planned(view.facts, platform)
        try:
            _, facts = self._fitting.sent(self.file(view), view.facts, platform)
        except (Invalid, SetupProblem, StorageFailed, OSError) as error:
            said = "The file is gone from the media folder." if isinstance(error, OSError) else error.message
            return Sending(platform, planned.mime, planned.width, planned.height, planned.bytes, planned.changed, said)
        return Sending(platform, facts.mime, facts.width, facts.height, facts.bytes, planned.changed)


class _Counted:
    """An upload on its way: how many bytes went by, and what they are."""

    def __init__(self, chunks: Iterable[bytes], most_mb: int) -> None:
        self._chunks, self._most_mb = chunks, most_mb
        self._digest, self._size = hashlib.sha256(), 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._size += len(chunk)
            if self._size > self._most_mb * 1024**2:
                raise TooLarge(
                    f"The file is larger than {self._most_mb} MB.", field="file",
                    remedy="Make it smaller, or raise AGENCY_MEDIA_MB.",
                )
            self._digest.update(chunk)
            yield chunk

    def told(self) -> tuple[str, int]:
        """SHA-256 and size of all of it."""
        if not self._size:
            raise Invalid("The file is empty.", field="file", remedy="Choose another one.")
        return self._digest.hexdigest(), self._size


def _file_name(name: str) -> str:
    """The last part of a name as a browser sends it, fit to be shown."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(each for each in last if each.isprintable()).strip()[:NAME_LIMIT] or "Untitled"


def _checked(changes: MediaChanges) -> MediaChanges:
    for field, text, limit in (("name", changes.name, NAME_LIMIT), ("alt_text", changes.alt_text, ALT_LIMIT)):
        if text is not None and len(text) > limit:
            raise Invalid(f"{field} has {len(text)} characters.", field=field, remedy=f"Use at most {limit}.")
        if text is not None and ("\x00" in text or any(0xD800 <= ord(each) <= 0xDFFF for each in text)):
            raise Invalid(f"{field} holds characters that cannot be stored.", field=field, remedy="Remove them.")
    if changes.name is not None and not changes.name.strip():
        raise Invalid("name is empty.", field="name", remedy="Write something.")
    return MediaChanges(
        None if changes.name is None else changes.name.strip(), None if changes.alt_text is None else changes.alt_text.strip()
    )
