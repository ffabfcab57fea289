"""What the simulator of LinkedIn refuses: a connector that passes here sends what the documentation asks for."""

from datetime import timedelta

import pytest

from agency_core.domain.publishing import Failure, PlatformError, Shaped
from agency_core.http_client import Answer, Call
from agency_core.platforms import CONNECTORS

ORG, PERSON = "urn:li:organization:17000000123", "urn:li:person:17000000123"
HEADERS = {
    "Authorization": "Bearer sandbox.linkedin.17000000123.0",
    "LinkedIn-Version": "202607",
    "X-Restli-Protocol-Version": "2.0.0",
}


def body(**changes):
    post = {
        "author": ORG, "commentary": "Hello", "visibility": "PUBLIC", "lifecycleState": "PUBLISHED",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "isReshareDisabledByAuthor": False,
    }  # fmt: skip
    return {name: value for name, value in {**post, **changes}.items() if value is not None}


def call(world, method: str, path: str, json: object = None, **headers: str) -> Answer:
    sent = {name: value for name, value in {**HEADERS, **headers}.items() if value}
    return world.http.request(method, f"{world.base}/linkedin{path}", Call(sent, json=json))


def code(answer: Answer) -> tuple[int, str]:
    said = answer.json()
    details = said.get("errorDetails", {}).get("inputErrors", [{}])
    return answer.status, details[0].get("code") or said["code"]


def test_created_post_has_no_body_and_an_id_in_a_header(world):
    answer = call(world, "POST", "/rest/posts", body())
    assert (answer.status, answer.body) == (201, b"")
    assert answer.headers["x-restli-id"] == world.posts()[0]["id"]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"LinkedIn-Version": "202511"}, (426, "NONEXISTENT_VERSION")),
        ({"LinkedIn-Version": ""}, (400, "VERSION_MISSING")),
        ({"X-Restli-Protocol-Version": ""}, (400, "INVALID_PROTOCOL_VERSION")),
        ({"Authorization": ""}, (401, "EMPTY_ACCESS_TOKEN")),
        ({"Authorization": "Bearer nonsense"}, (401, "INVALID_ACCESS_TOKEN")),
        ({"Authorization": "Bearer sandbox.instagram.17000000123.0"}, (401, "INVALID_ACCESS_TOKEN")),
        ({"Authorization": "Basic sandbox.linkedin.17000000123.0"}, (401, "INVALID_ACCESS_TOKEN")),
        ({"Authorization": "Bearer sandbox.linkedin.99.0"}, (403, "ACCESS_DENIED")),
        ({"Content-Type": "text/plain"}, (415, "UNSUPPORTED_MEDIA_TYPE")),
    ],
)
def test_wrong_headers_are_refused(world, headers, expected):
    assert code(call(world, "POST", "/rest/posts", body(), **headers)) == expected
    assert world.posts() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"surprise": 1}, "INVALID_FIELD"),
        ({"author": None}, "MISSING_FIELD"),
        ({"commentary": None}, "MISSING_FIELD"),
        ({"commentary": " "}, "MISSING_FIELD"),
        ({"commentary": "a" * 3001}, "FIELD_LENGTH_TOO_LONG"),
        ({"commentary": "\\*" * 1501}, "FIELD_LENGTH_TOO_LONG"),
        ({"commentary": 5}, "INVALID_VALUE_FOR_FIELD"),
        ({"author": "urn:li:share:1"}, "INVALID_URN_TYPE"),
        ({"visibility": "EVERYBODY"}, "INVALID_VALUE_FOR_FIELD"),
        ({"lifecycleState": "DRAFT"}, "INVALID_VALUE_FOR_FIELD"),
        ({"distribution": {"feedDistribution": "SIDE"}}, "INVALID_VALUE_FOR_FIELD"),
        ({"distribution": {"feedDistribution": "MAIN_FEED", "more": 1}}, "INVALID_FIELD"),
        ({"content": {"media": {"id": "urn:li:image:nowhere"}}}, "INVALID_URN_ID"),
        ({"content": {"media": {"id": "urn:li:share:1"}}}, "INVALID_URN_TYPE"),
        ({"content": {"media": {"id": "urn:li:image:x", "altText": ""}}}, "INVALID_VALUE_BLANK_FIELD"),
        ({"content": {"multiImage": {"images": [{"id": "urn:li:image:x"}]}}}, "INVALID_VALUE_FOR_FIELD"),
        ({"content": {"article": {"source": "https://example.com"}}}, "MISSING_FIELD"),
        ({"content": {"article": {"source": "nowhere", "title": "t"}}}, "INVALID_VALUE_FOR_FIELD"),
        ({"content": {"poll": {}}}, "INVALID_FIELD"),
        ({"content": {"media": {}, "article": {}}}, "INVALID_VALUE_FOR_FIELD"),
    ],
)
def test_wrong_post_is_refused(world, changes, expected):
    assert code(call(world, "POST", "/rest/posts", body(**changes))) == (400, expected)
    assert world.posts() == []


