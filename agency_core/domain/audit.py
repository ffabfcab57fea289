"""The audit trail: what was done or refused, by whom, each entry chained to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from agency_core.domain.actor import Actor

FIRST = "0" * 64
"""What stands in place of the hash before the first entry."""
DONE, REFUSED = "done", "refused"


@dataclass(frozen=True)
class NewEntry:
    """What is to be written; the time, the chain and the correlation id come with the writing."""

    actor: str
    action: str
    client_id: str = ""
    noun: str = ""
    subject_id: str = ""
    outcome: str = DONE
    address: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)


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

    def told(self) -> dict[str, Any]:
        """The fields that the hash covers."""
        return {
            "at": self.at.isoformat(), "actor": self.actor, "client_id": self.client_id, "action": self.action,
            "noun": self.noun, "subject_id": self.subject_id, "outcome": self.outcome, "address": self.address,
            "said": dict(self.said),
        }

    def stored(self) -> dict[str, Any]:
        """All of it, as a line of an export holds it."""
        return {"id": self.id, **self.told(), "before": self.before, "hash": self.hash}


@dataclass(frozen=True)
class Asked:
    """What somebody asked a service for and did not get: its noun, and the verb as the service calls it."""

    actor: Actor
    noun: str
    verb: str
    client_id: str = ""


@dataclass(frozen=True)
class AuditFilter:
    """A wish for entries: each field that is not empty narrows; `day` is one of UTC."""

    actor: str = ""
    action: str = ""
    noun: str = ""
    subject_id: str = ""
    client_id: str = ""
    outcome: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Anchor:
    """An entry that was the newest once, as it was written down outside the database; `place` says where."""

    id: int
    hash: str
    place: str


@dataclass(frozen=True)
class Proof:
    """What a look at the whole chain found: up to which entry it holds, and every break (none: all is as it was written)."""

    at: datetime
    entries: int
    id: int
    hash: str
    breaks: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing was edited, taken out, moved or cut off."""
        return not self.breaks


def chained(entry: Mapping[str, Any], before: str) -> str:
    """The hash of an entry (its fields but `id`, `before` and `hash`, the time as ISO text) after the one before."""
    told = json.dumps(dict(entry), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{told}".encode()).hexdigest()
