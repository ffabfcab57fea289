"""Fixtures of the services: an agency on a network that behaves."""

import shutil
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from sqlalchemy import event

from agency_core.agency import make_agency
from agency_core.domain.agent import NewAgent
from agency_core.domain.content import ContentType, NewContent
from agency_core.domain.platform import Platform
from agency_core.settings import Settings
from tests.fakes import FakeNetwork, registry_of


@pytest.fixture
def network() -> FakeNetwork:
    """A network that carries text."""
    return FakeNetwork()


@pytest.fixture
def pictures() -> FakeNetwork:
    """A network that carries nothing without a picture."""
    return FakeNetwork(key=Platform.INSTAGRAM, text_posts=False)


@pytest.fixture
def desk(tmp_path, clock, empty_database, network, pictures):
    """An agency whose two networks are fakes, with one agent."""
    shutil.copytree(empty_database, tmp_path / "desk")
    made = make_agency(Settings(data=tmp_path / "desk"), clock=clock, connectors=registry_of(network, pictures))
    network.inside_transaction = pictures.inside_transaction = lambda: made.db.in_transaction
    yield made
    made.publish.stop()
    made.db.close()


@pytest.fixture
def agent(desk, owner):
    """A registered agent."""
    return desk.agents.register(
        owner, new=NewAgent("stella_001", "Stella", "strategic_storyteller", ("linkedin",), ("text_post",), "daily")
    )


@pytest.fixture
def draft(desk, owner, agent):
    """Makes drafts for LinkedIn; keyword arguments replace the usual values."""

    def make(**values):
        usual = {
            "content_type": ContentType.TEXT_POST, "title": "A title", "content_body": "What we want to say.",
            "target_platforms": ("linkedin",), "creator_agent_id": agent.id,
        }
        return desk.draft.create(owner, new=NewContent(**{**usual, **values}))

    return make


@pytest.fixture
def scheduled(desk, owner, draft, clock):
    """Makes content that is scheduled `ahead` from now."""

    def make(ahead, **values):
        return desk.review.approve(owner, draft(scheduled_time=clock.now() + ahead, **values).id)

    return make


@pytest.fixture
def count_queries():
    """Counts the SELECTs of an agency's database inside a `with`."""

    @contextmanager
    def counting(desk):
        counted = SimpleNamespace(selects=0)

        def seen(_conn, _cursor, statement, *_rest):
            counted.selects += statement.lstrip().upper().startswith("SELECT")

        event.listen(desk.db.engine, "before_cursor_execute", seen)
        yield counted
        event.remove(desk.db.engine, "before_cursor_execute", seen)

    return counting
