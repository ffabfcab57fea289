"""Credentials are sealed in the database, whoever wrote them, and a missing key stops the start."""

import pytest
from sqlalchemy import select, text, update

from agency_core.agency import make_agency
from agency_core.errors import Forbidden, SetupProblem, StorageFailed
from agency_core.models import AccountRow, KeyRow
from agency_core.security.sealing import Keyring
from agency_core.services.forget_logins import LOST, forget_logins
from agency_core.settings import Settings
from tests.fakes import registry_of

PLAIN = {"access_token": "sandbox.linkedin.1.0", "refresh_token": "sandbox.linkedin.1.0"}


@pytest.fixture
def key(tmp_path):
    """A key file of its own."""
    return tmp_path / "keys" / "own.key"


@pytest.fixture
def start(tmp_path, clock, network, key):
    """Starts an agency on the same folder again and again."""
    open_ones = []

    def starting(data="data"):
        chosen = Settings(data=tmp_path / data, key_file=str(key), db_encryption="off")  # which would want the key as well
        made = make_agency(chosen, clock=clock, connectors=registry_of(network))
        open_ones.append(made)
        return made

    yield starting
    for made in open_ones:
        made.publish.stop()
        made.db.close()


def stored(agency):
    with agency.db.reading() as session:
        return dict(session.execute(select(AccountRow.platform, AccountRow.credentials)).all())


def test_tokens_of_the_sandbox_are_sealed_too(start, owner):
    agency = start()
    agency.clients.own(owner)
    with agency.db.reading() as session:
        raw = session.scalar(text("SELECT credentials FROM account"))
    assert set(stored(agency)["linkedin"]) == {"sealed", "key"}
    assert "sandbox.linkedin" not in raw


def test_nothing_sealed_needs_no_key(start, key):
    start()
    assert not key.exists()


def test_plain_tokens_of_before_are_sealed_at_the_start(start, owner):
    agency = start()
    agency.clients.own(owner)
    with agency.db.transaction() as session:
        session.execute(update(AccountRow).values(credentials=PLAIN))
    again = start()
    assert set(stored(again)["linkedin"]) == {"sealed", "key"}
    (account,) = again.accounts.list(owner)
    assert again.accounts.test(owner, account.id).ok


def test_a_missing_key_stops_the_start_and_no_new_one_is_made(start, owner, key):
    start().clients.own(owner)
    key.rename(key.with_name("away"))
    with pytest.raises(SetupProblem) as caught:
        start()
    assert caught.value.field == "AGENCY_KEY_FILE"
    assert not key.exists()


def test_another_key_stops_the_start(start, owner, key):
    start().clients.own(owner)
    key.write_text(Keyring.new().text())
    with pytest.raises(SetupProblem):
        start()


def test_a_newer_key_in_front_seals_everything_anew(start, owner, key):
    start().clients.own(owner)
    before, fresh = key.read_text(), Keyring.new()
    key.write_text(fresh.text() + before)
    again = start()
    with again.db.reading() as session:
        assert {each["key"] for each in session.scalars(select(KeyRow.wrapped))} == {fresh.ids[0]}
    key.write_text(fresh.text())
    (account,) = start().accounts.list(owner)
    assert account.status == "connected"


def test_a_token_moved_to_another_account_does_not_open(start, owner):
    agency = start()
    agency.clients.own(owner)
    with agency.db.transaction() as session:
        row = session.scalars(select(AccountRow)).one()
        session.add(
            AccountRow(
                id="other", client_id=row.client_id, platform=row.platform, network=row.network, external_id="2",
                display_name="Other", credentials=row.credentials, status="connected", created_at=row.created_at,
            )
        )
    with pytest.raises(StorageFailed):
        agency.accounts.test(owner, "other")


def test_a_backup_holds_no_key(start, owner, key, tmp_path):
    agency = start()
    agency.clients.own(owner)
    secret = key.read_text().splitlines()[-1]
    file = agency.keeping.backups.make(owner, target=tmp_path / "copy.zip")
    assert secret.encode() not in file.read_bytes()
    assert b"sandbox.linkedin" not in file.read_bytes()


def test_with_the_key_lost_for_good_logins_are_forgotten_and_the_agency_starts(start, owner, key, writer):
    agency = start()
    agency.clients.own(owner)
    agency.connect.applications.enter(owner, name="x", app_id="a", secret="s")
    key.unlink()
    with pytest.raises(Forbidden):
        forget_logins(writer, agency.db, agency.clock)
    assert forget_logins(owner, agency.db, agency.clock) == 1
    again = start()
    assert [(each.status, each.last_error) for each in again.accounts.list(owner)] == [("reconnect", LOST)]
    assert again.connect.applications.list(owner) == ()
    assert again.accounts.connect_sandbox(owner, again.clients.own(owner).id, name="linkedin").status == "connected"
