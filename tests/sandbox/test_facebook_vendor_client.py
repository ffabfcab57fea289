"""Meta's own client publishes as a Page through the simulator, unmodified but for its address."""

import pytest

api = pytest.importorskip("facebook_business.api")
PAGE = "17000000123"


@pytest.fixture
def page(world, monkeypatch):
    from facebook_business.adobjects.page import Page

    monkeypatch.setattr(api.FacebookSession, "GRAPH", f"{world.base}/facebook")
    made = api.FacebookAdsApi.init("app", "secret", f"sandbox.facebook.{PAGE}.0", api_version="v26.0", crash_log=False)
    return Page(PAGE, api=made)


def test_vendor_client_finds_its_page_and_posts(world, page, monkeypatch):
    from facebook_business.adobjects.pagepost import PagePost
    from facebook_business.adobjects.user import User
    from facebook_business.exceptions import FacebookRequestError

    person = api.FacebookAdsApi.init("app", "secret", f"sandbox.facebook.u{PAGE}.0", api_version="v26.0", crash_log=False)
    pages = User("me", api=person).get_accounts(fields=["id", "name", "access_token"])
    assert [(each["id"], each["access_token"]) for each in pages] == [(PAGE, f"sandbox.facebook.{PAGE}.0")]
    made = page.create_feed(params={"message": "From the vendor's client", "link": "https://example.com/"})
    post = PagePost(made["id"], api=page.get_api_assured())
    assert post.api_get(fields=["message", "permalink_url"])["message"] == "From the vendor's client"
    assert [each["id"] for each in page.get_feed(fields=["message"])] == [made["id"]]
    told = page.get_api_assured().call("GET", (made["id"], "insights"), params={"metric": ["post_media_view", "post_clicks"]})
    assert [each["name"] for each in told.json()["data"]] == ["post_media_view", "post_clicks"]
    with pytest.raises(FacebookRequestError) as caught:
        page.create_feed(params={"message": "From the vendor's client"})
    assert caught.value.api_error_code() == 506
    comment = post.create_comment(params={"message": "First"})
    assert [each["id"] for each in post.get_comments(fields=["message"])] == [comment["id"]]
    post.api_delete()
    assert {post["kind"]: post["deleted_at"] is None for post in world.posts("facebook")} == {"article": False, "comment": True}


def test_vendor_client_posts_a_photo_and_several(world, page):
    page.create_photo(params={"url": world.picture().url, "caption": "One"})
    hidden = [page.create_photo(params={"url": world.picture().url, "published": False})["id"] for _ in range(3)]
    page.create_feed(params={"message": "Three", "attached_media": [{"media_fbid": each} for each in hidden]})
    posts = {post["text"]: (post["kind"], post["media"]) for post in world.posts("facebook")}
    assert (posts["One"][0], posts["Three"], len(posts)) == ("image", ("carousel", hidden), 2)


def test_vendor_client_posts_a_video_whole_and_in_pieces(world, page):
    page.create_video(params={"file_url": world.video(80_000).url, "description": "Whole"})
    client, path, data = page.get_api_assured(), (PAGE, "videos"), bytes(1_200_000)
    told = client.call("POST", path, params={"upload_phase": "start", "file_size": len(data)}).json()
    session = told["upload_session_id"]
    while told["start_offset"] != told["end_offset"]:
        first, end = int(told["start_offset"]), int(told["end_offset"])
        form = {"upload_phase": "transfer", "upload_session_id": session, "start_offset": first}
        chunk = ("a.mp4", data[first:end], "multipart/form-data")
        told = client.call("POST", path, params=form, files={"video_file_chunk": chunk}).json()
    finish = {"upload_phase": "finish", "upload_session_id": session, "description": "In pieces"}
    assert client.call("POST", path, params=finish).json() == {"success": True}
    assert {(post["kind"], post["text"]) for post in world.posts("facebook")} == {("video", "Whole"), ("video", "In pieces")}