@pytest.mark.parametrize(
    ("commentary", "shown"),
    [
        ("plain text", "plain text"),
        ("half (of it)", "half "),
        ("3 < 4", "3 "),
        ("all \\(of it\\)", "all (of it)"),
        ("a #tag and #more", "a #tag and #more"),
        ("a #two_words", "a #two"),
        ("C# is cut", "C"),
        ("ask @[Acme](urn:li:organization:5) now", "ask Acme now"),
        ("{hashtag|\\#|growth} it", "#growth it"),
        ("ends with \\", "ends with "),
    ],
)
def test_text_is_cut_silently_at_the_first_bare_reserved_character(world, commentary, shown):
    assert call(world, "POST", "/rest/posts", body(commentary=commentary)).status == 201
    assert world.posts()[0]["text"] == shown


def test_duplicate_names_the_first_post_even_when_it_was_taken_down(world):
    urn = call(world, "POST", "/rest/posts", body()).headers["x-restli-id"]
    call(world, "DELETE", f"/rest/posts/{urn.replace(':', '%3A')}")
    answer = call(world, "POST", "/rest/posts", body())
    assert (code(answer), answer.json()["message"]) == ((422, "DUPLICATE_POST"), f"Content is a duplicate of {urn}")
    assert call(world, "POST", "/rest/posts", body(author=PERSON)).status == 201
    assert call(world, "POST", "/rest/posts", body(commentary="Hello!")).status == 201


@pytest.mark.parametrize(
    "path",
    [
        "/rest/posts?q=author&author=urn%3Ali%3Aperson%3A17000000123",
        "/rest/organizationalEntityShareStatistics?q=organizationalEntity"
        "&organizationalEntity=urn%3Ali%3Aperson%3A17000000123&shares=List()",
    ],
)
def test_what_belongs_to_a_member_cannot_be_read(world, path):
    assert code(call(world, "GET", path)) == (403, "ACCESS_DENIED")


def test_members_own_post_image_and_video_cannot_be_read(world):
    urn = call(world, "POST", "/rest/posts", body(author=PERSON)).headers["x-restli-id"]
    request = {"initializeUploadRequest": {"owner": PERSON}}
    image = call(world, "POST", "/rest/images?action=initializeUpload", request).json()["value"]["image"]
    for path in (f"/rest/posts/{urn}", f"/rest/images/{image}"):
        assert code(call(world, "GET", path.replace(":", "%3A"))) == (403, "ACCESS_DENIED")


def test_bare_urn_in_an_address_is_refused(world):
    for path in (f"/rest/posts/{ORG}", f"/rest/posts?q=author&author={ORG}"):
        assert code(call(world, "GET", path)) == (400, "ILLEGAL_ARGUMENT")


def test_image_is_unusable_until_its_bytes_came_and_when_they_are_no_picture(world):
    request = {"initializeUploadRequest": {"owner": ORG}}
    value = call(world, "POST", "/rest/images?action=initializeUpload", request).json()["value"]
    post = body(content={"media": {"id": value["image"]}})
    assert code(call(world, "POST", "/rest/posts", post)) == (400, "MEDIA_ASSET_WAITING_UPLOAD")
    put = Call({"Authorization": HEADERS["Authorization"]}, data=b"no picture at all")
    assert world.http.request("PUT", value["uploadUrl"], put).status == 201
    assert code(call(world, "POST", "/rest/posts", post)) == (400, "MEDIA_ASSET_PROCESSING_FAILED")
    world.clock.move(timedelta(hours=25))
    assert world.http.request("PUT", value["uploadUrl"], put).status == 404


