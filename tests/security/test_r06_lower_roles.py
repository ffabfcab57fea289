"""R6: what a role does not allow is refused by every route, for what is of one's own client too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from agency_core.agency import make_agency
from agency_core.api.app import create_api
from agency_core.domain.clock import MovableClock
from agency_core.domain.permission import Role, Verb, may
from tests.postgres import settings_on
from tests.security.needs_of_routes import NEEDS, OF_OWNERS, OTHERWISE
from tests.security.two_clients import OURS, planted
from tests.security.walk import PEOPLE, AsSomebody, asked, operations

REFUSED = {403, 404}
LOWER = [each for each in Role if each is not Role.OWNER]


@pytest.fixture
def answers(tmp_path, empty_database, monkeypatch):
    """What every route answers somebody about their own client, by method and path; what deletes is asked last."""
    monkeypatch.setenv("AGENCY_TOKEN_CANARY", "x")
    clock = MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
    settings = settings_on(tmp_path / "data", empty_database, "")
    agency = make_agency(settings.model_copy(update={"api_per_minute": 1_000_000}), clock=clock)
    planted(agency, OURS, "hausfliege")
    api = create_api(lambda: agency)
    gate = AsSomebody(Starlette(routes=[Mount("/api", api)]))

    def of(role):
        gate.actor = PEOPLE[role]
        every = sorted(operations(api.openapi()), key=lambda each: each[0] == "DELETE")
        with TestClient(gate, base_url="http://127.0.0.1:8501", raise_server_exceptions=False) as http:
            return {f"{method} {path}": asked(http, method, path, told, OURS) for method, path, told in every}

    yield of
    agency.publish.stop()
    agency.db.close()


def test_every_route_says_what_it_needs(answers):
    """A route that is not in the tables is one that nobody has thought about."""
    told = [route for routes in NEEDS.values() for route in routes]
    assert sorted([*told, *OF_OWNERS, *OTHERWISE]) == sorted(answers(Role.MANAGER))


@pytest.mark.parametrize("role", LOWER)
def test_what_a_role_does_not_allow_is_refused_and_all_else_is_not(answers, role):
    found = answers(role)
    wrong = {}
    for need, routes in NEEDS.items():
        verb, noun = need.split()
        allowed = may(role, Verb(verb), noun)
        for route in routes:
            answer = found[route]
            if answer.status_code == 403 if allowed else answer.status_code not in REFUSED:
                wrong[route] = (need, answer.status_code, answer.text[:200])
    assert wrong == {}


@pytest.mark.parametrize("role", LOWER)
def test_what_is_of_the_whole_agency_is_refused_to_people_of_a_client(answers, role):
    found = answers(role)
    assert {route: found[route].status_code for route in OF_OWNERS if found[route].status_code != 403} == {}


def test_what_was_refused_was_not_done(answers):
    refused = answers(Role.CLIENT_REVIEWER)
    assert refused["DELETE /reports/{report_id}"].status_code == 403
    done = answers(Role.MANAGER)
    assert [done[route].status_code for route in ("GET /reports/{report_id}", "DELETE /reports/{report_id}")] == [200, 204]
