"""The audit trail: what was done or refused, by whom, each entry chained to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

FIRST = "0" * 64
"""What stands in place of the hash before the first entry."""


@dataclass(frozen=True)
class AuditView:
    """One entry. `outcome` is done or refused; `hash` covers everything else and `before`, the hash of the entry before."""

    id: int
    at: datetime
    actor: str
    client_id: str
    action: str
    noun: str
    subject_id: str
    outcome: str
    address: str
    said: Mapping[str, Any]
    before: str
    hash: str


def chained(entry: Mapping[str, Any], before: str) -> str:
    """The hash of an entry (its fields but `id`, `before` and `hash`, the time as ISO text) after the one before."""
    told = json.dumps(dict(entry), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{told}".encode()).hexdigest()
