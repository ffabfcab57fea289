"""The connector publishes on the simulator of TikTok, through every interruption of an upload."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.domain.publishing import Failure, Phase, PlatformError, PublishState, Shaped, Verdict
from agency_core.platforms import CONNECTORS

TIKTOK = CONNECTORS["tiktok"]
LARGE = 32_000_000


@pytest.fixture
def ctx(world):
    return world.context("tiktok")


def film(world, size: int = 300_000, **changes) -> Shaped:
    return Shaped("video_post", "Look at this 🎬 #true", "A title", media=(world.video(size),), **changes)


def photos(world, count: int = 1, **changes) -> Shaped:
    return Shaped("image_post", "Look at these #true", "Photos", media=tuple(world.picture() for _ in range(count)), **changes)


def calls(world) -> list[tuple[str, int]]:
    return [(call["route"], call["status"]) for call in world.calls("tiktok")]


def refused(state: PublishState, shaped: Shaped, ctx) -> PlatformError:
    with pytest.raises(PlatformError) as caught:
        TIKTOK.step(state, shaped, ctx)
    return caught.value


def test_small_video_is_asked_for_announced_sent_and_followed(world, ctx):
    state = world.publish(film(world), ctx)
    post = world.posts("tiktok")[0]
    assert (state.phase, state.external_id, post["text"]) == (Phase.CONFIRMED, post["id"], "Look at this 🎬 #true")
    assert state.url == f"{world.base}/tiktok/@17000000123/video/{post['id']}"
    assert calls(world) == [("container", 200), ("container", 200), ("commit", 201), *[("poll", 200)] * 3]
    assert world.http.request("GET", state.url).status == 200


def test_large_video_comes_in_pieces_and_the_last_one_waits_for_its_time(world, ctx):
    shaped = film(world, LARGE)
    armed = world.to_armed(shaped, ctx)
    assert (world.posts(), armed.handles["next"]) == ([], "2")
    assert world.followed(world.committed(armed), shaped, ctx).phase is Phase.CONFIRMED
    assert [each for each in calls(world) if each[0] in {"upload", "commit"}] == [
        ("upload", 206), ("upload", 206), ("commit", 201),
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_photos_are_asked_for_and_announced(world, ctx, count):
    state = world.publish(photos(world, count), ctx)
    post = world.posts()[0]
    assert (state.phase, post["text"], len(post["media"])) == (Phase.CONFIRMED, "Photos\n\nLook at these #true", count)
    assert world.http.request("GET", f"{world.base}/tiktok/thumb/{post['media'][0]}").status == 200


@pytest.mark.parametrize(("chosen", "has_url"), [("public", True), ("friends", False), ("private", False)])
def test_post_that_is_not_public_is_confirmed_by_its_publication_and_has_no_address(world, ctx, chosen, has_url):
    state = world.publish(film(world, options={"privacy": chosen}), ctx)
    assert (state.phase, bool(state.url), state.external_id.startswith("v_pub_file~")) == (Phase.CONFIRMED, has_url, not has_url)


def test_privacy_that_the_owner_does_not_offer_is_refused_before_anything_is_sent(world, ctx):
    error = refused(PublishState(), film(world, options={"privacy": "followers"}), ctx)
    assert (error.failure, error.field, world.commits()) == (Failure.CONTENT_REJECTED, "options", 0)


def test_video_longer_than_the_owner_may_post_is_refused_before_anything_is_sent(world, ctx):
    shaped = film(world)
    shaped = replace(shaped, media=(replace(shaped.media[0], seconds=601.0),))
    assert refused(PublishState(), shaped, ctx).failure is Failure.MEDIA_REJECTED


@pytest.mark.parametrize("kind", ["refuse", "error_before", "error_after", "timeout_after"])
def test_interrupted_piece_goes_on_where_tiktok_says(world, ctx, kind):
    world.order("tiktok", "upload", kind)
    state = world.publish(film(world, LARGE), ctx)
    assert (state.phase, len(world.posts()), world.commits()) == (Phase.CONFIRMED, 1, 1)
    routes = [route for route, _ in calls(world)]
    assert routes[2:4] == ["upload", "poll"]


@pytest.mark.parametrize("kind", ["error_after", "timeout_after"])
def test_lost_answer_to_the_last_piece_is_found_by_asking_the_publication(world, ctx, kind):
    shaped = film(world)
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("tiktok", "commit", kind)
    assert refused(sent, shaped, ctx).failure is Failure.UNKNOWN_OUTCOME
    assert TIKTOK.reconcile(sent, shaped, ctx).verdict is Verdict.UNKNOWN
    world.clock.move(timedelta(seconds=10))
    outcome = TIKTOK.reconcile(sent, shaped, ctx)
    assert (outcome.verdict, outcome.external_id) == (Verdict.PUBLISHED, world.posts()[0]["id"])
    assert (len(world.posts()), world.commits()) == (1, 1)


def test_video_that_is_complete_and_still_being_processed_is_never_said_to_be_unpublished(world, ctx):
    shaped = film(world)
    sent = world.committed(world.to_armed(shaped, ctx))
    TIKTOK.step(sent, shaped, ctx)
    world.order("tiktok", "poll", "slow_processing")
    world.clock.move(timedelta(minutes=5))
    assert TIKTOK.reconcile(sent, shaped, ctx).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("kind", ["refuse", "error_before"])
def test_last_piece_that_never_came_is_told_after_the_settling_time_and_sent_again(world, ctx, kind):
    shaped = film(world)
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("tiktok", "commit", kind)
    assert refused(sent, shaped, ctx).failure is Failure.UNKNOWN_OUTCOME
    assert TIKTOK.reconcile(sent, shaped, ctx).verdict is Verdict.UNKNOWN
    world.clock.move(timedelta(seconds=10))
    assert TIKTOK.reconcile(sent, shaped, ctx).verdict is Verdict.NOT_PUBLISHED
    assert world.followed(world.committed(sent.at(Phase.ARMED)), shaped, ctx).phase is Phase.CONFIRMED
    assert len(world.posts()) == 1


def test_last_piece_sent_twice_makes_one_post(world, ctx):
    shaped = film(world)
    sent = world.committed(world.to_armed(shaped, ctx))
    first = TIKTOK.step(sent, shaped, ctx)
    again = TIKTOK.step(sent, shaped, ctx)
    assert (first.handles["handed_over"], again.handles["handed_over"], len(world.posts())) == ("1", "1", 1)
    assert world.followed(again, shaped, ctx).external_id == world.posts()[0]["id"]


def test_upload_whose_hour_is_over_starts_over(world, ctx):
    shaped = film(world)
    armed = world.to_armed(shaped, ctx)
    world.clock.move(timedelta(minutes=61))
    assert refused(world.committed(armed), shaped, ctx).failure is Failure.MEDIA_EXPIRED
    assert world.publish(shaped, ctx).phase is Phase.CONFIRMED
    assert len(world.posts()) == 1


def test_upload_whose_address_is_gone_and_that_cannot_be_asked_for_is_unknown(world, ctx):
    shaped = film(world)
    armed = world.to_armed(shaped, ctx)
    world.clock.move(timedelta(minutes=61))
    world.order("tiktok", "poll", "error_before")
    assert refused(world.committed(armed), shaped, ctx).failure is Failure.UNKNOWN_OUTCOME


@pytest.mark.parametrize("kind", ["error_after", "timeout_after", "bad_json", "no_id"])
def test_photos_whose_answer_was_lost_are_looked_for_among_the_posts(world, ctx, kind):
    shaped = photos(world)
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("tiktok", "commit", kind)
    assert refused(sent, shaped, ctx).failure is Failure.UNKNOWN_OUTCOME
    assert TIKTOK.reconcile(sent, shaped, ctx).verdict is Verdict.UNKNOWN
    assert (len(world.posts()), world.commits()) == (1, 1)


def test_photos_that_are_absent_from_the_posts_are_never_said_to_be_unpublished(world, ctx):
    shaped = photos(world)
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("tiktok", "commit", "error_before")
    assert refused(sent, shaped, ctx).failure is Failure.UNKNOWN_OUTCOME
    world.clock.move(timedelta(hours=1))
    assert TIKTOK.reconcile(sent, shaped, ctx).verdict is Verdict.UNKNOWN


def test_photos_that_show_among_the_posts_are_published(world, ctx):
    shaped = replace(photos(world), title="")
    sent = world.committed(world.to_armed(shaped, ctx))
    post = world.followed(sent, shaped, ctx).external_id
    outcome = TIKTOK.reconcile(sent, shaped, ctx)
    assert (outcome.verdict, outcome.external_id, outcome.url) == (
        Verdict.PUBLISHED, post, f"{world.base}/tiktok/@17000000123/video/{post}",
    )  # fmt: skip


@pytest.mark.parametrize("make", [film, photos])
def test_post_that_tiktok_cannot_process_is_a_failure_however_it_is_learnt(world, ctx, make):
    shaped = make(world)
    after = TIKTOK.step(world.committed(world.to_armed(shaped, ctx)), shaped, ctx)
    world.order("tiktok", "poll", "processing_failure")
    error = refused(after, shaped, ctx)
    assert (error.failure, error.network_code) == (Failure.MEDIA_REJECTED, "file_format_check_failed")
    assert TIKTOK.reconcile(after, shaped, ctx).verdict is Verdict.NOT_PUBLISHED
    assert [post for post in world.posts() if not post["deleted_at"]] == []


def test_photos_that_tiktok_cannot_fetch_begin_anew(world, ctx):
    shaped = photos(world)
    world.served.clear()
    after = TIKTOK.step(world.committed(world.to_armed(shaped, ctx)), shaped, ctx)
    error = refused(after, shaped, ctx)
    assert (error.failure, error.network_code) == (Failure.MEDIA_EXPIRED, "photo_pull_failed")


@pytest.mark.parametrize("kind", ["refuse", "error_before", "bad_json", "revoke_token", "timeout_after"])
def test_following_that_fails_leaves_the_outcome_open(world, ctx, kind):
    shaped = film(world)
    after = TIKTOK.step(world.committed(world.to_armed(shaped, ctx)), shaped, ctx)
    world.order("tiktok", "poll", kind)
    expected = Failure.AUTH_EXPIRED if kind == "revoke_token" else Failure.UNKNOWN_OUTCOME
    assert refused(after, shaped, ctx).failure is expected


def test_following_too_often_waits(world, ctx):
    shaped = film(world)
    after = TIKTOK.step(world.committed(world.to_armed(shaped, ctx)), shaped, ctx)
    world.order("tiktok", "poll", "rate_limit")
    waiting = TIKTOK.step(after, shaped, ctx)
    assert (waiting.phase, waiting.not_before) == (Phase.COMMIT_SENT, world.clock.now() + timedelta(minutes=1))
    assert world.followed(waiting, shaped, ctx).phase is Phase.CONFIRMED


def test_publication_that_never_ends_is_unknown_after_half_an_hour(world, ctx):
    shaped = film(world)
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("tiktok", "poll", "slow_processing", times=1000)
    begun = world.clock.now()
    with pytest.raises(PlatformError) as caught:
        world.followed(sent, shaped, ctx)
    assert caught.value.failure is Failure.UNKNOWN_OUTCOME
    assert timedelta(minutes=30) < world.clock.now() - begun < timedelta(minutes=45)


def test_seventh_announcement_in_a_minute_waits_for_the_next(world, ctx):
    shaped = film(world)
    asked = TIKTOK.step(PublishState(), shaped, ctx)
    for _ in range(6):
        assert TIKTOK.step(asked, shaped, ctx).phase is Phase.ARMED
    error = refused(asked, shaped, ctx)
    assert (error.failure, error.retry_at) == (Failure.RATE_LIMITED, world.clock.now() + timedelta(minutes=1))
    world.clock.move(timedelta(minutes=1))
    assert TIKTOK.step(asked, shaped, ctx).phase is Phase.ARMED


def test_metrics_wait_for_an_id_of_the_post(world, ctx):
    shaped = film(world)
    public, private = world.publish(shaped, ctx), world.publish(replace(shaped, options={"privacy": "private"}), ctx)
    world.clock.move(timedelta(days=2))
    values = TIKTOK.metrics(public.external_id, "video_post", ctx).values
    assert (set(values), values["views"] > values["likes"] > 0) == ({"views", "likes", "comments", "shares"}, True)
    assert TIKTOK.metrics(public.handles["publish_id"], "video_post", ctx).values == values
    assert TIKTOK.metrics(private.external_id, "video_post", ctx).values == {}
    with pytest.raises(PlatformError) as caught:
        TIKTOK.metrics("7400000000000000000", "video_post", ctx)
    assert caught.value.failure is Failure.NOT_FOUND


def test_no_program_removes_a_post(world, ctx):
    with pytest.raises(PlatformError) as caught:
        TIKTOK.delete("1", ctx)
    assert (caught.value.failure, world.calls()) == (Failure.PERMISSION_DENIED, [])
    assert TIKTOK.facts.capabilities.supports_delete is False


def test_profile_says_what_its_owner_allows(world, ctx):
    assert [(each.external_id, each.limits) for each in TIKTOK.profiles(ctx)] == [
        ("17000000123", {
            "privacy_level_options": ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"],
            "max_video_post_duration_sec": 600,
        })
    ]  # fmt: skip


def test_profile_is_known_although_its_owner_has_posted_enough(world, ctx):
    world.order("tiktok", "container", "rate_limit")
    assert [(each.external_id, each.limits) for each in TIKTOK.profiles(ctx)] == [("17000000123", {})]


def test_refresh_token_is_good_once(world, ctx):
    first = TIKTOK.refresh(ctx)
    assert (first.access_token, first.refresh_token) == ("sandbox.tiktok.17000000123.1",) * 2
    with pytest.raises(PlatformError) as caught:
        TIKTOK.refresh(ctx)
    assert caught.value.failure is Failure.AUTH_REVOKED
    second = TIKTOK.refresh(replace(ctx, account=replace(ctx.account, refresh_token=first.refresh_token)))
    assert second.refresh_token == "sandbox.tiktok.17000000123.2"
    assert [each.external_id for each in TIKTOK.profiles(ctx)] == ["17000000123"]
