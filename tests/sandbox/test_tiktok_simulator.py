"""What the simulator of TikTok refuses: a connector that passes here sends what the documentation asks for."""

from datetime import timedelta

import pytest

from agency_core.domain.clock import MovableClock
from agency_core.http_client import Answer, Call, HttpClient
from agency_core.sandbox import sandbox_app
from agency_core.sandbox.exchange import Manner
from tests.sandbox.conftest import START, Server

JSON = "application/json; charset=UTF-8"
HEADERS = {"Authorization": "Bearer sandbox.tiktok.17000000123.0", "Content-Type": JSON}
CREATOR, FILM = "/v2/post/publish/creator_info/query/", "/v2/post/publish/video/init/"
PHOTO, STATUS = "/v2/post/publish/content/init/", "/v2/post/publish/status/fetch/"
SIZE = 11_000_000
SOURCE = {"source": "FILE_UPLOAD", "video_size": SIZE, "chunk_size": 5_000_000, "total_chunk_count": 2}
INFO = {"title": "Hello", "privacy_level": "SELF_ONLY"}


def post(world, path: str, body: object, **headers: str) -> Answer:
    sent = {name: value for name, value in {**HEADERS, **headers}.items() if value}
    return world.http.request("POST", f"{world.base}/tiktok{path}", Call(sent, json=body))


def code(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.json()["error"]["code"]


def announce(world, info: dict | None = None, source: dict | None = None) -> Answer:
    return post(world, FILM, {"post_info": {**INFO, **(info or {})}, "source_info": {**SOURCE, **(source or {})}})


def put(world, url: str, first: int, last: int, size: int = SIZE, kind: str = "video/mp4") -> Answer:
    headers = {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Type": kind}
    return world.http.request("PUT", url, Call(headers, data=bytes(last - first + 1)))


@pytest.fixture
def asked(world):
    assert code(post(world, CREATOR, {})) == (200, "ok")
    return world


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Authorization": ""}, (401, "access_token_invalid")),
        ({"Authorization": "Bearer nonsense"}, (401, "access_token_invalid")),
        ({"Authorization": "Bearer sandbox.youtube.17000000123.0"}, (401, "access_token_invalid")),
        ({"Content-Type": "application/json"}, (400, "invalid_param")),
        ({"Content-Type": "text/plain"}, (400, "invalid_param")),
    ],
)
def test_wrong_headers_are_refused(world, headers, expected):
    assert code(post(world, CREATOR, {}, **headers)) == expected


def test_every_answer_carries_an_error_even_a_good_one(world):
    answer = post(world, CREATOR, {}).json()
    assert (answer["error"]["code"], answer["data"]["privacy_level_options"][0]) == ("ok", "PUBLIC_TO_EVERYONE")


def test_owner_has_to_be_asked_before_a_post(world):
    assert code(announce(world)) == (400, "invalid_param")
    post(world, CREATOR, {})
    assert code(announce(world)) == (200, "ok")
    world.clock.move(timedelta(days=1, seconds=1))
    assert code(announce(world)) == (400, "invalid_param")


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ({"privacy_level": "FOLLOWER_OF_CREATOR"}, (403, "privacy_level_option_mismatch")),
        ({"title": "🎬" * 1101}, (400, "invalid_param")),
        ({"title": "🎬" * 1100}, (200, "ok")),
        ({"title": 5}, (400, "invalid_param")),
        ({"disable_duet": "no"}, (400, "invalid_param")),
        ({"video_cover_timestamp_ms": True}, (400, "invalid_param")),
        ({"surprise": 1}, (400, "invalid_param")),
        ({"description": "photos only"}, (400, "invalid_param")),
    ],
)
def test_post_info_is_checked(asked, info, expected):
    assert code(announce(asked, info)) == expected


@pytest.mark.parametrize(
    ("size", "piece", "count", "good"),
    [
        (11_000_000, 5_000_000, 2, True),
        (11_000_000, 5_000_000, 3, False),
        (50_000_123, 10_000_000, 5, True),
        (50_000_123, 10_000_000, 6, False),
        (4_999_999, 4_999_999, 1, True),
        (4_999_999, 5_000_000, 1, False),
        (64_000_000, 64_000_000, 1, True),
        (64_000_001, 64_000_001, 1, False),
        (11_000_000, 4_000_000, 2, False),
        (200_000_000, 65_000_000, 3, False),
        (127_999_999, 64_000_000, 1, True),
        (0, 0, 0, False),
        (4 * 1024**3 + 1, 64_000_000, 67, False),
    ],
)
def test_number_of_pieces_is_rounded_down(asked, size, piece, count, good):
    answer = announce(asked, source={"video_size": size, "chunk_size": piece, "total_chunk_count": count})
    assert code(answer) == ((200, "ok") if good else (400, "invalid_param"))


def test_pieces_are_taken_in_order_only(asked):
    data = announce(asked).json()["data"]
    url = data["upload_url"]
    assert put(asked, url, 5_000_000, SIZE - 1).status == 416
    assert put(asked, url, 0, 4_999_998).status == 416
    assert put(asked, url, 0, 4_999_999, SIZE + 1).status == 416
    assert put(asked, url, 0, 4_999_999, kind="image/jpeg").status == 400
    first = put(asked, url, 0, 4_999_999)
    assert (first.status, first.headers["content-range"]) == (206, f"bytes 0-4999999/{SIZE}")
    assert put(asked, url, 0, 4_999_999).status == 416
    assert post(asked, STATUS, {"publish_id": data["publish_id"]}).json()["data"] == {
        "status": "PROCESSING_UPLOAD", "uploaded_bytes": 5_000_000,
    }  # fmt: skip
    assert put(asked, url, 5_000_000, SIZE - 1).status == 201
    assert put(asked, url, 5_000_000, SIZE - 1).status == 404
    assert [(call["route"], call["status"]) for call in asked.calls() if call["phase"]] == [
        ("commit", 416), ("commit", 201), ("commit", 404),
    ]  # fmt: skip


