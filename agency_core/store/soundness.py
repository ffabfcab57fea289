"""A look at a database file before it is opened: is it whole? It is only read, and its newest whole backup is named if not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from agency_core.errors import SetupProblem
from agency_core.store import cipher

HEADER = 100
PAGE = 4096
"""Bytes of a page of an encrypted file."""
LOOKED_THROUGH = 32 * 1024**2
"""Files up to this size are looked through at every start (less than 200 ms); of larger ones only the head, and by `doctor`."""
FIRST_TABLE = "alembic_version"
_IN_ZIP = "database.sqlite3"


def refuse_damaged_file(file: Path, key: bytes | None) -> None:
    """Refuse a database file that is not whole.

    Raises:
        SetupProblem: it is cut off, no database, or damaged; it names the newest backup that is whole.
    """
    if not file.exists():
        return
    if wrong := wrong_with(file, key):
        raise damaged(file, wrong, key)


def refuse_foreign_file(file: Path, key: bytes | None) -> None:
    """Refuse a database of something else: an agency would be made inside it.

    Raises:
        SetupProblem: it has tables, and none that an agency begins with.
    """
    if not file.exists():
        return
    try:
        with closing(cipher.connect(file, key, mode=cipher.quiet_mode(file))) as connection:
            tables = [str(name) for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    except cipher.library().DatabaseError:  # whoever opens it next says what is wrong with it
        return
    if tables and FIRST_TABLE not in tables:
        raise SetupProblem(
            f"{file} is a database, but not of an agency: it has the tables {', '.join(tables[:3])}.",
            remedy="Move it away, or name another folder with AGENCY_DATA.",
        )


def damaged(file: Path, wrong: str, key: bytes | None) -> SetupProblem:
    """The refusal of a file of which is known what is wrong; `key` opens backups that are a database alone."""
    backup = newest_whole_backup(file.parent / "backups", key)
    found = f"The newest whole backup is {backup}." if backup else f"There is no whole backup in {file.parent / 'backups'}."
    return SetupProblem(
        f"The database {file} is damaged ({wrong}). It was not touched. {found}",
        remedy=f"Keep a copy of it for rescue, then restore: {restoring(file, key)}",
    )


def restoring(file: Path, key: bytes | None = None) -> str:
    """The command that brings the newest whole backup back in the place of a database file."""
    return f"python -m agency_core restore {newest_whole_backup(file.parent / 'backups', key) or 'FILE'} --force"


def wrong_with(file: Path, key: bytes | None) -> str:
    """What is wrong with a database file, which has this key (None: it is not encrypted); empty when nothing was found."""
    journal = file.with_name(f"{file.name}-wal")
    size = file.stat().st_size
    if key is None:
        with file.open("rb") as opened:
            head = opened.read(HEADER)
        if not cipher.is_plain(file) or len(head) < HEADER:
            return "it is not a database"
        whole = _size_in_words_of(head)
    else:
        whole = -(-size // PAGE) * PAGE
    if whole > size and not journal.exists():  # what is missing may still be in the journal
        return f"it is cut off: {size:,} of {whole:,} bytes are there"
    if size > LOOKED_THROUGH:
        return ""
    return _looked_through(file, key) and _looked_through(file, key)  # somebody may have written during the first look


def newest_whole_backup(folder: Path, key: bytes | None) -> Path | None:
    """The newest backup in a folder that can be read to its end."""
    found = sorted(folder.glob("agency-*"), key=lambda each: each.stat().st_mtime, reverse=True) if folder.is_dir() else []
    return next(_whole(found, key), None)


def _whole(files: list[Path], key: bytes | None) -> Iterator[Path]:
    for file in files:
        own = None if cipher.is_plain(file) else key
        if _is_whole_zip(file) if file.suffix == ".zip" else file.suffix == ".sqlite3" and not wrong_with(file, own):
            yield file


def _is_whole_zip(file: Path) -> bool:
    """Whether its list of contents, which is written last, is there and names a database."""
    try:
        with ZipFile(file) as opened:
            return _IN_ZIP in opened.namelist()
    except (BadZipFile, OSError):  # cut off, or it cannot be read: not a good one
        return False


def _looked_through(file: Path, key: bytes | None) -> str:
    known = cipher.library()
    try:
        with closing(cipher.connect(file, key, mode=cipher.quiet_mode(file))) as connection:
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except known.OperationalError:  # locked, or no right to read: whoever opens it next says so in its own words
        return ""
    except known.DatabaseError as error:
        return str(error)
    return "" if said == "ok" else " ".join(str(said).split())


def _size_in_words_of(head: bytes) -> int:
    """How many bytes the file has according to its head; 0 where an old writer left that open."""
    page = int.from_bytes(head[16:18], "big")
    if head[24:28] != head[92:96]:
        return 0
    return (65_536 if page == 1 else page) * int.from_bytes(head[28:32], "big")
