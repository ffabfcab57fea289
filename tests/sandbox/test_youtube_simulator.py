"""What the simulator of YouTube refuses: a connector that passes here sends what the documentation asks for."""

from datetime import timedelta

import pytest

from agency_core.http_client import Answer, Call

HEADERS = {"Authorization": "Bearer sandbox.youtube.17000000123.0"}
BODY = {"snippet": {"title": "A title", "description": "x"}, "status": {"privacyStatus": "private"}}
GRAIN = 256 * 1024
SIZE = 2 * GRAIN + 100
INSERT = "/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status"


def call(world, method: str, path: str, sent: Call) -> Answer:
    return world.http.request(method, path if path.startswith("http") else f"{world.base}/youtube{path}", sent)


def begin(world, body: object = BODY, path: str = INSERT, **headers: str) -> Answer:
    kind = {"X-Upload-Content-Type": "video/mp4", "X-Upload-Content-Length": str(SIZE)}
    sent = {name: value for name, value in {**HEADERS, **kind, **headers}.items() if value}
    return call(world, "POST", path, Call(sent, json=body))


def put(world, session: str, said: str, count: int, **headers: str) -> Answer:
    return call(world, "PUT", session, Call({**HEADERS, "Content-Range": said, **headers}, data=bytes(count)))


def reason(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.json()["error"]["errors"][0]["reason"]


@pytest.fixture
def session(world) -> str:
    return begin(world).headers["location"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"Authorization": ""}, (401, "required")),
        ({"Authorization": "Bearer nonsense"}, (401, "authError")),
        ({"Authorization": "Bearer sandbox.tiktok.17000000123.0"}, (401, "authError")),
        ({"Authorization": "Basic sandbox.youtube.17000000123.0"}, (401, "authError")),
        ({"X-Upload-Content-Type": ""}, (400, "badContent")),
        ({"X-Upload-Content-Type": "image/jpeg"}, (400, "badContent")),
        ({"X-Upload-Content-Length": ""}, (400, "mediaBodyRequired")),
        ({"X-Upload-Content-Length": "0"}, (400, "mediaBodyRequired")),
        ({"X-Upload-Content-Length": "274877906945"}, (400, "mediaBodyRequired")),
        ({"Content-Type": "text/plain"}, (400, "parseError")),
    ],
)
def test_wrong_headers_are_refused(world, changes, expected):
    assert reason(begin(world, **changes)) == expected


@pytest.mark.parametrize(
    ("part", "changes", "expected"),
    [
        ("snippet", {"title": " "}, "invalidTitle"),
        ("snippet", {"title": "<b>"}, "invalidTitle"),
        ("snippet", {"title": "a" * 101}, "invalidTitle"),
        ("snippet", {"description": "1 < 2"}, "invalidDescription"),
        ("snippet", {"description": "é" * 2501}, "invalidDescription"),
        ("snippet", {"tags": ["a" * 501]}, "invalidTags"),
        ("snippet", {"tags": [5]}, "invalidTags"),
        ("snippet", {"categoryId": "music"}, "invalidCategoryId"),
        ("snippet", {"surprise": 1}, "invalidVideoMetadata"),
        ("snippet", {"title": 5}, "invalidVideoMetadata"),
        ("status", {"privacyStatus": "friends"}, "invalidVideoMetadata"),
        ("status", {"license": "mine"}, "invalidVideoMetadata"),
        ("status", {"selfDeclaredMadeForKids": "no"}, "invalidVideoMetadata"),
        ("status", {"publishAt": "soon"}, "invalidPublishAt"),
        ("status", {"publishAt": "2026-12-01T09:00:00Z", "privacyStatus": "public"}, "invalidPublishAt"),
    ],
)
def test_wrong_resource_is_refused(world, part, changes, expected):
    assert reason(begin(world, {**BODY, part: {**BODY[part], **changes}})) == (400, expected)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/upload/youtube/v3/videos?part=snippet,status", "wrongUploadType"),
        ("/upload/youtube/v3/videos?uploadType=multipart&part=snippet,status", "wrongUploadType"),
        ("/upload/youtube/v3/videos?uploadType=resumable", "missingRequiredParameter"),
        ("/upload/youtube/v3/videos?uploadType=resumable&part=surprise", "unknownPart"),
        ("/upload/youtube/v3/videos?uploadType=resumable&part=snippet", "unexpectedPart"),
        ("/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status&a=1", "unexpectedParameter"),
    ],
)
def test_wrong_query_is_refused(world, path, expected):
    assert reason(begin(world, path=path)) == (400, expected)


def test_privacy_that_is_not_said_means_public(world):
    session = begin(world, {"snippet": BODY["snippet"]}).headers["location"]
    assert put(world, session, f"bytes 0-{SIZE - 1}/{SIZE}", SIZE).json()["status"]["privacyStatus"] == "public"


def test_pieces_are_taken_in_order_and_the_last_one_makes_the_video(world, session):
    first = put(world, session, f"bytes 0-{GRAIN - 1}/{SIZE}", GRAIN)
    assert (first.status, first.headers["range"]) == (308, f"bytes=0-{GRAIN - 1}")
    again = put(world, session, f"bytes 0-{GRAIN - 1}/{SIZE}", GRAIN)
    assert (again.status, again.headers["range"]) == (308, f"bytes=0-{GRAIN - 1}")
    last = put(world, session, f"bytes {GRAIN}-{SIZE - 1}/{SIZE}", SIZE - GRAIN)
    assert (last.status, last.json()["id"]) == (200, world.posts()[0]["id"])


