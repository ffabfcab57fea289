"""What the simulator of Bluesky refuses; that the real server refuses it in the same words is tried by make test-pds."""

import pytest

from agency_core.http_client import Answer, Call

DID, TOKEN = "did:plc:17000000123", "sandbox.bluesky.17000000123.0"
FACET = "app.bsky.richtext.facet"
CID = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
BLOB = {"$type": "blob", "ref": {"$link": CID}, "mimeType": "image/png", "size": 5}
RKEY = "3m6ck5xyz2222"


def call(world, name: str, json: object = None, token: str = f"Bearer {TOKEN}", method: str = "POST", **rest) -> Answer:
    sent = {"Authorization": token} if token else {}
    asked = Call({**sent, **rest.pop("headers", {})}, json=json, **rest)
    return world.http.request(method, f"{world.base}/bluesky/xrpc/{name}", asked)


def body(**fields) -> dict:
    post = {"$type": "app.bsky.feed.post", "text": "héy", "createdAt": "2026-11-22T09:00:00.000Z", **fields}
    return {"repo": DID, "collection": "app.bsky.feed.post", "rkey": RKEY, "record": post}


def put(world, fields: dict | None = None, token: str = f"Bearer {TOKEN}", **changes) -> Answer:
    sent = {name: value for name, value in {**body(**(fields or {})), **changes}.items() if value is not None}
    return call(world, "com.atproto.repo.putRecord", sent, token)


def said(answer: Answer) -> tuple[int, str, str]:
    return answer.status, answer.json().get("error", ""), answer.json().get("message", "")


def images(*found: dict) -> dict:
    return {"embed": {"$type": "app.bsky.embed.images", "images": list(found)}}


def facet(start: int, end: int, feature: dict | None = None) -> dict:
    index = {"byteStart": start, "byteEnd": end}
    return {"facets": [{"index": index, "features": [feature or {"$type": f"{FACET}#tag", "tag": "x"}]}]}


@pytest.mark.parametrize(
    ("record", "what", "where"),
    [
        ({"text": "a" * 301}, "grapheme too big (maximum 300, got 301)", "text"),
        ({"text": "👩‍👩‍👧" * 200}, "string too big (maximum 3000, got 3600)", "text"),
        ({"text": 5}, "Expected string value type (got 5)", "text"),
        ({"createdAt": "yesterday"}, 'Invalid datetime (got "yesterday")', "createdAt"),
        ({"langs": ["en"] * 4}, "array too big (maximum 3, got 4)", "langs"),
        ({"facets": 5}, "Expected array value type (got 5)", "facets"),
        (facet(0, 5), "The facet does not lie on the text (got 0 to 5 of 4 bytes)", "facets[0].index"),
        (facet(0, 2), "The facet does not lie on the text (got 0 to 2 of 4 bytes)", "facets[0].index"),
        (facet(1, 1), "The facet does not lie on the text (got 1 to 1 of 4 bytes)", "facets[0].index"),
        (facet(-1, 1), "integer too small (minimum 0, got -1)", "facets[0].index.byteStart"),
        (facet(0, 1, {"$type": "other"}), "Unknown feature", "facets[0].features[0]"),
        (facet(0, 1, {"$type": f"{FACET}#link", "uri": "x"}), 'Invalid uri (got "x")', "facets[0].features[0].uri"),
        (facet(0, 1, {"$type": f"{FACET}#mention", "did": "x"}), 'Invalid did (got "x")', "facets[0].features[0].did"),
        (facet(0, 1, {"$type": f"{FACET}#tag"}), 'Missing required key "tag"', "facets[0].features[0]"),
        (images({"image": BLOB}), 'Missing required key "alt"', "embed.images[0]"),
        (images(*[{"alt": "", "image": BLOB}] * 5), "array too big (maximum 4, got 5)", "embed.images"),
        (images({"alt": "", "image": {**BLOB, "size": 2_000_001}}),
         "blob too big (maximum 2000000, got 2000001)", "embed.images[0].image"),
        (images({"alt": "", "image": {**BLOB, "size": True}}),
         "Expected integer value type (got true)", "embed.images[0].image.size"),
        ({"embed": {"$type": "app.bsky.embed.nothing"}}, "Unknown embed", "embed"),
        ({"embed": {"$type": "app.bsky.embed.external", "external": {"uri": "x", "title": "", "description": ""}}},
         'Invalid uri (got "x")', "embed.external.uri"),
        ({"reply": {"root": {"uri": "x", "cid": CID}, "parent": {}}}, 'Invalid at-uri (got "x")', "reply.root.uri"),
        ({"surprise": 1}, 'Unexpected key "surprise"', ""),
    ],
)  # fmt: skip
def test_wrong_record_is_refused(world, record, what, where):
    path = f"$.record.{where}" if where else "$.record"
    assert said(put(world, record)) == (400, "InvalidRequest", f"Invalid app.bsky.feed.post record: {what} at {path}")
    assert world.posts() == []


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("", (401, "AuthMissing", "Authentication Required")),
        ("Basic eDp5", (400, "InvalidToken", "Unexpected authorization type")),
        ("Bearer nonsense", (400, "InvalidToken", "Token could not be verified")),
        ("Bearer a.e30.c2FuZGJveA", (400, "InvalidToken", "Token could not be verified")),
        ("Bearer a.!.c2FuZGJveA", (400, "InvalidToken", "Token could not be verified")),
        ("Bearer sandbox.linkedin.17000000123.0", (400, "InvalidToken", "Token could not be verified")),
        ("Bearer sandbox.bluesky.99.0", (401, "AuthenticationRequired", "Authentication Required")),
    ],
)
def test_wrong_token_is_refused(world, token, expected):
    assert said(put(world, token=token)) == expected
    assert world.posts() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"rkey": "hello"}, (400, "InvalidRequest")),
        ({"rkey": "z" * 13}, (400, "InvalidRequest")),
        ({"rkey": None}, (400, "InvalidRequest")),
        ({"repo": "did:plc:nobody"}, (403, "AccountNotFound")),
        ({"repo": 5}, (403, "AccountNotFound")),
        ({"collection": "app.bsky.feed.like"}, (400, "InvalidRequest")),
        ({"surprise": 1}, (400, "InvalidRequest")),
        ({"record": 5}, (400, "InvalidRequest")),
    ],
)
def test_wrong_call_is_refused(world, changes, expected):
    assert said(put(world, **changes))[:2] == expected
    assert world.posts() == []


