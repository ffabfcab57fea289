"""The keyless writer: the client's own words, and nothing that the brief bans."""

import pytest

from agency_core.agents import PERSONAS, Facts, Request
from agency_core.agents.base import Lesson
from agency_core.agents.wording import inline, shortened, wording
from agency_core.domain.client import Brief
from agency_core.domain.content import ContentType
from agency_core.domain.platform import Platform
from agency_core.errors import Invalid

STELLA = PERSONAS["strategic_storyteller"]


def write(brief: Brief = Brief(), facts: Facts = Facts("North"), **values):
    """A LinkedIn text post by the storyteller."""
    usual = {"topic": "slow work", "platforms": (Platform.LINKEDIN,), "content_type": ContentType.TEXT_POST, "seed": 3}
    return STELLA.propose(Request(**{**usual, **values}), brief, facts)


def test_topic_with_a_banned_word_is_refused_by_name():
    with pytest.raises(Invalid) as caught:
        write(Brief(banned_words=("cheap",)), topic="Cheap coffee")
    assert caught.value.field == "topic"


def test_own_points_with_a_banned_word_are_refused():
    with pytest.raises(Invalid) as caught:
        write(Brief(banned_words=("discount",)), points=("Discounts until Friday",))
    assert caught.value.field == "key_points"


def test_a_ban_on_everyday_words_is_said_and_not_worked_around():
    with pytest.raises(Invalid) as caught:
        write(Brief(banned_words=("a", "the", "what", "which", "you", "one", "say", "is", "not")))
    assert caught.value.field == "banned_words"


def test_points_of_the_asker_are_used_as_they_stand():
    points = ("Doors open at nine.", "Bring your own cup.")
    body = write(points=points, call_to_action="Reserve a seat by Friday.").body
    assert "– Doors open at nine.\n– Bring your own cup." in body
    assert "Reserve a seat by Friday." in body.split("\n\n")


def test_description_of_the_client_is_quoted_in_its_own_words():
    about = "We repair bicycles and teach how it is done."
    bodies = [write(Brief(about=about), seed=seed).body for seed in range(5)]
    assert all(about in body for body in bodies)


def test_bare_description_gets_the_name_of_the_client_before_it():
    assert "North, a bicycle shop in Ghent." in write(Brief(about="A bicycle shop in Ghent")).body


def test_hashtags_come_from_the_brief_the_topic_and_the_campaign():
    body = write(Brief(hashtags=("#Ghent",)), campaign="open doors").body
    assert body.split("\n\n")[-1] == "#OpenDoors #Ghent #SlowWork"


def test_hashtag_with_a_banned_word_is_left_out():
    body = write(Brief(hashtags=("cheapcoffee", "coffee"), banned_words=("cheap",))).body
    assert body.split("\n\n")[-1] == "#coffee #SlowWork"


def test_topic_with_a_colon_becomes_a_subtitle():
    body = write(topic="grinding: the step everybody skips").body
    assert body.splitlines()[1] == "The step everybody skips."
    assert "grinding: the" not in body


def test_topic_that_is_a_clause_becomes_a_noun_inside_a_sentence():
    angle = STELLA.voice.angles[0]
    words = wording("How a menu is made.", 1, Brief(), ())
    assert words.fill(angle.hooks[0]).startswith("Before you plan anything about the question of how a menu is made, decide")
    assert words.fill(angle.hooks[1]) == "How a menu is made: the hard part is choosing what to leave out."


def test_audience_that_fits_no_sentence_is_left_out():
    brief = Brief(audience="people who want better coffee at home and the cafés that serve them")
    assert wording("tea", 1, brief, ()).fill("For {audience}.") == ""


def test_topic_that_asks_is_put_in_quotation_marks():
    assert inline("Why do we roast lighter?") == "“Why do we roast lighter?”"


@pytest.mark.parametrize(
    ("given", "expected"),
    [("How we work.", "how we work"), ("Berlin by night", "Berlin by night"), ("AI in teams", "AI in teams"), ("A day", "a day")],
)
def test_first_letter_goes_small_only_where_that_is_sure(given, expected):
    assert inline(given) == expected


def test_shortened_cuts_at_a_word():
    assert shortened("one two three four", 12) == "one two…"


@pytest.mark.parametrize(("opening", "asks"), [("question", True), ("statement", False)])
def test_lesson_on_openings_is_followed(opening, asks):
    facts = Facts("North", lessons=(Lesson("opening", opening, "linkedin", "Questions did better."),))
    firsts = [write(facts=facts, seed=seed).body.splitlines()[0] for seed in range(8)]
    assert [first.endswith("?") for first in firsts] == [asks] * 8


def test_lesson_of_another_network_is_not_followed():
    facts = Facts("North", lessons=(Lesson("opening", "question", "instagram", "Questions did better."),))
    assert [write(facts=facts, seed=seed).body for seed in range(5)] == [write(seed=seed).body for seed in range(5)]


def test_lesson_on_length_makes_it_shorter():
    facts = Facts("North", lessons=(Lesson("length", "short", "linkedin", "Short ones did better."),))
    about = Brief(about="We repair bicycles and teach how it is done, every day but Sunday, in the old tram depot.")
    assert len(write(about, facts).body) < len(write(about).body)


def test_why_names_the_angle_the_lesson_and_what_could_not_be_kept():
    facts = Facts("North", lessons=(Lesson("opening", "question", "", "Questions did better."),))
    why = write(facts=facts, changed=("The requested time has passed.",)).why
    assert why.startswith("Takes the long view and stands by an opinion. Angle: ")
    assert "Questions did better." in why
    assert why.endswith("The requested time has passed.")


def test_words_said_lately_are_avoided():
    first = write()
    again = write(facts=Facts("North", (first.body,)))
    shared = set(first.body.split("\n\n")) & set(again.body.split("\n\n"))
    assert {each for each in shared if not each.startswith("#")} == set()
