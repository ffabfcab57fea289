"""The contract of every persona: run for each one in the table, on every network."""

import re
from datetime import UTC, datetime
from string import Formatter

import pytest

from agency_core.agents import PERSONAS, Facts, Request
from agency_core.agents.brand import check_brand, similarity
from agency_core.agents.habits import HABITS
from agency_core.agents.voice import Voice
from agency_core.domain.agent import Persona
from agency_core.domain.client import Brief
from agency_core.domain.content import ContentType
from agency_core.domain.platform import Platform

BRIEF = Brief(
    about="We roast coffee in small batches and deliver it by bicycle.", audience="home brewers", tone="warm, plain",
    topics=("filter coffee at home",), hashtags=("SlowCoffee", "homebrewing"), banned_words=("cheap", "we would rather"),
    link="https://example.org/coffee",
)
ALL = tuple(Platform)
KINDS = tuple(ContentType)
_STORY = ContentType.STORY


def written(name: str, seed: int = 1, brief: Brief = BRIEF, kind: ContentType = ContentType.TEXT_POST, **more):
    """A proposal of one persona for all networks."""
    values = {"topic": "filter coffee at home", "platforms": ALL, "content_type": kind, "seed": seed, **more}
    return PERSONAS[name].propose(Request(**values), brief, Facts("North Roasters"))


def lines(voice: Voice) -> list[str]:
    """Every line that a voice may use."""
    found = list(voice.introduces)
    for angle in voice.angles:
        found += [*angle.titles, *angle.hooks, *angle.setups, *angle.turns, *angle.asks]
        found += [text for point in angle.points for text in (point.short, point.more) if text]
    return found


def test_table_holds_every_persona_word():
    assert tuple(PERSONAS) == tuple(each.value for each in Persona)


@pytest.mark.parametrize("name", PERSONAS)
class TestEachPersona:
    def test_key_is_its_name(self, name):
        assert PERSONAS[name].voice.key == name

    def test_same_seed_gives_the_same_words(self, name):
        assert written(name, seed=7) == written(name, seed=7)

    def test_twenty_seeds_give_varied_words(self, name):
        bodies = {written(name, seed=seed).body for seed in range(20)}
        assert len(bodies) >= 10

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_network_gets_words_within_its_room(self, name, kind):
        for seed in range(6):
            for place, text in written(name, seed=seed, kind=kind).texts().items():
                habit = HABITS[Platform(place)]
                assert text.strip() == text
                assert 0 < habit.cost(text) <= habit.limit

    def test_a_long_topic_stays_within_the_room(self, name):
        topic = "how a very small team can go on making careful things by hand while everybody around it is in a hurry"
        for place, text in written(name, topic=topic).texts().items():
            assert HABITS[Platform(place)].cost(text) <= HABITS[Platform(place)].limit

    def test_no_proposal_breaks_a_brand_rule(self, name):
        for seed in range(15):
            for kind in (ContentType.TEXT_POST, ContentType.ARTICLE, _STORY):
                assert check_brand(BRIEF, written(name, seed=seed, kind=kind)) == []

    def test_no_figure_that_the_client_did_not_give(self, name):
        for seed in range(15):
            proposal = written(name, seed=seed)
            for text in (proposal.title, *proposal.texts().values()):
                assert re.findall(r"\d|%", text.replace(BRIEF.link, "")) == []

    def test_no_quotation_that_nobody_said(self, name):
        assert [line for line in lines(PERSONAS[name].voice) if re.search("[\"“”«»]", line)] == []

    def test_lines_stand_wherever_they_are_put(self, name):
        assert [line for line in lines(PERSONAS[name].voice) if line.endswith(":")] == []

    def test_lines_use_known_slots_only(self, name):
        slots = {slot for line in lines(PERSONAS[name].voice) for _, slot, _, _ in Formatter().parse(line) if slot is not None}
        assert slots <= {"topic", "Topic", "audience", "count", "about"}

    def test_lines_leave_the_number_of_the_topic_open(self, name):
        verbs = r"(?:^|[.!?] )\{[Tt]opic\} (?:is|are|has|have|does|do|goes|go|was|were|needs|need)\b"
        assert [line for line in lines(PERSONAS[name].voice) if re.search(verbs, line)] == []

    def test_an_empty_brief_is_enough_to_write(self, name):
        proposal = written(name, brief=Brief())
        assert [text for text in proposal.texts().values() if "{" in text or len(text) < 40] == []

    def test_some_hook_asks_and_some_states(self, name):
        for angle in PERSONAS[name].voice.angles:
            assert {hook.endswith("?") for hook in angle.hooks} == {True, False}, angle.name

    def test_one_topic_again_and_again_does_not_repeat_itself(self, name):
        said: list[str] = []
        for seed in range(3 * len(PERSONAS[name].voice.angles)):
            request = Request("filter coffee at home", (Platform.LINKEDIN,), ContentType.TEXT_POST, seed)
            body = PERSONAS[name].propose(request, BRIEF, Facts("North", tuple(said))).body
            assert max((similarity(body, each) for each in said), default=0) < 0.7
            said.append(body)


def test_linkedin_gets_short_paragraphs_and_a_point_one_can_argue_with():
    for seed in range(10):
        body = written("strategic_storyteller", seed=seed, platforms=(Platform.LINKEDIN,)).body
        paragraphs = [each for each in body.split("\n\n") if not each.startswith(("#", "https://"))]
        assert 4 <= len(paragraphs) <= 6
        assert max(len(each) for each in paragraphs) < 420
        turns = {line for angle in PERSONAS["strategic_storyteller"].voice.angles for line in angle.turns}
        assert turns & set(paragraphs)
        assert paragraphs[-1].endswith("?")


def test_instagram_gets_a_caption_and_hashtags_and_no_link():
    body = written("creative_catalyst", platforms=(Platform.INSTAGRAM,), kind=ContentType.IMAGE_POST).body
    assert sorted(body.split("\n\n")[-1].split()) == ["#SlowCoffee", "#homebrewing"]
    assert BRIEF.link not in body


def test_youtube_description_carries_the_link_and_says_what_it_covers():
    body = written("data_decoder", platforms=(Platform.YOUTUBE,), kind=ContentType.VIDEO_POST).body
    assert "In this video:" in body or "What it covers:" in body
    assert BRIEF.link in body.split("\n\n")


def test_variants_are_kept_for_networks_that_need_other_words_only():
    proposal = written("strategic_storyteller", platforms=(Platform.LINKEDIN, Platform.X))
    assert set(proposal.variants) == {"x"}
    assert proposal.texts()["linkedin"] == proposal.body


def test_emoji_only_where_the_tone_is_lively():
    plain = written("creative_catalyst", platforms=(Platform.INSTAGRAM,)).body
    lively = written(
        "creative_catalyst", platforms=(Platform.INSTAGRAM,), brief=Brief(tone="playful and bold", topics=("tea",))
    ).body
    assert re.findall("[\u2600-\u27bf\U0001f300-\U0001faff]", plain) == []
    assert len(re.findall("[\u2600-\u27bf\U0001f300-\U0001faff]", lively)) >= 3


def test_time_of_the_request_is_no_part_of_the_words():
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert written("data_decoder", at=at).body == written("data_decoder").body