def test_name_of_another_profiles_post_is_not_to_be_had(world):
    put(world)
    other = put(world, token="Bearer sandbox.bluesky.99.0", repo="did:plc:99")
    assert (other.status, [post["author"] for post in world.posts()]) == (500, [DID])


def test_picture_must_have_been_sent_and_be_what_it_is_called(world):
    assert said(put(world, images({"alt": "", "image": BLOB}))) == (400, "BlobNotFound", f"Could not find blob: {CID}")
    data = world.served[world.picture(kind="PNG", name="a.png").path.rpartition("/")[2]][1]
    sent = call(world, "com.atproto.repo.uploadBlob", headers={"Content-Type": "image/jpeg"}, data=data).json()["blob"]
    assert (sent["mimeType"], sent["size"]) == ("image/png", len(data))
    for change, error in (({"mimeType": "image/jpeg"}, "InvalidMimeType"), ({"size": 5}, "InvalidSize")):
        assert said(put(world, images({"alt": "", "image": {**sent, **change}})))[:2] == (400, error)
    assert put(world, images({"alt": "", "image": sent})).status == 200


def test_upload_needs_a_type_and_has_a_limit(world):
    kind = {"Content-Type": "image/png"}
    untyped = call(world, "com.atproto.repo.uploadBlob", data=b"x")
    assert said(untyped)[:2] == (400, "InvalidRequest")
    assert said(call(world, "com.atproto.repo.uploadBlob", headers=kind, data=b"x" * 5_300_000))[:2] == (413, "PayloadTooLarge")


def test_same_record_twice_is_one_post_and_another_one_replaces_it(world):
    first, again, other = put(world), put(world), put(world, {"text": "changed"})
    assert (first.json()["cid"] == again.json()["cid"], first.json()["cid"] == other.json()["cid"]) == (True, False)
    assert [post["text"] for post in world.posts()] == ["changed"]


def test_create_under_a_taken_name_ends_in_a_500_and_without_a_name_makes_one(world):
    answers = [call(world, "com.atproto.repo.createRecord", body()) for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 500]
    nameless = {name: value for name, value in body().items() if name != "rkey"}
    made = call(world, "com.atproto.repo.createRecord", nameless).json()["uri"].rpartition("/")[2]
    assert (len(made), len(world.posts())) == (13, 2)


def test_records_are_listed_by_name_newest_first_in_pages(world):
    names = [f"3m6ck5xyz22{last}2" for last in "abc"]
    for name in names:
        put(world, rkey=name)
    call(world, "com.atproto.repo.deleteRecord", {"repo": DID, "collection": "app.bsky.feed.post", "rkey": names[1]})
    params = {"repo": DID, "collection": "app.bsky.feed.post", "limit": "1"}
    first = call(world, "com.atproto.repo.listRecords", method="GET", params=params).json()
    second = call(world, "com.atproto.repo.listRecords", method="GET", params={**params, "cursor": first["cursor"]}).json()
    found = [page["records"][0]["uri"].rpartition("/")[2] for page in (first, second)]
    assert found == [names[2], names[0]]
    wrong = call(world, "com.atproto.repo.listRecords", method="GET", params={**params, "limit": "0"})
    assert said(wrong)[:2] == (400, "InvalidRequest")


def test_points_are_counted_and_run_out(world):
    left = [int(put(world).headers["ratelimit-remaining"]) for _ in range(2)]
    create = call(world, "com.atproto.repo.createRecord", body(text="x") | {"rkey": "3m6ck5xyz3333"})
    told = [create.headers[f"ratelimit-{name}"] for name in ("remaining", "policy")]
    assert (left, told) == ([4998, 4996], ["4993", "5000;w=3600"])


def test_session_that_was_ended_cannot_be_renewed(world):
    form = {"identifier": DID, "password": TOKEN}
    opened = call(world, "com.atproto.server.createSession", form, token="").json()
    renew = f"Bearer {opened['refreshJwt']}"
    assert said(call(world, "com.atproto.server.refreshSession", {}, token=renew))[:2] == (400, "InvalidRequest")
    assert call(world, "com.atproto.server.deleteSession", token=renew).status == 200
    assert said(call(world, "com.atproto.server.refreshSession", token=renew)) == (400, "ExpiredToken", "Token has been revoked")
    assert said(call(world, "com.atproto.server.createSession", form, token=""))[:2] == (401, "AuthenticationRequired")
