"""Publishing on the simulator of Bluesky from the first step to the last."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.publishing import Failure, Parent, Phase, PlatformError, PublishState, RateNote, Shaped, Verdict
from agency_core.http_client import Call
from agency_core.platforms import CONNECTORS, Context
from agency_core.platforms.bluesky import session
from tests.sandbox.conftest import AUTHORS, PROFILE

BLUESKY = CONNECTORS["bluesky"]
DID = AUTHORS["bluesky"]
WORDS = "Héllo 👩‍👩‍👧 @sandbox-5.test, see https://example.com/ü?a=(1). #café #2026 @nobody.test"


def record_of(world, rkey: str) -> dict:
    params = {"repo": DID, "collection": "app.bsky.feed.post", "rkey": rkey}
    return world.http.request("GET", f"{world.base}/bluesky/xrpc/com.atproto.repo.getRecord", Call(params=params)).json()


def test_text_post_carries_links_mentions_and_hashtags_in_bytes(world):
    state = world.publish(Shaped("text_post", WORDS), world.context("bluesky"))
    post, read = world.posts("bluesky")[0], record_of(world, state.external_id)
    assert (state.phase, state.external_id, post["text"], post["author"]) == (Phase.CONFIRMED, post["id"], WORDS, DID)
    assert (state.handles["uri"], state.handles["cid"]) == (read["uri"], read["cid"])
    data = WORDS.encode()
    told = [
        (data[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(), facet["features"][0])
        for facet in read["value"]["facets"]
    ]
    kind = "app.bsky.richtext.facet"
    assert told == [
        ("@sandbox-5.test", {"$type": f"{kind}#mention", "did": "did:plc:5"}),
        ("https://example.com/ü?a=(1)", {"$type": f"{kind}#link", "uri": "https://example.com/ü?a=(1)"}),
        ("#café", {"$type": f"{kind}#tag", "tag": "café"}),
    ]
    assert world.http.request("GET", state.url).status == 200
    assert state.url == f"{world.base}/bluesky/profile/{DID}/post/{state.external_id}"


@pytest.mark.parametrize("count", [1, 4])
def test_pictures_come_in_order_with_description_and_shape(world, count):
    media = tuple(world.picture((360, 200 + place), kind=("JPEG", "PNG")[place % 2]) for place in range(count))
    state = world.publish(Shaped("image_post", "Look", media=media), world.context("bluesky"))
    images = record_of(world, state.external_id)["value"]["embed"]["images"]
    assert [image["aspectRatio"] for image in images] == [{"width": 360, "height": 200 + place} for place in range(count)]
    assert [image["alt"] for image in images] == ["A square"] * count
    assert [image["image"] for image in images] == [json.loads(state.handles[f"blob_{place}"]) for place in range(count)]
    assert world.posts()[0]["kind"] == ("image" if count == 1 else "carousel")
    shown = world.posts()[0]["media"][0].rpartition(":")[2]
    assert world.http.request("GET", f"{world.base}/bluesky/thumb/{shown}").status == 200


@pytest.mark.parametrize("with_picture", [False, True])
def test_article_is_a_card(world, with_picture):
    media = (world.picture(),) if with_picture else ()
    shaped = Shaped("article", "Read this", "A title", "https://example.com/a", media)
    state = world.publish(shaped, world.context("bluesky"))
    card = record_of(world, state.external_id)["value"]["embed"]["external"]
    assert (card["uri"], card["title"], "thumb" in card) == ("https://example.com/a", "A title", with_picture)
    assert world.posts()[0]["kind"] == "article"


def test_link_of_a_text_post_is_a_card(world):
    state = world.publish(Shaped("text_post", "Read this", link="https://example.com/a"), world.context("bluesky"))
    card = record_of(world, state.external_id)["value"]["embed"]["external"]
    assert (card["uri"], card["title"]) == ("https://example.com/a", "https://example.com/a")


@pytest.mark.parametrize("kept", [True, False])
def test_thread_names_its_first_post_and_the_one_above(world, kept):
    """Also where the answer to a post was lost, and its version has to be asked for."""
    ctx = world.context("bluesky")
    first = world.publish(Shaped("text_post", "One"), ctx)
    above = Parent(first.external_id, first.handles if kept else {})
    second = world.publish(Shaped("text_post", "Two", parent=above), ctx)
    below = Parent(second.external_id, second.handles if kept else {}, first.external_id, first.handles if kept else {})
    third = world.publish(Shaped("text_post", "Three", parent=below), ctx)
    one, two = ({"uri": state.handles["uri"], "cid": state.handles["cid"]} for state in (first, second))
    reads = [call for call in world.calls("bluesky") if "getRecord" in call["path"]]
    assert record_of(world, second.external_id)["value"]["reply"] == {"root": one, "parent": one}
    assert record_of(world, third.external_id)["value"]["reply"] == {"root": one, "parent": two}
    assert len(reads) == (0 if kept else 3)


def test_name_and_time_are_chosen_before_the_first_try(world):
    state = world.to_armed(Shaped("text_post", "Hi"), world.context("bluesky"))
    assert (len(state.handles["rkey"]), state.handles["created_at"]) == (13, "2026-11-23T09:00:00.000Z")
    assert world.calls("bluesky") == []


def test_second_try_with_the_same_handles_is_the_same_post(world):
    ctx, shaped = world.context("bluesky"), Shaped("text_post", "Once")
    sent = world.committed(world.to_armed(shaped, ctx))
    first = BLUESKY.step(sent, shaped, ctx)
    world.clock.move(timedelta(minutes=3))
    assert BLUESKY.step(sent, shaped, ctx) == first
    assert len(world.posts()) == 1


def test_lost_answer_is_found_under_its_own_name(world):
    ctx, shaped = world.context("bluesky"), Shaped("text_post", "Once")
    sent = world.committed(world.to_armed(shaped, ctx))
    done = BLUESKY.step(sent, shaped, ctx)
    outcome = BLUESKY.reconcile(sent, shaped, ctx)
    assert (outcome.verdict, outcome.external_id, outcome.url) == (Verdict.PUBLISHED, done.external_id, done.url)


def test_metrics_then_delete_then_gone(world):
    ctx = world.context("bluesky")
    state = world.publish(Shaped("text_post", "Count me"), ctx)
    world.clock.move(timedelta(hours=24))
    measured = BLUESKY.metrics(state.external_id, "text_post", ctx)
    assert (set(measured.values), list(measured.extra)) == (set(BLUESKY.facts.capabilities.metrics), ["quotes"])
    assert (measured.values["likes"] or 0) > 0
    BLUESKY.delete(state.external_id, ctx)
    BLUESKY.delete(state.external_id, ctx)
    with pytest.raises(PlatformError) as caught:
        BLUESKY.metrics(state.external_id, "text_post", ctx)
    assert (caught.value.failure, world.posts()[0]["deleted_at"] is not None) == (Failure.NOT_FOUND, True)


def test_post_that_is_not_counted_yet_has_no_numbers_and_is_not_gone(world):
    ctx = world.context("bluesky")
    state = world.publish(Shaped("text_post", "Count me"), ctx)
    world.order("bluesky", "metrics", "slow_processing")
    measured = BLUESKY.metrics(state.external_id, "text_post", ctx)
    assert dict(measured.values) == dict.fromkeys(("likes", "comments", "shares", "saves"))


def test_rate_headers_are_passed_on(world):
    notes: list[RateNote] = []
    ctx = replace(world.context("bluesky"), heard=notes.append)
    world.publish(Shaped("text_post", "Hi"), ctx)
    assert notes == [RateNote(5000, 4998, datetime(2026, 11, 23, 10, tzinfo=UTC))]


def test_too_many_logins_wait_until_the_window_ends(world):
    password = f"sandbox.bluesky.{PROFILE}.0"
    for _ in range(30):
        session(world.http, world.clock, f"{world.base}/bluesky", DID, password)
    with pytest.raises(PlatformError) as caught:
        session(world.http, world.clock, f"{world.base}/bluesky", DID, password)
    assert (caught.value.failure, caught.value.retry_at) == (Failure.RATE_LIMITED, world.clock.now() + timedelta(minutes=5))


def test_app_password_opens_a_session_and_names_the_server(world):
    base, password = f"{world.base}/bluesky", f"sandbox.bluesky.{PROFILE}.0"
    tokens, profile = session(world.http, world.clock, base, f"@sandbox-{PROFILE}.test ", password)
    assert (profile.external_id, profile.display_name, profile.base_url) == (DID, f"sandbox-{PROFILE}.test", base)
    assert tokens.expires_at == world.clock.now() + timedelta(hours=2)
    account = replace(world.account("bluesky"), access_token=tokens.access_token, refresh_token=tokens.refresh_token)
    ctx = Context(account, world.http, world.clock)
    assert BLUESKY.profiles(ctx) == (profile,)
    assert world.publish(Shaped("text_post", "With a session"), ctx).phase is Phase.CONFIRMED


def test_wrong_password_opens_nothing(world):
    for password in ("nonsense", "sandbox.bluesky.99.0", "sandbox.linkedin.17000000123.0"):
        with pytest.raises(PlatformError) as caught:
            session(world.http, world.clock, f"{world.base}/bluesky", DID, password)
        assert (caught.value.failure, caught.value.network_code) == (Failure.AUTH_REVOKED, "AuthenticationRequired")


def test_session_ends_after_two_hours_and_is_renewed(world):
    tokens, _ = session(world.http, world.clock, f"{world.base}/bluesky", DID, f"sandbox.bluesky.{PROFILE}.0")
    account = replace(world.account("bluesky"), access_token=tokens.access_token, refresh_token=tokens.refresh_token)
    ctx = Context(account, world.http, world.clock)
    world.clock.move(timedelta(hours=2))
    with pytest.raises(PlatformError) as caught:
        BLUESKY.profiles(ctx)
    assert (caught.value.failure, caught.value.http_status) == (Failure.AUTH_EXPIRED, 400)
    renewed = BLUESKY.refresh(ctx)
    assert renewed.expires_at == world.clock.now() + timedelta(hours=2)
    fresh = replace(account, access_token=renewed.access_token, refresh_token=renewed.refresh_token)
    assert len(BLUESKY.profiles(Context(fresh, world.http, world.clock))) == 1
    wrong_way_round = replace(account, refresh_token=renewed.access_token)
    with pytest.raises(PlatformError) as caught:
        BLUESKY.refresh(Context(wrong_way_round, world.http, world.clock))
    assert caught.value.failure is Failure.AUTH_REVOKED


def test_refresh_that_was_revoked_means_connect_again(world):
    world.order("bluesky", "refresh", "revoke_token")
    with pytest.raises(PlatformError) as caught:
        BLUESKY.refresh(world.context("bluesky"))
    assert (caught.value.failure, caught.value.network_code) == (Failure.AUTH_REVOKED, "ExpiredToken")


def test_state_survives_the_database(world):
    state = world.publish(Shaped("image_post", "Look", media=(world.picture(),)), world.context("bluesky"))
    assert PublishState.from_json(state.to_json()) == state
