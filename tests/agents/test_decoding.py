"""From figures to conclusions."""

import pytest

from agency_core.agents.decoding import decode, rank_sum
from agency_core.agents.figures import read_figures
from agency_core.errors import Invalid


def posts(count, likes, content_type="text_post", **more):
    """As many posts on LinkedIn, each a little better than the one before, over 1000 impressions."""
    return [
        {"content_type": content_type, "metrics": {"impressions": 1000, "likes": likes + step}, **more} for step in range(count)
    ]


def claims(listed, platform="linkedin"):
    """The conclusions from these posts."""
    return decode(read_figures({"platform": platform, "posts": listed}, "Europe/Berlin"))


def test_one_post_is_not_enough_and_its_figures_are_kept():
    found = decode(read_figures({"platform": "linkedin", "metrics": {"impressions": 2000, "likes": 40, "comments": 2}}, "UTC"))
    assert [each.text for each in found] == ["Not enough data on LinkedIn yet: 1 of the 5 posts that a conclusion needs."]
    assert found[0].evidence["sample_size"] == 1
    assert found[0].evidence["median_rate"] == 0.021
    assert found[0].evidence["conclusive"] is False


def test_five_posts_give_a_level_against_the_aim():
    found = claims(posts(5, 38))
    assert [each.text for each in found] == [
        "On LinkedIn, the median engagement rate of 5 posts was 4.0 % of impressions, within the aim of 3 to 5 %."
    ]
    assert found[0].evidence["sample_size"] == 5


def test_clear_difference_is_a_claim_with_its_lesson():
    found = claims([*posts(8, 60, "image_post"), *posts(8, 20)])
    assert found[1].text == (
        "On LinkedIn, image posts did better than text posts: median engagement rate 6.3 % against 2.4 % of impressions "
        "(8 and 8 posts). That they go together does not say why."
    )
    assert found[1].evidence["lesson"] == {"kind": "content_type", "value": "image_post", "platform": "linkedin"}
    assert found[1].evidence["sample_size"] == 16


def test_difference_that_chance_explains_is_no_claim():
    assert len(claims([*posts(8, 21, "image_post"), *posts(8, 20)])) == 1


def test_groups_that_are_too_small_are_not_compared():
    assert len(claims([*posts(4, 90, "image_post"), *posts(20, 20)])) == 1


def test_openings_are_read_from_the_text():
    found = claims([*posts(7, 70, text="Is it?\nYes."), *posts(7, 20, text="It is.")])
    assert found[1].evidence["lesson"] == {"kind": "opening", "value": "question", "platform": "linkedin"}


def test_part_of_day_is_read_in_the_zone_of_the_client():
    figures = read_figures({"metrics": {"views": 10, "likes": 1}, "published_at": "2026-11-23T05:30:00Z"}, "Europe/Berlin")
    assert figures[0].traits == {"part_of_day": "morning"}


def test_bases_are_not_mixed():
    mixed = [*posts(5, 40), {"metrics": {"views": 10, "likes": 9}}]
    assert claims(mixed)[0].evidence["sample_size"] == 5


def test_platforms_are_judged_apart():
    listed = [{**each, "platform": name} for name in ("linkedin", "instagram") for each in posts(2, 30)]
    assert [each.evidence["platform"] for each in claims(listed)] == ["linkedin", "instagram"]


def test_missing_number_is_no_zero():
    figures = read_figures({"platform": "tiktok", "metrics": {"views": 200, "likes": 10, "shares": None}}, "UTC")
    assert figures[0].rate == 0.05


@pytest.mark.parametrize(("given", "rate"), [(0.045, 0.045), (4.5, 0.045), (1, 1.0)])
def test_reported_rate_is_a_fraction_or_a_percentage(given, rate):
    figures = read_figures({"platform": "x", "metrics": {"engagement_rate": given}}, "UTC")
    assert (figures[0].rate, figures[0].base) == (pytest.approx(rate), "as reported")


def test_counts_without_a_base_say_that_there_is_none():
    found = decode(read_figures({"platform": "x", "metrics": {"likes": 3}}, "UTC"))
    assert found[0].text.startswith("Not enough data yet: there are counts, but no base")
    assert found[0].evidence["sample_size"] == 0


@pytest.mark.parametrize("payload", [
    {}, {"metrics": {}}, {"posts": []}, {"metrics": {"likes": "many", "views": True, "shares": -1}},
])
def test_update_without_numbers_is_refused(payload):
    with pytest.raises(Invalid) as caught:
        read_figures(payload, "UTC")
    assert caught.value.field == "payload.metrics"


def test_rank_sum_knows_a_table_value_and_its_extremes():
    assert rank_sum([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]) == pytest.approx(0.0122, abs=0.0005)
    assert rank_sum([1, 1, 1], [1, 1, 1]) == 1
    assert rank_sum([1, 4, 5, 8], [2, 3, 6, 7]) == pytest.approx(1)
