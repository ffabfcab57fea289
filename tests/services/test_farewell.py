"""Farewell: a client or a person is gone from every table and file, and told everything before."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import String, cast, func, select, text

from agency_core.domain.actor import LOCAL_OWNER, Actor, ActorKind
from agency_core.domain.permission import Role
from agency_core.domain.report_plan import Brand, PlanChanges
from agency_core.domain.terms import ClientTerms, Step
from agency_core.errors import Conflict, Forbidden, Invalid, NotFound
from agency_core.models import (
    AlertRow,
    Base,
    DeliveryRow,
    HistoryRow,
    InvitationRow,
    MembershipRow,
    NotifierRow,
    PersonRow,
    SessionRow,
    TokenRow,
)
from agency_core.store.queries import archive
from tests.security.two_clients import CANARY, OURS, THEIRS, planted

EMAIL, NAME = "erika.muster@example.org", "Erika Muster"


def _rows_with(agency, word, leave_out=()):
    """Which columns of which tables hold a word."""
    found = set()
    with agency.db.reading() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                holds = cast(column, String).contains(word)
                if table.name not in leave_out and session.scalar(select(func.count()).select_from(table).where(holds)):
                    found.add(f"{table.name}.{column.name}")
    return found


@pytest.fixture
def both(agency):
    """Two clients with rows everywhere, and files."""
    planted(agency, OURS, "hausfliege")
    planted(agency, THEIRS, CANARY)
    with agency.db.transaction() as session:
        session.execute(text("UPDATE client SET name = 'Theirs' WHERE id = :id"), {"id": THEIRS})
        session.execute(text("UPDATE delivery SET state = 'delivered'"))
    return agency


def _counts(agency, client):
    with agency.db.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table).where(table.c.client_id == client))
            for name, table in Base.metadata.tables.items() if "client_id" in table.c and name != "audit"
        }


def test_an_erased_client_leaves_no_row_and_no_word(both, owner):
    assert len(_rows_with(both, CANARY)) > 100
    ours = _counts(both, OURS)
    both.keeping.farewell.erase_client(owner, THEIRS, typed="Theirs")
    assert _rows_with(both, CANARY) == set()
    assert set(_counts(both, THEIRS).values()) == {0}
    assert _counts(both, OURS) == ours
    with pytest.raises(NotFound):
        both.clients.get(owner, THEIRS)


def test_an_erased_client_leaves_no_file_and_takes_none_of_others(both, owner):
    data = both.settings.data
    for folder in ("media", "reports/b-report", "exports"):
        (data / folder).mkdir(parents=True, exist_ok=True)
    theirs = [data / "media" / f"b{CANARY}", data / "media" / "thumb-b-media.jpg", data / "media" / f"fit-b{CANARY}-x.jpg",
              data / "reports" / "b-report" / "report.html", data / "exports" / f"{THEIRS}-20261123.zip"]
    ours = [data / "media" / "ahausfliege", data / "media" / "thumb-a-media.jpg", data / "exports" / f"{OURS}-20261123.zip"]
    for file in (*theirs, *ours):
        file.write_bytes(b"x")
    both.keeping.farewell.erase_client(owner, THEIRS, typed="Theirs")
    assert [file.exists() for file in theirs] == [False] * len(theirs)
    assert [file.exists() for file in ours] == [True] * len(ours)


def test_a_client_is_only_erased_when_its_name_is_typed(both, owner):
    with pytest.raises(Invalid, match="something else"):
        both.keeping.farewell.erase_client(owner, THEIRS, typed="theirs")
    assert both.clients.get(owner, THEIRS).name == "Theirs"


def test_a_client_is_not_erased_while_something_is_sent(both, owner):
    with both.db.transaction() as session:
        session.get(DeliveryRow, "b-delivery").state = "sending"
    with pytest.raises(Conflict, match="being sent"):
        both.keeping.farewell.erase_client(owner, THEIRS, typed="Theirs")


def test_only_an_owner_erases_a_client(both):
    manager = Actor(ActorKind.PERSON, "m", clients=frozenset({THEIRS}), roles={THEIRS: Role.MANAGER})
    with pytest.raises(Forbidden):
        both.keeping.farewell.erase_client(manager, THEIRS, typed="Theirs")


def test_an_export_tells_of_every_table_of_a_client_and_holds_no_secret(both, owner, tmp_path):
    with both.db.transaction() as session:
        session.get(NotifierRow, "b-notifier").secret = {"sealed": "verysecret"}
    file = both.archive.export(owner, THEIRS, target=tmp_path / "theirs.zip")
    with zipfile.ZipFile(file) as opened:
        rows = json.loads(opened.read("manifest.json"))["rows"]
        everything = "".join(opened.read(name).decode() for name in opened.namelist())
    assert {name: rows[name] for name in archive.TOLD if name != "audit"} == dict.fromkeys(set(archive.TOLD) - {"audit"}, 1)
    assert ("verysecret" in everything, "hausfliege" in everything, CANARY in everything) == (False, False, True)


def test_an_export_leaves_no_table_of_clients_out_unsaid(agency):
    left_out = {"day_total", "gain", "gauge", "hour_total", "post_tag", "post_total", "spread", "seen", "login", "data_key",
                "invitation", "link", "membership", "token"}
    have = {name for name, table in Base.metadata.tables.items() if "client_id" in table.c}
    assert have - {*archive.OF_CLIENT, *archive.TOLD} == left_out


@pytest.fixture
def erika(agency, clock):
    """A person who was named in many places."""
    now = clock.now()
    with agency.db.transaction() as session:
        session.add_all([
            PersonRow(id="p-1", email=EMAIL, name=NAME, status="active", password="hash", created_at=now, changed_at=now),
            PersonRow(id="p-2", email="other@example.org", name="Other", status="active", created_at=now, changed_at=now),
        ])
        session.flush()
        session.add_all([
            MembershipRow(person_id="p-1", client_id="", role="owner", given_by="x", given_at=now),
            SessionRow(id="s", token="t", person_id="p-1", how="password", created_at=now, seen_at=now,
                       ends_at=now + timedelta(days=1), proved_at=now),
            InvitationRow(id="i", email=EMAIL, role="viewer", created_by="x", created_at=now, expires_at=now),
            TokenRow(id="k", purpose="personal", owner_id="p-1", secret="s", created_at=now),
            HistoryRow(client_id="", noun="setting", subject_id="x", from_state="", to_state="y", actor="person:p-1", at=now,
                       why=f"told {EMAIL} of {NAME}"),
            NotifierRow(id="n", kind="email", name="Mail", settings={"to": [EMAIL]}, created_by=NAME, created_at=now),
        ])
    planted(agency, OURS, "hausfliege")
    with agency.db.transaction() as session:
        session.get(AlertRow, "a-alert").assigned_to = NAME
    return agency


def _second_owner(agency, clock):
    with agency.db.transaction() as session:
        session.add(MembershipRow(person_id="p-2", client_id="", role="owner", given_by="x", given_at=clock.now()))


def test_an_erased_person_is_an_id_everywhere(erika, clock, owner):
    _second_owner(erika, clock)
    assert erika.keeping.farewell.erase_person(owner, "p-1", typed=EMAIL) >= 4
    assert (_rows_with(erika, EMAIL), _rows_with(erika, NAME)) == (set(), set())
    with erika.db.reading() as session:
        row = session.get(PersonRow, "p-1")
        assert (row.email, row.name, row.status, row.password) == ("p-1@erased.invalid", "Erased person", "disabled", "")
        assert session.get(NotifierRow, "n").settings == {"to": ["person:p-1"]}
        told = session.scalars(select(HistoryRow.why).where(HistoryRow.subject_id == "x")).one()
        assert told == "told person:p-1 of person:p-1"
        assert session.scalar(select(func.count()).select_from(SessionRow)) == 0
        assert [one.person_id for one in session.scalars(select(MembershipRow))] == ["p-2"]


def test_the_last_owner_is_not_erased(erika, owner):
    with pytest.raises(Conflict, match="last owner"):
        erika.keeping.farewell.erase_person(owner, "p-1", typed=EMAIL)


def test_a_person_is_told_everything_but_secrets(erika):
    herself = Actor(ActorKind.PERSON, "p-1", clients=frozenset(), roles={})
    told = erika.keeping.farewell.person(herself, "p-1")
    assert [told["person"][0]["email"], told["membership"][0]["role"], len(told["history"]), len(told["invitation"])] == [
        EMAIL, "owner", 1, 1,
    ]
    assert "hash" not in json.dumps(told, default=str)
    with pytest.raises(Forbidden):
        erika.keeping.farewell.person(herself, "p-2")


def test_one_brand_serves_reports_and_everything_else(agency, owner):
    client = agency.clients.own(owner)
    given = Brand("House of Bikes", "#123456", "", "Thank you", "Social.Example.com", "desk@example.com")
    saved = agency.keeping.terms.save_brand(owner, client.id, brand=given)
    assert (saved.domain, agency.report_plans.get(owner, client.id).brand) == ("social.example.com", saved)
    agency.report_plans.save(owner, client.id, changes=PlanChanges(weekly=True, brand=Brand("Another", "#123456")))
    now = agency.keeping.terms.brand(owner, client.id)
    assert (now.name, now.sender, now.domain) == ("Another", "desk@example.com", "social.example.com")


@pytest.mark.parametrize(
    ("brand", "field"),
    [(Brand(domain="no domain"), "domain"), (Brand(sender="nobody"), "recipients"), (Brand(logo="b"), "media_id")],
)
def test_a_brand_that_cannot_be_used_is_refused(agency, owner, brand, field):
    client = agency.clients.own(owner)
    with pytest.raises((Invalid, NotFound)) as refused:
        agency.keeping.terms.save_brand(owner, client.id, brand=brand)
    assert refused.value.field == field


def test_what_a_client_wants_gone_sooner_goes_and_nothing_of_others(both, clock, owner):
    both.keeping.terms.save(owner, THEIRS, terms=ClientTerms((Step.CLIENT, Step.INTERNAL), {"history": 90}))
    assert both.keeping.terms.get(owner, THEIRS) == ClientTerms((Step.INTERNAL, Step.CLIENT), {"history": 90})
    clock.move(timedelta(days=91))
    both.keeping.retention.run()
    with both.db.reading() as session:
        assert OURS in set(session.scalars(select(HistoryRow.client_id)))
        assert THEIRS not in set(session.scalars(select(HistoryRow.client_id)))


def test_terms_without_the_agency_are_refused(agency, owner):
    client = agency.clients.own(owner)
    with pytest.raises(Invalid):
        agency.keeping.terms.save(LOCAL_OWNER, client.id, terms=ClientTerms((Step.CLIENT,)))
