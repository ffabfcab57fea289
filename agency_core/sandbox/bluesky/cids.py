"""Content identifiers, as the protocol writes them: of bytes exactly, of records by their JSON."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

_RAW, _RECORD = b"\x01\x55\x12\x20", b"\x01\x71\x12\x20"


def of_bytes(data: bytes) -> str:
    """The identifier of a blob."""
    return _written(_RAW, data)


def of_record(record: dict[str, Any]) -> str:
    """The identifier of a record: the same for the same content, whatever the order of its fields."""
    return _written(_RECORD, json.dumps(record, sort_keys=True, separators=(",", ":")).encode())


def _written(kind: bytes, data: bytes) -> str:
    return "b" + base64.b32encode(kind + hashlib.sha256(data).digest()).decode().lower().rstrip("=")
