"""What single networks do when something goes wrong, beyond what all of them must."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.domain.publishing import Failure, Phase, PlatformError, PublishState, Shaped, Verdict
from agency_core.http_client import HttpClient
from agency_core.platforms import CONNECTORS, Context

F = Failure


def shaped_for(world, kind: str) -> Shaped:
    return Shaped(kind, "Once and only once #true", media=(world.picture(),) if kind == "image_post" else ())


def stepped(state: PublishState, shaped: Shaped, ctx: Context) -> tuple[PublishState, PlatformError | None]:
    try:
        return CONNECTORS[ctx.account.platform].step(state, shaped, ctx), None
    except PlatformError as error:
        return state, error


@pytest.mark.parametrize("kind", ["refuse", "error_before", "rate_limit", "bad_json", "no_id", "timeout_after"])
def test_instagram_post_is_confirmed_when_its_permalink_cannot_be_read(world, kind):
    shaped, ctx = shaped_for(world, "image_post"), world.context("instagram")
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("instagram", "poll", kind)
    state, error = stepped(sent, shaped, ctx)
    assert (error, state.phase, state.external_id) == (None, Phase.CONFIRMED, world.posts()[0]["id"])


def test_instagram_published_container_without_a_findable_post_is_known_by_its_container(world):
    shaped, ctx, connector = shaped_for(world, "image_post"), world.context("instagram"), CONNECTORS["instagram"]
    sent = world.committed(world.to_armed(shaped, ctx))
    stepped(sent, shaped, ctx)
    world.order("instagram", "read", "error_before")
    outcome = connector.reconcile(sent, shaped, ctx)
    assert (outcome.verdict, outcome.external_id) == (Verdict.PUBLISHED, sent.handles["container_id"])


def test_linkedin_post_that_shows_late_is_unknown_until_the_settling_time_is_over(world):
    shaped, ctx, connector = shaped_for(world, "text_post"), world.context("linkedin"), CONNECTORS["linkedin"]
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("linkedin", "commit", "timeout_after")
    stepped(sent, shaped, ctx)
    world.order("linkedin", "read", "slow_processing", times=2, seconds=6)
    world.clock.move(timedelta(seconds=5))
    assert connector.reconcile(sent, shaped, ctx).verdict is Verdict.UNKNOWN
    world.clock.move(timedelta(seconds=3))
    assert connector.reconcile(sent, shaped, ctx).verdict is Verdict.PUBLISHED


def test_linkedin_member_cannot_be_read_back_and_nothing_is_asked(world):
    ctx, connector = world.context("linkedin", external_id="urn:li:person:17000000123"), CONNECTORS["linkedin"]
    shaped = shaped_for(world, "text_post")
    sent = world.committed(world.to_armed(shaped, ctx))
    outcome = connector.reconcile(sent, shaped, ctx)
    assert (outcome.verdict, outcome.why, world.calls()) == (
        Verdict.UNKNOWN, "LinkedIn lets nobody read the posts of a personal profile.", [],
    )  # fmt: skip


def test_linkedin_refuses_the_same_words_again_and_names_the_post(world):
    shaped, ctx = shaped_for(world, "text_post"), world.context("linkedin")
    first = world.publish(shaped, ctx)
    world.clock.move(timedelta(minutes=9))
    _, error = stepped(world.committed(world.to_armed(shaped, ctx)), shaped, ctx)
    assert (error.failure, error.existing, error.network_code, error.http_status) == (
        F.DUPLICATE_CONTENT, first.external_id, "DUPLICATE_POST", 422,
    )  # fmt: skip
    world.clock.move(timedelta(minutes=2))
    assert world.publish(shaped, ctx).phase is Phase.CONFIRMED
    assert len(world.posts()) == 2


def test_instagram_container_published_before_is_never_taken_for_a_failure(world):
    """The first call took effect after we had given up on it: the second must not say that nothing is there."""
    shaped, ctx = shaped_for(world, "image_post"), world.context("instagram")
    sent = world.committed(world.to_armed(shaped, ctx))
    stepped(sent, shaped, ctx)
    _, error = stepped(sent, shaped, ctx)
    assert (error.failure, len(world.posts())) == (F.DUPLICATE_CONTENT, 1)
    assert CONNECTORS["instagram"].reconcile(sent, shaped, ctx).verdict is Verdict.PUBLISHED
    polling = sent.at(Phase.MEDIA_PROCESSING)
    assert stepped(polling, shaped, ctx)[1].failure is F.DUPLICATE_CONTENT


@pytest.mark.parametrize(("platform", "content_type"), [("linkedin", "text_post"), ("instagram", "image_post")])
def test_network_that_cannot_be_reached_got_nothing(world, platform, content_type):
    shaped, ctx = shaped_for(world, content_type), world.context(platform)
    sent = world.committed(world.to_armed(shaped, ctx))
    nowhere = replace(ctx, account=replace(ctx.account, base_url="http://127.0.0.1:9/sandbox"))
    assert stepped(sent, shaped, nowhere)[1].failure is F.TRANSIENT
    http = HttpClient()
    guarded = replace(ctx, http=http)
    assert stepped(sent, shaped, guarded)[1].failure is F.TRANSIENT
    http.close()
    assert world.posts() == []


def test_instagram_container_that_is_a_day_old_is_made_anew(world):
    shaped, ctx = shaped_for(world, "image_post"), world.context("instagram")
    sent = world.committed(world.to_armed(shaped, ctx))
    world.clock.move(timedelta(hours=25))
    _, error = stepped(sent, shaped, ctx)
    assert (error.failure, error.network_code) == (F.MEDIA_EXPIRED, "-2/2207020")
    assert CONNECTORS["instagram"].reconcile(sent, shaped, ctx).verdict is Verdict.NOT_PUBLISHED


def test_faults_of_one_platform_leave_the_other_alone(world):
    world.order("linkedin", "any", "error_before", times=5)
    assert world.publish(shaped_for(world, "image_post"), world.context("instagram")).phase is Phase.CONFIRMED
    assert {call["fault"] for call in world.calls()} == {""}


def test_times_counts_calls_and_faults_can_be_called_off(world):
    ctx = world.context("linkedin")
    world.order("linkedin", "commit", "error_before", times=2)
    sent = world.committed(PublishState().at(Phase.ARMED))
    failures = [stepped(sent, Shaped("text_post", f"Try {count}"), ctx)[1] for count in range(3)]
    assert [error is None for error in failures] == [False, False, True]
    world.order("linkedin", "commit", "error_before", times=2)
    assert world.http.request("DELETE", f"{world.base}/_control/faults").status == 204
    assert stepped(sent, Shaped("text_post", "Last"), ctx)[1] is None
