"""A file sealed in chunks: written and read as a stream with bounded memory, opened in any place, and never cut unseen.

A header names the version, the key, the client and a random number of the file; every chunk of 64 KiB is AES-256-GCM with
the header, its number and whether it is the last authenticated, so that no chunk can be moved, left out or appended.
"""

from __future__ import annotations

import io
import json
import secrets
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from agency_core.errors import SetupProblem, StorageFailed

MAGIC = b"AGENCYSEALED\x01"
CHUNK = 64 * 1024
_TAG, _PREFIX_BYTES, _MOST_HEADER = 16, 7, 1024
_LENGTH = struct.Struct(">H")


class SealingWriter:
    """Seals what is written to it into a file that is open for writing; the file is whole only after `finish`."""

    def __init__(self, target: BinaryIO, key: bytes, key_name: str, client_id: str) -> None:
        """`key_name` and `client_id` stand in the header, so that whoever opens the file finds the key."""
        said = {"key": key_name, "client": client_id, "file": secrets.token_hex(_PREFIX_BYTES)}
        told = json.dumps(said).encode()
        self._header = MAGIC + _LENGTH.pack(len(told)) + told
        self._aead, self._prefix = AESGCM(key), bytes.fromhex(said["file"])
        self._target, self._rest, self._number = target, bytearray(), 0
        target.write(self._header)

    def write(self, data: bytes) -> None:
        """Seal more of the content."""
        self._rest += data
        while len(self._rest) > CHUNK:
            self._put(bytes(self._rest[:CHUNK]), is_last=False)
            del self._rest[:CHUNK]

    def finish(self) -> None:
        """Seal the last chunk, which says that it is the last."""
        self._put(bytes(self._rest), is_last=True)
        self._rest.clear()

    def _put(self, chunk: bytes, *, is_last: bool) -> None:
        self._target.write(self._aead.encrypt(_nonce(self._prefix, self._number, is_last=is_last), chunk, self._header))
        self._number += 1


class SealedReader(io.RawIOBase):
    """The content of a sealed file: reads chunks where they are needed, and holds one of them."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        """`file` is open for reading, and closed with this.

        Raises:
            StorageFailed: it is cut off or was changed.
        """
        self._file, self._at, self._held = file, 0, (-1, b"")
        told, self._header = _header(file)
        self._aead, self._prefix = AESGCM(key), bytes.fromhex(told["file"])
        sealed = file.seek(0, io.SEEK_END) - len(self._header)
        self._last = max(0, (sealed - 1) // (CHUNK + _TAG))
        self.size = sealed - (self._last + 1) * _TAG
        if self.size < 0:
            raise _changed()
        self._chunk(self._last)  # a file that was cut shows here, before any of it is handed out

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where the next byte comes from."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place of the content."""
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence])
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` with what one chunk still has; 0 at the end."""
        if self._at >= self.size:
            return 0
        number, offset = divmod(self._at, CHUNK)
        part = self._chunk(number)[offset : offset + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        """Close the file too."""
        self._file.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(len(self._header) + number * (CHUNK + _TAG))
            sealed = self._file.read(CHUNK + _TAG)
            try:
                nonce = _nonce(self._prefix, number, is_last=number == self._last)
                self._held = (number, self._aead.decrypt(nonce, sealed, self._header))
            except (InvalidTag, ValueError):
                raise _changed() from None
        return self._held[1]


def is_sealed_file(path: Path) -> bool:
    """Whether a file is sealed.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def key_of_file(file: BinaryIO) -> tuple[str, str]:
    """The client and the name of the data key that an open sealed file needs.

    Raises:
        StorageFailed: its header is damaged.
    """
    file.seek(0)
    told, _ = _header(file)
    return told["client"], told["key"]


def seal_into(target: BinaryIO, chunks: Iterable[bytes], key: bytes, key_name: str, client_id: str) -> None:
    """Seal a stream into a file that is open for writing."""
    writer = SealingWriter(target, key, key_name, client_id)
    for chunk in chunks:
        writer.write(chunk)
    writer.finish()


def missing_file_key(name: str) -> SetupProblem:
    """What to say when the data key called `name` is not there."""
    return SetupProblem(
        f"The key {name} of a sealed file is gone: its client was deleted, or the file is of another agency.", field="file",
        remedy="Restore the backup that the file is from, with its database.",
    )


def _header(file: BinaryIO) -> tuple[dict[str, str], bytes]:
    file.seek(0)
    start = file.read(len(MAGIC) + _LENGTH.size)
    if len(start) < len(MAGIC) + _LENGTH.size or not start.startswith(MAGIC):
        raise _changed()
    (length,) = _LENGTH.unpack(start[len(MAGIC) :])
    told = file.read(min(length, _MOST_HEADER))
    try:
        found = {name: str(value) for name, value in json.loads(told).items()}
        bytes.fromhex(found["file"])
    except (ValueError, AttributeError, KeyError):
        raise _changed() from None
    if not {"client", "key"} <= set(found) or len(found["file"]) != 2 * _PREFIX_BYTES:
        raise _changed()
    return found, start + told


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])


def _changed() -> StorageFailed:
    return StorageFailed("A sealed file was cut off or changed.", remedy="Restore it from a backup, or upload it again.")
