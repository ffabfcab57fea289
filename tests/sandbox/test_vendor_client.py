"""The vendor's own client publishes through our simulator, so that simulator and connector cannot share one mistake.

Needs `facebook-business` 26, which the product does not use otherwise; without it there is nothing to try.
"""

from datetime import timedelta

import pytest

api = pytest.importorskip("facebook_business.api")


@pytest.fixture
def user(world, monkeypatch):
    from facebook_business.adobjects.iguser import IGUser

    monkeypatch.setattr(api.FacebookSession, "GRAPH", f"{world.base}/instagram")
    token = "sandbox.instagram.17000000123.0"
    made = api.FacebookAdsApi.init("app", "secret", token, api_version="v26.0", crash_log=False)
    return IGUser("17000000123", api=made)


def test_vendor_client_publishes_reads_measures_and_deletes(world, user):
    from facebook_business.adobjects.igmedia import IGMedia
    from facebook_business.exceptions import FacebookRequestError

    form = {"image_url": world.picture().url, "caption": "From the vendor's client #ok"}
    container = user.create_media(params=form)["id"]
    with pytest.raises(FacebookRequestError) as caught:
        user.create_media_publish(params={"creation_id": container})
    assert (caught.value.api_error_code(), caught.value.api_error_subcode()) == (9007, 2207027)
    world.clock.move(timedelta(seconds=5))
    media = IGMedia(user.create_media_publish(params={"creation_id": container})["id"], api=user.get_api_assured())
    read = media.api_get(fields=["permalink", "caption", "media_type"])
    assert (read["caption"], read["media_type"]) == (form["caption"], "IMAGE")
    assert [each["id"] for each in user.get_media(fields=["id", "caption"])] == [media["id"]]
    names = ["views", "reach", "saved"]
    assert [each["name"] for each in media.get_insights(params={"metric": names})] == names
    assert user.get_content_publishing_limit(fields=["quota_usage"])[0]["quota_usage"] == 1
    media.api_delete()
    assert world.posts("instagram")[0]["deleted_at"] is not None


def test_vendor_client_publishes_a_carousel(world, user):
    item = {"image_url": world.picture().url, "is_carousel_item": True}
    children = [user.create_media(params=item)["id"] for _ in range(2)]
    parent = user.create_media(params={"media_type": "CAROUSEL", "children": children, "caption": "Two"})["id"]
    world.clock.move(timedelta(seconds=5))
    user.create_media_publish(params={"creation_id": parent})
    assert [(post["kind"], post["media"]) for post in world.posts("instagram")] == [("carousel", children)]