def test_upload_address_is_good_for_an_hour_and_its_own_key(asked):
    url = announce(asked).json()["data"]["upload_url"]
    assert put(asked, url[:-1] + "~", 0, 4_999_999).status == 404
    asked.clock.move(timedelta(hours=1, seconds=1))
    assert put(asked, url, 0, 4_999_999).status == 403


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, (200, "ok")),
        ({"post_mode": "MEDIA_UPLOAD"}, (400, "invalid_param")),
        ({"media_type": "VIDEO"}, (400, "invalid_param")),
        ({"surprise": 1}, (400, "invalid_param")),
        ({"source_info": {"source": "FILE_UPLOAD", "photo_images": ["http://x"]}}, (400, "invalid_param")),
        ({"source_info": {"source": "PULL_FROM_URL", "photo_images": []}}, (400, "invalid_param")),
        ({"source_info": {"source": "PULL_FROM_URL", "photo_images": ["http://x"] * 36}}, (400, "invalid_param")),
        ({"source_info": {"source": "PULL_FROM_URL", "photo_images": ["x"], "photo_cover_index": 1}}, (400, "invalid_param")),
        ({"post_info": {**INFO, "title": "a" * 91}}, (400, "invalid_param")),
        ({"post_info": {**INFO, "description": "a" * 4001}}, (400, "invalid_param")),
        ({"post_info": {**INFO, "disable_duet": True}}, (400, "invalid_param")),
    ],
)
def test_announcement_of_photos_is_checked(asked, change, expected):
    source = {"source": "PULL_FROM_URL", "photo_images": [asked.picture().url], "photo_cover_index": 0}
    body = {"post_info": INFO, "source_info": source, "post_mode": "DIRECT_POST", "media_type": "PHOTO"}
    assert code(post(asked, PHOTO, {**body, **change})) == expected
    assert len(asked.posts()) == (expected == (200, "ok"))


def test_photos_are_jpeg_or_webp(asked):
    source = {"source": "PULL_FROM_URL", "photo_images": [asked.picture(kind="PNG").url]}
    body = {"post_info": INFO, "source_info": source, "post_mode": "DIRECT_POST", "media_type": "PHOTO"}
    publish_id = post(asked, PHOTO, body).json()["data"]["publish_id"]
    told = post(asked, STATUS, {"publish_id": publish_id}).json()["data"]
    assert told == {"status": "FAILED", "fail_reason": "file_format_check_failed"}


@pytest.mark.parametrize(
    ("path", "body", "most"), [(CREATOR, {}, 20), (STATUS, {"publish_id": "v_pub_file~v2-1.1"}, 30), (FILM, {}, 6)]
)
def test_calls_a_minute_are_counted(world, path, body, most):
    answers = [code(post(world, path, body))[1] for _ in range(most + 1)]
    assert [answer == "rate_limit_exceeded" for answer in answers] == [False] * most + [True]
    world.clock.move(timedelta(minutes=1))
    assert code(post(world, path, body))[1] != "rate_limit_exceeded"


def test_unknown_publication_is_refused(world):
    assert code(post(world, STATUS, {"publish_id": "v_pub_file~v2-1.1"})) == (400, "invalid_publish_id")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v2/video/list/", {}),
        ("/v2/video/list/?fields=surprise", {}),
        ("/v2/video/list/?fields=id", {"max_count": 21}),
        ("/v2/video/query/?fields=id", {}),
        ("/v2/video/query/?fields=id", {"filters": {"video_ids": []}}),
        ("/v2/video/query/?fields=id", {"filters": {"video_ids": ["1"] * 21}}),
    ],
)
def test_wrong_question_is_refused(world, path, body):
    assert code(post(world, path, body)) == (400, "invalid_param")


@pytest.fixture
def unaudited(tmp_path, world):
    app = sandbox_app(tmp_path / "unaudited.sqlite3", MovableClock(START), manner=Manner(unaudited=True, calls_times=2))
    server = Server(app)
    http = HttpClient(frozenset({"127.0.0.1"}))
    yield lambda path, body, who="17000000123": http.request(
        "POST", f"http://127.0.0.1:{server.port}/tiktok{path}",
        Call({"Authorization": f"Bearer sandbox.tiktok.{who}.0", "Content-Type": JSON}, json=body),
    )  # fmt: skip
    http.close()
    server.stop()


def test_application_that_was_not_audited_posts_for_the_owner_alone_and_for_five_owners(unaudited):
    def tried(level: str, who: str) -> tuple[int, str]:
        unaudited(CREATOR, {}, who)
        return code(unaudited(FILM, {"post_info": {**INFO, "privacy_level": level}, "source_info": SOURCE}, who))

    assert tried("PUBLIC_TO_EVERYONE", "1") == (403, "unaudited_client_can_only_post_to_private_accounts")
    assert [tried("SELF_ONLY", str(who)) for who in range(1, 6)] == [(200, "ok")] * 5
    assert tried("SELF_ONLY", "6") == (403, "reached_active_user_cap")
    assert tried("SELF_ONLY", "1") == (200, "ok")


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password"}, "invalid_request"),
        ({"grant_type": "refresh_token"}, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "sandbox.youtube.17000000123.0"}, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "sandbox.tiktok.1.0", "client_id": "x"}, "invalid_request"),
    ],
)
def test_wrong_renewal_is_refused(world, form, error):
    answer = world.http.request("POST", f"{world.base}/tiktok/v2/oauth/token/", Call(data=form))
    assert (answer.status, answer.json()["error"]) == (400, error)
