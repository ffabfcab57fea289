"""The API as a client on this machine meets it: mounted at /api, behind the gate of local mode."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.testclient import TestClient

from agency_core.agency import make_agency
from agency_core.api.local_gate import LocalGate
from agency_core.domain.clock import MovableClock
from agency_core.settings import Settings
from tests.served import api_of

OWN = "http://127.0.0.1:8501"
STORYTELLER = {
    "id": "strategic_storyteller_001", "name": "Strategic Storyteller", "persona": "strategic_storyteller",
    "primary_platforms": ["linkedin", "youtube"], "content_types": ["article", "text_post", "video_post"],
    "posting_frequency": "daily",
}
DECODER = {
    "id": "data_decoder_001", "name": "Data Decoder", "persona": "data_decoder",
    "primary_platforms": ["linkedin", "youtube", "twitter"], "content_types": ["text_post", "article", "video_post"],
    "posting_frequency": "weekly",
}
PROPOSAL = {
    "creator_agent_id": "strategic_storyteller_001", "persona": "strategic_storyteller", "content_type": "text_post",
    "title": "What the quarter taught us", "content_body": "Three lessons.", "target_platforms": ["linkedin"],
}


def serve(agency, *, cors_origins=(), media_folder=None) -> TestClient:
    """A client of `agency`'s API; what the API does not foresee reaches the test as an answer, not as an exception."""
    api = api_of(lambda: agency, cors_origins=cors_origins, media_folder=media_folder)
    app = Starlette(routes=[Mount("/api", api)], middleware=[Middleware(LocalGate, cors_origins=cors_origins)])
    return TestClient(app, base_url=OWN, raise_server_exceptions=False)


@pytest.fixture
def api(agency):
    """A client of the API of an empty agency."""
    with serve(agency) as client:  # entered, it keeps one event loop for all its calls
        yield client


@pytest.fixture(scope="module")
def door(tmp_path_factory, empty_database):
    """One API with two agents for all tests of a file: for those that change nothing, or nothing that matters."""
    folder = tmp_path_factory.mktemp("door") / "data"
    shutil.copytree(empty_database, folder)
    agency = make_agency(Settings(data=folder), clock=MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC)))
    with serve(agency) as api:
        for agent in (STORYTELLER, DECODER):
            api.post("/api/agents", json=agent)
        yield api
    agency.db.close()


@pytest.fixture
def staffed(api) -> TestClient:
    """A client of the API of an agency with two agents."""
    for agent in (STORYTELLER, DECODER):
        assert api.post("/api/agents", json=agent).status_code == 201
    return api


@pytest.fixture
def draft(staffed) -> str:
    """The id of a draft for LinkedIn."""
    return staffed.post("/api/content", json=PROPOSAL).json()["id"]


def problem(answer, status: int, code: str) -> dict:
    """The problem document of a refusal, once its shape is as promised."""
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert set(said) == {"type", "title", "status", "detail", "instance", "code", "field", "remedy", "errors", "request_id"}
    assert said["request_id"] == answer.headers["x-request-id"]
    assert (answer.status_code, said["status"], said["code"]) == (status, status, code)
    assert said["title"]
    assert said["detail"]
    assert said["remedy"]
    assert unquote(said["instance"]) == unquote(answer.request.url.raw_path.decode().partition("?")[0])
    assert all(set(each) == {"field", "rule", "remedy"} and all(each.values()) for each in said["errors"])
    return said
