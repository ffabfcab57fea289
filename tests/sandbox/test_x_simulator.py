"""What the simulator of X refuses: a connector that passes here sends what the specification asks for."""

import base64
from datetime import timedelta

import pytest

from agency_core.http_client import Answer, Call

AUTH = "Bearer sandbox.x.17000000123.0"
FILM = bytes(1000)


def call(world, method: str, path: str, json: object = None, auth: str = AUTH, **more) -> Answer:
    headers = {"Authorization": auth} if auth else {}
    return world.http.request(method, f"{world.base}/x/2/{path}", Call(headers, json=json, **more))


def said(answer: Answer) -> tuple[int, str]:
    body = answer.json()
    errors = body.get("errors", [{}])
    return answer.status, next(iter(errors[0].get("parameters", {})), body["title"])


def announced(world, **changes) -> str:
    body = {"media_type": "video/mp4", "media_category": "tweet_video", "total_bytes": len(FILM), **changes}
    return call(world, "POST", "media/upload/initialize", body).json()["data"]["id"]


def appended(world, media: str, index: int = 0, data: bytes = FILM) -> Answer:
    body = {"media": base64.b64encode(data).decode(), "segment_index": index}
    return call(world, "POST", f"media/upload/{media}/append", body)


def test_created_post_is_named_and_windows_are_told(world):
    answer = call(world, "POST", "tweets", {"text": "Hello"})
    assert (answer.status, answer.json()["data"]["id"]) == (201, world.posts("x")[0]["id"])
    assert (answer.headers["x-rate-limit-limit"], answer.headers["x-rate-limit-remaining"]) == ("100", "99")
    assert int(answer.headers["x-rate-limit-reset"]) == int((world.clock.now() + timedelta(minutes=15)).timestamp())


@pytest.mark.parametrize(
    "auth", ["", "Bearer nonsense", "Bearer sandbox.instagram.17000000123.0", "Basic sandbox.x.17000000123.0"]
)
def test_call_of_nobody_is_refused(world, auth):
    assert said(call(world, "POST", "tweets", {"text": "Hello"}, auth)) == (401, "Unauthorized")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"text": "x", "surprise": 1}, (400, "surprise")),
        ({"text": "x", "reply": {"in_reply_to_tweet_id": "1", "more": 1}}, (400, "more")),
        ({"text": "x", "reply": {}}, (400, "in_reply_to_tweet_id")),
        ({"text": "x", "reply": {"in_reply_to_tweet_id": 5}}, (400, "in_reply_to_tweet_id")),
        ({"text": "x", "reply": {"in_reply_to_tweet_id": "5"}}, (403, "Forbidden")),
        ({"text": 5}, (400, "text")),
        ({"text": True}, (400, "text")),
        ({}, (400, "text")),
        ({"text": " "}, (400, "text")),
        ({"text": "x", "nullcast": 1}, (400, "nullcast")),
        ({"text": "x", "reply_settings": "everyone"}, (400, "reply_settings")),
        ({"text": "x", "media": {"media_ids": []}}, (400, "media_ids")),
        ({"text": "x", "media": {"media_ids": ["1"] * 5}}, (400, "media_ids")),
        ({"text": "x", "media": {"media_ids": ["1"]}}, (400, "media.media_ids")),
        ({"text": "x", "poll": {"options": ["a", "b"], "duration_minutes": 1}}, (400, "duration_minutes")),
        ({"text": "x", "poll": {"options": ["a"], "duration_minutes": 60}}, (400, "options")),
        ({"text": "a" * 281}, (403, "Forbidden")),
        ({"text": "日" * 141}, (403, "Forbidden")),
        ([], (400, "body")),
    ],
)  # fmt: skip
def test_wrong_post_is_refused(world, body, expected):
    assert said(call(world, "POST", "tweets", body)) == expected
    assert world.posts() == []


@pytest.mark.parametrize("text", ["日" * 140, "a" * 256 + " https://example.com/" + "b" * 400, "👩‍👩‍👧" * 140])
def test_text_of_full_weight_is_taken(world, text):
    assert call(world, "POST", "tweets", {"text": text}).status == 201


def test_body_that_is_no_json_is_refused(world):
    headers = {"Authorization": AUTH, "Content-Type": "text/plain"}
    answer = world.http.request("POST", f"{world.base}/x/2/tweets", Call(headers, data=b'{"text": "x"}'))
    assert said(answer) == (415, "Unsupported Media Type")


