"""What is kept: the database and its schema, rights of files, the key, backups, the log."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from agency_core.domain.health import in_words, silence
from agency_core.domain.operations import CheckView
from agency_core.observe import logs, traces
from agency_core.security.sealing import is_sealed
from agency_core.services.checks.patient import Patient, failed, warning, well
from agency_core.services.plain_copies import plain_copies
from agency_core.services.vault import Vault
from agency_core.store.key_file import key_path
from agency_core.store.queries import facts, facts_house, secret
from agency_core.store.schema import standing

LATE = 1.5
"""How many times its rhythm a backup may be old."""


def integrity(patient: Patient) -> CheckView:
    """Whether the database is sound; reads all of its file."""
    found, size = patient.read(lambda session: (facts.damage(session), facts.size(session)))
    if found:
        remedy = "Restore the last backup: python -m agency_core restore."
        return failed("Database", f"The file is damaged: {'; '.join(found[:3])}", remedy)
    where = "" if patient.db.is_embedded else f", {patient.db.address}"
    return well("Database", f"{size / 1024**2:.1f} MB, sound{where}")


def schema(patient: Patient) -> CheckView:
    """Whether every migration was made."""
    found = standing(patient.db)
    if found.current:
        return well("Schema", f"revision {found.revision}, the newest")
    detail = f"revision {found.revision or 'none'}, the newest is {found.newest}"
    return failed("Schema", detail, "Start the agency once: it brings the schema to the newest revision.")


def rights(patient: Patient) -> CheckView:
    """Whether others on this machine can change the data or read the key."""
    if os.name != "posix":
        return well("Rights", "not checked on this system")
    place = patient.settings.data.resolve()
    key = key_path(patient.settings.key_file, patient.settings.data)
    wrong, remedies = [], []
    if place.stat().st_mode & stat.S_IWOTH:
        wrong.append("everybody on this machine can write to the data folder")
        remedies.append(f"chmod o-w '{place}'")
    if key.exists() and key.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        wrong.append("others can read the key file")
        remedies.append(f"chmod 600 '{key}'")
    if wrong:
        return failed("Rights", " and ".join(wrong).capitalize(), "; ".join(remedies))
    if key.resolve().is_relative_to(place):
        return warning("Rights", "The key lies in the data folder", "Move it elsewhere and name it in AGENCY_KEY_FILE.")
    return well("Rights", "data folder and key file are this user's")


def key(patient: Patient) -> CheckView:
    """Whether the key opens what is sealed: one secret is opened to see."""
    path = key_path(patient.settings.key_file, patient.settings.data)
    held = patient.read(lambda session: [
        (each.stored, each.place) for each in secret.kept(session) if is_sealed(each.stored)
    ][:1])
    if not held:
        return well("Key", "nothing is sealed yet")
    Vault(patient.db, path).open(*held[0])
    return well("Key", f"opens what is sealed: {path}")


def encryption(patient: Patient) -> CheckView:
    """Whether the database is encrypted, and no copy from before that lies about."""
    if not patient.db.is_embedded:
        return well("Encryption", "the server's: encrypt its disk; what is sealed is sealed there too")
    if patient.db.key is None:
        remedy = "Stop the agency, take AGENCY_DB_ENCRYPTION=off away and start it: that encrypts the database."
        return warning("Encryption", "The database is not encrypted: whoever copies its file can read it", remedy)
    if found := plain_copies(patient.db.file):
        detail = f"{len(found)} older copies of the database are not encrypted: {found[0].name}" + (", ..." if found[1:] else "")
        return warning("Encryption", detail, "Delete them when there is a newer backup.")
    return well("Encryption", "the database file, its journal and its backups")


def backups(patient: Patient) -> CheckView:
    """Whether the newest verified backup is as young as planned."""
    planned = patient.read(facts_house.backup)
    if planned is None:
        return well("Backups", "nothing to back up, or none is planned")
    age = silence(patient.now, planned.last_at or planned.since)
    detail = f"the newest verified one is {in_words(age)} old" if planned.last_at else "there is no verified one yet"
    if age <= LATE * planned.every:
        return well("Backups", detail)
    return warning("Backups", detail, "Make one (Operations, Backups), and see there why the planned one failed.")


def log(patient: Patient) -> CheckView:
    """Whether the log can be written, and whether this process lost lines of it."""
    path, state = logs.path_in(patient.settings.data), logs.file_state()
    remedy = f"Free some space, and give yourself the right to write to '{path.parent}'."
    if state is not None and state.lost:
        return warning("Log", f"{state.lost} lines could not be written: {state.problem or 'it works again'}", remedy)
    if not _writable(path):
        return warning("Log", f"{path} cannot be written", remedy)
    return well("Log", str(path))


def exports(patient: Patient) -> CheckView:
    """Whether traces that somebody asked for can be sent."""
    if not patient.settings.otlp_endpoint:
        return well("Traces", "not asked for")
    if not traces.installed():
        return warning("Traces", "AGENCY_OTLP_ENDPOINT is set, and the packages are missing", f"pip install {traces.PACKAGES}")
    return well("Traces", "sent to the collector")


def _writable(path: Path) -> bool:
    place = path if path.exists() else path.parent if path.parent.exists() else path.parent.parent
    return os.access(place, os.W_OK)
