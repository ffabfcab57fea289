"""What a notification says, in any markup, within any limit."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agency_core.domain.watching import Reason
from agency_core.notifiers import discord, ntfy, pagerduty, slack, teams, telegram
from agency_core.notifiers.letter import PLAIN, REASONS, absolute, body, clip, utf8, utf16
from tests.notifiers.conftest import NASTY, NOW

SLOW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=600) | st.sampled_from(
    [NASTY * 20, "*" * 3_000, "&" * 3_000, "<" * 3_000, "\\" * 999, "🔥" * 2_000, '"' * 3_000, "@" * 500 + "all", "\u202e\0\r\nx"]
)


def test_a_letter_says_what_since_when_how_bad_why_and_where(letter):
    assert body(letter(timezone="Europe/Berlin"), PLAIN, 2_000).split("\n") == [
        "It began.", "", "🔴 LinkedIn fails (1).",
        "critical, Bakery, since 2026-11-23 10:00 Europe/Berlin (09:00 UTC)",
        "12 of 40 failed within the hour. (failed share 0.3, deliveries 40)",
        "Open: https://desk.example/deliveries?state=failed&x=1",
    ]


def test_a_moment_of_the_agency_is_told_in_utc_alone(letter):
    assert letter().entries[0].since == "since 2026-11-23 09:00 UTC"


def test_every_reason_has_its_words():
    assert set(REASONS) == set(Reason)
    assert len(set(REASONS.values())) == len(Reason)


def test_what_does_not_fit_is_counted(letter, told):
    text = body(letter(*(told(each, detail="why " * 200) for each in range(40))), PLAIN, 3_000)
    shown = text.count("🔴")
    assert len(text) <= 3_000
    assert 3 <= shown < 40
    assert text.endswith(f"\n\nand {40 - shown} more")


def test_what_is_over_is_marked_as_over(letter, told):
    over = letter(told(state="resolved"), reason="resolved")
    assert (over.headline, over.entries[0].mark) == ("✅ LinkedIn fails", "✅")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/alerts?alert=1", "https://desk.example/alerts?alert=1"), ("alerts", "https://desk.example/alerts"),
        ("https://status.example/x", "https://status.example/x"), ("//evil.example", "https://desk.example/evil.example"),
        ("/a b)(<c>|d", "https://desk.example/a%20b%29%28%3Cc%3E%7Cd"), ("javascript:x", "https://desk.example/javascript:x"),
        ("/a%20b", "https://desk.example/a%20b"), ("/" + "x" * 700, "https://desk.example/alerts"),
    ],
)
def test_a_link_is_absolute_and_harmless_in_any_markup(link, expected):
    assert absolute(link, "https://desk.example/") == expected


def test_a_clipped_text_is_one_line_of_printable_signs():
    assert clip("a\r\nb\0c\u202ed" + "e" * 10, 10) == "a b c dee…"


def letters(letter, told, words, count, severity="critical"):
    many = (
        told(each, summary=words, detail=words, client=words, link=f"/alerts?q={words}", severity=severity,
             since=NOW - timedelta(minutes=each))
        for each in range(count)
    )
    return letter(*many, title=words)


@SLOW
@given(words=TEXT, count=st.integers(1, 60))
def test_no_service_is_sent_more_than_it_takes(letter, told, words, count):
    made = letters(letter, told, words, count)
    blocks = slack.payload(made)["blocks"]
    assert max(len(each["text"]["text"]) for each in blocks) <= slack.SECTION_LIMIT
    assert len(blocks[0]["text"]["text"]) <= slack.HEADER_LIMIT
    assert len(blocks) <= 50
    (embed,) = discord.payload(made)["embeds"]
    assert utf16(embed["description"]) <= discord.TEXT_LIMIT
    assert utf16(embed["title"]) <= discord.TITLE_LIMIT
    assert utf16(telegram.payload(made, "1", "")["text"]) <= telegram.TEXT_LIMIT
    assert utf8(ntfy.payload(made, "t")["message"]) <= ntfy.TEXT_BYTES
    assert len(json.dumps(teams.payload(made)).encode()) <= 28_000
    assert max(len(each["payload"]["summary"]) for each in pagerduty.payloads(made, "k")) <= pagerduty.SUMMARY_LIMIT


@SLOW
@given(words=TEXT)
def test_words_cannot_become_markup(letter, told, words):
    made = letters(letter, told, words, 1)
    for section in slack.payload(made)["blocks"][1:-1]:
        text = section["text"]["text"]
        inside = [part.split(">", 1)[0] for part in text.split("<")[1:]]
        assert all(each.startswith("https://desk.example/") and each.endswith("|Open") for each in inside)
    html = telegram.payload(made, "1", "")["text"]
    tags = {part.split(">", 1)[0].split(" ")[0] for part in html.split("<")[1:]}
    assert tags <= {"b", "/b", "a", "/a"}
    assert html.count("<b>") == 2


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (slack.MARKUP.escape("<!channel> & <@U1>"), "&lt;!channel&gt; &amp; &lt;@U1&gt;"),
        (slack.MARKUP.escape("*x*"), "\u2060*\u2060x\u2060*\u2060"),
        (discord.MARKUP.escape("[a](b) @everyone *x* <@1>"), "\\[a\\]\\(b\\) @\u2060everyone \\*x\\* \\<@\u20601\\>"),
        (telegram.MARKUP.escape("<b>@ann</b> & ann@example.org"), "&lt;b&gt;@\u2060ann&lt;/b&gt; &amp; ann@\u2060example.org"),
    ],
)
def test_signs_of_each_service_lose_their_meaning(written, expected):
    assert written == expected


def test_a_card_of_teams_holds_words_only_as_plain_runs(letter, told):
    made = teams.payload(letter(told(summary=NASTY, detail=NASTY, client=NASTY), title=NASTY))
    kinds = set()

    def walk(part):
        if isinstance(part, dict):
            kinds.add(part.get("type"))
            list(map(walk, part.values()))
        elif isinstance(part, list):
            list(map(walk, part))

    walk(made)
    assert kinds - {None} == {
        "message", "AdaptiveCard", "RichTextBlock", "TextRun", "Container", "Action.OpenUrl",
    }
