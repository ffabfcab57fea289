"""Fixtures of the services: an agency on a network that behaves."""

import shutil
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import event, update

from agency_core.agency import make_agency
from agency_core.agents import PERSONAS
from agency_core.domain.agent import Frequency, NewAgent, Persona
from agency_core.domain.client import Brief, ClientChanges
from agency_core.domain.content import ContentType, NewContent
from agency_core.domain.facts import Room
from agency_core.domain.message import MessageType, NewMessage
from agency_core.domain.numbers import NewSnapshot
from agency_core.domain.platform import Platform
from agency_core.models import AccountRow, DeliveryRow
from agency_core.services import facts
from agency_core.services.respond import GRACE
from agency_core.settings import Settings
from tests.fakes import FakeNetwork, registry_of
from tests.notifiers.receiver import Receiver
from tests.postgres import settings_on
from tests.services.lookout import DAY, Watching
from tests.services.told_people import Desk


@pytest.fixture
def network() -> FakeNetwork:
    """A network that carries text."""
    return FakeNetwork()


@pytest.fixture
def pictures() -> FakeNetwork:
    """A network that carries nothing without a picture."""
    return FakeNetwork(key=Platform.INSTAGRAM, text_posts=False)


@pytest.fixture
def desk(tmp_path, clock, empty_database, database_url, network, pictures):
    """An agency whose two networks are fakes, with one agent."""
    settings = settings_on(tmp_path / "desk", empty_database, database_url)
    made = make_agency(settings, clock=clock, connectors=registry_of(network, pictures))
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
            asked = statement.lstrip().upper()
            counted.selects += asked.startswith("SELECT") and not asked.startswith("SELECT SET_CONFIG")  # no rows are read

        event.listen(desk.db.engine, "before_cursor_execute", seen)
        yield counted
        event.remove(desk.db.engine, "before_cursor_execute", seen)

    return counting


BRIEF = Brief(
    about="We repair bicycles and teach how it is done.", audience="people who ride to work", tone="plain",
    topics=("brakes", "winter riding"), hashtags=("bikes",), banned_words=("cheap",), link="https://example.org/bikes",
)


@pytest.fixture
def ask(desk, owner, agent, clock):
    """Asks the agent for something and lets the grace pass; gives the message's id."""
    client = desk.clients.own(owner)
    desk.clients.update(owner, client.id, changes=ClientChanges(brief=BRIEF))

    def asking(kind="content_request", wait=GRACE, to=agent.id, priority=3, **payload):
        sent = desk.inbox.send(owner, new=NewMessage("system", to, kind, payload, priority))
        clock.move(wait)
        return sent.id

    return asking


@pytest.fixture
def persona(monkeypatch):
    """Puts another writer in the place of the storyteller, for one test."""

    class Stand:
        voice = PERSONAS["strategic_storyteller"].voice

        def __init__(self, propose):
            self.propose = propose

    def standing(propose):
        monkeypatch.setitem(PERSONAS._loaded, "strategic_storyteller", Stand(propose))

    return standing


SECRET = "canary-token"


@pytest.fixture
def lived_in(agency, clock, owner):
    """An agency with an agent, a message, a counted draft, and two posts on the clock, one of them in five minutes."""
    agency.agents.register(
        owner, new=NewAgent("a1", "A", Persona.DATA_DECODER, ("linkedin",), ("text_post",), Frequency.DAILY)
    )
    agency.inbox.send(owner, new=NewMessage("a1", "a1", MessageType.CONTENT_REQUEST, {"topic": "bread"}))
    for title, wait in (("soon", timedelta(minutes=5)), ("later", timedelta(days=2))):
        clock.move(timedelta(seconds=1))
        new = NewContent(ContentType.TEXT_POST, title, "Words", ("linkedin",), "a1", scheduled_time=clock.now() + wait)
        made = agency.draft.create(owner, new=new)
        agency.review.submit(owner, made.id)
        agency.review.approve(owner, made.id)
    agency.measure.record(owner, new=NewSnapshot(made.id, "linkedin", {"views": 12}))
    with agency.db.transaction() as session:
        session.execute(update(AccountRow).values(credentials={"access_token": SECRET}))
        session.execute(update(DeliveryRow).values(publish_state={"phase": "new", "handles": {"upload": SECRET}}))
    return agency


@pytest.fixture
def elsewhere(tmp_path, clock, empty_database):
    """Another, empty installation."""
    shutil.copytree(empty_database, tmp_path / "elsewhere")
    other = make_agency(Settings(data=tmp_path / "elsewhere"), clock=clock)
    yield other
    other.publish.stop()
    other.db.close()


@pytest.fixture
def receiver():
    """A service on this machine that records what it is told."""
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def outbox(tmp_path, clock, empty_database, database_url, owner, receiver):
    """An agency that may tell the services of this machine."""
    settings = settings_on(tmp_path / "outbox", empty_database, database_url)
    made = make_agency(settings.model_copy(update={"notify_hosts": ["127.0.0.1"]}), clock=clock)
    yield Desk(made, owner, clock, receiver)
    made.watchroom.notify.stop()
    made.db.close()


@pytest.fixture
def watching(agency, clock, owner, monkeypatch) -> Watching:
    """Somebody who watches a client of yesterday, on a machine with room."""
    monkeypatch.setattr(facts, "memory", lambda: Room(20, 100, "of the machine"))
    monkeypatch.setattr(facts, "disk", lambda _folder: Room(10 * 1024**3, 100 * 1024**3, ""))
    made = Watching(agency, clock, owner)
    made.books.client(created_at=clock.now() - DAY)
    return made