def test_picture_must_be_one_and_come_as_one(world):
    picture = world.served[world.picture().url.rpartition("/")[2]][1]
    right = {"media_category": "tweet_image", "media": base64.b64encode(picture).decode()}
    assert said(call(world, "POST", "media/upload", {**right, "media": "aGVsbG8="})) == (400, "Invalid Request")
    assert said(call(world, "POST", "media/upload", {**right, "media": "%"})) == (400, "media")
    assert said(call(world, "POST", "media/upload", {"media": right["media"]})) == (400, "media_category")
    assert said(call(world, "POST", "media/upload", {**right, "media_category": "tweet_video"})) == (400, "media_category")
    assert said(call(world, "POST", "media/upload", {**right, "extra": 1})) == (400, "extra")
    assert said(call(world, "POST", "media/upload", data={"media_category": "tweet_image"})) == (400, "media")
    file = {"media": ("a.jpg", picture, "image/jpeg")}
    assert said(call(world, "POST", "media/upload", data={"other": "1"}, files=file))[0] == 400
    assert call(world, "POST", "media/upload", data={"media_category": "tweet_image"}, files=file).status == 200
    assert call(world, "POST", "media/upload", right).status == 200


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"total_bytes": 0}, "total_bytes"),
        ({"total_bytes": "9"}, "total_bytes"),
        ({"total_bytes": 600_000_000}, "Invalid Request"),
        ({"media_type": "image/gif"}, "media_type"),
        ({"media_type": "video/avi"}, "media_type"),
        ({"media_category": "dm_video"}, "media_category"),
        ({"command": "INIT"}, "command"),
    ],
)
def test_wrong_announcement_is_refused(world, changes, expected):
    body = {"media_type": "video/mp4", "media_category": "tweet_video", "total_bytes": 1000, **changes}
    assert said(call(world, "POST", "media/upload/initialize", body)) == (400, expected)


def test_segments_come_in_order_and_add_up(world):
    media = announced(world)
    assert said(appended(world, media, 1)) == (400, "segment_index")
    assert said(appended(world, media, 1000)) == (400, "segment_index")
    assert appended(world, media, 0, FILM[:400]).status == 200
    assert appended(world, media, 0, FILM[:400]).status == 200
    assert said(call(world, "POST", f"media/upload/{media}/finalize")) == (400, "total_bytes")
    assert said(call(world, "GET", f"media/upload?command=STATUS&media_id={media}")) == (400, "media_id")
    assert said(appended(world, media, 1, FILM[:601])) == (400, "media")
    assert appended(world, media, 1, FILM[:600]).status == 200
    states = [call(world, "POST", f"media/upload/{media}/finalize").json()["data"]["processing_info"]["state"] for _ in "12"]
    states += [call(world, "GET", f"media/upload?media_id={media}").json()["data"]["processing_info"]["state"] for _ in "123"]
    assert states == ["in_progress"] * 4 + ["succeeded"]
    assert said(appended(world, media, 2)) == (400, "id")


def test_segment_over_five_megabytes_is_refused(world):
    media = announced(world, total_bytes=20_000_000)
    file = {"media": ("s", bytes(5 * 1024 * 1024 + 1), "application/octet-stream")}
    answer = call(world, "POST", f"media/upload/{media}/append", data={"segment_index": "0"}, files=file)
    assert said(answer) == (413, "Payload Too Large")


def test_medium_belongs_to_its_user_for_a_day_and_must_be_processed(world):
    media = announced(world)
    post = {"text": "Film", "media": {"media_ids": [media]}}
    assert said(call(world, "POST", "tweets", post)) == (400, "media.media_ids")
    appended(world, media)
    call(world, "POST", f"media/upload/{media}/finalize")
    assert said(call(world, "POST", "tweets", post)) == (400, "media.media_ids")
    world.clock.move(timedelta(seconds=5))
    other = "Bearer sandbox.x.17000000999.0"
    assert said(call(world, "POST", "tweets", post, other)) == (400, "media.media_ids")
    assert said(call(world, "GET", f"media/upload?media_id={media}", auth=other)) == (404, "Not Found Error")
    twice = {"text": "Film", "media": {"media_ids": [media, media]}}
    assert said(call(world, "POST", "tweets", twice)) == (400, "media.media_ids")
    assert call(world, "POST", "tweets", post).status == 201
    world.clock.move(timedelta(hours=25))
    assert said(call(world, "POST", "tweets", {**post, "text": "Again"})) == (400, "media.media_ids")


