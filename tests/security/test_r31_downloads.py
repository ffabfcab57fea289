"""R31: whoever takes a file along stands in the audit trail."""

from __future__ import annotations

import pytest

from agency_core.domain.audit import AuditFilter
from agency_core.errors import StorageFailed


@pytest.mark.parametrize("is_full", [False, True])
def test_a_download_is_told_and_a_full_disk_keeps_nobody_from_a_backup(agency, owner, monkeypatch, is_full):
    agency.keeping.backups.make(owner)
    (made,) = agency.keeping.backups.list(owner).items
    if is_full:
        monkeypatch.setattr(agency.db, "transaction", _full)
    place = agency.keeping.backups.file(owner, made.id)
    monkeypatch.undo()
    told = [each.subject_id for each in agency.door.audit.list(owner, AuditFilter(action="backup.downloaded")).items]
    assert (place.is_file(), told) == (True, [] if is_full else [made.id])


def _full():
    raise StorageFailed("The disk is full.", remedy="Free some space.")
