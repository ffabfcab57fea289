"""Every fault at every kind of call, on every network there is: at most one post, and never a word that is not true.

The cases come from the tables of connectors, simulators and faults: a new member of any of them is tried by itself.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.domain.platform import FollowUp, MediaSort, Platform, ReadBack
from agency_core.domain.publishing import Failure, Media, Parent, Phase, PlatformError, PublishState, Shaped, Verdict
from agency_core.platforms import CONNECTORS, Context
from agency_core.sandbox.faults import FaultKind
from agency_core.sandbox.simulators import SIMULATORS

F = Failure
UNKNOWN = F.UNKNOWN_OUTCOME
CONFIRMED = None
GOES_ON = "goes on"
"""The network wants more before it publishes."""
REFUSED = {(F.AUTH_EXPIRED, 0), (F.AUTH_REVOKED, 0), (F.MEDIA_EXPIRED, 0)}
ALLOWED = {
    "refuse": {(UNKNOWN, 0)},
    "error_before": {(UNKNOWN, 0)},
    "error_after": {(UNKNOWN, 1)},
    "timeout_after": {(UNKNOWN, 1)},
    "rate_limit": {(F.RATE_LIMITED, 0), (F.QUOTA_EXHAUSTED, 0)},
    "expire_token": REFUSED,
    "revoke_token": REFUSED,
    "slow_processing": {
        (CONFIRMED, 1), (GOES_ON, 0), (F.MEDIA_PROCESSING, 0), (F.MEDIA_EXPIRED, 0), (F.CONTENT_REJECTED, 0),
    },
    "processing_failure": {
        (CONFIRMED, 1), (F.MEDIA_EXPIRED, 0), (F.MEDIA_REJECTED, 0), (F.CONTENT_REJECTED, 0), (UNKNOWN, 0),
    },
    "bad_json": {(CONFIRMED, 1), (UNKNOWN, 1)},
    "no_id": {(CONFIRMED, 1), (UNKNOWN, 1)},
    "delay": {(CONFIRMED, 1)},
    "clock_skew": {(CONFIRMED, 1)},
}  # fmt: skip
"""What an attempt may end with when a fault hits its irreversible call: how it failed, and how many posts there are then."""
_TOKENS = {"expire_token": (F.AUTH_EXPIRED, 0), "revoke_token": (F.AUTH_REVOKED, 0), "rate_limit": (F.RATE_LIMITED, 0)}
_AT_ONCE = {**_TOKENS, "slow_processing": (CONFIRMED, 1), "processing_failure": (CONFIRMED, 1), "bad_json": (UNKNOWN, 1)}
_CONTAINER = {**_AT_ONCE, "slow_processing": (F.MEDIA_PROCESSING, 0), "processing_failure": (UNKNOWN, 0), "no_id": (UNKNOWN, 1)}
_FINISHED = {**_AT_ONCE, "processing_failure": (F.MEDIA_REJECTED, 0)}
EXACTLY = {
    ("linkedin", "text_post"): {**_AT_ONCE, "bad_json": (CONFIRMED, 1), "no_id": (UNKNOWN, 1)},
    ("linkedin", "image_post"): {
        **_TOKENS, "slow_processing": (F.MEDIA_PROCESSING, 0), "processing_failure": (F.MEDIA_EXPIRED, 0), "no_id": (UNKNOWN, 1),
    },
    ("instagram", "image_post"): _CONTAINER,
    ("instagram", "reel"): _CONTAINER,
    ("facebook", "text_post"): {**_AT_ONCE, "no_id": (UNKNOWN, 1)},
    ("facebook", "image_post"): {**_FINISHED, "no_id": (UNKNOWN, 1)},
    ("facebook", "video_post"): {**_FINISHED, "no_id": (CONFIRMED, 1)},
    ("facebook", "reel"): _FINISHED,
    ("threads", "text_post"): _CONTAINER,
    ("threads", "image_post"): _CONTAINER,
}  # fmt: skip
"""Where more is known than that: what exactly happens."""
FOLLOW_UP = "follow_up"
UNSURE = {"tiktok", "youtube"}
"""Networks that may not be able to tell, or not for long after: what they say must be true all the same."""
PREPARED = ("image_post", "video_post", "reel")
ALIKE = {"story", "article"}
"""Kinds that go the same way as a picture or a text."""
LEARNED: dict[tuple[str, str], list[str]] = {}
"""The kinds of call that come before the irreversible one, seen once."""


def kinds_of(platform: str) -> list[str]:
    """The content types that the sandbox network of a platform can carry, and what follows a post."""
    can = CONNECTORS[platform].facts.capabilities
    own = [kind for kind in can.kinds if kind not in ALIKE]
    return [*own, *([FOLLOW_UP] if can.follow_up is not FollowUp.NONE else [])]


AT_COMMIT = [(platform, kind, fault) for platform in SIMULATORS for kind in kinds_of(platform) for fault in FaultKind]
BEFORE = [case for case in AT_COMMIT if case[1] in PREPARED]
READING = [
    (platform, fault)
    for platform in SIMULATORS
    for fault in sorted(set(FaultKind) - {"delay", "no_id", "slow_processing", "processing_failure"})
    if CONNECTORS[platform].facts.capabilities.read_back is not ReadBack.NONE and platform not in UNSURE
]


def test_every_kind_of_fault_is_tried():
    assert set(ALLOWED) == set(FaultKind)
    assert {(platform, kind) for platform, kind, _ in AT_COMMIT} >= set(EXACTLY)


def medium_for(world, platform: str, kind: str) -> Media:
    sorts = CONNECTORS[platform].facts.capabilities.kinds[kind].sorts
    if MediaSort.IMAGE in sorts and kind == "image_post":
        return world.picture()
    document = ("a.pdf", "application/pdf", b"%PDF-1.4 one page", (0, 0))
    return world.video(80_000) if MediaSort.VIDEO in sorts else world.file(*document)


def shaped_for(world, platform: str, kind: str, words: str = "Once and only once #true") -> Shaped:
    """A draft of this kind; for a follow-up its parent is published first."""
    can = CONNECTORS[platform].facts.capabilities
    chosen = {option.name: option.default for option in can.options}
    if kind == FOLLOW_UP:
        first = next(iter(can.kinds))
        before = world.publish(shaped_for(world, platform, first, "The first of two"), world.context(platform))
        parent = Parent(before.external_id, before.handles, before.external_id, before.handles)
        return Shaped("text_post", words, options=chosen, parent=parent, key="second")
    media = (medium_for(world, platform, kind),) if can.kinds[kind].least else ()
    return Shaped(kind, words, "A title", "https://example.com/" if kind == "article" else "", media, chosen, key="first")


def stepped(world, state: PublishState, shaped: Shaped, ctx: Context) -> tuple[PublishState, PlatformError | None]:
    """One step; where a network is asked on after the irreversible call, every step until it has answered."""
    connector = CONNECTORS[ctx.account.platform]
    sent = state.phase is Phase.COMMIT_SENT
    try:
        state = connector.step(state, shaped, ctx)
        while sent and state.phase is Phase.COMMIT_SENT:
            world.clock.move(max((state.not_before or world.clock.now()) - world.clock.now(), timedelta()))
            state = connector.step(state, shaped, ctx)
    except PlatformError as error:
        return state, error
    return state, None


def routes(world, platform: str) -> list[str]:
    return [call["route"] for call in world.calls(platform)]


@pytest.mark.parametrize(("platform", "kind", "fault"), AT_COMMIT)
def test_fault_at_commit_ends_truthfully(world, platform, kind, fault):
    ctx, shaped = world.context(platform), shaped_for(world, platform, kind)
    others = len(world.posts())
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order(platform, "commit", fault, seconds=0.05)
    state, error = stepped(world, sent, shaped, ctx)
    ours = world.posts()[others:]
    ended = (error.failure if error else CONFIRMED if state.phase is Phase.CONFIRMED else GOES_ON, len(ours))
    known = EXACTLY.get((platform, kind), {}).get(fault)
    assert ended in ({known} if known else ALLOWED[fault])
    commits = world.commits()
    if ended[0] is UNKNOWN:
        assert_found_out(world, (sent, shaped, ctx), ours)
    assert (world.commits(), len(world.posts())) == (commits, others + len(ours))


def assert_found_out(world, asked: tuple[PublishState, Shaped, Context], ours: list) -> None:
    """Reading back tells what really happened, once the network has had its time; nothing is decided before."""
    sent, shaped, ctx = asked
    connector = CONNECTORS[ctx.account.platform]
    can = connector.facts.capabilities
    early = connector.reconcile(sent, shaped, ctx)
    world.clock.move(timedelta(seconds=can.settling_seconds))
    late = connector.reconcile(sent, shaped, ctx)
    if can.read_back is ReadBack.NONE:
        assert (early.verdict, late.verdict) == (Verdict.UNKNOWN, Verdict.UNKNOWN)
    elif ctx.account.platform in UNSURE:
        lie = Verdict.NOT_PUBLISHED if ours else Verdict.PUBLISHED
        assert lie not in {early.verdict, late.verdict}
    elif ours:
        assert (early.verdict, late.verdict) == (Verdict.PUBLISHED, Verdict.PUBLISHED)
        assert late.external_id == early.external_id != ""
    else:
        assert early.verdict is not Verdict.PUBLISHED
        assert (late.verdict, late.external_id) == (Verdict.NOT_PUBLISHED, "")


@pytest.mark.parametrize(("platform", "kind", "fault"), BEFORE)
def test_fault_before_commit_publishes_nothing_and_can_be_gone_through(world, platform, kind, fault):
    """The same step again, or from the start, or with a new token: as the failure says. It ends with exactly one post."""
    if (platform, kind) not in LEARNED:
        world.to_armed(shaped_for(world, platform, kind, "Learn the way"), world.context(platform))
        LEARNED[platform, kind] = sorted(set(routes(world, platform)) - {"commit"})
    for route in LEARNED[platform, kind]:
        world.http.request("DELETE", f"{world.base}/_control/state")
        world.order(platform, route, fault, seconds=0.01)
        state = gone_through(world, shaped_for(world, platform, kind, f"Go on through {route}"), world.context(platform))
        assert (state.phase, len(world.posts())) == (Phase.CONFIRMED, 1)


def gone_through(world, shaped: Shaped, ctx: Context) -> PublishState:
    """What becomes of a delivery that does what each failure asks for."""
    state = PublishState()
    for _ in range(40):
        world.clock.move(max((state.not_before or world.clock.now()) - world.clock.now(), timedelta()))
        if state.phase is Phase.ARMED:
            state = world.committed(state)
        state, error = stepped(world, state, shaped, ctx)
        if error is None and state.phase is Phase.CONFIRMED:
            break
        assert world.posts() == []
        if error is not None:
            state, ctx = recovered(world, error, state, ctx)
    return state


def recovered(world, error: PlatformError, state: PublishState, ctx: Context) -> tuple[PublishState, Context]:
    match error.failure:
        case F.TRANSIENT | F.RATE_LIMITED | F.QUOTA_EXHAUSTED | F.MEDIA_PROCESSING:
            world.clock.move(max((error.retry_at or world.clock.now()) - world.clock.now(), timedelta(seconds=5)))
            return state, ctx
        case F.MEDIA_EXPIRED | F.MEDIA_REJECTED:
            return PublishState(), ctx
        case F.AUTH_EXPIRED | F.AUTH_REVOKED:
            return state, replace(ctx, account=world.account(Platform(ctx.account.platform), generation=1))
    raise AssertionError(f"nobody expects {error.failure} here: {error.message}")


@pytest.mark.parametrize(("platform", "fault"), READING)
def test_fault_while_reading_back_never_decides(world, platform, fault):
    """The post is there; whatever goes wrong while asking must not make it look unpublished."""
    ctx, connector = world.context(platform), CONNECTORS[platform]
    shaped = shaped_for(world, platform, next(kind for kind in PREPARED if kind in connector.facts.capabilities.kinds))
    sent = world.committed(world.to_armed(shaped, ctx))
    stepped(world, sent, shaped, ctx)
    world.clock.move(timedelta(minutes=1))
    before = len(world.calls(platform))
    assert connector.reconcile(sent, shaped, ctx).verdict is Verdict.PUBLISHED
    world.order(platform, routes(world, platform)[before], fault)
    exact = fault == "clock_skew" or connector.facts.capabilities.read_back is ReadBack.EXACT
    found = asked_again(connector, sent, shaped, ctx)
    honest = {Verdict.UNKNOWN} | ({Verdict.PUBLISHED} if exact else set())
    if fault in {"expire_token", "revoke_token"}:
        honest |= {F.AUTH_EXPIRED, F.AUTH_REVOKED}
    assert found in honest


def asked_again(connector, sent: PublishState, shaped: Shaped, ctx: Context) -> Verdict | Failure:
    """The verdict, or why there is none."""
    try:
        return connector.reconcile(sent, shaped, ctx).verdict
    except PlatformError as error:
        return error.failure
