"""A client that others wrote publishes through our simulator, so that simulator and connector cannot share one mistake.

Needs `Mastodon.py` 2, which the product does not use otherwise; without it there is nothing to try.
"""

from datetime import timedelta

import pytest

mastodon = pytest.importorskip("mastodon")

TOKEN = "sandbox.mastodon.17000000123.0"


@pytest.fixture
def client(world):
    return mastodon.Mastodon(access_token=TOKEN, api_base_url=f"{world.base}/mastodon", ratelimit_method="throw")


def test_vendor_client_publishes_reads_measures_and_deletes(world, client):
    picture = world.served[world.picture(name="a.jpg").url.rsplit("/", 1)[-1]][1]
    medium = client.media_post(picture, mime_type="image/jpeg", description="A square", focus=(0.5, -0.5))
    assert (medium.type, medium.description) == ("image", "A square")
    made = client.status_post("From a client of others #ok", media_ids=[medium], visibility="unlisted", language="en")
    assert (made.visibility, made.language, made.media_attachments[0].id) == ("unlisted", "en", medium.id)
    world.clock.move(timedelta(seconds=1))
    answer = client.status_post("And on", in_reply_to_id=made.id)
    assert answer.in_reply_to_id == made.id
    assert [each.id for each in client.account_statuses(client.account_verify_credentials())] == [answer.id, made.id]
    world.clock.move(timedelta(hours=24))
    assert client.status(made.id).favourites_count > 10
    assert client.status_delete(made.id).text == "From a client of others #ok"
    with pytest.raises(mastodon.MastodonNotFoundError):
        client.status_delete(made.id)
    assert [post["text"] for post in world.posts("mastodon") if not post["deleted_at"]] == ["And on"]


def test_vendor_client_waits_for_a_video(world, client):
    video = world.served[world.video(80_000).url.rsplit("/", 1)[-1]][1]
    medium = client.media_post(video, mime_type="video/mp4")
    assert medium.url is None
    with pytest.raises(mastodon.MastodonAPIError):
        client.status_post("Too early", media_ids=[medium])
    world.clock.move(timedelta(seconds=5))
    assert client.media(medium).url is not None
    assert client.status_post("In time", media_ids=[medium]).media_attachments[0].type == "video"


def test_vendor_client_posts_once_a_key(client, world):
    first, second = (client.status_post("Once", idempotency_key="k") for _ in range(2))
    assert (first.id, len(world.posts())) == (second.id, 1)


def test_vendor_client_reads_the_instance_and_what_is_left(world, client):
    instance = client.instance_v2()
    assert (instance.version, instance.configuration.statuses.max_characters) == ("4.7.3", 500)
    client.status_post("Counted")
    assert (client.ratelimit_limit, client.ratelimit_remaining) == (300, 299)


def test_vendor_client_registers_and_logs_in(world):
    base = f"{world.base}/mastodon"
    keys = mastodon.Mastodon.create_app("A client", api_base_url=base, redirect_uris="https://desk.example/back")
    client = mastodon.Mastodon(*keys, api_base_url=base)
    got = client.log_in(code=TOKEN, redirect_uri="https://desk.example/back", scopes=["read", "write"])
    assert (got, client.account_verify_credentials().id) == (TOKEN, "17000000123")
    with pytest.raises(mastodon.MastodonIllegalArgumentError):
        client.log_in(code="nonsense", redirect_uri="https://desk.example/back")


@pytest.mark.parametrize(("words", "status"), [("", 422), ("a" * 501, 422)])
def test_vendor_client_tells_what_is_refused(client, words, status):
    with pytest.raises(mastodon.MastodonAPIError) as caught:
        client.status_post(words)
    assert caught.value.args[1] == status