def test_failed_processing_is_told(world):
    media = announced(world)
    appended(world, media)
    world.order("x", "container", "processing_failure")
    told = call(world, "POST", f"media/upload/{media}/finalize").json()["data"]["processing_info"]
    assert (told["state"], told["error"]["name"]) == ("failed", "InvalidMedia")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"id": "1", "metadata": {"alt_text": {"text": "a"}}}, "id"),
        ({"id": "1", "metadata": {"alt_text": {"text": "a" * 1001}}}, "text"),
        ({"id": "1", "metadata": {"alt_text": {"text": ""}}}, "text"),
        ({"id": "1", "metadata": {"alt": "a"}}, "alt"),
        ({"id": "1"}, "metadata"),
    ],
)
def test_wrong_description_is_refused(world, body, expected):
    assert said(call(world, "POST", "media/metadata", body)) == (400, expected)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tweets?ids=", (400, "ids")),
        ("tweets?ids=abc", (400, "ids")),
        ("tweets?ids=" + ",".join(["1"] * 101), (400, "ids")),
        ("tweets/1?tweet.fields=colour", (400, "tweet.fields")),
        ("tweets/1?expansions=everything", (400, "expansions")),
        ("tweets/1", (404, "Not Found Error")),
        ("users/17000000123/tweets?max_results=4", (400, "max_results")),
        ("users/17000000123/tweets?max_results=101", (400, "max_results")),
        ("users/17000000123/tweets?start_time=yesterday", (400, "start_time")),
        ("users/17000000123/tweets?pagination_token=x", (400, "pagination_token")),
        ("users/17000000999/tweets", (403, "Forbidden")),
        ("users/me?user.fields=shoe_size", (400, "user.fields")),
        ("media/upload?command=APPEND&media_id=1", (400, "command")),
    ],
)
def test_wrong_question_is_refused(world, path, expected):
    assert said(call(world, "GET", path)) == expected


def test_pages_follow_each_other_and_only_begin_when_asked(world):
    for number in range(7):
        call(world, "POST", "tweets", {"text": f"Post {number}"})
        world.clock.move(timedelta(minutes=1))
    first = call(world, "GET", "users/17000000123/tweets?max_results=5").json()
    token = first["meta"]["next_token"]
    second = call(world, "GET", f"users/17000000123/tweets?max_results=5&pagination_token={token}").json()
    texts = [post["text"] for page in (first, second) for post in page["data"]]
    assert (texts, "next_token" in second["meta"]) == ([f"Post {number}" for number in range(6, -1, -1)], False)
    since = (world.clock.now() - timedelta(minutes=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    late = call(world, "GET", f"users/17000000123/tweets?start_time={since}").json()
    assert [post["text"] for post in late["data"]] == ["Post 6", "Post 5"]


def test_missing_posts_are_told_beside_those_there_are(world):
    post = call(world, "POST", "tweets", {"text": "Here"}).json()["data"]["id"]
    body = call(world, "GET", f"tweets?ids={post},77").json()
    assert ([each["id"] for each in body["data"]], [each["resource_id"] for each in body["errors"]]) == ([post], ["77"])


def test_authors_own_numbers_end_after_thirty_days(world):
    post = call(world, "POST", "tweets", {"text": "Old"}).json()["data"]["id"]
    world.clock.move(timedelta(days=31))
    assert said(call(world, "GET", f"tweets?ids={post}&tweet.fields=non_public_metrics"))[0] == 403
    assert call(world, "GET", f"tweets?ids={post}&tweet.fields=public_metrics").status == 200


def test_somebody_elses_post_cannot_be_taken_down(world):
    post = call(world, "POST", "tweets", {"text": "Mine"}).json()["data"]["id"]
    other = "Bearer sandbox.x.17000000999.0"
    assert said(call(world, "DELETE", f"tweets/{post}", auth=other)) == (403, "Forbidden")
    assert call(world, "DELETE", f"tweets/{post}").json() == {"data": {"deleted": True}}
    assert said(call(world, "DELETE", f"tweets/{post}")) == (404, "Not Found Error")


def token(world, headers=None, **form) -> tuple[int, str]:
    body = {"grant_type": "refresh_token", "refresh_token": "sandbox.x.17000000123.0", **form}
    answer = world.http.request("POST", f"{world.base}/x/2/oauth2/token", Call(headers or {}, data=body))
    return answer.status, answer.json().get("error", "")


@pytest.mark.parametrize(
    ("headers", "form", "expected"),
    [
        (None, {"grant_type": "password"}, (400, "unsupported_grant_type")),
        (None, {"refresh_token": "nonsense"}, (400, "invalid_request")),
        (None, {"refresh_token": "sandbox.instagram.17000000123.0"}, (400, "invalid_request")),
        ({"Authorization": "Bearer x"}, {}, (401, "unauthorized_client")),
        ({"Authorization": "Basic !"}, {}, (401, "unauthorized_client")),
        ({"Authorization": "Basic aWQ6c2VjcmV0"}, {}, (200, "")),
        ({"Content-Type": "text/plain"}, {}, (400, "invalid_request")),
    ],
)
def test_token_endpoint_is_strict(world, headers, form, expected):
    assert token(world, headers, **form) == expected
