"""The simulator of Bluesky answers as the real server does: the same refusals in the same words."""

from collections.abc import Iterator

import pytest

from agency_core.domain.clock import SystemClock
from agency_core.http_client import Answer, Call
from agency_core.sandbox import sandbox_app
from tests.pds.conftest import RealServer
from tests.sandbox.conftest import Server

pytestmark = pytest.mark.pds
TOKEN, DID, FACET = "sandbox.bluesky.5.0", "did:plc:5", "app.bsky.richtext.facet"
CID = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
BLOB = {"$type": "blob", "ref": {"$link": CID}, "mimeType": "image/png", "size": 5}


def images(*found: dict) -> dict:
    return {"embed": {"$type": "app.bsky.embed.images", "images": list(found)}}


def facet(start: int, feature: dict) -> dict:
    return {"facets": [{"index": {"byteStart": start, "byteEnd": 2}, "features": [feature]}]}


def card(**fields: object) -> dict:
    return {"embed": {"$type": "app.bsky.embed.external", "external": fields}}


RECORDS = [
    {},
    {"text": "a" * 301},
    {"text": "👩‍👩‍👧" * 200},
    {"text": 5},
    {"createdAt": "yesterday"},
    {"createdAt": "2026-11-22 09:00:00Z"},
    {"createdAt": "2026-13-22T09:00:00Z"},
    {"$type": "app.bsky.feed.like"},
    {"langs": ["en", "de", "fr", "it"]},
    facet(0, {"$type": f"{FACET}#link", "uri": "nope"}),
    facet(0, {"$type": f"{FACET}#link"}),
    facet(0, {"$type": f"{FACET}#tag", "tag": "x" * 65}),
    facet(-1, {"$type": f"{FACET}#tag", "tag": "x"}),
    {"facets": {}},
    images({"alt": 5, "image": BLOB}),
    images({"alt": "", "image": BLOB, "aspectRatio": {"width": "1", "height": 1}}),
    images({"alt": "", "image": BLOB}),
    images(*[{"alt": "", "image": BLOB}] * 5),
    images({"image": BLOB}),
    images({"alt": "", "image": {**BLOB, "size": 2_000_001}}),
    images({"alt": "", "image": BLOB, "aspectRatio": {"width": 0, "height": 1}}),
    card(uri="https://example.com", title="x"),
    card(uri="nope", title="x", description=""),
    {"reply": {"root": {"uri": "x", "cid": CID}, "parent": {"uri": "x", "cid": CID}}},
    {"reply": {"root": {"uri": "at://did:plc:5/app.bsky.feed.post/3m6ck5xyz2222", "cid": CID}}},
]


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = Server(sandbox_app(tmp_path_factory.mktemp("network") / "network.sqlite3", SystemClock()))
    yield f"http://127.0.0.1:{server.port}/bluesky"
    server.stop()


@pytest.fixture(scope="module")
def both(real: RealServer, simulator: str):
    """Asks the real server and the simulator the same, each for an account of its own."""
    from agency_core.http_client import HttpClient

    http = HttpClient(frozenset({"localhost", "127.0.0.1"}))
    places = ((real.base, real.account.external_id, real.account.access_token), (simulator, DID, TOKEN))

    def ask(method: str, name: str, call) -> list[tuple]:
        said = []
        for base, did, token in places:
            answer = http.request(method, f"{base}/xrpc/{name}", call(did, token))
            said.append(_gist(answer, did))
        return said

    yield ask
    http.close()


def _gist(answer: Answer, did: str) -> tuple:
    body = answer.json() if answer.body else {}
    return answer.status, body.get("error", ""), str(body.get("message", "")).replace(did, "DID")


def put(did: str, token: str, fields: dict, **changes: object) -> Call:
    post = {"$type": "app.bsky.feed.post", "text": "hi", "createdAt": "2026-11-22T09:00:00.000Z", **fields}
    body = {"repo": did, "collection": "app.bsky.feed.post", "rkey": "3m6ck5xyz2222", "record": post, **changes}
    sent = {"Authorization": f"Bearer {token}"} if token else {}
    return Call(sent, json={name: value for name, value in body.items() if value is not None})


@pytest.mark.parametrize("record", RECORDS, ids=[str(record)[:60] for record in RECORDS])
def test_record_is_judged_alike(both, record):
    real, simulated = both("POST", "com.atproto.repo.putRecord", lambda did, token: put(did, token, record))
    assert simulated == real


@pytest.mark.parametrize(
    "change",
    [{"rkey": "hello"}, {"rkey": None}, {"repo": "did:plc:nobody"}, {"record": None}, {"collection": None}],
    ids=str,
)
def test_call_is_judged_alike(both, change):
    real, simulated = both("POST", "com.atproto.repo.putRecord", lambda did, token: put(did, token, {}, **change))
    assert simulated == real


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_token_is_judged_alike(both, token):
    real, simulated = both("POST", "com.atproto.repo.putRecord", lambda did, _: put(did, token, {}))
    assert simulated == real
    real, simulated = both("GET", "com.atproto.server.getSession", lambda *_: Call({"Authorization": "Basic eDp5"}))
    assert simulated == real


def test_created_twice_under_one_name_ends_in_a_500(both):
    def post(did: str, token: str) -> Call:
        return put(did, token, {}, rkey="3m6ck5xyz3333")

    results = [both("POST", "com.atproto.repo.createRecord", post) for _ in "12"]
    assert [[said[0] for said in pair] for pair in results] == [[200, 200], [500, 500]]
    assert results[1][0] == results[1][1]


def test_reading_and_removing_what_is_not_there_is_answered_alike(both):
    name = {"collection": "app.bsky.feed.post", "rkey": "3m6ck5xyz4444"}
    for repo in ("", "did:plc:nobody"):
        real, simulated = both(
            "GET", "com.atproto.repo.getRecord", lambda did, _, repo=repo: Call(params={"repo": repo or did, **name})
        )
        assert simulated == real
    for _ in "12":
        real, simulated = both(
            "POST", "com.atproto.repo.deleteRecord",
            lambda did, token: Call({"Authorization": f"Bearer {token}"}, json={"repo": did, **name}),
        )  # fmt: skip
        assert simulated == real
    for handle in ("nobody.test", "x"):
        asked = Call(params={"handle": handle})
        real, simulated = both("GET", "com.atproto.identity.resolveHandle", lambda *_, asked=asked: asked)
        assert simulated == real


def test_logins_are_answered_alike(both):
    for form in ({"identifier": "nobody.test", "password": "x"}, {"identifier": "nobody.test"}):
        real, simulated = both("POST", "com.atproto.server.createSession", lambda *_, form=form: Call(json=form))
        assert simulated == real
    real, simulated = both("POST", "com.atproto.server.refreshSession", lambda *_: Call({"Authorization": "Bearer nonsense"}))
    assert simulated == real
