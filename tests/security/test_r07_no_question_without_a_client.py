"""R7: a question about rows of clients that names none is refused; a PostgreSQL server refuses it by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import psycopg
import pytest
from sqlalchemy import delete, func, insert, select, text, true, update
from sqlalchemy.orm import aliased

from agency_core.domain.actor import SYSTEM, Actor, ActorKind
from agency_core.domain.clock import SystemClock
from agency_core.domain.content import ContentFilter
from agency_core.domain.permission import NOUN_LABELS, Role
from agency_core.errors import StorageFailed
from agency_core.models import AccountRow, Base, ClientRow, ContentRow, DeliveryRow, HistoryRow, SeenRow
from agency_core.services import entrance
from agency_core.store import reach
from agency_core.store.database import Database
from agency_core.store.queries import content
from agency_core.store.reach import NoClient, Reach, within
from agency_core.store.schema import migrate
from tests.security.two_clients import OURS, THEIRS, named, planted

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OF_A = Reach(frozenset({OURS}))
BARE = Base.metadata.tables["content"]
OURS_ALONE, THEIR_CONTENT = [named(OURS, "content")], named(THEIRS, "content")


@pytest.fixture
def both(agency):
    """An agency with two clients."""
    planted(agency, OURS, "ours")
    planted(agency, THEIRS, "theirs")
    return agency


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (select(ContentRow.id), OURS_ALONE),
        (select(aliased(ContentRow).id), OURS_ALONE),
        (select(ContentRow.id).where(ContentRow.client_id == THEIRS), []),
        (select(ClientRow.id), [OURS]),
        (select(func.count()).select_from(ContentRow), [1]),
        (select(ContentRow.id).join(DeliveryRow, DeliveryRow.content_id == ContentRow.id), OURS_ALONE),
        (select(AccountRow.id).where(AccountRow.id.in_(select(DeliveryRow.account_id))), [named(OURS, "account")]),
        (select(select(ContentRow.id).subquery().c.id), OURS_ALONE),
        (select(select(ContentRow.id).cte("t").c.id), OURS_ALONE),
        (select(ContentRow.id).union_all(select(DeliveryRow.id)), [*OURS_ALONE, named(OURS, "delivery")]),
    ],
)
def test_a_question_that_forgets_the_client_finds_only_those_within_reach(both, question, found):
    with within(OF_A), both.db.reading() as session:
        assert sorted(session.scalars(question)) == sorted(found)


def test_a_row_of_another_client_cannot_be_taken_by_its_key(both):
    with within(OF_A), both.db.reading() as session:
        assert session.get(ContentRow, THEIR_CONTENT) is None
        assert session.get(ContentRow, OURS_ALONE[0]) is not None


def test_what_changes_rows_changes_none_of_another_client(both):
    with within(OF_A), both.db.transaction() as session:
        session.execute(update(ContentRow).values(title="changed"))
        session.execute(delete(HistoryRow))
    with both.db.reading() as session:
        assert dict(session.execute(select(ContentRow.client_id, ContentRow.title)).all()) == {OURS: "changed", THEIRS: "theirs"}
        assert list(session.scalars(select(HistoryRow.client_id))) == [THEIRS]


@pytest.mark.parametrize(
    "question",
    [
        text("SELECT title FROM content"), text("DELETE FROM content WHERE title = 'theirs'"), text("SELECT id FROM client"),
        text("WITH t AS (SELECT * FROM delivery) SELECT * FROM t"), select(Base.metadata.tables["content"].c.title),
        text("SELECT a.id FROM setting AS s, account AS a"), text("/* x */ SELECT title FROM content"),
        text("SELECT title FROM content WHERE client_id = 'client-b'"),
        text("SELECT title FROM content WHERE client_id = client_id"),
        text("INSERT INTO seen (person, client_id, seen_at) SELECT title, client_id, created_at FROM content"),
        text("SELECT title FROM content WHERE client_id = :client_id").bindparams(client_id=THEIRS), select(BARE),
        select(BARE.c.title).where(BARE.c.client_id == THEIRS), select(BARE.c.title).where(BARE.c.client_id.in_([OURS, THEIRS])),
        select(ContentRow).from_statement(text("SELECT * FROM content")),
    ],
)
def test_a_question_in_other_words_that_names_no_client_is_refused(both, question):
    with pytest.raises(NoClient), within(OF_A), both.db.reading() as session:
        session.execute(question)


def test_a_question_in_other_words_that_names_a_client_is_answered(both):
    with within(OF_A), both.db.reading() as session:
        asked = text("SELECT title FROM content WHERE client_id = :client_id")
        assert session.execute(asked, {"client_id": OURS}).scalars().all() == ["ours"]


@pytest.mark.parametrize(
    "change",
    [
        insert(SeenRow).values(person="p", client_id=THEIRS, seen_at=NOW), update(ContentRow).values(client_id=THEIRS),
        insert(Base.metadata.tables["seen"]).values(person="p", client_id=THEIRS, seen_at=NOW),
        insert(SeenRow).values([{"person": "p", "client_id": each, "seen_at": NOW} for each in (OURS, THEIRS)]),
        update(BARE).where(BARE.c.client_id == THEIRS).values(title="x"), delete(BARE).where(BARE.c.client_id == THEIRS),
    ],
)
def test_no_row_is_put_among_those_of_another_client(both, change):
    with pytest.raises(NoClient), within(OF_A), both.db.transaction() as session:
        session.execute(change)


def test_a_row_is_neither_made_for_nor_moved_to_another_client(both):
    with pytest.raises(NoClient), within(OF_A), both.db.transaction() as session:
        session.add(SeenRow(person="p", client_id=THEIRS, seen_at=NOW))
    with pytest.raises(NoClient), within(OF_A), both.db.transaction() as session:
        session.get(ContentRow, OURS_ALONE[0]).client_id = THEIRS
    with within(OF_A), both.db.transaction() as session:
        session.add(SeenRow(person="p", client_id=OURS, seen_at=NOW))


def test_the_engine_sees_every_client(both):
    with both.db.reading() as session:
        assert len(session.scalars(select(ContentRow.id)).all()) == 2


def test_to_look_beyond_ends_where_it_ends(both):
    with within(OF_A), both.db.reading() as session:
        with reach.all_clients(session):
            assert len(session.scalars(select(ContentRow.id)).all()) == 2
        assert session.scalars(select(ContentRow.id)).all() == OURS_ALONE


def _services(joined, met):
    for each in vars(joined).values() if hasattr(joined, "__dict__") else ():
        if type(each).__module__.startswith("agency_core.services") and type(each) not in met:
            met[type(each)] = each
            _services(each, met)
    return met


def test_every_entrance_of_every_service_is_guarded(agency):
    open_doors = [
        f"{kind.__name__}.{name}" for kind in _services(agency, {}) for name in dir(kind)
        if not name.startswith("_") and callable(method := getattr(kind, name)) and hasattr(method, "__code__")
        and method.__code__.co_varnames[1:2] == ("actor",) and not hasattr(method, "guards")
    ]
    assert open_doors == []


def test_every_noun_of_a_service_is_one_of_the_table():
    assert set(entrance.NOUN_OF.values()) - set(NOUN_LABELS) == set()


def test_without_the_condition_of_a_list_nothing_of_others_is_seen(both, monkeypatch):
    """The mutation: a list whose own filter was taken away."""
    monkeypatch.setattr(content, "_filtered", lambda question, *_: question)
    somebody = Actor(ActorKind.PERSON, "p", clients=frozenset({OURS}), roles={OURS: Role.VIEWER})
    assert [one.id for one in both.draft.list(somebody, filter=ContentFilter()).items] == OURS_ALONE
    monkeypatch.setattr(reach, "_seen", lambda *_: true())
    reach._criterion.cache_clear()
    with pytest.raises(NoClient):
        both.draft.list(somebody, filter=ContentFilter())
    monkeypatch.setattr(reach, "_forgets_client", lambda _: False)
    assert len(both.draft.list(somebody, filter=ContentFilter()).items) == 2
    reach._criterion.cache_clear()
    assert len(both.draft.list(SYSTEM, filter=ContentFilter()).items) == 2


@pytest.fixture(scope="module")
def guarded_server(postgres_server):
    """A database whose owner is no superuser: superusers pass every policy."""
    with psycopg.connect(f"host=127.0.0.1 port={postgres_server.port} user=agency dbname=postgres", autocommit=True) as session:
        session.execute("CREATE ROLE house LOGIN")
        session.execute("CREATE DATABASE guarded OWNER house")
    url = postgres_server.url("guarded").replace("agency@", "house@")
    db = Database(url)
    migrate(db)
    yield db, url.replace("+psycopg", "")
    db.close()


@pytest.fixture(scope="module")
def guarded(guarded_server):
    """The same with two clients in it."""
    for client in (OURS, THEIRS):
        planted(SimpleNamespace(db=guarded_server[0], clock=SystemClock()), client, client)
    return guarded_server


def test_a_server_has_a_policy_on_every_table_of_clients(guarded):
    with psycopg.connect(guarded[1]) as raw:
        forced = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
        assert {name for (name,) in raw.execute(forced)} == reach.tables()


def test_a_server_shows_nothing_to_whoever_says_no_client(guarded):
    with psycopg.connect(guarded[1]) as raw:
        seen = {table: raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in sorted(reach.tables())}
    assert set(seen.values()) == {0}


def _trusting(monkeypatch):
    """What the product would be without its own refusals."""
    monkeypatch.setattr(reach, "_forgets_client", lambda _: False)
    monkeypatch.setattr(reach, "_demand_named", lambda *_: None)


def test_a_server_shows_each_client_its_own_also_for_words_that_forget_it(guarded, monkeypatch):
    _trusting(monkeypatch)
    with within(OF_A), guarded[0].reading() as session:
        for table in sorted(reach.tables() - {"client"}):
            assert set(session.scalars(text(f"SELECT client_id FROM {table}"))) == {OURS}, table
    with guarded[0].reading() as session:
        assert set(session.scalars(text("SELECT client_id FROM content"))) == {OURS, THEIRS}


def test_a_server_takes_no_row_for_another_client(guarded, monkeypatch):
    _trusting(monkeypatch)
    with pytest.raises(StorageFailed, match="row-level security"), within(OF_A), guarded[0].transaction() as session:
        session.execute(text("INSERT INTO seen (person, client_id, seen_at) VALUES ('p', 'client-b', now())"))


def test_a_reach_ends_with_its_transaction(guarded):
    with within(OF_A), guarded[0].reading() as session:
        session.scalars(text("SELECT 1")).all()
    with guarded[0].engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM content")).scalar() == 0
