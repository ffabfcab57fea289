"""Counting as Mastodon does, and knowing a text again in its HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_core.platforms.mastodon.text import as_read, length, read


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0), ("hello", 5), (" two  blanks ", 13), ("é🎉", 2),
        ("https://a.example", 23), ("https://example.com/a/very/long/path/to/something?with=a&query=1#and", 23),
        ("http://a.example https://b.example", 47), ("(see https://a.example/b.)", 30),
        ("https://a.example/wiki/Ruby_(language)!", 24),
        ("a.example/path", 14), ("ftp://a.example", 15), ("https://localhost/a", 19), ("https://127.0.0.1/a", 19),
        ("xhttps://a.example", 18),
        ("@ann", 4), ("@ann@example.social", 4), ("hi @ann@example.social!", 8), ("mail ann@example.com", 20), ("#tag", 4),
        ("https://example.social/@ann", 23), ("https://example.social/@ann@other.example", 23),
    ],
)  # fmt: skip
def test_text_counts(text, count):
    assert length(text) == count


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hello</p>", "Hello"), ("<p>a<br />b</p><p>c &amp; d</p>", "a b c & d"), ("", ""),
        ('<p>by <span class="h-card"><a href="u" class="u-url mention">@<span>ann</span></a></span></p>', "by @ann"),
        ("<p>by @ann@example.social</p>", "by @ann"),
        ('<a href="u"><span class="invisible">https://</span><span>a.example/b</span><span class="invisible">c</span></a>',
         "https://a.example/bc"),
        ('<p><a href="u" class="mention hashtag" rel="tag">#<span>two_words</span></a>!</p>', "#two_words!"),
        ("<p>unclosed <b>tag", "unclosed tag"), ("1 &lt; 2 &#39;x&#39;", "1 < 2 'x'"),
    ],
)  # fmt: skip
def test_html_is_read_as_it_was_written(html, text):
    assert read(html) == text


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=80))
def test_plain_text_comes_back_the_same_however_it_is_escaped(text):
    from html import escape

    assert read(f"<p>{escape(text)}</p>") == as_read(text)


@given(st.text(max_size=200))
def test_count_is_never_negative_and_of_words_without_links_never_larger_than_the_text(text):
    assert length(text) >= 0
    if "://" not in text:
        assert length(text) <= len(text)


@pytest.mark.parametrize(
    "text", ["@" + "a" * 50_000, "https://" + "a." * 25_000, "<" * 50_000, "https://a.bc/" + "(" * 50_000, "@a@" + "a-" * 25_000]
)
def test_text_that_nobody_writes_is_counted_at_once(text):
    from time import perf_counter

    started = perf_counter()
    length(text)
    read(text)
    assert perf_counter() - started < 2
