"""The proof of the audit trail: every entry is looked at, and everything that was written down about it outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy.orm import Session

from agency_core.domain.audit import FIRST, Anchor, AuditView, Proof, chained
from agency_core.domain.clock import Clock
from agency_core.services.audit_shelf import Shelf, breaks_in
from agency_core.store.queries import audit

MOST = 20
"""Breaks that are told; after the first, more are seldom news."""


def proven(session: Session, shelf: Shelf, clock: Clock) -> Proof:
    """Look at the whole trail, within one consistent look at the database."""
    anchors = list(shelf.anchors())
    walk = _Walk({each.id for each in anchors})
    breaks = list(walk.breaks(audit.entries(session)))
    breaks += _missed(anchors, walk.hashes)
    breaks += [f"{each.path.name}: {wrong}" for each in shelf.days() if (wrong := breaks_in(each.path))]
    return Proof(clock.now(), walk.count, walk.number, walk.before, tuple(breaks[:MOST]))


class _Walk:
    """One way along the chain; keeps the hashes of the entries that were written down outside."""

    def __init__(self, wanted: set[int]) -> None:
        self.number, self.before, self.count = 0, FIRST, 0
        self.hashes: dict[int, str] = {}
        self._wanted = wanted

    def breaks(self, entries: Iterable[AuditView]) -> Iterator[str]:
        for each in entries:
            self.count += 1
            if each.id != self.number + 1:
                yield f"before entry {each.id}: {each.id - self.number - 1} gone."
            elif each.before != self.before:
                yield f"entry {each.id} does not follow the one before."
            if chained(each.told(), each.before) != each.hash:
                yield f"entry {each.id} was changed."
            self.number, self.before = each.id, each.hash
            if each.id in self._wanted:
                self.hashes[each.id] = each.hash


def _missed(anchors: Sequence[Anchor], hashes: dict[int, str]) -> Iterator[str]:
    """For each file the first entry that it tells of and that is not there as it was."""
    told: set[str] = set()
    for each in anchors:
        if hashes.get(each.id) != each.hash and each.place not in told:
            told.add(each.place)
            how = "is not the one that was written" if each.id in hashes else "is gone"
            yield f"entry {each.id} {how} (by {each.place})."