@pytest.mark.parametrize(
    ("said", "count", "status"),
    [
        (f"bytes 0-{GRAIN}/{SIZE}", GRAIN + 1, 400),
        (f"bytes 0-{GRAIN - 1}/{SIZE}", GRAIN - 1, 400),
        (f"bytes 0-{GRAIN - 1}/{SIZE + 1}", GRAIN, 400),
        (f"bytes {GRAIN}-{2 * GRAIN - 1}/{SIZE}", GRAIN, 416),
        (f"bytes 0-{SIZE}/{SIZE}", SIZE + 1, 400),
        ("bytes 0-", 100, 400),
        ("", 100, 400),
    ],
)
def test_wrong_piece_is_refused(world, session, said, count, status):
    assert put(world, session, said, count).status == status
    assert world.posts() == []


def test_question_tells_how_much_has_arrived(world, session):
    nothing = put(world, session, f"bytes */{SIZE}", 0)
    assert (nothing.status, "range" in nothing.headers) == (308, False)
    put(world, session, f"bytes 0-{GRAIN - 1}/{SIZE}", GRAIN)
    assert put(world, session, f"bytes */{SIZE}", 0).headers["range"] == f"bytes=0-{GRAIN - 1}"
    made = put(world, session, f"bytes {GRAIN}-{SIZE - 1}/{SIZE}", SIZE - GRAIN).json()["id"]
    done = put(world, session, f"bytes */{SIZE}", 0)
    assert (done.status, done.json()["id"], len(world.posts())) == (200, made, 1)


def test_only_the_last_piece_counts_as_the_irreversible_call(world, session):
    put(world, session, f"bytes */{SIZE}", 0)
    put(world, session, f"bytes 0-{GRAIN - 1}/{SIZE}", GRAIN)
    put(world, session, f"bytes {GRAIN}-{SIZE - 1}/{SIZE}", SIZE - GRAIN)
    routes = [(each["route"], each["phase"]) for each in world.calls() if each["method"] == "PUT"]
    assert routes == [("read", ""), ("upload", ""), ("commit", "COMMIT")]


def test_upload_is_gone_after_a_week_and_for_others(world, session):
    other = {"Authorization": "Bearer sandbox.youtube.99.0"}
    assert put(world, session, f"bytes */{SIZE}", 0, **other).status == 404
    world.clock.move(timedelta(days=7, seconds=1))
    assert put(world, session, f"bytes */{SIZE}", 0).status == 410


def test_upload_states_go_from_uploaded_to_processed(world, session):
    video = put(world, session, f"bytes 0-{SIZE - 1}/{SIZE}", SIZE).json()["id"]

    def state() -> str:
        answer = call(world, "GET", f"/youtube/v3/videos?part=status&id={video}", Call(HEADERS))
        return answer.json()["items"][0]["status"]["uploadStatus"]

    assert [state() for _ in range(3)] == ["uploaded", "uploaded", "processed"]


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/youtube/v3/videos?id=1", (400, "missingRequiredParameter")),
        ("GET", "/youtube/v3/videos?part=status", (400, "missingRequiredParameter")),
        ("GET", "/youtube/v3/videos?part=surprise&id=1", (400, "unknownPart")),
        ("GET", "/youtube/v3/channels?part=id", (400, "missingRequiredParameter")),
        ("GET", "/youtube/v3/playlistItems?part=id&playlistId=UU99", (404, "playlistNotFound")),
        ("GET", "/youtube/v3/playlistItems?part=id&playlistId=UU17000000123&maxResults=51", (400, "invalidParameter")),
        ("DELETE", "/youtube/v3/videos?id=nowhere", (404, "videoNotFound")),
        ("DELETE", "/youtube/v3/comments?id=nowhere", (404, "commentNotFound")),
        ("POST", "/upload/youtube/v3/thumbnails/set?videoId=nowhere", (404, "videoNotFound")),
    ],
)
def test_wrong_question_is_refused(world, method, path, expected):
    assert reason(call(world, method, path, Call(HEADERS))) == expected


def test_thumbnail_is_a_picture(world, session):
    video = put(world, session, f"bytes 0-{SIZE - 1}/{SIZE}", SIZE).json()["id"]
    path = f"/upload/youtube/v3/thumbnails/set?videoId={video}"
    assert reason(call(world, "POST", path, Call(HEADERS, data=b"no picture"))) == (400, "invalidImage")


@pytest.mark.parametrize(
    ("snippet", "expected"),
    [
        ({"videoId": "nowhere", "topLevelComment": {"snippet": {"textOriginal": "x"}}}, (404, "videoNotFound")),
        ({"videoId": "V", "topLevelComment": {"snippet": {"textOriginal": " "}}}, (400, "commentTextRequired")),
        ({"videoId": "V", "topLevelComment": {"snippet": {"textOriginal": "a" * 10_001}}}, (400, "commentTextTooLong")),
        ({"videoId": "V", "topLevelComment": {"snippet": {"textOriginal": "x", "a": 1}}}, (400, "invalidCommentThreadMetadata")),
        ({"videoId": "V"}, (400, "invalidCommentThreadMetadata")),
    ],
)
def test_wrong_comment_is_refused(world, snippet, expected):
    answer = call(world, "POST", "/youtube/v3/commentThreads?part=snippet", Call(HEADERS, json={"snippet": snippet}))
    assert reason(answer) == expected


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "sandbox.tiktok.17000000123.0"}, "invalid_grant"),
    ],
)
def test_wrong_renewal_is_refused(world, form, error):
    answer = call(world, "POST", "/token", Call(data=form))
    assert (answer.status, answer.json()["error"]) == (400, error)
