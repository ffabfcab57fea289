"""X's own client publishes through our simulator, so that simulator and connector cannot share one mistake.

Needs `xdk`, which the product does not use otherwise; without it there is nothing to try.
"""

import base64
from datetime import timedelta

import pytest
import requests

oauthlib = pytest.importorskip("oauthlib.oauth2.rfc6749.errors")
xdk = pytest.importorskip("xdk")


@pytest.fixture
def client(world):
    return xdk.Client(base_url=f"{world.base}/x", access_token="sandbox.x.17000000123.0")


def created(client, **body) -> str:
    from xdk.posts.models import CreateRequest

    return client.posts.create(CreateRequest(**body)).data.id


def test_client_publishes_a_text_reads_it_back_and_deletes_it(world, client):
    post = created(client, text="From X's own client: example.com & more")
    read = client.posts.get_by_id(post, post_fields=["created_at", "entities", "public_metrics"]).data
    assert [url.expanded_url for url in read.entities.urls] == ["http://example.com"]
    assert (read.text.startswith("From X's own client: https://t.co/"), read.text.endswith(" &amp; more")) == (True, True)
    assert read.public_metrics.impression_count == 0
    pages = client.users.get_posts("17000000123", max_results=5, post_fields=["created_at"])
    assert [each.id for each in next(pages).data] == [post]
    assert client.posts.delete(post).data.deleted is True
    assert world.posts("x")[0]["deleted_at"] is not None


def test_client_publishes_a_picture_with_a_description(world, client):
    from xdk.media.models import CreateMetadataRequest, UploadRequest

    picture = base64.b64encode(world.served[world.picture().url.rpartition("/")[2]][1]).decode()
    media = client.media.upload(UploadRequest(media=picture, media_category="tweet_image")).data.id
    client.media.create_metadata(CreateMetadataRequest(id=media, metadata={"alt_text": {"text": "A red square"}}))
    post = created(client, text="Look", media={"media_ids": [media]})
    read = client.posts.get_by_id(
        post, post_fields=["attachments"], expansions=["attachments.media_keys"], media_fields=["alt_text"]
    )
    assert (read.data.attachments.media_keys, read.includes.media[0].alt_text) == ([f"3_{media}"], "A red square")
    assert [(each["kind"], each["media"]) for each in world.posts("x")] == [("image", [media])]


def test_client_publishes_a_video_in_segments(world, client):
    from xdk.media.models import AppendUploadRequest, InitializeUploadRequest

    film = bytes(range(250)) * 400
    asked = InitializeUploadRequest(media_type="video/mp4", media_category="tweet_video", total_bytes=len(film))
    media = client.media.initialize_upload(asked).data.id
    for index, start in enumerate(range(0, len(film), 60_000)):
        segment = base64.b64encode(film[start : start + 60_000]).decode()
        client.media.append_upload(media, AppendUploadRequest(media=segment, segment_index=index))
    assert client.media.finalize_upload(media).data.processing_info.state == "in_progress"
    with pytest.raises(requests.HTTPError, match="400"):
        created(client, text="Too early", media={"media_ids": [media]})
    world.clock.move(timedelta(seconds=5))
    assert client.media.get_upload_status(media, command="STATUS").data.processing_info.state == "succeeded"
    created(client, media={"media_ids": [media]})
    assert [each["kind"] for each in world.posts("x")] == ["video"]


def test_client_publishes_a_thread(world, client):
    first = created(client, text="One", reply_settings="following")
    second = created(client, text="Two", reply={"in_reply_to_tweet_id": first})
    read = client.posts.get_by_ids([first, second], post_fields=["referenced_posts"])
    assert [each.id for each in read.data] == [first, second]
    assert (read.data[0].referenced_posts, read.data[1].referenced_posts[0].id) == (None, first)


def test_client_learns_who_it_is_and_renews_its_token_once(world, monkeypatch):
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    token = {
        "access_token": "sandbox.x.17000000123.0", "refresh_token": "sandbox.x.17000000123.0", "token_type": "bearer",
        "expires_at": 4_000_000_000,
    }  # fmt: skip
    keys = {"client_id": "app", "client_secret": "secret", "redirect_uri": "https://desk.example/back"}
    client = xdk.Client(base_url=f"{world.base}/x", token=token, **keys)
    assert client.users.get_me().data.id == "17000000123"
    assert client.refresh_token()["refresh_token"] == "sandbox.x.17000000123.1"
    again = xdk.Client(base_url=f"{world.base}/x", token=token, **keys)
    with pytest.raises(oauthlib.OAuth2Error, match="invalid_request"):
        again.refresh_token()
