"""Counting text as X does, checked against an independent implementation of X's rules, `twitter-text-parser`."""

import time
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_core.domain.weighted_text import addresses, composed, weighted_length
from agency_core.platforms import CONNECTORS

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it reads its own files in a way that some versions of setuptools warn of
    twitter_text = pytest.importorskip("twitter_text")

PIECES = [
    "example.com", "https://example.com/a(b)c", "http://foo.co.uk:80/x?y=1&z", "readme.txt", "a.b", "日本語。", "t.co/abc",
    "https://t.co/abc-def", "https://t.co/abc?x=1,", "me@example.com", "$", "@", "#", "-", "_", ".", "/", " ", "\n", "\r\n", "é",
    "e\u0301", "(", ")", "?", "&amp;", "日本", "中文网", "https://", "HTTP://X.COM", "xn--p1ai", ",", "a", "1", "+",
    "https://日本語.jp/x", "sub_dom.example.org", "\u2013", "\u017f", "-a.de", "a-.de", "..", ":8080", "https://a.museum/ü",
    "\u200f", "'", "“", "…", "€", "ß", "한국", "👍", "👍🏽", "👩‍👩‍👧", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🇩🇪", "1️⃣", "❤️", "👩🏽‍🚀",
]  # fmt: skip


def reference(text: str) -> int:
    return twitter_text.parse_tweet(text).weightedLength


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_texts_of_addresses_signs_and_emoji_weigh_what_the_reference_says(text):
    assert weighted_length(text) == reference(text)


@given(st.text(st.characters(exclude_categories=("Cs", "So", "Sk", "Mn", "Cf")), max_size=80))
def test_texts_in_any_script_weigh_what_the_reference_says(text):
    """Without signs that newer editions of Unicode made emoji: the reference knows those of 2019."""
    assert weighted_length(text) == reference(text)


@given(st.lists(st.sampled_from([*PIECES, ".ком"]), max_size=9).map("".join))
def test_addresses_are_where_the_reference_finds_them(text):
    from twitter_text.extract_urls import extract_urls_with_indices

    found = [[each.start, each.end] for each in addresses(composed(text))]
    assert found == [each["indices"] for each in extract_urls_with_indices(composed(text))]


def test_every_emoji_of_the_reference_weighs_two():
    from twitter_text.regexp.emoji import emoji_list

    bare = {"\xa9", "\xae"}  # the reference counts them as pictures even where they are shown as letters; X does not
    wrong = [each.emoji for each in emoji_list if each.emoji not in bare and weighted_length(each.emoji) != 2]
    assert (len(emoji_list) > 3000, wrong) == (True, [])


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("a" * 280, 280),
        ("日" * 140, 280),
        ("example.com", 23),
        ("https://example.com/" + "a" * 300, 23),
        ("two: a.de and b.de", 5 + 23 + 5 + 23),
        ("no address: e.g. this, v1.2 or notes.txt", 40),
        ("me@example.com", 14),
        ("e\u0301", 1),
        ("a\r\nb", 3),
        ("\xa9", 1),
        ("\xa9\ufe0f", 2),
        ("🐦‍🔥", 2),
        ("🧑‍🧑‍🧒", 2),
        ("👍👍🏽", 4),
    ],
)
def test_examples(text, weight):
    assert (weighted_length(text), CONNECTORS["x"].length(text)) == (weight, weight)


def test_addresses_carry_their_scheme_and_place():
    found = addresses("See example.com/a, HTTP://B.de!")
    assert [(each.written, each.full, each.start) for each in found] == [
        ("example.com/a", "http://example.com/a", 4), ("HTTP://B.de", "HTTP://B.de", 19),
    ]  # fmt: skip


@pytest.mark.parametrize("piece", ["a.", "日.本", "日-", "(a", "-", "https://a.com/" + "(" * 99])
def test_longest_texts_are_counted_in_no_time(piece):
    text = (piece * 25_000)[:25_000]
    began = time.process_time()
    weighted_length(text)
    assert time.process_time() - began < 3
