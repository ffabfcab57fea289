"""R6: whoever is of one client gets nothing of another, by any route; ids of others and unknown ones are alike."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from agency_core.agency import make_agency
from agency_core.api.app import create_api
from agency_core.domain.clock import MovableClock
from agency_core.domain.permission import Role
from agency_core.store import reach
from tests.postgres import settings_on
from tests.security.asked_of_routes import BODIES
from tests.security.two_clients import CANARY, OURS, THEIRS, UNKNOWN, alike, path_values, planted
from tests.security.walk import PEOPLE, AsSomebody, asked, operations

OWN = "hausfliege"


@pytest.fixture(scope="module")
def scene(tmp_path_factory, empty_database):
    """An agency with two clients, its API, and the gate's stand-in."""
    clock = MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
    settings = settings_on(tmp_path_factory.mktemp("two") / "data", empty_database, "")
    agency = make_agency(settings.model_copy(update={"api_per_minute": 1_000_000}), clock=clock)
    planted(agency, OURS, OWN)
    planted(agency, THEIRS, CANARY)
    api = create_api(lambda: agency)
    gate = AsSomebody(Starlette(routes=[Mount("/api", api)]))
    with TestClient(gate, base_url="http://127.0.0.1:8501", raise_server_exceptions=False) as client:
        yield agency, api.openapi(), gate, client
    agency.publish.stop()
    agency.db.close()


def test_every_route_is_asked_with_values_for_its_path(scene):
    known = set(path_values(OURS))
    missing = {
        f"{path}: {each['name']}" for _, path, told in operations(scene[1]) for each in told.get("parameters", ())
        if each["in"] == "path" and each["name"] not in known
    }
    assert missing == set()
    without = {f"{method} {path}" for method, path, told in operations(scene[1]) if "requestBody" in told} - set(BODIES)
    assert without == set()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.EDITOR, Role.VIEWER, Role.CLIENT_REVIEWER, Role.OWNER])
def test_what_is_of_another_client_is_as_unknown_as_what_is_not_there(scene, role):
    scene[2].actor = PEOPLE[role]
    assert _found_out(scene) == []


def test_the_walk_notices_when_questions_are_not_narrowed(scene, monkeypatch):
    scene[2].actor = PEOPLE[Role.MANAGER]
    monkeypatch.setattr(reach, "begin", without_reach)
    assert len(_found_out(scene)) > 20


def test_people_of_a_client_see_what_is_theirs(scene):
    scene[2].actor = PEOPLE[Role.MANAGER]
    seen = [path for method, path, told in operations(scene[1]) if method == "GET" and "{" not in path
            and OWN in asked(scene[3], method, path, told, OURS).text]
    assert len(seen) >= 15


def test_what_people_of_a_client_do_to_what_is_theirs_is_never_refused_for_want_of_a_client(scene):
    scene[2].actor = PEOPLE[Role.MANAGER]
    answers = {f"{method} {path}": asked(scene[3], method, path, told, OURS) for method, path, told in operations(scene[1])
               if method != "DELETE"}
    assert [f"{key}: {answer.text[:300]}" for key, answer in answers.items() if "no_client" in answer.text] == []
    assert len([key for key, answer in answers.items() if answer.status_code < 300 and not key.startswith("GET")]) > 20


def without_reach(session, options):
    session.info["reach"] = reach.EVERYTHING
    session.connection(execution_options=options)


def _found_out(scene):
    told_apart, leaked, broken = [], [], []
    for method, path, told in operations(scene[1]):
        foreign, unknown = (asked(scene[3], method, path, told, client) for client in (THEIRS, UNKNOWN))
        if CANARY in foreign.text:
            leaked.append(f"{method} {path}: {foreign.text[:200]}")
        if foreign.status_code != unknown.status_code or alike(foreign.text, THEIRS) != alike(unknown.text, UNKNOWN):
            both = (f"{each.status_code} {each.text[:300]}" for each in (foreign, unknown))
            told_apart.append(f"{method} {path}: {' / '.join(both)}")
        if foreign.status_code in {429, *range(500, 600)} or unknown.status_code >= 500:
            broken.append(f"{method} {path}: {foreign.status_code} {foreign.text[:300]}")
    return [*leaked, *told_apart, *broken]
