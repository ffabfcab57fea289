from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.same_post import COMPARED, Live, near, spoken

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def post(pk, apart=timedelta(), *, text="", content_id="", platform="linkedin", day_only=False):
    return Live(pk, platform, str(pk), AT + apart, day_only, text, "", content_id)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What  WE bake, and why: https://a.example/b", "what we bake and why"), ("Short one", ""), ("", ""),
        ("Ｆｕｌｌ width letters", "full width letters"), ("x" * 200, "x" * COMPARED),
    ],
)
def test_text_is_compared_by_its_words(text, words):
    assert spoken(text) == words


def test_nearest_in_time_is_offered():
    ours = [post(1, timedelta(seconds=-100), content_id="a"), post(2, timedelta(seconds=30), content_id="b")]
    assert [(pair.ours.pk, pair.by) for pair in near([post(9)], ours)] == [(2, "time")]


def test_same_words_are_worth_more_than_the_nearer_time():
    text = "the same words on both sides"
    ours = [post(1, timedelta(hours=3), text=text, content_id="a"), post(2, content_id="b")]
    assert [(pair.ours.pk, pair.by) for pair in near([post(9, text=text)], ours)] == [(1, "text")]


def test_post_of_another_platform_is_never_the_same():
    text = "the same words on both sides"
    assert near([post(9, text=text)], [post(1, platform="x", text=text)]) == []


def test_post_whose_hour_is_not_known_is_compared_by_its_words_only():
    assert near([post(9, day_only=True)], [post(1)]) == []
