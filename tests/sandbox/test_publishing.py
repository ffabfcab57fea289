"""The happy path of every content type, through real HTTP."""

from datetime import timedelta

import pytest

from agency_core.domain.publishing import Failure, Phase, PlatformError, Shaped, Verdict
from agency_core.platforms import CONNECTORS

LINKEDIN, INSTAGRAM = CONNECTORS["linkedin"], CONNECTORS["instagram"]
WORDS = "Launch (week) *done* #growth_team & more <3 @home | 50 % {x} [y] ~ back\\slash"


def test_linkedin_text_post_is_shown_as_written(world):
    ctx = world.context("linkedin")
    state = world.publish(Shaped("text_post", WORDS), ctx)
    post = world.posts("linkedin")[0]
    assert (state.phase, state.external_id, post["text"], post["author"]) == (
        Phase.CONFIRMED, post["id"], WORDS, ctx.account.external_id,
    )  # fmt: skip
    assert state.url == f"{world.base}/linkedin/feed/update/{state.external_id}/"
    assert world.http.request("GET", state.url).status == 200
    assert world.commits() == 1


@pytest.mark.parametrize("count", [1, 2, 20])
def test_linkedin_image_post_carries_its_pictures_in_order(world, count):
    kinds = (world.picture(), world.picture(kind="PNG"))
    media = tuple(kinds[place % 2] for place in range(count))
    state = world.publish(Shaped("image_post", "Look", media=media), world.context("linkedin"))
    sent = [state.handles[f"image_{place}"] for place in range(count)]
    post = world.posts("linkedin")[0]
    assert (post["media"], post["kind"]) == (sent, "image" if count == 1 else "carousel")


def test_linkedin_article_carries_link_and_title(world):
    shaped = Shaped("article", "Read this", "A title", "https://example.com/a")
    state = world.publish(shaped, world.context("linkedin"))
    assert (state.phase, world.posts()[0]["kind"]) == (Phase.CONFIRMED, "article")


@pytest.mark.parametrize(("author", "size", "parts"), [("organization", 8_500_000, 3), ("person", 80_000, 1)])
def test_linkedin_video_goes_up_in_all_its_parts(world, author, size, parts):
    author = f"urn:li:{author}:17000000123"
    shaped = Shaped("video_post", "Watch", "Title", media=(world.video(size),))
    state = world.publish(shaped, world.context("linkedin", external_id=author))
    uploads = [call for call in world.calls() if call["route"] == "upload"]
    assert (state.phase, len(uploads), world.posts()[0]["kind"]) == (Phase.CONFIRMED, parts, "video")
    assert state.external_id.startswith("urn:li:ugcPost:")


def test_instagram_image_post_has_a_permalink(world):
    state = world.publish(Shaped("image_post", "Caption #one", media=(world.picture(),)), world.context("instagram"))
    post = world.posts("instagram")[0]
    assert (state.phase, state.external_id, post["text"], post["kind"]) == (
        Phase.CONFIRMED, post["id"], "Caption #one", "image",
    )  # fmt: skip
    assert state.url == f"{world.base}/instagram/p/{post['id']}/"
    assert world.http.request("GET", state.url).status == 200


@pytest.mark.parametrize("count", [2, 10])
def test_instagram_carousel_waits_for_its_children(world, count):
    media = tuple(world.picture() for _ in range(count))
    state = world.publish(Shaped("image_post", "Several", media=media), world.context("instagram"))
    children = [state.handles[f"child_{place}"] for place in range(count)]
    assert (world.posts()[0]["media"], world.posts()[0]["kind"]) == (children, "carousel")


@pytest.mark.parametrize("kind", ["reel", "video_post"])
def test_instagram_video_becomes_a_reel(world, kind):
    state = world.publish(Shaped(kind, "Watch", media=(world.video(80_000),)), world.context("instagram"))
    assert (state.phase, world.posts()[0]["kind"]) == (Phase.CONFIRMED, "reel")


def test_instagram_story_has_no_caption(world):
    state = world.publish(Shaped("story", "", media=(world.picture((1080, 1920)),)), world.context("instagram"))
    assert (state.phase, world.posts()[0]["kind"]) == (Phase.CONFIRMED, "story")


@pytest.mark.parametrize("platform", ["linkedin", "instagram"])
def test_reconcile_finds_what_was_published(world, platform):
    shaped = Shaped("image_post", "Look at (this) #one", media=(world.picture(),))
    ctx, connector = world.context(platform), CONNECTORS[platform]
    sent = world.committed(world.to_armed(shaped, ctx))
    done = connector.step(sent, shaped, ctx)
    outcome = connector.reconcile(sent, shaped, ctx)
    assert (outcome.verdict, outcome.external_id, outcome.url) == (Verdict.PUBLISHED, done.external_id, done.url)


@pytest.mark.parametrize(("platform", "kind"), [("linkedin", "text_post"), ("instagram", "image_post")])
def test_metrics_then_delete_then_gone(world, platform, kind):
    media = (world.picture(),) if kind == "image_post" else ()
    ctx, connector = world.context(platform), CONNECTORS[platform]
    state = world.publish(Shaped(kind, "Count me", media=media), ctx)
    world.clock.move(timedelta(hours=24))
    measured = connector.metrics(state.external_id, kind, ctx)
    assert set(measured.values) <= set(connector.facts.capabilities.metrics)
    assert (measured.values["reach"] or 0) > 10
    connector.delete(state.external_id, ctx)
    connector.delete(state.external_id, ctx)
    with pytest.raises(PlatformError) as caught:
        connector.metrics(state.external_id, kind, ctx)
    assert caught.value.failure is Failure.NOT_FOUND
    assert world.posts()[0]["deleted_at"] is not None
