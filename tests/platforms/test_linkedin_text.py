"""Little text: whatever a person writes, LinkedIn's reader must see all of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_core.platforms.linkedin.text import escaped, length, plain
from agency_core.sandbox import little_text

WORDS = st.text(alphabet=st.sampled_from("ab1é🚀 \n.,#&@_*~|\\{}[]()<>"), max_size=60) | st.text(max_size=60)


@given(WORDS)
def test_everything_written_is_shown(text):
    wire = escaped(text)
    assert little_text.shown(wire) == (text, wire)


@given(WORDS)
def test_plain_reads_back_what_was_escaped(text):
    assert plain(escaped(text)) == text.strip()


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("#tag", "#tag"),
        ("Say #Grüße!", "Say #Grüße!"),
        ("(#tag)", "\\(#tag\\)"),
        ("#tag_more", "#tag\\_more"),
        ("a#b", "a\\#b"),
        ("##b", "\\#\\#b"),
        ("_#b", "\\_\\#b"),
        ("C# and #", "C\\# and \\#"),
        ("&#38;", "&\\#38;"),
        ("\\", "\\\\"),
        ("me@example.com", "me\\@example.com"),
        ("Hi @[Acme Corp](urn:li:organization:5)!", "Hi @[Acme Corp](urn:li:organization:5)!"),
        ("@[Acme](urn:li:share:5)", "\\@\\[Acme\\]\\(urn:li:share:5\\)"),
        ("@[A*b](urn:li:person:5)", "\\@\\[A\\*b\\]\\(urn:li:person:5\\)"),
    ],
)
def test_reserved_characters_are_escaped_and_hashtags_and_mentions_kept(text, wire):
    assert escaped(text) == wire


def test_hashtag_templates_read_as_hashtags():
    assert plain("Go {hashtag|\\#|growth} now") == plain("Go #growth now") == "Go #growth now"


def test_length_counts_the_escapes():
    assert (length("a" * 10), length("(" * 10), length("")) == (10, 20, 0)
