"""How texts are counted so as never to be too long."""

import pytest

from agency_core.agents.habits import HABITS, escaped_length, short_link_length, utf16_length
from agency_core.domain.content import ContentType
from agency_core.domain.platform import Platform
from agency_core.domain.preview import kind_on
from agency_core.domain.weighted_text import weighted_length
from agency_core.platforms import CONNECTORS

URL = "https://example.org/a/very/long/path/that/goes/on"


def test_every_network_has_habits():
    assert set(HABITS) == set(Platform)


@pytest.mark.parametrize("name", CONNECTORS)
def test_what_is_written_for_a_network_can_be_published_there(name):
    can, habit = CONNECTORS[name].facts.capabilities, HABITS[Platform(name)]
    assert set(habit.types) <= can.content_types
    assert [kind for kind in ContentType if habit.shows(kind) and not kind_on(can, kind, media=False)] == []


@pytest.mark.parametrize("habit", HABITS.values())
def test_text_aims_below_the_limit(habit):
    assert habit.aim < habit.limit


@pytest.mark.parametrize(("count", "text", "expected"), [
    (escaped_length, "a_b (c)", 10),
    (weighted_length, f"see {URL}", 27),
    (weighted_length, "é…日😀", 1 + 2 + 2 + 2),
    (short_link_length, f"see {URL} now", 31),
    (utf16_length, "a😀", 3),
])
def test_length_is_counted_as_the_network_does(count, text, expected):
    assert count(text) == expected


TEXTS = (
    "plain words", f"see {URL} and {URL}!", "é…日本語😀👩‍👩‍👧‍👦🏳️‍🌈", "a_b *c* (d) [e] #tag @name@example.social",
    "line\n\nline " * 30, "e\u0301" * 20,
)


@pytest.mark.parametrize("name", CONNECTORS)
def test_no_network_counts_more_than_its_habit_does(name):
    connector, habit = CONNECTORS[name], HABITS[Platform(name)]
    assert habit.limit <= connector.facts.capabilities.text_limit
    assert [text for text in TEXTS if connector.length(text) > habit.cost(text)] == []