def test_video_parts_must_be_whole_and_in_order(world):
    request = {"owner": ORG, "fileSizeBytes": 5_000_000, "uploadCaptions": False, "uploadThumbnail": False}
    started = call(world, "POST", "/rest/videos?action=initializeUpload", {"initializeUploadRequest": request})
    value = started.json()["value"]
    etags = []
    for part in value["uploadInstructions"]:
        size = part["lastByte"] - part["firstByte"] + 1
        auth = {"Authorization": HEADERS["Authorization"]}
        assert world.http.request("PUT", part["uploadUrl"], Call(auth, data=b"x")).status == 400
        sent = Call(auth, data=bytes([len(etags)]) * size)
        etags.append(world.http.request("PUT", part["uploadUrl"], sent).headers["etag"])
    finish = {"video": value["video"], "uploadToken": "", "uploadedPartIds": etags[::-1]}
    wrong = call(world, "POST", "/rest/videos?action=finalizeUpload", {"finalizeUploadRequest": finish})
    assert code(wrong) == (400, "INVALID_VALUE_FOR_FIELD")
    finish["uploadedPartIds"] = etags
    assert call(world, "POST", "/rest/videos?action=finalizeUpload", {"finalizeUploadRequest": finish}).status == 200
    path = f"/rest/videos/{value['video'].replace(':', '%3A')}"
    states = [call(world, "GET", path).json()["status"] for _ in range(4)]
    assert states == ["PROCESSING", "PROCESSING", "AVAILABLE", "AVAILABLE"]


def test_statistics_want_a_list_of_the_right_kind(world):
    start = "/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity="
    owner = ORG.replace(":", "%3A")
    assert code(call(world, "GET", f"{start}{owner}&shares=urn%3Ali%3Ashare%3A1")) == (400, "INVALID_QUERY_PARAM")
    assert code(call(world, "GET", f"{start}{owner}&shares=List(urn%3Ali%3AugcPost%3A1)")) == (400, "INVALID_URN_TYPE")
    assert call(world, "GET", f"{start}{owner}&shares=List(urn%3Ali%3Ashare%3A1)").json()["elements"] == []


def test_members_metrics_come_one_a_call(world):
    ctx, connector = world.context("linkedin", external_id=PERSON), CONNECTORS["linkedin"]
    state = world.publish(Shaped("text_post", "Count me"), ctx)
    world.clock.move(timedelta(hours=30))
    measured = connector.metrics(state.external_id, "text_post", ctx)
    assert set(measured.values) == {"impressions", "reach", "likes", "comments", "shares", "saves"}
    assert (measured.values["impressions"] > measured.values["reach"] > 10, measured.extra) == (True, {"sends": 0.0})
    assert len([each for each in world.calls() if each["route"] == "metrics"]) == 7
    connector.delete(state.external_id, ctx)
    with pytest.raises(PlatformError) as caught:
        connector.metrics(state.external_id, "text_post", ctx)
    assert caught.value.failure is Failure.NOT_FOUND


def test_refresh_brings_a_token_that_works_after_the_old_one_ran_out(world):
    connector = CONNECTORS["linkedin"]
    world.order("linkedin", "metrics", "expire_token")
    with pytest.raises(PlatformError) as caught:
        connector.metrics("urn:li:share:1", "text_post", world.context("linkedin"))
    assert caught.value.failure is Failure.AUTH_EXPIRED
    tokens = connector.refresh(world.context("linkedin"))
    assert (tokens.access_token, tokens.refresh_token) == ("sandbox.linkedin.17000000123.1",) * 2
    assert tokens.expires_at == world.clock.now() + timedelta(days=60)
    with pytest.raises(PlatformError) as caught:
        connector.metrics("urn:li:share:1", "text_post", world.context("linkedin", generation=1))
    assert caught.value.failure is Failure.NOT_FOUND


def test_rotating_refresh_ends_the_old_token_when_ordered(world):
    connector = CONNECTORS["linkedin"]
    world.order("linkedin", "refresh", "revoke_token")
    connector.refresh(world.context("linkedin"))
    with pytest.raises(PlatformError) as caught:
        connector.refresh(world.context("linkedin"))
    assert caught.value.failure is Failure.AUTH_REVOKED
    with pytest.raises(PlatformError) as caught:
        connector.delete("urn:li:share:1", world.context("linkedin"))
    assert caught.value.failure is Failure.AUTH_REVOKED
    connector.delete("urn:li:share:1", world.context("linkedin", generation=1))
