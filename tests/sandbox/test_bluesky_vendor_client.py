"""The protocol's own Python client publishes through our simulator, so that simulator and connector cannot share one mistake.

Needs `atproto`, which the product does not use otherwise; without it there is nothing to try.
"""

from datetime import timedelta

import pytest

atproto = pytest.importorskip("atproto")
exceptions = pytest.importorskip("atproto_client.exceptions")

# the client itself calls its HTTP library in a way that is on its way out
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=<...>':DeprecationWarning")

PROFILE = "17000000123"
WORDS = "Héllo 👩‍👩‍👧 "


@pytest.fixture
def client(world):
    made = atproto.Client(f"{world.base}/bluesky")
    made.login(f"sandbox-{PROFILE}.test", f"sandbox.bluesky.{PROFILE}.0")
    yield made
    made.request.close()


def test_vendor_client_publishes_text_with_facets(world, client):
    built = atproto.client_utils.TextBuilder().text(WORDS).mention("@b", "did:plc:5")
    made = client.send_post(built.link(" here", "https://example.com").tag("#é", "é"))
    read = client.get_post(made.uri.rpartition("/")[2])
    data = read.value.text.encode()
    pieces = [data[facet.index.byte_start : facet.index.byte_end].decode() for facet in read.value.facets]
    assert (pieces, read.cid, world.posts()[0]["text"]) == (["@b", " here", "#é"], made.cid, f"{WORDS}@b here#é")


def test_vendor_client_sends_pictures_replies_counts_and_deletes(world, client):
    data = world.served[world.picture(name="a.jpg").path.rpartition("/")[2]][1]
    first = client.send_images("Two", [data, data], ["one", "two"])
    world.clock.move(timedelta(seconds=1))
    above = atproto.models.create_strong_ref(first)
    client.send_post("Below", reply_to=atproto.models.AppBskyFeedPost.ReplyRef(root=above, parent=above))
    assert [post["kind"] for post in world.posts()] == ["carousel", "text"]
    assert [post.like_count for post in client.get_posts([first.uri]).posts] == [0]
    assert client.resolve_handle(f"sandbox-{PROFILE}.test").did == client.me.did
    assert client.delete_post(first.uri) is True
    assert client.get_posts([first.uri]).posts == []


def test_vendor_client_meets_the_limit_of_the_text(world, client):
    with pytest.raises(exceptions.BadRequestError) as caught:
        client.send_post("a" * 301)
    assert caught.value.response.content.error == "InvalidRequest"
    assert world.posts() == []


def test_vendor_client_renews_its_session(world, client):
    before = client._session.access_jwt
    client._refresh_and_set_session()
    assert client._session.access_jwt != before
    assert client.send_post("Still here").uri.endswith(world.posts()[0]["id"])
