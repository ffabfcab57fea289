"""R13, the copy of the key: asked for until somebody has it and anew after a change; given to an owner alone, who proved it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agency_core.domain.audit import AuditFilter
from agency_core.errors import Forbidden, Invalid
from agency_core.security.sealing import Keyring
from agency_core.services.recovery import Recovery
from agency_core.services.sessions import PROOF_LASTS, ProofNeeded
from agency_core.services.vault import Vault
from tests.security.signed_in import open_door


@pytest.fixture
def recovery(agency, tmp_path) -> Recovery:
    """On a key file of its own."""
    vault = Vault(agency.db, tmp_path / "keys" / "own.key", agency.clock)
    vault.ring()
    return Recovery(agency.db, agency.clock, vault, agency.door.sessions)


def told(agency, owner) -> list[str]:
    """The entries about the key, oldest first."""
    return [each.action for each in reversed(agency.door.audit.list(owner, AuditFilter(noun="key")).items)]


def test_it_is_asked_for_until_somebody_says_so_and_anew_after_a_change(recovery, agency, owner):
    assert (recovery.kept(owner).is_due, recovery.kept(owner).at) == (True, None)
    recovery.acknowledge(owner)
    kept = recovery.kept(owner)
    assert (kept.is_due, kept.by, kept.at) == (False, owner.label, agency.clock.now())
    assert recovery.rotate(owner).key_id == recovery.kept(owner).names[0]
    assert recovery.kept(owner).is_due
    recovery.acknowledge(owner)
    assert not recovery.kept(owner).is_due
    assert told(agency, owner) == ["key.copy_acknowledged", "key.rewrapped", "key.copy_acknowledged"]


def test_what_is_downloaded_is_the_key_and_that_is_written_down_without_it(recovery, agency, owner):
    text = recovery.download(owner)
    kept = recovery.kept(owner)
    assert Keyring.read(text).ids == kept.names
    (entry,) = agency.door.audit.list(owner, AuditFilter(noun="key")).items
    assert (entry.action, dict(entry.said)) == ("key.downloaded", {"key_ids": list(kept.names)})


def test_a_copy_of_before_the_change_is_told_to_lack_the_new_key(recovery, owner):
    old = recovery.download(owner).encode()
    assert recovery.compare(owner, old) == ()
    name = recovery.rotate(owner).key_id
    assert recovery.compare(owner, old) == (name,)
    assert recovery.compare(owner, recovery.download(owner).encode()) == ()


@pytest.mark.parametrize("copy", [b"", b"a picture of a cat", b"\xff\xfe", Keyring.new().text().encode()[:20]], ids=range(4))
def test_what_is_no_key_file_is_refused(recovery, owner, copy):
    with pytest.raises(Invalid):
        recovery.compare(owner, copy)


def test_nobody_but_the_owner_has_anything_of_it(recovery, writer):
    for ask in (recovery.kept, recovery.download, recovery.acknowledge, recovery.rotate):
        with pytest.raises(Forbidden):
            ask(writer)
    with pytest.raises(Forbidden):
        recovery.compare(writer, b"")


def test_an_owner_who_signed_in_long_ago_has_to_prove_it_first(recovery, agency, owner, clock):
    door = open_door(agency, owner)
    assert Keyring.read(recovery.download(door.owner)).ids == recovery.kept(door.owner).names
    clock.move(PROOF_LASTS + timedelta(seconds=1))
    for ask in (recovery.download, recovery.acknowledge, recovery.rotate):
        with pytest.raises(ProofNeeded):
            ask(door.owner)
    assert recovery.kept(door.owner).is_due


def test_without_a_key_file_nothing_is_asked_for(agency, owner, tmp_path):
    nothing = Recovery(agency.db, agency.clock, Vault(agency.db, tmp_path / "none.key", agency.clock), agency.door.sessions)
    assert (nothing.kept(owner).is_due, nothing.kept(owner).names, (tmp_path / "none.key").exists()) == (False, (), False)
