"""Requirement 45, the key above clients' keys: replaced while the agency runs, then the database's, then the old one is gone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from agency_core.agency import make_agency
from agency_core.domain.clock import SystemClock
from agency_core.errors import Forbidden, SetupProblem, SignInNeeded
from agency_core.security import kept_files
from agency_core.security.sealing import Keyring, Place, purpose_key
from agency_core.services.own_calls import HEADER, OwnCalls
from agency_core.services.rekey import rotate_key
from agency_core.services.rewrap import drop_keys, rotate_online
from agency_core.services.vault import Vault
from agency_core.settings import Settings
from agency_core.store import cipher, key_file
from agency_core.store.opening import PURPOSE
from tests.security.signed_in import open_door

DRILL = 60
"""Seconds that the drill of an empty agency may take; it takes two or three."""
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


def test_the_whole_drill_in_one_order_takes_seconds_and_leaves_nothing_of_before_that_holds(chosen, owner):
    agency = make_agency(chosen, clock=SystemClock())
    door = open_door(agency, owner)
    person, agent = door.person("owner@example.org").access_token, door.agent_token()
    stored = agency.refresher._networks.vault.seal(SECRET, PLACE)
    old = Keyring.read(Path(chosen.key_file).read_text())
    began = time.perf_counter()
    rotate_online(owner, chosen, SystemClock())
    closed(agency)
    new = rotate_key(owner, chosen, SystemClock()).key_id
    assert drop_keys(owner, chosen, SystemClock()) == (old.ids, (new,))
    agency = make_agency(chosen, clock=SystemClock())
    agency.door.signing.rotate(door.owner, at_once=True)
    fresh = agency.door.tokens.rotate(door.owner, agent.id)
    took = time.perf_counter() - began
    held = {each: is_in(agency, each) for each in (person, agent.token, fresh.token)}
    assert (held, took < DRILL) == ({person: False, agent.token: False, fresh.token: True}, True), took
    assert agency.refresher._networks.vault.open(stored, PLACE) == SECRET
    assert not cipher.opens(chosen.database_file, purpose_key(old, PURPOSE))
    closed(agency)


def is_in(agency, token: str) -> bool:
    try:
        agency.door.access.bearer(token, "192.0.2.1")
    except SignInNeeded:
        return False
    return True


def test_processes_know_each_other_while_the_key_changes(chosen, owner):
    agency, _ = used(chosen, owner)
    vault = agency.refresher._networks.vault
    before = agency.door.own_calls.headers()[HEADER]
    vault.renew()
    after = OwnCalls(Vault(agency.db, vault.path))
    assert after.headers()[HEADER] != before
    assert [agency.door.own_calls.is_ours(after.headers()[HEADER]), after.is_ours(before)] == [True, True]
    assert [after.is_ours(each) for each in ("", "another word", before[:-1])] == [False, False, False]
    closed(agency)


def test_only_the_owner_may_begin_the_drill(chosen, owner, writer):
    agency, _ = used(chosen, owner)
    for step in (rotate_online, drop_keys):
        with pytest.raises(Forbidden):
            step(writer, chosen, SystemClock())
    closed(agency)
