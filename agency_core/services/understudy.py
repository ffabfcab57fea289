"""Understudy: the rows that a rehearsal needs, taken from the real agency as a file, and an agency on the side made of them.

Every account of the copy is one on the simulators: no login leaves the real agency.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from agency_core.domain.rehearsal import Shift
from agency_core.security import kept_files
from agency_core.services.parcel import ParcelReader, ParcelWriter
from agency_core.services.sandbox_account import stand_in
from agency_core.services.vault import Vault
from agency_core.store.database import Database
from agency_core.store.queries import archive, rehearsal

PARCEL = "rows.zip"
_MOMENTS = ("due_at", "next_attempt_at", "expires_at", "scheduled_time")


@dataclass(frozen=True)
class Week:
    """Whose plan, from when to when."""

    client_id: str
    starts_at: datetime
    ends_at: datetime


class LentKeys:
    """The keys of one client's files, as somebody told them who has the key file; what is new is not sealed with them."""

    is_on = False

    def __init__(self, client_id: str, keys: Mapping[str, str]) -> None:
        """`keys` are those of `client_id` by their names, in hexadecimal digits."""
        self._client_id = client_id
        self._keys = keys
        kept_files.serve(self)

    def of_file(self, client_id: str, name: str) -> bytes | None:
        """The key with this name; None when it was not told."""
        return bytes.fromhex(self._keys[name]) if client_id == self._client_id and name in self._keys else None

    def for_files(self, client_id: str) -> None:
        """None: nothing is sealed."""


def written(session: Session, week: Week, media: Path, folder: Path) -> set[str]:
    """Put what the rehearsal needs into `folder`: a file of rows, and the client's media without copying their bytes.

    Returns:
        The names of the keys that these are sealed with.
    """
    with ParcelWriter(folder / PARCEL) as parcel:
        for name in rehearsal.COPIED:
            parcel.table(name, rehearsal.copied(session, name, week.client_id, week.starts_at, week.ends_at))
    links = folder / "data" / "media"
    links.mkdir(parents=True)
    names = set()
    for file in media.iterdir() if media.exists() else ():
        if file.is_file() and not file.name.endswith(".part"):
            with suppress(FileNotFoundError):  # the library has just forgotten it
                owner, name = kept_files.sealed_for(file)
                if owner in {week.client_id, ""}:
                    _linked(file, links / file.name)
                    names.add(name)
    return names - {""}


def _linked(file: Path, to: Path) -> None:
    try:
        os.link(file, to)
    except OSError:  # another disk, or one without links
        shutil.copyfile(file, to)


def zone_of(folder: Path) -> str:
    """The time zone of the client whose rows are in `folder`."""
    with ParcelReader(folder / PARCEL) as parcel:
        return str(next(parcel.table("client", archive.shapes("client")))["timezone"])


def read(db: Database, vault: Vault, folder: Path, shift: Shift | None) -> list[str]:
    """Fill the database of the rehearsal from `folder`; the profiles that stand in for the accounts, as tokens name them."""
    profiles = []
    with ParcelReader(folder / PARCEL) as parcel, db.transaction() as session:
        for name in rehearsal.COPIED:
            rows = [_fresh(name, row, shift) for row in parcel.table(name, archive.shapes(name))]
            if name == "account":
                profiles = [_stands_in(row, vault) for row in rows]
            if rows:
                archive.add(session, name, rows)
    return profiles


def remarks(folder: Path, shift: Shift) -> list[tuple[datetime, str, str]]:
    """(new time, title, remark) of what the change of the clocks does to planned times."""
    with ParcelReader(folder / PARCEL) as parcel:
        rows = [row for row in parcel.table("content", archive.shapes("content")) if row["scheduled_time"]]
    said = [(shift.moved(row["scheduled_time"]), row["title"], shift.remark(row["scheduled_time"])) for row in rows]
    return sorted(each for each in said if each[2])


def _fresh(name: str, row: dict[str, Any], shift: Shift | None) -> dict[str, Any]:
    moved: dict[str, Any] = {key: shift.moved(row[key]) for key in _MOMENTS if shift and row.get(key) is not None}
    if name == "delivery":
        moved |= {"publish_state": {}, "attempts": 0, "preflight": {}}
    if name == "client":
        moved["publishing_paused"] = False
    return {**row, **moved}


def _stands_in(row: dict[str, Any], vault: Vault) -> str:
    """Make an account one on the simulators, with a profile of its own there."""
    token, held = stand_in(str(row["id"]), str(row["client_id"]), str(row["platform"]), vault)
    row.update(held, token_expires_at=None, scopes=[])
    return str(token).rpartition(".")[0]
