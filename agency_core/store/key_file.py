"""The key file: away from the data it opens, for its owner's eyes only, made when it is first needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from filelock import FileLock

from agency_core.errors import SetupProblem
from agency_core.security.sealing import Keyring
from agency_core.store.disk import sync_folder
from agency_core.store.marker import marked

NOTE = (
    "# The key of an agency desk: it opens its database, its backups and the logins of the connected accounts. Lost, they\n"
    "# are lost. Keep a copy of this file, and keep it away from the backups, which never hold it.\n"
)
_SET_ANOTHER = "Name another place with AGENCY_KEY_FILE."


def key_path(named: str, data: Path) -> Path:
    """Where the key of the agency in the folder `data` lies; `named` is what the setting says, empty for the usual place.

    Raises:
        SetupProblem: it would lie among the data, or there is no home folder to put it into.
    """
    path = Path(named).expanduser() if named else _home() / f"{_installation(data)}.key"
    if path.resolve().is_relative_to(data.resolve()):
        raise SetupProblem(
            "The key file lies in the data folder: a copy of that folder would open itself.", field="AGENCY_KEY_FILE",
            remedy=_SET_ANOTHER,
        )
    return path


def read(path: Path, needed: Iterable[str] = ()) -> Keyring | None:
    """The keys in `path`, or in a neighbour of the same folder that has all the `needed` ones; None when there is none.

    A neighbour has them when a backup was restored into another data folder.

    Raises:
        SetupProblem: the file cannot be read, or holds no key.
    """
    if path.exists():
        return _read(path)
    wanted = set(needed)
    for other in sorted(path.parent.glob("*.key")) if wanted else ():
        found = _read(other)
        if wanted <= set(found.ids):
            return found
    return None


def near(path: Path) -> Iterator[Keyring]:
    """The keys in `path`, then those of its neighbours: what a restored database needs may be there.

    Raises:
        SetupProblem: a file cannot be read, or holds no key.
    """
    others = sorted(other for other in path.parent.glob("*.key") if other != path)
    return (_read(each) for each in (path, *others) if each.exists())


def adopt(path: Path, ring: Keyring) -> Keyring:
    """Keep the keys of another installation in `path` too, behind those that are there; all that it holds then.

    Raises:
        SetupProblem: it cannot be read or written.
    """
    if path.exists() and set(ring.keys) <= set((known := _read(path)).keys):
        return known
    return _changed(path, lambda known: (*known, *(key for key in ring.keys if key not in known)))


def renew(path: Path) -> Keyring:
    """Put a new key before those in `path`; all that it holds then.

    Raises:
        SetupProblem: it cannot be read or written.
    """
    return _changed(path, lambda known: (*Keyring.new().keys, *known))


def keep_only(path: Path, needed: Collection[str]) -> Keyring:
    """Take out of `path` all keys but those with these names; all that it holds then.

    Raises:
        SetupProblem: it cannot be read or written, or none would be left.
    """
    return _changed(path, lambda known: tuple(key for key in known if Keyring((key,)).ids[0] in needed))


def create(path: Path) -> Keyring:
    """The keys in `path`, which is made with a new key unless another process was first.

    Raises:
        SetupProblem: it cannot be written.
    """
    return _read(path) if path.exists() else _changed(path, lambda known: known or Keyring.new().keys)


def _changed(path: Path, change: Callable[[tuple[bytes, ...]], tuple[bytes, ...]]) -> Keyring:
    """The keys in `path` after a change of them, which one process at a time makes."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(path.with_name(f"{path.name}.lock")):
            known = _read(path).keys if path.exists() else ()
            wanted = change(known)
            if wanted != known:
                _write(path, Keyring(wanted))
    except OSError as error:
        raise SetupProblem(
            f"The key file {path} cannot be written: {error.strerror or error}.", field="AGENCY_KEY_FILE", remedy=_SET_ANOTHER,
        ) from error
    return _read(path)


def _write(path: Path, ring: Keyring) -> None:
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as opened:
        opened.write(NOTE + ring.text())
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(path)
    sync_folder(path.parent)


def _read(path: Path) -> Keyring:
    try:
        return Keyring.read(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        said = f"The key file {path} cannot be read: {error}."
        raise SetupProblem(said, field="AGENCY_KEY_FILE", remedy="Let the agency's user read it.") from error


def _home() -> Path:
    """The folder for keys in this user's settings."""
    named = os.environ.get("APPDATA") if sys.platform == "win32" else os.environ.get("XDG_CONFIG_HOME")
    try:
        return (Path(named) if named else Path.home() / ".config") / "agency" / "keys"
    except RuntimeError as error:
        raise SetupProblem("There is no home folder for the key file.", field="AGENCY_KEY_FILE", remedy=_SET_ANOTHER) from error


def _installation(data: Path) -> str:
    return marked(data).get("installation", "unmarked")
