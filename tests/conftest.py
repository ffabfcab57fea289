"""What every test may rely on."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from agency_core.agency import make_agency
from agency_core.domain.actor import LOCAL_OWNER, Actor, ActorKind
from agency_core.domain.clock import MovableClock
from agency_core.settings import Settings
from agency_core.store.database import Database
from agency_core.store.schema import migrate
from tests import postgres
from tests.postgres import settings_on


def _chromium() -> str | None:
    named = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return named if Path(named).is_file() else shutil.which(named)


def pytest_collection_modifyitems(config, items):
    """Leave out what is long unless it is asked for by its marker; skip what needs a browser where there is none.

    A test in the browser that fails is run once more, and the summary says so: on a busy machine a key can be pressed before
    the page listens.
    """
    for asked_for in ("proof", "pds"):
        if asked_for not in config.getoption("markexpr"):
            left = [item for item in items if item.get_closest_marker(asked_for)]
            items[:] = [item for item in items if item not in left]
            config.hook.pytest_deselected(items=left)
    reason = "no Chromium at /usr/bin/chromium; install it or name one in the environment variable CHROMIUM"
    mark = pytest.mark.flaky(reruns=1) if _chromium() else pytest.mark.skip(reason=reason)
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(mark)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """How several processes share the tests (`make test`): a file stays together, as its tests share what is costly to set up;
    so do all that start whole agencies, which would take each other's time.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByCost(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return "agencies" if file.split("/")[1] in {"browser", "faults"} else file

    return ByCost(config, log)


@pytest.fixture(scope="session", autouse=True)
def keys_of_tests(tmp_path_factory) -> Iterator[Path]:
    """Keys of the agencies of tests, also of those in processes of their own, lie apart from this user's."""
    folder = tmp_path_factory.mktemp("config")
    before = {name: os.environ.get(name) for name in ("XDG_CONFIG_HOME", "APPDATA")}
    os.environ.update(dict.fromkeys(before, str(folder)))
    yield folder / "agency" / "keys"
    os.environ.update({name: value for name, value in before.items() if value is not None})


@pytest.fixture(scope="module", autouse=True)
def what_stays_is_not_looked_through() -> None:
    """Modules and caches are there to the end: looking through them for what can be let go takes seconds of every minute."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def statements_are_compiled_once() -> Iterator[None]:
    """Each test has an engine of its own, and SQLAlchemy compiles, and keeps for good, what each of them says. Here what was
    compiled for one serves all of its kind.
    """
    kept: dict[tuple[object, ...], LRUCache[Any, Any]] = {}
    make = Database.__init__

    def kind(dialect: DefaultDialect) -> tuple[object, ...]:
        return type(dialect), dialect.dbapi and dialect.dbapi.__name__

    def is_alike(one: DefaultDialect, other: object) -> bool:
        return one is other or (isinstance(other, DefaultDialect) and kind(one) == kind(other))

    def sharing(db: Database, *args: Any, **named: Any) -> None:
        make(db, *args, **named)
        db.engine._compiled_cache = kept.setdefault(kind(db.engine.dialect), LRUCache(5_000))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DefaultDialect, "__eq__", is_alike)
        patch.setattr(DefaultDialect, "__hash__", lambda dialect: hash(kind(dialect)))
        patch.setattr(Database, "__init__", sharing)
        yield


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the Chromium that the browser tests drive."""
    return _chromium() or pytest.skip("no Chromium")


@pytest.fixture
def clock() -> MovableClock:
    """A clock that stands at Monday 2026-11-23 09:00 UTC until a test moves it."""
    return MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC))


ON_BOTH_DATABASES = {
    "test_after_sending", "test_annotations", "test_approvals", "test_as_approved", "test_audience",
    "test_bell", "test_bulk", "test_claims_held", "test_competitors",
    "test_evaluation", "test_incidents", "test_maintenance", "test_rule_settings", "test_silences",
    "test_inbox_leases", "test_kpis", "test_matching", "test_measure", "test_notify", "test_numbers", "test_objects",
    "test_publish",
    "test_questions", "test_r14_envelope", "test_r31_audit", "test_reconcile", "test_recount", "test_recur",
    "test_report_sending", "test_resume", "test_retag",
    "test_rollup_machine", "test_rules_of_numbers", "test_schedule", "test_slots", "test_snapshot_list",
    "test_taking_back", "test_tokens", "test_truthful_records", "test_views",
    "test_r10_no_default_secret_and_no_registration", "test_r30_guessing_is_slow", "test_invitations", "test_people",
}
"""Files of store, services and security that run on the embedded database and on a PostgreSQL server: where rows are claimed,
moved and added up.
"""


def pytest_generate_tests(metafunc):
    """Let each test of those files that opens a database do so on both kinds."""
    file = Path(metafunc.module.__file__)
    is_one = file.stem in ON_BOTH_DATABASES and file.parent.name in {"store", "services", "security"}
    if is_one and "database_url" in metafunc.fixturenames:
        metafunc.parametrize("database_url", ["embedded", "postgres"], indirect=True)


@pytest.fixture(scope="session")
def postgres_server():
    """A server of our own, with a migrated database `empty`."""
    why = postgres.missing()
    if why:
        pytest.skip(why)
    server = postgres.Server()
    try:
        server.create("empty")
        db = Database(server.url("empty"))
        migrate(db)
        db.close()
        yield server
    finally:
        server.remove()


@pytest.fixture
def empty_server(postgres_server) -> str:
    """The address of a migrated database without rows."""
    postgres_server.clear("empty")
    return postgres_server.url("empty")


@pytest.fixture
def database_url(request) -> str:
    """The address of the server's database under test; empty for the embedded one."""
    return request.getfixturevalue("empty_server") if getattr(request, "param", "") == "postgres" else ""


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory) -> Path:
    """A migrated database to copy from: migrating once is cheaper than for every test."""
    folder = tmp_path_factory.mktemp("empty")
    make_agency(Settings(data=folder)).db.close()
    return folder


@pytest.fixture
def agency(tmp_path, clock, empty_database, database_url):
    """An empty agency with real services on a database of its own."""
    made = make_agency(settings_on(tmp_path / "data", empty_database, database_url), clock=clock)
    yield made
    made.publish.stop()
    made.db.close()


@pytest.fixture
def owner() -> Actor:
    """The person who manages everything on this machine."""
    return LOCAL_OWNER


@pytest.fixture
def writer() -> Actor:
    """A person who may write but not decide."""
    return Actor(ActorKind.PERSON, "writer", can_decide=False)


@pytest.fixture
def stranger() -> Actor:
    """A person who belongs to another client and must see nothing."""
    return Actor(ActorKind.PERSON, "stranger", clients=frozenset({"elsewhere"}))
