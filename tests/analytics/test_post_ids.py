"""What ids and links of posts say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agency_core.analytics.post_ids import locate, made_at
from agency_core.domain.platform import Platform
from agency_core.errors import Invalid

LONG = "7306192134921981953"


@pytest.mark.parametrize(
    ("platform", "external_id", "moment"),
    [
        (Platform.X, "1498352116733255685", datetime(2022, 2, 28, 17, 39, 17, 322000, tzinfo=UTC)),
        (Platform.X, "20", None),
        (Platform.TIKTOK, "7527623000473079054", datetime(2025, 7, 16, 10, 21, 48, tzinfo=UTC)),
        (Platform.LINKEDIN, "urn:li:activity:7306192134921981953", datetime(2025, 3, 14, 5, 59, 7, 451000, tzinfo=UTC)),
        (Platform.INSTAGRAM, "18011234567890123", None),
        (Platform.FACEBOOK, "122121474620644102", None),
        (Platform.YOUTUBE, "Sx0ytsHc1kk", None),
    ],
)
def test_an_id_carries_its_moment_or_none(platform, external_id, moment):
    assert made_at(platform, external_id) == moment


def test_an_instagram_shortcode_is_base_64_with_a_clock_in_its_upper_bits():
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    moment = datetime(2026, 1, 15, 20, 1, tzinfo=UTC)
    number, code = ((int(moment.timestamp() * 1000) - 1314220021721) << 23) + 4711, ""
    while number:
        number, rest = divmod(number, 64)
        code = alphabet[rest] + code
    assert made_at(Platform.INSTAGRAM, code) == moment


@pytest.mark.parametrize(
    ("platform", "url", "external_id"),
    [
        (Platform.X, "https://twitter.com/a/status/1498352116733255685?s=20", "1498352116733255685"),
        (Platform.TIKTOK, "https://www.tiktok.com/@a/photo/7527623000473079054", "7527623000473079054"),
        (Platform.LINKEDIN, f"https://www.linkedin.com/posts/a_b-activity-{LONG}-AbC1", f"urn:li:activity:{LONG}"),
        (Platform.LINKEDIN, f"https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A{LONG}/", f"urn:li:ugcPost:{LONG}"),
        (Platform.YOUTUBE, "https://youtu.be/-4XmjO27NvY?t=3", "-4XmjO27NvY"),
        (Platform.YOUTUBE, "https://www.youtube.com/shorts/Sx0ytsHc1kk", "Sx0ytsHc1kk"),
        (Platform.YOUTUBE, "https://www.youtube.com/watch?app=desktop&v=Sx0ytsHc1kk", "Sx0ytsHc1kk"),
        (Platform.INSTAGRAM, "https://www.instagram.com/reel/DTi_D_uDwvv/", "DTi_D_uDwvv"),
        (Platform.FACEBOOK, "https://www.facebook.com/permalink.php?story_fbid=122&id=615", "122"),
        (Platform.BLUESKY, "https://bsky.app/profile/a.example/post/3kabc", "3kabc"),
        (Platform.MASTODON, "https://mastodon.example/@a/115500000000000001", "115500000000000001"),
    ],
)
def test_a_link_names_its_post(platform, url, external_id):
    found = locate(platform, "", url)
    assert (found.external_id, found.url) == (external_id, url)


@pytest.mark.parametrize(
    ("platform", "external_id", "url", "field", "rule"),
    [
        (Platform.X, "", "-", "external_id", "does not name a post on X"),
        (Platform.X, "", "https://x.com/a", "url", "is not the link of a post on X"),
        (Platform.X, "12", "https://x.com/a/status/13", "external_id", "names another post than its link"),
        (Platform.X, "=1+1", "", "external_id", "is not the id of a post on X"),
        (Platform.TIKTOK, "100000000000000", "", "external_id", "is not the id of a post on TikTok"),
        (Platform.YOUTUBE, "too short", "", "external_id", "is not the id of a post on YouTube"),
        (Platform.BLUESKY, "two words", "", "external_id", "is not the id of a post on Bluesky"),
        (Platform.X, "12", "//x.com/a", "url", "is not a web address"),
    ],
)
def test_what_names_no_post_is_refused_with_the_field(platform, external_id, url, field, rule):
    with pytest.raises(Invalid) as refused:
        locate(platform, external_id, url)
    assert (refused.value.field, refused.value.message) == (field, rule)
