"""Requirement 45, the key above clients' keys: replaced while the agency runs, then the database's, then the old one is gone."""

from __future__ import annotations

import pytest

from agency_core.agency import make_agency
from agency_core.domain.clock import SystemClock
from agency_core.errors import Forbidden, SetupProblem
from agency_core.security import kept_files
from agency_core.security.sealing import Keyring, Place
from agency_core.services.rekey import rotate_key
from agency_core.services.rewrap import drop_keys, rotate_online
from agency_core.services.vault import Vault
from agency_core.settings import Settings
from agency_core.store import key_file

SECRET, PLACE = {"access_token": "a secret of the drill"}, Place("account", "credentials", "ours", "1")


@pytest.fixture
def chosen(tmp_path):
    """An agency with a key file of its own."""
    return Settings(data=tmp_path / "data", key_file=str(tmp_path / "keys" / "own.key"))


def used(chosen, owner):
    """Use an agency: a secret and a file of a client."""
    agency = make_agency(chosen, clock=SystemClock())
    vault = agency.refresher._networks.vault
    stored = vault.seal(SECRET, PLACE)
    agency.uploads.receive(owner, agency.clients.own(owner).id, filename="a.csv", chunks=[b"date,views\n2026-01-01,4\n"])
    return agency, stored


def closed(agency):
    agency.publish.stop()
    agency.db.close()


def test_after_the_drill_in_its_order_the_old_key_opens_nothing_and_the_new_one_everything(chosen, owner):
    agency, stored = used(chosen, owner)
    path = agency.refresher._networks.vault.path
    old = path.read_text()
    done = rotate_online(owner, chosen, SystemClock())
    assert agency.refresher._networks.vault.open(stored, PLACE) == SECRET
    assert drop_keys(owner, chosen, SystemClock())[0] == ()
    closed(agency)
    assert rotate_key(owner, chosen, SystemClock()).key_id == done.key_id
    gone, kept = drop_keys(owner, chosen, SystemClock())
    assert (gone, kept) == (Keyring.read(old).ids, (done.key_id,))
    again = make_agency(chosen, clock=SystemClock())
    (file,) = (chosen.data / "uploads").iterdir()
    assert again.refresher._networks.vault.open(stored, PLACE) == SECRET
    assert kept_files.read(file) == b"date,views\n2026-01-01,4\n"
    stolen = path.with_name("stolen")
    stolen.write_text(old)
    thief = Vault(again.db, stolen, ring=key_file.read(stolen))
    with pytest.raises(SetupProblem):
        thief.open(stored, PLACE)
    closed(again)
    path.write_text(old)
    with pytest.raises(SetupProblem):
        make_agency(chosen, clock=SystemClock())


def test_only_the_owner_may_begin_the_drill(chosen, owner, writer):
    agency, _ = used(chosen, owner)
    for step in (rotate_online, drop_keys):
        with pytest.raises(Forbidden):
            step(writer, chosen, SystemClock())
    closed(agency)
