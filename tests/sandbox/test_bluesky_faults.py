"""Bluesky under every fault, at every call: at most one post, and never a word that is not true."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.domain.publishing import Failure, Phase, PlatformError, PublishState, Shaped, Verdict
from agency_core.platforms import CONNECTORS, Context
from agency_core.sandbox.faults import FaultKind

F = Failure
BLUESKY = CONNECTORS["bluesky"]
UNKNOWN = F.UNKNOWN_OUTCOME
COMMON = {
    "refuse": (UNKNOWN, 0), "error_before": (UNKNOWN, 0), "error_after": (UNKNOWN, 1), "timeout_after": (UNKNOWN, 1),
    "rate_limit": (F.RATE_LIMITED, 0), "expire_token": (F.AUTH_EXPIRED, 0), "revoke_token": (F.AUTH_EXPIRED, 0),
    "slow_processing": (None, 1), "processing_failure": (None, 1), "bad_json": (UNKNOWN, 1), "no_id": (UNKNOWN, 1),
    "delay": (None, 1), "clock_skew": (None, 1),
}  # fmt: skip
AT_COMMIT = {"text_post": COMMON, "image_post": {**COMMON, "processing_failure": (F.MEDIA_EXPIRED, 0)}}
CASES = [(kind, fault, *expected) for kind, faults in AT_COMMIT.items() for fault, expected in faults.items()]


def shaped_for(world, kind: str) -> Shaped:
    media = (world.picture(),) if kind == "image_post" else ()
    return Shaped(kind, "Once and only once #true @sandbox-5.test", media=media)


def stepped(state: PublishState, shaped: Shaped, ctx: Context) -> tuple[PublishState, PlatformError | None]:
    try:
        return BLUESKY.step(state, shaped, ctx), None
    except PlatformError as error:
        return state, error


def test_every_kind_of_fault_is_tried_at_the_commit():
    assert set(COMMON) == set(FaultKind)


@pytest.mark.parametrize(("content_type", "kind", "failure", "published"), CASES)
def test_fault_at_commit_ends_truthfully(world, content_type, kind, failure, published):
    shaped, ctx = shaped_for(world, content_type), world.context("bluesky")
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("bluesky", "commit", kind, seconds=0.05)
    state, error = stepped(sent, shaped, ctx)
    assert ((error.failure if error else None), len(world.posts()), world.commits()) == (failure, published, 1)
    if error is None:
        assert (state.phase, state.external_id) == (Phase.CONFIRMED, world.posts()[0]["id"])
    early = BLUESKY.reconcile(sent, shaped, ctx)
    assert early.verdict is (Verdict.PUBLISHED if published else Verdict.UNKNOWN)
    world.clock.move(timedelta(seconds=BLUESKY.facts.capabilities.settling_seconds))
    outcome = BLUESKY.reconcile(sent, shaped, ctx)
    assert outcome.verdict is (Verdict.PUBLISHED if published else Verdict.NOT_PUBLISHED)
    assert outcome.external_id == (world.posts()[0]["id"] if published else "")
    assert world.commits() == 1


@pytest.mark.parametrize("kind", ["refuse", "error_before", "error_after", "timeout_after", "bad_json", "no_id"])
def test_sending_again_after_a_lost_answer_makes_no_second_post(world, kind):
    shaped, ctx = shaped_for(world, "image_post"), world.context("bluesky")
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("bluesky", "commit", kind)
    stepped(sent, shaped, ctx)
    state, error = stepped(sent, shaped, ctx)
    assert (error, state.phase, len(world.posts()), world.commits()) == (None, Phase.CONFIRMED, 1, 2)


@pytest.mark.parametrize("kind", list(FaultKind))
@pytest.mark.parametrize("route", ["upload", "read"])
def test_fault_before_commit_publishes_nothing_and_can_be_gone_through(world, route, kind):
    shaped, ctx = shaped_for(world, "image_post"), world.context("bluesky")
    world.order("bluesky", route, kind)
    state = PublishState()
    for _ in range(12):
        if state.phase is Phase.ARMED:
            state = world.committed(state)
        state, error = stepped(state, shaped, ctx)
        if error is None and state.phase is Phase.CONFIRMED:
            break
        assert world.posts() == []
        if error is not None:
            ctx = recovered(world, error, ctx)
    assert (state.phase, len(world.posts()), world.commits()) == (Phase.CONFIRMED, 1, 1)


def recovered(world, error: PlatformError, ctx: Context) -> Context:
    if error.failure is F.AUTH_EXPIRED:
        return replace(ctx, account=replace(ctx.account, access_token=ctx.account.access_token[:-1] + "1"))
    assert error.failure in {F.TRANSIENT, F.RATE_LIMITED}
    world.clock.move(timedelta(seconds=5))
    return ctx


@pytest.mark.parametrize("kind", ["refuse", "error_before", "error_after", "timeout_after", "rate_limit", "bad_json", "no_id"])
def test_fault_while_reading_back_never_decides(world, kind):
    shaped, ctx = shaped_for(world, "text_post"), world.context("bluesky")
    sent = world.committed(world.to_armed(shaped, ctx))
    stepped(sent, shaped, ctx)
    world.clock.move(timedelta(minutes=1))
    world.order("bluesky", "read", kind)
    assert BLUESKY.reconcile(sent, shaped, ctx).verdict is Verdict.UNKNOWN


def test_rate_limit_names_when_it_ends(world):
    shaped, ctx = shaped_for(world, "text_post"), world.context("bluesky")
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("bluesky", "commit", "rate_limit", seconds=42)
    _, error = stepped(sent, shaped, ctx)
    assert (error.retry_at - world.clock.now(), error.network_code) == (timedelta(seconds=42), "RateLimitExceeded")
