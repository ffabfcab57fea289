"""What X forbids in a draft, and what it advises."""

from dataclasses import replace

import pytest

from agency_core.domain.publishing import Media, Parent, Shaped
from agency_core.platforms import CONNECTORS

X = CONNECTORS["x"]
IMAGE = Media("https://media.example/a.jpg", "/media/a.jpg", "image/jpeg", 1080, 1080, 400_000)
GIF = replace(IMAGE, mime="image/gif", bytes=9_000_000)
VIDEO = Media("https://media.example/a.mp4", "/media/a.mp4", "video/mp4", 0, 0, 4_000_000, seconds=20)
PARENT = Parent("1700")


@pytest.mark.parametrize(
    ("shaped", "found"),
    [
        (Shaped("text_post", "Hello"), []),
        (Shaped("text_post", " "), ["text_required"]),
        (Shaped("text_post", "日" * 140), []),
        (Shaped("text_post", "日" * 141), ["text_limit"]),
        (Shaped("text_post", "a" * 257 + " example.com"), ["text_limit", "link_cost"]),
        (Shaped("text_post", "a" * 256 + " https://example.com/" + "b" * 500), ["link_cost"]),
        (Shaped("text_post", "a" * 255, link="https://example.com"), ["link_cost"]),
        (Shaped("text_post", "a" * 256, link="https://example.com"), ["text_limit", "link_cost"]),
        (Shaped("text_post", "Read https://example.com", link="https://example.com"), ["link_cost"]),
        (Shaped("text_post", "$TSLA up"), []),
        (Shaped("text_post", "$TSLA and $AAPL for $5 or US$A"), ["cashtags"]),
        (Shaped("article", "Read", link="https://example.com"), ["link_cost"]),
        (Shaped("article", "Read"), ["article_link"]),
        (Shaped("image_post", "", media=(IMAGE,) * 4), []),
        (Shaped("image_post", "x", media=(IMAGE,) * 5), ["media_max"]),
        (Shaped("image_post", "x", media=(replace(IMAGE, bytes=5_000_001),)), ["image_bytes"]),
        (Shaped("image_post", "x", media=(GIF,)), []),
        (Shaped("image_post", "x", media=(replace(GIF, bytes=15_000_001),)), ["image_bytes"]),
        (Shaped("image_post", "x", media=(GIF, IMAGE)), ["gif_alone"]),
        (Shaped("image_post", "x", media=(VIDEO,)), ["media_sort"]),
        (Shaped("image_post", "x", media=(replace(IMAGE, alt_text="a" * 1001),)), ["alt_text_limit"]),
        (Shaped("video_post", "x", media=(VIDEO,)), []),
        (Shaped("video_post", "x", media=(VIDEO, VIDEO)), ["media_max"]),
        (Shaped("video_post", "x", media=(replace(VIDEO, seconds=141),)), ["video_seconds"]),
        (Shaped("video_post", "x", media=(replace(VIDEO, mime="video/webm"),)), ["video_type"]),
        (Shaped("story", "x", media=(IMAGE,)), ["content_type"]),
        (Shaped("text_post", "x", options={"reply_settings": "following"}), []),
        (Shaped("text_post", "x", options={"reply_settings": "nobody"}), ["reply_settings"]),
        (Shaped("text_post", "Second", parent=PARENT), []),
        (Shaped("document", "Second", parent=PARENT), []),
        (Shaped("text_post", "a" * 281, parent=PARENT), ["text_limit"]),
        (Shaped("text_post", "", parent=PARENT), ["text_required"]),
    ],
)
def test_rules(shaped, found):
    assert [issue.rule for issue in X.validate(shaped, {})] == found


def test_only_the_price_of_a_link_is_advice():
    advice, rule = X.validate(Shaped("text_post", "a" * 300 + " example.com"), {})[::-1]
    assert (advice.rule, advice.blocking, rule.rule, rule.blocking) == ("link_cost", False, "text_limit", True)
    assert advice.message == "X charges $0.20 for a post with a link and $0.015 for one without."


@pytest.mark.parametrize(
    ("limits", "found"), [({"text_limit": 25_000}, []), ({"text_limit": "many"}, ["text_limit"]), ({}, ["text_limit"])]
)
def test_account_may_write_longer_texts(limits, found):
    assert [issue.rule for issue in X.validate(Shaped("text_post", "a" * 25_000), limits)] == found
