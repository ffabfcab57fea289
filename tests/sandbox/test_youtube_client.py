"""Google's own client publishes through our simulator, so that simulator and connector cannot share one mistake.

Needs `google-api-python-client` 2, which the product does not use otherwise; without it there is nothing to try. All that is
changed is where the interface is: in the description of the interface that the client carries with it.
"""

import json
from datetime import timedelta
from importlib import resources

import pytest

discovery = pytest.importorskip("googleapiclient.discovery")

from agency_core.sandbox.youtube.resource import CHOICES, WRITABLE  # noqa: E402 - only where the client is

TOKEN = "sandbox.youtube.17000000123.0"
BODY = {
    "snippet": {"title": "From Google's client", "description": "As it comes", "tags": ["one", "two"], "categoryId": "22"},
    "status": {"privacyStatus": "unlisted", "selfDeclaredMadeForKids": False},
}


@pytest.fixture(scope="module")
def description() -> dict:
    found = resources.files("googleapiclient") / "discovery_cache" / "documents" / "youtube.v3.json"
    return json.loads(found.read_text("utf-8"))


@pytest.fixture
def service(world, description):
    from google.oauth2.credentials import Credentials

    root = f"{world.base}/youtube/"
    moved = {**description, "rootUrl": root, "baseUrl": root, "mtlsRootUrl": root}
    made = discovery.build_from_document(moved, credentials=Credentials(TOKEN))
    yield made
    made.close()


def upload(service, media, chunk: int):
    from googleapiclient.http import MediaFileUpload

    body = MediaFileUpload(media.path, mimetype=media.mime, chunksize=chunk, resumable=True)
    return service.videos().insert(part="snippet,status", body=BODY, media_body=body)


def finished(request) -> dict:
    done = None
    while done is None:
        _, done = request.next_chunk()
    return done


def test_client_publishes_reads_and_removes_a_video(world, service):
    video = finished(upload(service, world.video(1_000_000), 256 * 1024))["id"]
    assert [call["status"] for call in world.calls() if call["method"] == "PUT"] == [308, 308, 308, 200]
    read = service.videos().list(part="snippet,status,statistics", id=video).execute()["items"][0]
    assert (read["snippet"]["title"], read["status"]["privacyStatus"], read["status"]["uploadStatus"]) == (
        "From Google's client", "unlisted", "uploaded",
    )  # fmt: skip
    playlist = service.channels().list(part="contentDetails", mine=True).execute()["items"][0]
    uploads = playlist["contentDetails"]["relatedPlaylists"]["uploads"]
    listed = service.playlistItems().list(part="contentDetails", playlistId=uploads, maxResults=50).execute()["items"]
    assert [item["contentDetails"]["videoId"] for item in listed] == [video]
    service.videos().delete(id=video).execute()
    assert service.videos().list(part="status", id=video).execute()["items"] == []


def test_client_sets_a_thumbnail_and_comments(world, service):
    from googleapiclient.http import MediaFileUpload

    video = finished(upload(service, world.video(300_000), -1))["id"]
    world.clock.move(timedelta(seconds=1))
    picture = world.picture()
    service.thumbnails().set(videoId=video, media_body=MediaFileUpload(picture.path, mimetype=picture.mime)).execute()
    thread = {"snippet": {"videoId": video, "topLevelComment": {"snippet": {"textOriginal": "First"}}}}
    made = service.commentThreads().insert(part="snippet", body=thread).execute()
    found = service.commentThreads().list(part="snippet", videoId=video, textFormat="plainText").execute()["items"]
    assert [item["id"] for item in found] == [made["id"]]
    service.comments().delete(id=made["id"]).execute()
    assert [(post["kind"], post["media"], bool(post["deleted_at"])) for post in world.posts()] == [
        ("video", [video], False), ("comment", [], True),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["error_before", "error_after", "slow_processing"])
def test_client_resumes_an_upload_that_was_interrupted(world, service, kind):
    world.order("youtube", "upload", kind)
    request = upload(service, world.video(1_000_000), 512 * 1024)
    from googleapiclient.errors import HttpError

    if kind != "slow_processing":
        with pytest.raises(HttpError):
            request.next_chunk()
    assert finished(request)["id"] == world.posts()[0]["id"]
    assert len(world.posts()) == 1


@pytest.mark.parametrize(
    ("part", "changes", "reason"),
    [
        ("snippet", {"title": ""}, "invalidTitle"),
        ("snippet", {"title": "a" * 101}, "invalidTitle"),
        ("snippet", {"title": "a > b"}, "invalidTitle"),
        ("snippet", {"description": "é" * 2501}, "invalidDescription"),
        ("status", {"privacyStatus": "friends"}, "invalidVideoMetadata"),
    ],
)
def test_client_is_told_why_a_video_is_refused(world, service, part, changes, reason):
    from googleapiclient.errors import HttpError
    from googleapiclient.http import MediaFileUpload

    media = world.video(300_000)
    body = {**BODY, part: {**BODY[part], **changes}}
    file = MediaFileUpload(media.path, mimetype=media.mime, resumable=True)
    with pytest.raises(HttpError) as caught:
        service.videos().insert(part="snippet,status", body=body, media_body=file).next_chunk()
    assert (caught.value.status_code, caught.value.error_details[0]["reason"]) == (400, reason)


def test_client_renews_its_token_at_the_simulator(world, description):
    from google.auth.transport.requests import Request
    from google.oauth2.credentials import Credentials

    made = Credentials(TOKEN, refresh_token=TOKEN, token_uri=f"{world.base}/youtube/token", client_id="a", client_secret="b")
    made.refresh(Request())
    assert (made.token, made.refresh_token) == ("sandbox.youtube.17000000123.1", TOKEN)


def test_simulator_writes_the_fields_that_google_describes(description):
    """Each field that may be written exists in the description, with this type and these choices."""
    types = {"string": str, "boolean": bool, "array": list}
    for part, schema in {"snippet": "VideoSnippet", "status": "VideoStatus"}.items():
        known = description["schemas"][schema]["properties"]
        assert {name: types[known[name]["type"]] for name in WRITABLE[part]} == WRITABLE[part]
        for name in WRITABLE[part]:
            assert tuple(known[name].get("enum", ())) == CHOICES.get(name, ())


def test_paths_are_those_that_google_describes(description):
    from agency_core.sandbox.youtube.lines import LINES

    def methods(resource: dict):
        for method in resource.get("methods", {}).values():
            yield method["httpMethod"], f"/{method['path']}"
            for protocol in method.get("mediaUpload", {}).get("protocols", {}).values():
                yield method["httpMethod"], protocol["path"]

    described = {each for resource in description["resources"].values() for each in methods(resource)}
    ours = {(line.method, line.path) for line in LINES} - {("POST", "/token"), ("PUT", "/upload/youtube/v3/videos")}
    assert ours <= described
