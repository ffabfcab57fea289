"""The address that a connector names for what it published opens the page of just that, on every network, for every kind."""

from dataclasses import replace

import pytest

from agency_core.domain.platform import FollowUp
from agency_core.platforms import CONNECTORS
from tests.sandbox.reading_pages import read
from tests.sandbox.test_faults import FOLLOW_UP, shaped_for

WORDS = "Found by its own address"
FLOWS = [(platform, kind) for platform in CONNECTORS for kind in CONNECTORS[platform].facts.capabilities.kinds]
FOLLOWED = [each for each in CONNECTORS if CONNECTORS[each].facts.capabilities.follow_up is not FollowUp.NONE]
UNNAMED = {"facebook", "instagram"}
"""Networks that name no address of a comment."""
WORDLESS = {("instagram", "story")}


def opened(world, url: str):
    answer = world.http.request("GET", url)
    assert answer.status == 200, url
    return read(answer.body.decode())


@pytest.mark.parametrize(("platform", "kind"), FLOWS)
def test_the_address_of_a_post_opens_its_page(world, platform, kind):
    context = world.context(platform)
    shaped = shaped_for(world, platform, kind, "Another one, published before")
    world.publish(replace(shaped, key="before"), context)
    page = opened(world, world.publish(shaped_for(world, platform, kind, WORDS), context).url)
    assert (len(page.all("article")), len(page.all("h1"))) == (1, 1)
    assert "published before" not in page.words
    assert (platform, kind) in WORDLESS or WORDS in page.words
    assert page.all("p", role="note")


@pytest.mark.parametrize("platform", FOLLOWED)
def test_what_follows_a_post_is_on_its_page_and_marked(world, platform):
    shaped = shaped_for(world, platform, FOLLOW_UP, WORDS)
    state = world.publish(shaped, world.context(platform))
    assert bool(state.url) == (platform not in UNNAMED)
    if not state.url:
        return
    page = opened(world, state.url)
    comment = CONNECTORS[platform].facts.capabilities.follow_up is FollowUp.COMMENT
    assert page.words.index("The first of two") < page.words.index(WORDS)
    (marked,) = page.classed("marked")
    assert marked["class"] == ("comment marked" if comment else "post next marked")


@pytest.mark.parametrize("platform", FOLLOWED)
def test_the_page_of_a_post_shows_what_follows_it_in_order(world, platform):
    shaped = shaped_for(world, platform, FOLLOW_UP, "The second of two")
    world.publish(shaped, world.context(platform))
    first = next(each for each in world.posts(platform) if each["text"].endswith("The first of two"))
    author = first["author"]
    feed = opened(world, f"{world.base}/{platform}/feed/{author}")
    assert len(feed.classed("strand")) == 1
    assert feed.words.index("The first of two") < feed.words.index("The second of two")
    below = feed.classed("comment") or feed.classed("next")
    assert len(below) == 1
