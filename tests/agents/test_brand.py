"""Brand rules."""

import pytest

from agency_core.agents import Proposal
from agency_core.agents.brand import check_brand, similarity
from agency_core.domain.client import Brief
from agency_core.domain.content import ContentType
from agency_core.domain.platform import Platform

GOOD = "We like to look at a thing twice before we call it done."


def rules(brief: Brief = Brief(), body: str = GOOD, recent: tuple[str, ...] = (), **values) -> list[str]:
    """The rules that a proposal with this body breaks."""
    usual = {
        "title": "A title", "body": body, "content_type": ContentType.TEXT_POST, "platforms": (Platform.LINKEDIN,), "link": "",
    }
    return [issue.rule for issue in check_brand(brief, Proposal(**{**usual, **values}), recent)]


def test_a_clean_text_breaks_nothing():
    assert rules(Brief(banned_words=("cheap",), tone="warm")) == []


@pytest.mark.parametrize("body", [
    "A cheap trick that nobody needs.", "CHEAP coffee for everybody, every day.", "It is cheap-looking and we know it.",
    "Two cheaps make no good, as the saying goes.", "Read it under #cheapcoffee, whenever you like.",
])
def test_banned_word_is_found_in_every_dress(body):
    assert rules(Brief(banned_words=("cheap",)), body) == ["banned_word"]


@pytest.mark.parametrize("body", ["A cheapskate would not understand this text.", "See https://example.org/cheap for all of it."])
def test_other_words_and_addresses_are_not_taken_for_banned_ones(body):
    assert rules(Brief(banned_words=("cheap",)), body) == []


def test_banned_phrase_is_found_across_a_line_break_and_with_a_curly_apostrophe():
    assert rules(Brief(banned_words=("don't miss",)), "And please don\u2019t\nmiss the rest of it.") == ["banned_word"]


def test_banned_word_in_the_title_or_a_variant_counts():
    assert rules(Brief(banned_words=("cheap",)), title="Cheap") == ["banned_word"]
    variants = {"platforms": (Platform.LINKEDIN, Platform.X), "variants": {"x": "A cheap trick for everybody."}}
    assert rules(Brief(banned_words=("cheap",)), **variants) == ["banned_word"]


def test_missing_link_is_found_and_either_place_will_do():
    brief = Brief(link="https://example.org")
    assert rules(brief) == ["missing_link"]
    assert rules(brief, link="https://example.org") == []
    assert rules(brief, f"{GOOD} https://example.org") == []


def test_text_longer_than_the_network_takes():
    assert rules(body="word " * 60, platforms=(Platform.X,)) == ["too_long"]


def test_text_that_says_very_little():
    assert rules(body="Hello.") == ["too_short"]


@pytest.mark.parametrize("body", [
    "Hello {name}, nice to see you here.", "Dear [insert name here], welcome to us.", "TODO write this text.",
])
def test_placeholder_left_in_the_text(body):
    assert rules(body=body) == ["hole"]


def test_sober_tone_has_no_room_for_shouting_and_emoji():
    assert rules(Brief(tone="sober, factual"), "What a day this was! ✨") == ["tone", "tone"]
    assert rules(Brief(tone="playful"), "What a day this was! ✨") == []
    assert rules(Brief(tone="warm, no emoji please"), "What a day this was ✨") == ["tone"]


def test_words_said_lately_are_a_duplicate():
    assert rules(recent=("Something else altogether, and longer than that.", GOOD + " Really.")) == ["duplicate"]


def test_similarity_is_one_for_the_same_and_zero_for_unrelated_words():
    assert similarity(GOOD, GOOD.upper()) == 1
    assert similarity(GOOD, "Nothing in here is shared with that other sentence.") == 0
    assert similarity("Hi there", "hi  there") == 1
