"""Whether a copy of the database is a whole agency: opened, examined, counted, and one secret of it unsealed.

As a process of its own (a drill) it also brings the copy to the present schema. It gets a JSON request on standard input and
answers with one JSON object on standard output.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from agency_core.domain.clock import SystemClock
from agency_core.errors import AgencyError, StorageFailed
from agency_core.security.sealing import is_sealed, missing_key
from agency_core.services.vault import Vault
from agency_core.store import key_file
from agency_core.store.database import Database
from agency_core.store.opening import key_for
from agency_core.store.queries import archive
from agency_core.store.queries import secret as secrets
from agency_core.store.schema import migrate, standing


@dataclass(frozen=True)
class Examined:
    """What was found: rows of each table, the schema, and the name of the key that opened a secret (empty: there is none)."""

    rows: dict[str, int]
    revision: str
    key_id: str


def examined(file: Path, key: Path, *, to_present: bool = False) -> Examined:
    """Open the copy `file` of an embedded database, of the present schema unless it is brought `to_present` first.

    Args:
        file: which may be written to: what SQLite keeps beside it is gone at the end.
        key: where the key of the agency lies.
        to_present: bring it to this version's schema, as a restoration does.

    Raises:
        StorageFailed: it is damaged, not of an agency, or cannot be read, or a secret does not open.
        SetupProblem: the key that opens it, or its secrets, is missing.
    """
    db = Database(file, SystemClock(), key_for(file, key))
    try:
        with db.reading() as session:
            wrong = archive.quick_check(session)
        revision = standing(db).revision
        if wrong or not revision:
            said = wrong or "it is not of an agency"
            raise StorageFailed(f"The copy is not sound: {said}.", remedy="Check the disk, try again.")
        if to_present:
            migrate(db)
        with db.reading() as session:
            rows = archive.counts(session)
        return Examined(rows, revision, _unsealed(db, key))
    finally:
        db.close()


def _unsealed(db: Database, key: Path) -> str:
    """The name of the key that opened the first sealed secret. No key is made where there is none."""
    with db.reading() as session:
        held = next(((each.stored, each.place) for each in secrets.kept(session) if is_sealed(each.stored)), None)
        needed = secrets.roots(session)
    if held is None:
        return ""
    ring = key_file.read(key, needed)
    if missing := needed - set(ring.ids if ring else ()):
        raise missing_key(min(missing))
    Vault(db, key, ring=ring).open(*held)
    return min(needed)


def main() -> None:
    """Answer one request: `{"file": ..., "key": ...}`."""
    asked = json.load(sys.stdin)
    try:
        answer: dict[str, object] = asdict(examined(Path(asked["file"]), Path(asked["key"]), to_present=True))
    except AgencyError as error:
        answer = {"failed": error.message}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
