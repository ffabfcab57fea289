"""Links, mentions and hashtags by their place in bytes; names of records; what a draft may hold."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_core.domain.publishing import Media, Parent, Shaped
from agency_core.platforms import CONNECTORS
from agency_core.platforms.bluesky.facets import facets, length, mentioned
from agency_core.platforms.bluesky.record_keys import new_rkey, timestamp

BLUESKY = CONNECTORS["bluesky"]
NOW = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)
PEOPLE = {"bob.example": "did:plc:bob", "alice.bsky.social": "did:plc:alice"}
PIECES = st.sampled_from(
    ["https://example.com/ü?a=(1)", "http://x", "@bob.example", "@nobody.example", "#tag", "#a1", "#1", "＃全角", "👩‍👩‍👧",
     "é", "🇩🇪", " ", "\n", "(", ")", ".", "!", "#", "@", "a@bob.example", "https://", "\ufe0f", "\u200d", "ß"]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=12).map("".join)


def told(text: str) -> list[tuple[str, str, str]]:
    """The words that each facet lies on, its kind, and what it stands for."""
    found = []
    for facet in facets(text, PEOPLE):
        index, feature = facet["index"], dict(facet["features"][0])
        words = text.encode()[index["byteStart"] : index["byteEnd"]].decode()
        kind = feature.pop("$type").partition("#")[2]
        (value,) = feature.values()
        found.append((words, kind, value))
    return found


@given(TEXTS)
def test_bytes_of_each_facet_are_exactly_its_words(text):
    for words, kind, value in told(text):
        expected = {"link": value, "tag": words[:1] + value}.get(kind) or "@" + words[1:]
        assert (words, words[:1] in {"#", "＃", "@", "h", "H"}) == (expected, True)
        if kind == "mention":
            assert PEOPLE[words[1:].lower()] == value


@given(TEXTS)
def test_facets_stand_in_order_and_do_not_overlap(text):
    ends = 0
    for facet in facets(text, PEOPLE):
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        assert ends <= start < end <= len(text.encode())
        ends = end


@given(TEXTS, TEXTS)
def test_links_are_found_wherever_they_stand(before, after):
    text = f"{before} https://example.com/é {after}"
    assert ("https://example.com/é", "link", "https://example.com/é") in told(text)


@given(st.text())
def test_any_text_has_a_length_of_at_most_its_characters(text):
    assert (length(text) <= len(text), length(text) > 0) == (True, bool(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://example.com/a.", [("https://example.com/a", "link")]),
        ("(https://example.com/a_(b))", [("https://example.com/a_(b)", "link")]),
        ("https://example.com/?q=#frag!", [("https://example.com/?q=#frag", "link")]),
        ("HTTPS://Example.com", [("HTTPS://Example.com", "link")]),
        ("https:// and https:///x and xhttps://a", []),
        ("https://...", []),
        ("👋 @bob.example, @Bob.Example: hi", [("@bob.example", "mention"), ("@Bob.Example", "mention")]),
        ("me@bob.example and @nobody.example and @bob", []),
        ("https://x.example/@bob.example", [("https://x.example/@bob.example", "link")]),
        ("#tag, #Grüße! #日本", [("#tag", "tag"), ("#Grüße", "tag"), ("#日本", "tag")]),
        ("(#in) \"#said\"", [("#in", "tag"), ("#said", "tag")]),
        ("#2026 # a#b #️⃣ ##", []),
        ("#a1 #1a #🎉", [("#a1", "tag"), ("#1a", "tag"), ("#🎉", "tag")]),
        ("#" + "x" * 65, []),
        ("＃全角", [("＃全角", "tag")]),
        ("Zalgo \ud800 #ok", [("#ok", "tag")]),
    ],
)  # fmt: skip
def test_facets_of_texts_people_write(text, found):
    if "\ud800" in text:
        assert [facet["features"][0]["tag"] for facet in facets(text, PEOPLE)] == ["ok"]
    else:
        assert [(words, kind) for words, kind, _ in told(text)] == found


def test_people_are_looked_up_once_each():
    text = "@Bob.example @bob.example @alice.bsky.social. https://x.example/@c.example"
    assert mentioned(text) == ["bob.example", "alice.bsky.social"]


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("abc", 3), ("é", 1), ("e\u0301", 1), ("👩‍👩‍👧", 1), ("🇩🇪🇫🇷", 2), ("\r\n", 1), ("👍🏽", 1)],
)
def test_length_is_what_a_reader_counts(text, count):
    assert BLUESKY.length(text) == count


@given(st.integers(0, 180 * 365 * 24 * 3600 * 1000))
def test_names_of_records_sort_by_time(milliseconds):
    now = NOW + timedelta(milliseconds=milliseconds)
    name, later = new_rkey(now), new_rkey(now + timedelta(seconds=2))
    assert (len(name), set(name) <= set("234567abcdefghijklmnopqrstuvwxyz"), name[0] in "234567abcdefghij") == (13, True, True)
    assert name < later


def test_names_of_one_moment_differ():
    assert len({new_rkey(NOW) for _ in range(200)}) == 200


def test_time_is_written_in_milliseconds():
    assert timestamp(NOW) == "2026-11-23T09:00:00.123Z"


IMAGE = Media("https://media.example/a.jpg", "/media/a.jpg", "image/jpeg", 1080, 1080, 400_000)
REPLY = Parent("3m6ck5xyz2222")


@pytest.mark.parametrize(
    ("shaped", "found"),
    [
        (Shaped("text_post", "Hello"), []),
        (Shaped("text_post", " "), ["text_required"]),
        (Shaped("text_post", "👩‍👩‍👧" * 166), []),
        (Shaped("text_post", "👩‍👩‍👧" * 167), ["text_bytes"]),
        (Shaped("text_post", "é" * 301), ["text_limit"]),
        (Shaped("text_post", "Hello", link="https://example.com"), []),
        (Shaped("text_post", "Hello", link="example.com"), ["article_link"]),
        (Shaped("article", "Read", "Title", "https://example.com"), []),
        (Shaped("article", "Read", "Title", "https://example.com", (IMAGE,)), []),
        (Shaped("article", "Read", "Title", "https://example.com", (replace(IMAGE, bytes=1_500_000),)), ["thumb_bytes"]),
        (Shaped("article", "Read"), ["article_link", "article_title"]),
        (Shaped("article", "Read", "Title", "https://exa mple.com"), ["article_link"]),
        (Shaped("article", "Read", "Title", "javascript:alert(1)"), ["article_link"]),
        (Shaped("image_post", "", media=(IMAGE,) * 4), []),
        (Shaped("image_post", "", media=(IMAGE,) * 5), ["media_max"]),
        (Shaped("image_post", "x", media=(replace(IMAGE, mime="image/gif"),)), ["image_type"]),
        (Shaped("image_post", "x", media=(replace(IMAGE, bytes=2_000_001),)), ["image_bytes"]),
        (Shaped("image_post", "x", media=(replace(IMAGE, alt_text="a" * 2001),)), ["alt_text_limit"]),
        (Shaped("image_post", "x", link="https://example.com", media=(IMAGE,)), ["link_hidden"]),
        (Shaped("image_post", "x https://example.com", link="https://example.com", media=(IMAGE,)), []),
        (Shaped("video_post", "x"), ["content_type"]),
        (Shaped("text_post", "More", parent=REPLY), []),
        (Shaped("text_post", "a" * 301, parent=REPLY), ["text_limit"]),
    ],
)
def test_draft_rules(shaped, found):
    issues = BLUESKY.validate(shaped, {})
    assert [issue.rule for issue in issues] == found
    assert all(issue.blocking is (issue.rule != "link_hidden") for issue in issues)
