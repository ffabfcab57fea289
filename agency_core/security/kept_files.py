"""Files that are kept: opened alike whether sealed or still plain, and handed as a plain file only where a tool needs one.

Whoever has data keys says so to `serve`; a file's header names its client and key.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from agency_core.security.sealed_file import CHUNK, SealedReader, is_sealed_file, key_of_file, missing_file_key, seal_into


class FileKeys(Protocol):
    """Knows the data keys that files of an installation are sealed with."""

    @property
    def is_on(self) -> bool:
        """Whether new files are sealed."""

    def of_file(self, client_id: str, name: str) -> bytes | None:
        """The key with this name; None when it is not of this installation, or gone with its client."""

    def for_files(self, client_id: str) -> tuple[str, bytes] | None:
        """The name and the key that new files of a client are sealed with; None where files stay plain."""


_SERVING: list[weakref.ref[FileKeys]] = []
"""The newest first: it is the one whose files are opened, so that no other is asked."""


def serve(keys: FileKeys) -> None:
    """Open files with these keys too, as long as somebody holds them."""
    _SERVING.insert(0, weakref.ref(keys, _SERVING.remove))


def opened(path: Path) -> BinaryIO:
    """A kept file, open for reading in any place.

    Raises:
        OSError: it cannot be read.
        SetupProblem: its key is gone.
        StorageFailed: it was cut off or changed.
    """
    if not is_sealed_file(path):
        return path.open("rb")
    return cast(BinaryIO, io.BufferedReader(_reader(path), CHUNK))


def read(path: Path) -> bytes:
    """All of a kept file, in memory. Raises as `opened` does."""
    with opened(path) as file:
        return file.read()


def sha256_of(path: Path) -> str:
    """The SHA-256 of what a kept file holds, in hexadecimal. Raises as `opened` does."""
    digest = hashlib.sha256()
    with opened(path) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def size_of(path: Path) -> int:
    """How many bytes a kept file holds. Raises as `opened` does."""
    if not is_sealed_file(path):
        return path.stat().st_size
    with _reader(path) as reader:
        return reader.size


def sealed_for(path: Path) -> tuple[str, str]:
    """The client and the name of the key that a kept file needs, as its header says; empty where it is plain.

    Raises as `opened` does.
    """
    if not is_sealed_file(path):
        return "", ""
    with path.open("rb") as file:
        return key_of_file(file)


@contextmanager
def plain(path: Path) -> Iterator[Path]:
    """A kept file as a plain one, for tools that need a path: a copy in a private folder outside the data, gone at the end.

    Raises as `opened` does.
    """
    if not is_sealed_file(path):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="agency-") as folder:
        copy = Path(folder) / path.name
        with opened(path) as source, os.fdopen(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            shutil.copyfileobj(source, target, CHUNK)
        yield copy


def keep(path: Path, chunks: Iterable[bytes], keys: FileKeys, client_id: str) -> None:
    """Keep a stream as a file of a client, sealed where that is on; it is whole or not there.

    Raises:
        OSError: it cannot be written.
    """
    found = keys.for_files(client_id)
    if found is not None:
        write(path, chunks, found, client_id)
        return
    part = path.with_name(f"{path.name}.{secrets.token_hex(6)}.part")
    try:
        with part.open("wb") as target:
            target.writelines(chunks)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def seal(path: Path, keys: FileKeys, client_id: str) -> bool:
    """Seal a plain file in its place, in one step; whether it was plain and shall be sealed.

    Raises:
        OSError: it cannot be read or written.
    """
    found = keys.for_files(client_id)
    if found is None or is_sealed_file(path):
        return False
    with path.open("rb") as source:
        write(path, iter(lambda: source.read(CHUNK), b""), found, client_id, like=path)
    return True


def write(path: Path, chunks: Iterable[bytes], key: tuple[str, bytes], client_id: str, like: Path | None = None) -> None:
    """Seal a stream into `path`, which is whole or not there; with the times of the file `like`.

    Raises:
        OSError: it cannot be written.
    """
    part = path.with_name(f"{path.name}.{secrets.token_hex(6)}.part")
    try:
        with part.open("wb") as target:
            seal_into(target, chunks, key[1], key[0], client_id)
            target.flush()
            os.fsync(target.fileno())
        if like is not None:
            shutil.copystat(like, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _reader(path: Path) -> SealedReader:
    file = path.open("rb")
    try:
        client_id, name = key_of_file(file)
        return SealedReader(file, _key(client_id, name))
    except BaseException:
        file.close()
        raise


def _key(client_id: str, name: str) -> bytes:
    failed: Exception | None = None
    for keys in [each() for each in _SERVING]:
        try:
            if keys is not None and (key := keys.of_file(client_id, name)) is not None:
                return key
        except Exception as error:  # noqa: BLE001 - another agency of this process may have it; else it is raised below
            failed = error
    raise failed or missing_file_key(name)
