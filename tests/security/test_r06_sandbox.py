"""R6: the sandbox shows the people of one client the profiles of that client, and nothing else of the network."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from agency_core.api.dependencies import ACTOR
from agency_core.api.server import api_routes, sandbox_file
from agency_core.domain.actor import LOCAL_OWNER, SYSTEM, Actor, ActorKind
from agency_core.domain.permission import Role
from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import SandboxToken, profile_id
from agency_core.sandbox.sight import Sight
from agency_core.sandbox.store import Store
from agency_core.sandbox.tables import POSTS, THUMBS
from agency_core.settings import Settings

OURS, THEIRS = "client-a", "client-b"
SOMEBODY = Actor(ActorKind.PERSON, "p", clients=frozenset({OURS}), roles={OURS: Role.MANAGER})
OF = {client: profile_id(Platform.INSTAGRAM, client) for client in (OURS, THEIRS)}
LOGIN = (
    "/sandbox/instagram/_oauth/{}?response_type=code&client_id=c&state=s&redirect_uri=http://127.0.0.1/api/accounts/callback"
    "&login_hint={}"
)


class _As:
    def __init__(self, app):
        self.app, self.actor = app, None

    async def __call__(self, scope, receive, send):
        if self.actor is not None:
            scope.setdefault("state", {})[ACTOR] = self.actor
        await self.app(scope, receive, send)


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    """The sandbox with a post of each client; `as_` somebody asks for a path."""
    chosen = Settings(data=tmp_path_factory.mktemp("sandbox"))
    store = Store(sandbox_file(chosen))
    with store.write() as tx:
        for client, number in OF.items():
            name, at = f"post-{client}", datetime(2026, 11, 1, tzinfo=UTC).timestamp()
            row = {"id": name, "platform": "instagram", "author": number, "kind": "image", "text": f"words of {client}"}
            shown = {"media": [f"thumb-{client}"]}
            tx.execute(POSTS.insert().values(**row, sent_text="", created_at=at, deleted_at=None, details=shown))
            tx.execute(THUMBS.insert().values(id=f"thumb-{client}", picture=b"small"))
    store.close()
    routes = [each for each in api_routes(chosen) if isinstance(each, Mount) and each.path == "/sandbox"]
    gate = _As(Starlette(routes=routes))
    http = TestClient(gate, base_url="http://127.0.0.1:8501", follow_redirects=False)

    def asked(actor, path, method="GET"):
        gate.actor = actor
        return http.request(method, path)

    return asked


def _paths(client: str) -> dict[str, str]:
    name = f"/sandbox/instagram/p/post-{client}/"
    return {"feed": f"/sandbox/instagram/feed/{OF[client]}", "thumb": f"/sandbox/instagram/thumb/thumb-{client}", "post": name}


@pytest.mark.parametrize("what", ["feed", "thumb", "post"])
def test_what_is_of_another_client_is_shown_as_what_was_never_there(network, what):
    own, theirs = (network(SOMEBODY, _paths(client)[what]) for client in (OURS, THEIRS))
    assert own.status_code == 200
    assert "words of client-b" not in theirs.text
    unknown = network(SOMEBODY, _paths(THEIRS)[what].replace(THEIRS, "client-x").replace(OF[THEIRS], "1"))
    assert (theirs.status_code, theirs.content == b"small") == (unknown.status_code, False)
    assert network(LOCAL_OWNER, _paths(THEIRS)[what]).status_code == 200


def test_the_first_page_names_only_profiles_of_ones_own(network):
    seen = {who.label: [number in network(who, "/sandbox/").text for number in OF.values()] for who in (SOMEBODY, LOCAL_OWNER)}
    assert seen == {SOMEBODY.label: [True, False], LOCAL_OWNER.label: [True, True]}
    assert "_control" not in network(SOMEBODY, "/sandbox/").text


def test_who_sees_no_accounts_sees_no_profiles(network):
    reviewer = replace(SOMEBODY, roles={OURS: Role.CLIENT_REVIEWER})
    for nobody in (reviewer, replace(SOMEBODY, clients=frozenset()), None):
        assert [number in network(nobody, "/sandbox/").text for number in OF.values()] == [False, False]
        assert network(nobody, _paths(OURS)["post"]).status_code == 404


@pytest.mark.parametrize("step", ["authorize", "allow"])
def test_a_login_is_for_a_profile_of_ones_own(network, step):
    found = [network(SOMEBODY, LOGIN.format(step, hint)).status_code for hint in (OURS, THEIRS, "client-x", "")]
    assert found == [{"authorize": 200, "allow": 303}[step], 400, 400, 400]


def test_only_the_engine_and_those_who_see_all_call_the_network_itself(network):
    token = SandboxToken(Platform.INSTAGRAM, OF[THEIRS])
    path = f"/sandbox/instagram/{OF[THEIRS]}/media?access_token={token}&fields=caption"
    assert network(SOMEBODY, path).status_code == network(SOMEBODY, "/sandbox/_control/posts").status_code == 404
    assert network(SOMEBODY, "/sandbox/_control/state", "DELETE").status_code == 404
    assert network(SYSTEM, "/sandbox/_control/posts").status_code == 200
    assert network(SYSTEM, path).status_code != 404


def test_a_profile_is_seen_however_its_network_writes_it():
    number = profile_id(Platform.LINKEDIN, OURS)
    sight = Sight(frozenset({OURS}))
    assert [sight.sees(Platform.LINKEDIN, each) for each in (number, f"urn:li:organization:{number}", "1")] == [True, True, False]
    assert not sight.sees(Platform.INSTAGRAM, number)
