"""What each network forbids in a draft."""

from dataclasses import replace

import pytest

from agency_core.domain.publishing import Media, Shaped
from agency_core.platforms import CONNECTORS

IMAGE = Media("https://media.example/a.jpg", "/media/a.jpg", "image/jpeg", 1080, 1080, 400_000)
VIDEO = Media("https://media.example/a.mp4", "/media/a.mp4", "video/mp4", 0, 0, 4_000_000)


def rules(platform: str, shaped: Shaped) -> list[str]:
    return [issue.rule for issue in CONNECTORS[platform].validate(shaped, {})]


@pytest.mark.parametrize(
    ("shaped", "found"),
    [
        (Shaped("text_post", "Hello"), []),
        (Shaped("text_post", " "), ["text_required"]),
        (Shaped("text_post", "(" * 1501), ["text_limit"]),
        (Shaped("article", "Read", "Title", "https://example.com"), []),
        (Shaped("article", "Read"), ["article_link", "article_title"]),
        (Shaped("article", "Read", "Title", "javascript:alert(1)"), ["article_link"]),
        (Shaped("image_post", "", media=(IMAGE,) * 20), []),
        (Shaped("image_post", "x", media=(replace(IMAGE, width=10_000, height=10_000),)), ["image_pixels"]),
        (Shaped("image_post", "x", media=(VIDEO,)), ["media_sort"]),
        (Shaped("video_post", "x", media=(VIDEO,)), []),
        (Shaped("video_post", "x", media=(IMAGE,)), ["media_sort"]),
        (Shaped("video_post", "x", media=(VIDEO, VIDEO)), ["media_max"]),
        (Shaped("video_post", "x", media=(replace(VIDEO, bytes=70_000),)), ["video_bytes"]),
        (Shaped("video_post", "x", media=(replace(VIDEO, bytes=600_000_000),)), ["video_bytes"]),
        (Shaped("story", "x", media=(IMAGE,)), ["content_type"]),
    ],
)
def test_linkedin(shaped, found):
    assert rules("linkedin", shaped) == found


@pytest.mark.parametrize(
    ("shaped", "found"),
    [
        (Shaped("image_post", "Hello #a @b", media=(IMAGE,)), []),
        (Shaped("image_post", "#a " * 30 + "@b " * 20, media=(IMAGE,)), []),
        (Shaped("image_post", "#a " * 31, media=(IMAGE,)), ["hashtags"]),
        (Shaped("image_post", "@b " * 21, media=(IMAGE,)), ["mentions"]),
        (Shaped("image_post", "me@example.com " * 25, media=(IMAGE,)), []),
        (Shaped("image_post", "x", media=(IMAGE,) * 10), []),
        (Shaped("image_post", "x", media=(IMAGE,) * 11), ["media_max"]),
        (Shaped("image_post", "x", media=(IMAGE, VIDEO)), []),
        (Shaped("image_post", "x", media=(replace(IMAGE, mime="image/png"),)), ["image_type"]),
        (Shaped("image_post", "x", media=(Media("https://media.example/a.png"),)), ["image_type"]),
        (Shaped("image_post", "x", media=(replace(IMAGE, width=319, height=319),)), ["image_width"]),
        (Shaped("image_post", "x", media=(replace(IMAGE, width=1080, height=1350),)), []),
        (Shaped("image_post", "x", media=(replace(IMAGE, width=1080, height=566),)), []),
        (Shaped("image_post", "x", media=(replace(IMAGE, width=1080, height=1400),)), ["image_aspect"]),
        (Shaped("image_post", "x", media=(replace(IMAGE, width=1080, height=500),)), ["image_aspect"]),
        (Shaped("story", "", media=(replace(IMAGE, width=1080, height=1920),)), []),
        (Shaped("story", "", media=(IMAGE, IMAGE)), ["media_max"]),
        (Shaped("reel", "x", media=(VIDEO,)), []),
        (Shaped("reel", "x", media=(IMAGE,)), ["media_sort"]),
        (Shaped("story", "", media=(replace(VIDEO, bytes=150_000_000),)), ["video_bytes"]),
        (Shaped("reel", "x", media=(replace(VIDEO, bytes=150_000_000),)), []),
        (Shaped("reel", "x", media=(replace(VIDEO, mime="video/webm"),)), ["video_type"]),
        (Shaped("text_post", "x"), ["content_type"]),
    ],
)
def test_instagram(shaped, found):
    assert rules("instagram", shaped) == found


def test_caption_of_a_story_is_advice_only():
    found = CONNECTORS["instagram"].validate(Shaped("story", "Words", media=(IMAGE,)), {})
    assert [(issue.rule, issue.blocking) for issue in found] == [("story_text", False)]
