"""The first five minutes of the README, as they stand there, from the registrations to the numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.testclient import TestClient

from agency_core.api.local_gate import LocalGate
from agency_core.domain.operations import WorkerView
from agency_core.store.queries import worker
from tests.docs.reading import README
from tests.docs.shell import Statement, filled, holds, request, statements
from tests.served import api_of

OWN = "http://127.0.0.1:8501"


def script() -> list[Statement]:
    """Every statement of the README's shell blocks, in order."""
    blocks = re.findall(r"^```bash\n(.*?)^```", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return list(statements("\n".join(blocks)))


class Visitor:
    """Somebody who pastes the script: the engine runs while they sleep."""

    def __init__(self, agency, clock) -> None:
        self.agency, self.clock = agency, clock
        app = Starlette(routes=[Mount("/api", api_of(lambda: agency))], middleware=[Middleware(LocalGate)])
        self.api = TestClient(app, base_url=OWN)
        self.known: dict[str, str] = {}
        self.broken: list[tuple[str, int, object]] = []

    def do(self, statement: Statement) -> None:
        words = filled(statement.words, self.known)
        if words[0] == "sleep":
            self.clock.move(timedelta(seconds=int(words[1])))
            self.engine()
        elif words[0] == "date":
            minutes = int(re.search(r"\+(\d+) minutes", words[words.index("-d") + 1])[1])
            self.known[statement.variable] = f"{self.clock.now() + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"
        else:
            self.ask(replace(statement, words=words))

    def ask(self, statement: Statement) -> None:
        asked = request(statement.words)
        self.engine_lives()
        answer = self.api.request(asked.method, asked.url.removeprefix(OWN), headers=asked.headers, content=asked.body)
        if answer.status_code != statement.status or not holds(answer.json(), statement.answer):
            self.broken.append((asked.url, answer.status_code, answer.json()))
        if statement.variable:
            assert statement.words[statement.words.index("|") :] == ("|", "cut", '-d"', "-f4")
            self.known[statement.variable] = answer.text.split('"')[3]

    def engine(self) -> None:
        self.agency.respond.answer_waiting()
        self.agency.publish.drain()
        self.agency.measure.collect_due()

    def engine_lives(self) -> None:
        now = self.clock.now()
        with self.agency.db.transaction() as session:
            worker.beat(session, WorkerView("w1", "here", 1, "all", True, now, now))


@pytest.fixture
def visitor(rehearsing, clock) -> Visitor:
    return Visitor(rehearsing, clock)


def test_the_first_five_minutes_work_as_they_stand(visitor):
    for statement in script():
        visitor.do(statement)
    assert visitor.broken == []


def test_every_call_says_what_comes_back():
    calls = [statement for statement in script() if statement.words[0] == "curl"]
    assert [statement.words for statement in calls if not statement.status] == []
    assert len(calls) == 12


def test_every_call_asks_the_usual_address():
    asked = [request(statement.words).url for statement in script() if statement.words[0] == "curl"]
    assert {urlsplit(url).netloc for url in asked} == {"127.0.0.1:8501"}


@pytest.mark.parametrize(
    ("said", "promised", "kept"),
    [
        ({"a": 1, "b": 2}, {"a": 1}, True), ({"a": 1}, {"a": 2}, False), ({"a": 1}, {"b": 1}, False),
        ([{"a": 1, "b": 2}], [{"a": 1}], True), ([], [{"a": 1}], False), ([1, 2], [1], False),
    ],
)
def test_a_promise_is_kept_only_by_what_was_promised(said, promised, kept):
    assert holds(said, promised) is kept
