"""SQLCipher: the one SQLite library that opens our files, with their key or, when encryption is switched off, without."""

from __future__ import annotations

from contextlib import closing
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from agency_core.errors import SetupProblem
from agency_core.store import one_library

PLAIN = b"SQLite format 3\x00"
"""How a database begins that is not encrypted; an encrypted one begins with sixteen random bytes."""
BUSY_MS = 10_000
_CACHE_KB = 16_000


@cache
def library() -> ModuleType:
    """The module that opens databases; nothing else may take its place.

    Raises:
        SetupProblem: it is not installed, or what is installed under its name does not encrypt.
    """
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise SetupProblem(
            f"SQLCipher, which encrypts the database, cannot be loaded ({error}). Nothing was opened.",
            remedy="Install it: pip install -r requirements.txt",
        ) from error
    with closing(dbapi2.connect(":memory:")) as probe:
        if not probe.execute("PRAGMA cipher_version").fetchone():
            raise SetupProblem(
                "The library that was found under the name of SQLCipher does not encrypt. Nothing was opened.",
                remedy="Install SQLCipher in its place: pip install --force-reinstall -r requirements.txt",
            )
    return dbapi2  # type: ignore[no-any-return]  # it comes without types


def connect(file: Path, key: bytes | None, *, mode: str = "mode=rwc") -> Any:  # noqa: ANN401 - a connection of the driver
    """Open a database; what is read from it later may still say that the key is wrong.

    Args:
        file: created when absent, unless `mode` says otherwise.
        key: 32 bytes; None for a file that is not encrypted.
        mode: of opening, as SQLite's addresses have it: `mode=rwc`, `mode=rw`, `mode=ro`, `immutable=1`.

    Raises:
        SetupProblem: the library is missing, or the file is not encrypted although there is a key.
    """
    made = library().connect(
        f"{file.absolute().as_uri()}?{mode}", uri=True, check_same_thread=False, timeout=BUSY_MS / 1000, isolation_level=None
    )
    one_library.keep_for_us(file)
    try:
        made.execute("PRAGMA cipher_log_level = NONE")  # it would write to standard error; whoever calls tells it in words
        if key is not None:
            made.execute(f"PRAGMA key = {literal(key)}")
            if is_plain(file):
                raise SetupProblem(
                    f"{file} is not encrypted although it should be.", remedy="Stop the agency: python -m agency_core encrypt"
                )
        made.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    except BaseException:
        made.close()
        raise
    return made


def literal(key: bytes | None) -> str:
    """A key as SQLCipher's sentences have it; the key itself, without deriving another from it."""
    return f"\"x'{key.hex()}'\"" if key is not None else "''"


def is_plain(file: Path) -> bool:
    """Whether this is a database that everybody can read."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(PLAIN)) == PLAIN
    except FileNotFoundError:
        return False


def opens(file: Path, key: bytes | None) -> bool:
    """Whether `key` is that of a database; nothing is written, and nothing appears beside it."""
    if is_plain(file) or key is None:
        return is_plain(file) and key is None
    known = library()
    try:
        with closing(connect(file, key, mode=quiet_mode(file))) as opened:
            opened.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except known.OperationalError:  # locked or unreadable: whoever opens it next says so in its own words
        return True
    except known.DatabaseError as error:
        return "not a database" not in str(error)
    return True


def quiet_mode(file: Path) -> str:
    """How to open a file that is only read: without a journal nobody has it open, and none shall appear."""
    return "mode=ro" if file.with_name(f"{file.name}-wal").exists() else "immutable=1"
