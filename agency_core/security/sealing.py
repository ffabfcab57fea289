"""Sealing: secrets encrypted each for its own place, so that a value moved to another row, or changed by a bit, does not open.

AES-256-GCM; the place (table and row) is authenticated with the value. A sealed value names the key it was sealed with, so
that several keys can be in use while one replaces another. Pure: where keys lie is the business of `store/key_file.py`.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from agency_core.errors import SetupProblem, StorageFailed

KEY_BYTES = 32
DATA_KEY = "data-"
"""How the names of data keys begin, which lie wrapped in the database; others are those of keys in the key file."""
_NONCE_BYTES = 12
_SEALED, _KEY = "sealed", "key"


@dataclass(frozen=True)
class Place:
    """Where a secret belongs: a column of one row of a client (empty: of the installation)."""

    table: str
    column: str
    client: str
    row: str

    def __str__(self) -> str:
        """What is authenticated with the secret."""
        return f"{self.table}|{self.column}|{self.client}|{self.row}"

    @property
    def before(self) -> str:
        """What was authenticated before there were data keys."""
        return f"{self.table}|{self.row}"


@dataclass(frozen=True)
class Keyring:
    """The keys of one installation, newest first; never shown or logged."""

    keys: tuple[bytes, ...] = field(repr=False)

    @classmethod
    def new(cls) -> Keyring:
        """A ring with one key that nobody else has."""
        return cls((secrets.token_bytes(KEY_BYTES),))

    @classmethod
    def read(cls, text: str) -> Keyring:
        """The keys in the text of a key file: one a line in Base64, newest first; lines that begin with # are notes.

        Raises:
            SetupProblem: there is no key in it, or a line is none.
        """
        lines = [line.strip() for line in text.splitlines()]
        found = tuple(_key(line) for line in lines if line and not line.startswith("#"))
        if not found:
            raise SetupProblem("The key file holds no key.", field="AGENCY_KEY_FILE", remedy="Put your copy of it back.")
        return cls(found)

    def text(self) -> str:
        """What a key file holds, without notes."""
        return "".join(f"{urlsafe_b64encode(key).decode()}\n" for key in self.keys)

    @property
    def ids(self) -> tuple[str, ...]:
        """The names of the keys, newest first; they give nothing away."""
        return tuple(_name(key) for key in self.keys)

    def seal(self, secret: Mapping[str, str], place: str) -> dict[str, Any]:
        """`secret` as it may be stored at `place`, for example `account|01J...`."""
        return _sealed(self.ids[0], self.keys[0], secret, place)

    def open(self, stored: Mapping[str, Any], place: str) -> dict[str, str]:
        """The secret that was sealed for `place`.

        Raises:
            SetupProblem: its key is not on this ring.
            StorageFailed: it was sealed for another place, or changed since.
        """
        key = next((key for key in self.keys if _name(key) == stored[_KEY]), None)
        if key is None:
            raise missing_key(stored[_KEY])
        return _opened(key, stored, place)


def purpose_key(ring: Keyring, purpose: str, key_id: str = "") -> bytes:
    """32 bytes for one purpose alone (`database`, `media`, ...): who has them knows neither the key nor another purpose's.

    Args:
        ring: of the installation.
        purpose: what they are used for.
        key_id: the name of the key they come from; the newest, when not given.

    Raises:
        SetupProblem: that key is not on the ring.
    """
    found = next((key for key in ring.keys if not key_id or _name(key) == key_id), None)
    if found is None:
        raise missing_key(key_id)
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=f"agency key for {purpose}".encode()).derive(found)


def is_sealed(stored: Mapping[str, Any]) -> bool:
    """Whether this is what `seal` makes."""
    return _SEALED in stored


def is_enveloped(stored: Mapping[str, Any]) -> bool:
    """Whether it is sealed with a data key."""
    return str(stored.get(_KEY, "")).startswith(DATA_KEY)


def seal_with(name: str, key: bytes, secret: Mapping[str, str], place: Place) -> dict[str, Any]:
    """`secret` as it may be stored at `place`, sealed with the data key called `name`."""
    return _sealed(name, key, secret, str(place))


def open_with(key: bytes, stored: Mapping[str, Any], place: Place) -> dict[str, str]:
    """The secret that was sealed for `place` with a data key.

    Raises:
        StorageFailed: it was sealed for another place, or changed since.
    """
    return _opened(key, stored, str(place))


def key_of(stored: Mapping[str, Any]) -> str:
    """The name of the key that a sealed value needs."""
    return str(stored[_KEY])


def missing_key(name: str) -> SetupProblem:
    """What to say when the key called `name` is not there."""
    return SetupProblem(
        f"The key {name} that seals the logins of the connected accounts is missing.", field="AGENCY_KEY_FILE",
        remedy="Put your copy of the key file back, or name it with AGENCY_KEY_FILE. Lost for good: python -m agency_core "
        "forget-logins, then connect every account again.",
    )


def _sealed(name: str, key: bytes, secret: Mapping[str, str], place: str) -> dict[str, Any]:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, json.dumps(dict(secret)).encode(), place.encode())
    return {_SEALED: b64encode(nonce + sealed).decode(), _KEY: name}


def _opened(key: bytes, stored: Mapping[str, Any], place: str) -> dict[str, str]:
    try:
        raw = b64decode(stored[_SEALED], validate=True)
        opened = AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError):
        said = "A sealed value does not belong where it was found, or was changed."
        raise StorageFailed(said, remedy="Connect the account again, or restore a backup.") from None
    return {str(name): str(value) for name, value in json.loads(opened).items()}


def _name(key: bytes) -> str:
    return hashlib.sha256(b"name of a key:" + key).hexdigest()[:8]


def _key(line: str) -> bytes:
    try:
        key = urlsafe_b64decode(line)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise SetupProblem(
            "The key file holds a line that is no key.", field="AGENCY_KEY_FILE", remedy="Put your copy of it back.",
        )
    return key
