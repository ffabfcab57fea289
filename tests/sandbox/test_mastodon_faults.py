"""Every fault at every kind of call to Mastodon: at most one post, and never a word that is not true."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.domain.publishing import Failure, Phase, PlatformError, PublishState, Shaped, Verdict
from agency_core.platforms import CONNECTORS
from agency_core.sandbox.faults import FaultKind

F = Failure
UNKNOWN = F.UNKNOWN_OUTCOME
MASTODON = CONNECTORS["mastodon"]

AT_COMMIT = {
    "text_post": {
        "refuse": (UNKNOWN, 0), "error_before": (UNKNOWN, 0), "error_after": (UNKNOWN, 1), "timeout_after": (UNKNOWN, 1),
        "rate_limit": (F.RATE_LIMITED, 0), "expire_token": (F.AUTH_REVOKED, 0), "revoke_token": (F.AUTH_REVOKED, 0),
        "slow_processing": (None, 1), "processing_failure": (None, 1), "bad_json": (UNKNOWN, 1), "no_id": (UNKNOWN, 1),
        "delay": (None, 1), "clock_skew": (None, 1),
    },
    "image_post": {
        "refuse": (UNKNOWN, 0), "error_before": (UNKNOWN, 0), "error_after": (UNKNOWN, 1), "timeout_after": (UNKNOWN, 1),
        "rate_limit": (F.RATE_LIMITED, 0), "expire_token": (F.AUTH_REVOKED, 0), "revoke_token": (F.AUTH_REVOKED, 0),
        "slow_processing": (F.CONTENT_REJECTED, 0), "processing_failure": (F.CONTENT_REJECTED, 0), "bad_json": (UNKNOWN, 1),
        "no_id": (UNKNOWN, 1), "delay": (None, 1), "clock_skew": (None, 1),
    },
}  # fmt: skip
CASES = [(what, kind, *expected) for what, kinds in AT_COMMIT.items() for kind, expected in kinds.items()]


def shaped_for(world, kind):
    media = {"image_post": world.picture, "video_post": lambda: world.video(80_000)}.get(kind)
    return Shaped(kind, "Once and only once #true", media=(media(),) if media else (), key="delivery")


def stepped(state, shaped, ctx):
    try:
        return MASTODON.step(state, shaped, ctx), None
    except PlatformError as error:
        return state, error


def test_every_kind_of_fault_is_tried_at_the_commit():
    assert [set(kinds) for kinds in AT_COMMIT.values()] == [set(FaultKind)] * 2


@pytest.mark.parametrize(("content_type", "kind", "failure", "published"), CASES)
def test_fault_at_commit_ends_truthfully(world, content_type, kind, failure, published):
    shaped, ctx = shaped_for(world, content_type), world.context("mastodon")
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("mastodon", "commit", kind, seconds=0.05)
    state, error = stepped(sent, shaped, ctx)
    assert ((error.failure if error else None), len(world.posts()), world.commits()) == (failure, published, 1)
    if error is None:
        assert (state.phase, state.external_id) == (Phase.CONFIRMED, world.posts()[0]["id"])
    if failure is not UNKNOWN:
        return
    assert MASTODON.reconcile(sent, shaped, ctx).verdict is (Verdict.PUBLISHED if published else Verdict.UNKNOWN)
    world.clock.move(timedelta(seconds=MASTODON.facts.capabilities.settling_seconds))
    outcome = MASTODON.reconcile(sent, shaped, ctx)
    assert outcome.verdict is (Verdict.PUBLISHED if published else Verdict.NOT_PUBLISHED)
    assert (outcome.external_id, world.commits()) == (world.posts()[0]["id"] if published else "", 1)
    again, error = stepped(sent, shaped, ctx)
    assert (error, again.external_id, len(world.posts())) == (None, world.posts()[0]["id"], 1)


@pytest.mark.parametrize("kind", list(FaultKind))
@pytest.mark.parametrize(("route", "content_type"), [("upload", "image_post"), ("upload", "video_post"), ("poll", "video_post")])
def test_fault_before_commit_publishes_nothing_and_can_be_gone_through(world, route, content_type, kind):
    shaped, ctx, state = shaped_for(world, content_type), world.context("mastodon"), PublishState()
    world.order("mastodon", route, kind)
    for _ in range(20):
        if state.not_before:
            world.clock.move(max(state.not_before - world.clock.now(), timedelta()))
        if state.phase is Phase.ARMED:
            state = world.committed(state)
        state, error = stepped(state, shaped, ctx)
        if state.phase is Phase.CONFIRMED:
            break
        assert world.posts() == []
        if error is not None:
            world.clock.move(max((error.retry_at or world.clock.now()) - world.clock.now(), timedelta(seconds=5)))
            state, ctx = recovered(error, state, ctx)
    assert (state.phase, len(world.posts()), world.commits()) == (Phase.CONFIRMED, 1, 1)


def recovered(error, state, ctx):
    match error.failure:
        case F.TRANSIENT | F.RATE_LIMITED:
            return state, ctx
        case F.MEDIA_REJECTED:
            return PublishState(), ctx
        case F.AUTH_REVOKED:
            return state, replace(ctx, account=replace(ctx.account, access_token=ctx.account.access_token[:-1] + "1"))
    raise AssertionError(f"nobody expects {error.failure} here")


@pytest.mark.parametrize("kind", sorted(set(FaultKind) - {"delay", "slow_processing", "processing_failure", "clock_skew"}))
def test_fault_while_reading_back_never_decides(world, kind):
    """The post is there; whatever goes wrong while asking must not make it look unpublished."""
    shaped, ctx = shaped_for(world, "image_post"), world.context("mastodon")
    sent = world.committed(world.to_armed(shaped, ctx))
    stepped(sent, shaped, ctx)
    world.clock.move(timedelta(minutes=1))
    world.order("mastodon", "read", kind)
    if kind in {"expire_token", "revoke_token"}:
        with pytest.raises(PlatformError) as caught:
            MASTODON.reconcile(sent, shaped, ctx)
        assert caught.value.failure is F.AUTH_REVOKED
        return
    verdict = MASTODON.reconcile(sent, shaped, ctx).verdict
    assert verdict is (Verdict.PUBLISHED if kind == "no_id" else Verdict.UNKNOWN)


def test_post_that_shows_late_is_unknown_until_the_settling_time_is_over(world):
    shaped, ctx = shaped_for(world, "text_post"), world.context("mastodon")
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("mastodon", "commit", "timeout_after")
    stepped(sent, shaped, ctx)
    world.order("mastodon", "read", "slow_processing", times=2, seconds=6)
    world.clock.move(timedelta(seconds=5))
    assert MASTODON.reconcile(sent, shaped, ctx).verdict is Verdict.UNKNOWN
    world.clock.move(timedelta(seconds=3))
    assert MASTODON.reconcile(sent, shaped, ctx).verdict is Verdict.PUBLISHED


def test_refused_post_whose_reason_cannot_be_found_out_is_unknown(world):
    shaped, ctx = shaped_for(world, "image_post"), world.context("mastodon")
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("mastodon", "commit", "processing_failure")
    world.order("mastodon", "read", "error_before")
    assert stepped(sent, shaped, ctx)[1].failure is UNKNOWN


@pytest.mark.parametrize(
    ("kind", "failure"), [("slow_processing", F.MEDIA_PROCESSING), ("processing_failure", F.CONTENT_REJECTED)]
)
def test_refused_post_is_understood_by_looking_at_its_media(world, kind, failure):
    shaped, ctx = shaped_for(world, "image_post"), world.context("mastodon")
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("mastodon", "commit", kind)
    if kind == "slow_processing":
        world.order("mastodon", "poll", kind)
    assert stepped(sent, shaped, ctx)[1].failure is failure


def test_media_that_were_thrown_away_are_sent_again(world):
    shaped, ctx = shaped_for(world, "image_post"), world.context("mastodon")
    sent = world.committed(world.to_armed(shaped, ctx))
    lost = replace(sent, handles={**sent.handles, "media_0": "404"})
    assert stepped(lost, shaped, ctx)[1].failure is F.MEDIA_EXPIRED
    polling = PublishState(Phase.MEDIA_PROCESSING, {"media_0": "404"})
    assert stepped(polling, shaped, ctx)[1].failure is F.MEDIA_EXPIRED
