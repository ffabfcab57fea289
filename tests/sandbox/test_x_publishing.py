"""X through real HTTP: every kind of post, threads, prices, windows, tokens, and reading back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.domain.publishing import Failure, Parent, Phase, PlatformError, PublishState, Shaped, Verdict
from agency_core.http_client import Answer, Call
from agency_core.platforms import CONNECTORS

X = CONNECTORS["x"]
AUTH = {"Authorization": "Bearer sandbox.x.17000000123.0"}
WORDS = "Launch <week> & more: example.com/a?b=1 — 50 % 👩‍👩‍👧 #growth"


def get(world, path: str) -> Answer:
    return world.http.request("GET", f"{world.base}/x/2/{path}", Call(AUTH))


def failure_of(attempt) -> PlatformError:
    with pytest.raises(PlatformError) as caught:
        attempt()
    return caught.value


def test_text_post_is_shown_as_written_and_told_with_short_addresses(world):
    state = world.publish(Shaped("text_post", WORDS), world.context("x"))
    post = world.posts("x")[0]
    assert (state.phase, state.external_id, post["text"], post["author"]) == (Phase.CONFIRMED, post["id"], WORDS, "17000000123")
    assert state.url == f"{world.base}/x/i/status/{state.external_id}"
    assert world.http.request("GET", state.url).status == 200
    told = get(world, f"tweets/{state.external_id}?tweet.fields=entities").json()["data"]
    (url,) = told["entities"]["urls"]
    assert (url["expanded_url"], url["url"]) == ("http://example.com/a?b=1", told["text"][url["start"] : url["end"]])
    assert ("example.com" in told["text"], "&lt;week&gt; &amp;" in told["text"], world.commits()) == (False, True, 1)


@pytest.mark.parametrize("count", [1, 4])
def test_image_post_carries_its_pictures_and_what_they_show(world, count):
    media = tuple(replace(world.picture(), alt_text=f"Picture {place}") for place in range(count))
    state = world.publish(Shaped("image_post", "Look", media=media), world.context("x"))
    sent = [state.handles[f"media_{place}"] for place in range(count)]
    post = world.posts("x")[0]
    assert (post["media"], post["kind"]) == (sent, "image" if count == 1 else "carousel")
    query = "expansions=attachments.media_keys&media.fields=alt_text"
    told = get(world, f"tweets/{post['id']}?{query}").json()["includes"]["media"]
    assert sorted(each["alt_text"] for each in told) == [f"Picture {place}" for place in range(count)]


def test_picture_without_a_description_needs_one_call(world):
    media = (replace(world.picture(), alt_text=""),)
    world.publish(Shaped("image_post", "", media=media), world.context("x"))
    assert [call["path"] for call in world.calls("x")] == ["/2/media/upload", "/2/tweets"]


@pytest.mark.parametrize(("size", "segments"), [(9_000_000, 3), (4_194_304, 1), (1000, 1)])
def test_video_goes_up_in_segments_and_is_waited_for(world, size, segments):
    media = world.file("film.mp4", "video/mp4", bytes(size), (0, 0))
    state = world.publish(Shaped("video_post", "Watch", media=(media,)), world.context("x"))
    calls = [(call["method"], call["path"].partition("?")[0].rpartition("/")[2]) for call in world.calls("x")]
    assert calls[: segments + 2] == [("POST", "initialize"), *[("POST", "append")] * segments, ("POST", "finalize")]
    assert calls[-2:] == [("POST", "metadata"), ("POST", "tweets")]
    assert (state.phase, world.posts("x")[0]["kind"]) == (Phase.CONFIRMED, "video")


def test_gif_goes_up_in_segments(world):
    media = world.file("a.gif", "image/gif", b"GIF89a" + bytes(6_000_000), (10, 10))
    world.publish(Shaped("image_post", "Moving", media=(media,)), world.context("x"))
    assert world.posts("x")[0]["kind"] == "gif"


def test_thread_hangs_together(world):
    ctx = world.context("x")
    first = world.publish(Shaped("text_post", "One"), ctx)
    second = Shaped("image_post", "Two", media=(world.picture(),), parent=Parent(first.external_id))
    sent = world.committed(world.to_armed(second, ctx))
    done = X.step(sent, second, ctx)
    outcome = X.reconcile(sent, second, ctx)
    assert (outcome.verdict, outcome.external_id) == (Verdict.PUBLISHED, done.external_id)
    told = get(world, f"tweets/{done.external_id}?tweet.fields=referenced_tweets").json()["data"]
    assert told["referenced_tweets"] == [{"type": "replied_to", "id": first.external_id}]


def test_reply_to_a_post_that_is_gone_is_refused(world):
    ctx = world.context("x")
    error = failure_of(lambda: world.publish(Shaped("text_post", "Two", parent=Parent("1")), ctx))
    assert (error.failure, world.posts()) == (Failure.PERMISSION_DENIED, [])


def test_reconcile_finds_what_was_published(world):
    shaped = Shaped("image_post", WORDS, link="https://Example.org", media=(world.picture(), world.picture()))
    ctx = world.context("x")
    sent = world.committed(world.to_armed(shaped, ctx))
    done = X.step(sent, shaped, ctx)
    found = [X.reconcile(state, shaped, ctx) for state in (sent, replace(sent, handles={}))]
    assert [(each.verdict, each.external_id, each.url) for each in found] == [(Verdict.PUBLISHED, done.external_id, done.url)] * 2


def test_reconcile_among_too_many_posts_does_not_decide(world):
    ctx = world.context("x")
    sent = world.committed(PublishState().at(Phase.ARMED))
    for number in range(100):
        world.publish(Shaped("text_post", f"Post {number}"), ctx)
    wanted = Shaped("text_post", "Another")
    world.clock.move(timedelta(seconds=30))
    assert X.reconcile(sent, wanted, ctx).verdict is Verdict.NOT_PUBLISHED
    world.clock.move(timedelta(minutes=15))
    world.publish(Shaped("text_post", "Post 100"), ctx)
    assert X.reconcile(sent, wanted, ctx).verdict is Verdict.UNKNOWN


def test_post_that_shows_late_is_unknown_until_the_settling_time_is_over(world):
    shaped, ctx = Shaped("text_post", "Late"), world.context("x")
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("x", "commit", "error_after")
    assert failure_of(lambda: X.step(sent, shaped, ctx)).failure is Failure.UNKNOWN_OUTCOME
    world.order("x", "read", "slow_processing", times=2, seconds=12)
    world.clock.move(timedelta(seconds=10))
    assert X.reconcile(sent, shaped, ctx).verdict is Verdict.UNKNOWN
    world.clock.move(timedelta(seconds=5))
    assert X.reconcile(sent, shaped, ctx).verdict is Verdict.PUBLISHED


def test_same_words_again_are_a_duplicate_while_the_post_is_there(world):
    shaped, ctx = Shaped("text_post", "Once"), world.context("x")
    first = world.publish(shaped, ctx)
    error = failure_of(lambda: world.publish(shaped, ctx))
    assert (error.failure, error.http_status) == (Failure.DUPLICATE_CONTENT, 403)
    X.delete(first.external_id, ctx)
    assert world.publish(shaped, ctx).phase is Phase.CONFIRMED


def test_empty_wallet_stops_and_a_link_costs_more(world):
    poor = replace(world, mount="strict")
    ctx = poor.context("x")
    poor.publish(Shaped("text_post", "See example.com"), ctx)
    error = failure_of(lambda: poor.publish(Shaped("text_post", "See example.org"), ctx))
    assert (error.failure, error.http_status, error.network_code) == (Failure.BILLING_REQUIRED, 402, "CreditsDepleted")
    assert poor.publish(Shaped("text_post", "No link"), ctx).phase is Phase.CONFIRMED
    assert failure_of(lambda: poor.publish(Shaped("text_post", "No link either"), ctx)).failure is Failure.BILLING_REQUIRED
    assert len([post for post in poor.posts("x") if post["deleted_at"] is None]) == 2
    poor.http.request("DELETE", f"{poor.base}/_control/state")


def test_window_of_posts_ends_when_the_header_says(world):
    notes = []
    ctx = replace(world.context("x"), heard=notes.append)
    for number in range(100):
        world.publish(Shaped("text_post", f"Post {number}"), ctx)
    error = failure_of(lambda: world.publish(Shaped("text_post", "One too many"), ctx))
    ends = world.clock.now() + timedelta(minutes=15)
    assert (error.failure, error.retry_at) == (Failure.RATE_LIMITED, ends)
    assert [(note.remaining, note.limit, note.reset_at) for note in notes[-2:]] == [(0, 100, ends)] * 2
    assert (notes[0].remaining, len(world.posts("x"))) == (99, 100)
    world.clock.move(timedelta(minutes=15))
    assert world.publish(Shaped("text_post", "In the next window"), ctx).phase is Phase.CONFIRMED


def test_metrics_then_delete_then_gone(world):
    ctx = world.context("x")
    state = world.publish(Shaped("text_post", "Count me"), ctx)
    world.clock.move(timedelta(hours=24))
    measured = X.metrics(state.external_id, "text_post", ctx)
    assert set(measured.values) == set(X.facts.capabilities.metrics)
    assert ((measured.values["impressions"] or 0) > 10, measured.values["clicks"] is None) == (True, False)
    world.clock.move(timedelta(days=31))
    assert X.metrics(state.external_id, "text_post", ctx).values["clicks"] is None
    X.delete(state.external_id, ctx)
    X.delete(state.external_id, ctx)
    assert failure_of(lambda: X.metrics(state.external_id, "text_post", ctx)).failure is Failure.NOT_FOUND


def test_refresh_token_works_once_and_the_access_token_lives_on(world):
    world.order("x", "read", "expire_token")
    assert failure_of(lambda: X.profiles(world.context("x"))).failure is Failure.AUTH_EXPIRED
    tokens = X.refresh(world.context("x"))
    assert (tokens.access_token, tokens.refresh_token) == ("sandbox.x.17000000123.1",) * 2
    assert (tokens.expires_at, "offline.access" in tokens.scopes) == (world.clock.now() + timedelta(hours=2), True)
    assert failure_of(lambda: X.refresh(world.context("x"))).failure is Failure.AUTH_REVOKED
    renewed = world.context("x", generation=1, refresh=1)
    assert X.profiles(renewed)[0].external_id == "17000000123"
    assert X.refresh(renewed).refresh_token == "sandbox.x.17000000123.2"
    assert X.profiles(renewed)[0].display_name == "Sandbox 0123 (@sandbox_0123)"


def test_token_that_was_taken_back_cannot_be_renewed(world):
    world.order("x", "read", "revoke_token")
    assert failure_of(lambda: X.profiles(world.context("x"))).failure is Failure.AUTH_EXPIRED
    assert failure_of(lambda: X.refresh(world.context("x"))).failure is Failure.AUTH_REVOKED


def test_media_of_yesterday_are_sent_anew(world):
    shaped, ctx = Shaped("image_post", "Look", media=(world.picture(),)), world.context("x")
    armed = world.to_armed(shaped, ctx)
    world.clock.move(timedelta(hours=25))
    assert failure_of(lambda: X.step(world.committed(armed), shaped, ctx)).failure is Failure.MEDIA_EXPIRED


def test_file_that_is_gone_is_said_so(world):
    for media in (replace(world.picture(), path="/nowhere.jpg"), replace(world.video(1000), path="/nowhere.mp4")):
        kind = "image_post" if media.mime.startswith("image") else "video_post"
        shaped, ctx = Shaped(kind, "Look", media=(media,)), world.context("x")
        assert failure_of(lambda sent=shaped, ctx=ctx: X.step(PublishState(), sent, ctx)).failure is Failure.MEDIA_REJECTED
    assert world.calls("x") == []
