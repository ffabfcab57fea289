"""The connector publishes on the simulator of YouTube, through every interruption of an upload."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.domain.publishing import Failure, Parent, Phase, PlatformError, PublishState, Shaped, Verdict
from agency_core.platforms import CONNECTORS

MIB = 1024 * 1024
YOUTUBE = CONNECTORS["youtube"]


@pytest.fixture
def ctx(world):
    return world.context("youtube")


def film(world, size: int = 300_000, **changes) -> Shaped:
    return Shaped("video_post", "About it", "A title", media=(world.video(size),), **changes)


def status_of(world, video: str) -> dict:
    from agency_core.http_client import Call

    headers = {"Authorization": "Bearer sandbox.youtube.17000000123.0"}
    url = f"{world.base}/youtube/youtube/v3/videos?part=snippet,status&id={video}"
    return world.http.request("GET", url, Call(headers)).json()["items"][0]


def calls(world) -> list[tuple[str, str, int]]:
    return [(call["method"], call["route"], call["status"]) for call in world.calls("youtube")]


def test_small_video_is_one_announcement_one_commit_and_looks(world, ctx):
    state = world.publish(film(world), ctx)
    assert (state.phase, state.external_id) == (Phase.CONFIRMED, world.posts("youtube")[0]["id"])
    assert state.url == f"{world.base}/youtube/watch/{state.external_id}"
    assert calls(world) == [("POST", "container", 200), ("PUT", "commit", 200), *[("GET", "poll", 200)] * 3]
    assert world.http.request("GET", state.url).status == 200


def test_large_video_comes_in_pieces_of_8_mib_and_the_last_one_waits_for_its_time(world, ctx):
    shaped = film(world, 20 * MIB)
    armed = world.to_armed(shaped, ctx)
    assert (world.posts(), armed.handles["offset"], armed.handles["size"]) == ([], str(16 * MIB), str(shaped.media[0].bytes))
    state = world.followed(world.committed(armed), shaped, ctx)
    assert state.phase is Phase.CONFIRMED
    assert [each for each in calls(world) if each[0] == "PUT"] == [
        ("PUT", "upload", 308), ("PUT", "upload", 308), ("PUT", "commit", 200),
    ]  # fmt: skip


@pytest.mark.parametrize("privacy", ["public", "unlisted", "private"])
def test_privacy_is_always_said(world, ctx, privacy):
    video = world.publish(film(world, options={"privacy": privacy, "made_for_kids": "yes"}), ctx).external_id
    status = status_of(world, video)["status"]
    assert (status["privacyStatus"], status["selfDeclaredMadeForKids"]) == (privacy, True)


def test_privacy_is_public_unless_chosen(world, ctx):
    status = status_of(world, world.publish(film(world), ctx).external_id)["status"]
    assert (status["privacyStatus"], status["selfDeclaredMadeForKids"]) == ("public", False)


@pytest.mark.parametrize("kind", ["refuse", "error_before", "error_after", "timeout_after", "bad_json", "slow_processing"])
def test_interrupted_piece_goes_on_where_youtube_says(world, ctx, kind):
    shaped = film(world, 20 * MIB)
    world.order("youtube", "upload", kind, times=2)
    state = world.publish(shaped, ctx)
    assert (state.phase, len(world.posts()), world.commits()) == (Phase.CONFIRMED, 1, 1)


def test_lost_piece_is_asked_about_before_anything_is_sent_again(world, ctx):
    shaped = film(world, 20 * MIB)
    world.order("youtube", "upload", "error_after")
    world.publish(shaped, ctx)
    puts = [(route, status) for method, route, status in calls(world) if method == "PUT"]
    assert puts == [("upload", 503), ("read", 308), ("upload", 308), ("commit", 200)]


@pytest.mark.parametrize("kind", ["error_after", "timeout_after", "bad_json", "no_id"])
def test_lost_answer_to_the_last_piece_is_found_by_asking_the_upload(world, ctx, kind):
    shaped = film(world)
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("youtube", "commit", kind)
    with pytest.raises(PlatformError) as caught:
        YOUTUBE.step(sent, shaped, ctx)
    assert caught.value.failure is Failure.UNKNOWN_OUTCOME
    outcome = YOUTUBE.reconcile(sent, shaped, ctx)
    assert (outcome.verdict, outcome.external_id) == (Verdict.PUBLISHED, world.posts()[0]["id"])
    assert (len(world.posts()), world.commits()) == (1, 1)


@pytest.mark.parametrize("kind", ["refuse", "error_before"])
def test_last_piece_that_never_came_is_told_after_the_settling_time_and_sent_again(world, ctx, kind):
    shaped = film(world)
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("youtube", "commit", kind)
    with pytest.raises(PlatformError):
        YOUTUBE.step(sent, shaped, ctx)
    assert YOUTUBE.reconcile(sent, shaped, ctx).verdict is Verdict.UNKNOWN
    world.clock.move(timedelta(seconds=10))
    assert YOUTUBE.reconcile(sent, shaped, ctx).verdict is Verdict.NOT_PUBLISHED
    assert world.followed(world.committed(sent.at(Phase.ARMED)), shaped, ctx).phase is Phase.CONFIRMED
    assert len(world.posts()) == 1


def test_last_piece_sent_twice_makes_one_video(world, ctx):
    shaped = film(world)
    sent = world.committed(world.to_armed(shaped, ctx))
    first, second = YOUTUBE.step(sent, shaped, ctx), YOUTUBE.step(sent, shaped, ctx)
    assert first.handles["video_id"] == second.handles["video_id"] == world.posts()[0]["id"]
    assert len(world.posts()) == 1


def test_last_piece_kept_in_part_goes_on_and_is_no_failure(world, ctx):
    shaped = film(world, 2 * MIB)
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("youtube", "commit", "slow_processing")
    after = YOUTUBE.step(sent, shaped, ctx)
    assert (after.phase, after.handles["offset"], world.posts()) == (Phase.ARMED, str(768 * 1024), [])
    assert world.followed(world.committed(after), shaped, ctx).phase is Phase.CONFIRMED
    assert len(world.posts()) == 1


def test_upload_given_up_by_youtube_starts_over_only_when_no_video_was_made(world, ctx):
    shaped = film(world)
    sent = world.committed(world.to_armed(shaped, ctx))
    world.clock.move(timedelta(days=8))
    late = world.committed(sent)
    with pytest.raises(PlatformError) as caught:
        YOUTUBE.step(late, shaped, ctx)
    assert caught.value.failure is Failure.MEDIA_EXPIRED
    world.clock.move(timedelta(seconds=10))
    assert YOUTUBE.reconcile(late, shaped, ctx).verdict is Verdict.NOT_PUBLISHED


def test_upload_whose_address_is_gone_is_found_by_its_title(world, ctx):
    shaped = film(world)
    sent = world.committed(world.to_armed(shaped, ctx))
    video = YOUTUBE.step(sent, shaped, ctx).handles["video_id"]
    world.clock.move(timedelta(days=8))
    outcome = YOUTUBE.reconcile(sent, shaped, ctx)
    assert (outcome.verdict, outcome.external_id) == (Verdict.PUBLISHED, video)
    with pytest.raises(PlatformError) as caught:
        YOUTUBE.step(sent, shaped, ctx)
    assert (caught.value.failure, caught.value.existing) == (Failure.DUPLICATE_CONTENT, video)


def test_older_video_of_the_same_title_is_not_taken_for_the_upload(world, ctx):
    shaped = film(world)
    world.publish(shaped, ctx)
    sent = world.to_armed(shaped, ctx)
    world.clock.move(timedelta(days=8))
    late = world.committed(sent)
    world.clock.move(timedelta(seconds=10))
    assert YOUTUBE.reconcile(late, shaped, ctx).verdict is Verdict.NOT_PUBLISHED


def test_two_uploads_of_one_title_are_for_a_person_to_tell_apart(world, ctx):
    shaped = film(world)
    sent = world.committed(world.to_armed(shaped, ctx))
    YOUTUBE.step(sent, shaped, ctx)
    world.publish(shaped, ctx)
    world.clock.move(timedelta(days=8))
    assert YOUTUBE.reconcile(sent, shaped, ctx).verdict is Verdict.UNKNOWN


def test_thumbnail_is_set_after_the_video(world, ctx):
    shaped = film(world)
    shaped = replace(shaped, media=(*shaped.media, world.picture()))
    state = world.publish(shaped, ctx)
    assert (state.handles["thumbnail"], world.posts()[0]["media"]) == ("set", [state.external_id])
    assert world.http.request("GET", f"{world.base}/youtube/thumb/{state.external_id}").status == 200


@pytest.mark.parametrize("kind", ["refuse", "error_before", "rate_limit", "revoke_token", "timeout_after", "bad_json"])
def test_thumbnail_that_cannot_be_set_changes_nothing(world, ctx, kind):
    shaped = film(world)
    shaped = replace(shaped, media=(*shaped.media, world.picture()))
    world.order("youtube", "upload", kind)
    state = world.publish(shaped, ctx)
    assert (state.phase, state.external_id, len(world.posts())) == (Phase.CONFIRMED, world.posts()[0]["id"], 1)


@pytest.mark.parametrize("kind", ["refuse", "error_before", "rate_limit", "expire_token", "bad_json", "no_id"])
def test_video_whose_processing_cannot_be_asked_for_is_published(world, ctx, kind):
    world.order("youtube", "poll", kind, times=20)
    state = world.publish(film(world), ctx)
    assert (state.phase, state.external_id) == (Phase.CONFIRMED, world.posts()[0]["id"])


def test_processing_is_waited_for_about_a_minute_only(world, ctx):
    world.order("youtube", "poll", "slow_processing", times=100)
    before = world.clock.now()
    assert world.publish(film(world), ctx).phase is Phase.CONFIRMED
    assert timedelta(seconds=30) < world.clock.now() - before < timedelta(seconds=90)


def test_video_that_cannot_be_processed_is_a_failure_however_it_is_learnt(world, ctx):
    shaped = film(world)
    sent = world.committed(world.to_armed(shaped, ctx))
    after = YOUTUBE.step(sent, shaped, ctx)
    world.order("youtube", "poll", "processing_failure")
    with pytest.raises(PlatformError) as caught:
        YOUTUBE.step(after, shaped, ctx)
    assert (caught.value.failure, caught.value.field) == (Failure.MEDIA_REJECTED, "media")
    assert caught.value.message == "YouTube could not process the video: conversion."
    assert YOUTUBE.reconcile(after, shaped, ctx).verdict is Verdict.NOT_PUBLISHED
    assert [post for post in world.posts() if not post["deleted_at"]] == []


def test_process_that_died_after_the_video_was_made_knows_it_by_its_id(world, ctx):
    shaped = film(world)
    after = YOUTUBE.step(world.committed(world.to_armed(shaped, ctx)), shaped, ctx)
    outcome = YOUTUBE.reconcile(PublishState.from_json(after.to_json()), shaped, ctx)
    assert (outcome.verdict, outcome.external_id) == (Verdict.PUBLISHED, after.handles["video_id"])


def test_file_that_was_exchanged_starts_over(world, ctx):
    shaped = film(world, 20 * MIB)
    begun = YOUTUBE.step(PublishState(), shaped, ctx)
    with pytest.raises(PlatformError) as caught:
        YOUTUBE.step(begun, replace(shaped, media=(world.video(300_000),)), ctx)
    assert caught.value.failure is Failure.MEDIA_EXPIRED


def test_quota_of_the_day_ends_at_midnight_in_california(world):
    ctx = world.context("youtube")
    strict = replace(ctx, account=replace(ctx.account, base_url=f"{world.origin}/strict/youtube"))
    world.http.request("DELETE", f"{world.origin}/strict/_control/state")
    shaped = film(world)
    for _ in range(2):
        assert world.publish(shaped, strict).phase is Phase.CONFIRMED
    with pytest.raises(PlatformError) as caught:
        YOUTUBE.step(PublishState(), shaped, strict)
    assert (caught.value.failure, caught.value.network_code) == (Failure.QUOTA_EXHAUSTED, "quotaExceeded")
    assert caught.value.retry_at.isoformat() == "2026-11-24T08:00:00+00:00"
    world.clock.move(caught.value.retry_at - world.clock.now() - timedelta(seconds=1))
    with pytest.raises(PlatformError):
        YOUTUBE.step(PublishState(), shaped, strict)
    world.clock.move(timedelta(seconds=1))
    assert YOUTUBE.step(PublishState(), shaped, strict).phase is Phase.ARMED


@pytest.fixture
def comment(world, ctx) -> Shaped:
    return Shaped("text_post", "First & <best>", parent=Parent(world.publish(film(world), ctx).external_id))


def test_comment_below_a_video_is_one_call(world, ctx, comment):
    before = world.commits()
    state = world.publish(comment, ctx)
    post = world.posts()[1]
    assert (state.external_id, post["kind"], post["text"], world.commits() - before) == (post["id"], "comment", comment.text, 1)
    assert YOUTUBE.metrics(state.external_id, "text_post", ctx).values == {"likes": 0.0}
    YOUTUBE.delete(state.external_id, ctx)
    YOUTUBE.delete(state.external_id, ctx)
    assert world.posts()[1]["deleted_at"] is not None


@pytest.mark.parametrize(("kind", "verdict"), [("error_after", Verdict.PUBLISHED), ("error_before", Verdict.NOT_PUBLISHED)])
def test_comment_whose_answer_was_lost_is_looked_for(world, ctx, comment, kind, verdict):
    sent = world.committed(world.to_armed(comment, ctx))
    world.order("youtube", "commit", kind)
    with pytest.raises(PlatformError) as caught:
        YOUTUBE.step(sent, comment, ctx)
    assert caught.value.failure is Failure.UNKNOWN_OUTCOME
    world.clock.move(timedelta(minutes=2))
    assert YOUTUBE.reconcile(sent, comment, ctx).verdict is verdict


def test_metrics_and_removal(world, ctx):
    video = world.publish(film(world), ctx).external_id
    world.clock.move(timedelta(days=2))
    values = YOUTUBE.metrics(video, "video_post", ctx).values
    assert (set(values), values["views"] > values["likes"] > 0) == ({"views", "likes", "comments"}, True)
    YOUTUBE.delete(video, ctx)
    YOUTUBE.delete(video, ctx)
    with pytest.raises(PlatformError) as caught:
        YOUTUBE.metrics(video, "video_post", ctx)
    assert caught.value.failure is Failure.NOT_FOUND


def test_profile_and_renewal_of_its_token(world, ctx):
    assert [(each.external_id, each.limits) for each in YOUTUBE.profiles(ctx)] == [("17000000123", {"long_uploads": True})]
    first = YOUTUBE.refresh(ctx)
    second = YOUTUBE.refresh(ctx)
    assert [first.access_token[-1], second.access_token[-1], first.refresh_token] == ["1", "2", ""]
    world.order("youtube", "refresh", "revoke_token")
    with pytest.raises(PlatformError) as caught:
        YOUTUBE.refresh(ctx)
    assert caught.value.failure is Failure.AUTH_REVOKED
