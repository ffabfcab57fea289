"""Mastodon through real HTTP: every kind of post, threads, read-back, numbers, and both kinds of server."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.domain.publishing import Failure, Parent, Phase, PlatformError, Shaped, Verdict
from agency_core.http_client import Call
from agency_core.platforms import CONNECTORS
from agency_core.platforms.mastodon import registered
from agency_core.platforms.mastodon.text import length

MASTODON = CONNECTORS["mastodon"]
WORDS = "Launch <week> & more\n\nsee https://example.com/a/very/long/path/to/read?x=1 with @ann@example.social #two_words 🎉"


def other_server(ctx):
    """The same world, for a profile on a server that ignores keys."""
    account = replace(ctx.account, external_id="gts1", access_token="sandbox.mastodon.gts1.0", limits={"idempotency": False})
    return replace(ctx, account=account)


def answer_of(world, method, path, token="sandbox.mastodon.17000000123.0", **call):
    headers = {"Authorization": f"Bearer {token}", **call.pop("headers", {})}
    return world.http.request(method, f"{world.base}/mastodon{path}", Call(headers, **call))


def test_text_post_is_shown_as_written_under_its_address(world):
    state = world.publish(Shaped("text_post", WORDS, key="d1"), world.context("mastodon"))
    post = world.posts("mastodon")[0]
    assert (state.phase, state.external_id, post["text"], post["kind"]) == (Phase.CONFIRMED, post["id"], WORDS, "text")
    assert state.url == f"{world.base}/mastodon/@17000000123/{post['id']}"
    assert world.http.request("GET", state.url).status == 200
    assert state.handles == {"idempotency_key": "d1"}


@pytest.mark.parametrize("count", [1, 4])
def test_image_post_carries_its_pictures_in_order_with_their_descriptions(world, count):
    media = tuple(replace(world.picture(), alt_text=f"Picture {place}") for place in range(count))
    ctx = world.context("mastodon")
    state = world.publish(Shaped("image_post", "Look", media=media), ctx)
    told = answer_of(world, "GET", f"/api/v1/statuses/{state.external_id}").json()
    assert [each["description"] for each in told["media_attachments"]] == [media_item.alt_text for media_item in media]
    assert [each["id"] for each in told["media_attachments"]] == [state.handles[f"media_{place}"] for place in range(count)]
    assert len(state.handles["idempotency_key"]) == 32


def test_video_is_waited_for_until_the_server_is_done_with_it(world):
    state = world.publish(Shaped("video_post", "Watch", media=(world.video(80_000),)), world.context("mastodon"))
    looks = [call["status"] for call in world.calls("mastodon") if call["route"] in {"upload", "poll"}]
    assert (state.phase, looks, world.posts()[0]["kind"]) == (Phase.CONFIRMED, [202, 206, 200], "video")


@pytest.mark.parametrize("visibility", ["public", "unlisted", "private"])
def test_visibility_is_always_said(world, visibility):
    for ctx in (world.context("mastodon"), other_server(world.context("mastodon"))):
        state = world.publish(Shaped("text_post", "To whom", options={"visibility": visibility}), ctx)
        told = answer_of(world, "GET", f"/api/v1/statuses/{state.external_id}", ctx.account.access_token).json()
        assert told["visibility"] == visibility


def test_thread_answers_its_parent_and_is_found_by_it(world):
    ctx = world.context("mastodon")
    first = world.publish(Shaped("text_post", "Same words"), ctx)
    parent = Parent(first.external_id)
    shaped = Shaped("text_post", "Same words", parent=parent)
    sent = world.committed(world.to_armed(shaped, ctx))
    world.clock.move(timedelta(seconds=10))
    assert MASTODON.reconcile(sent, shaped, ctx).verdict is Verdict.NOT_PUBLISHED
    second = MASTODON.step(sent, shaped, ctx)
    told = answer_of(world, "GET", f"/api/v1/statuses/{second.external_id}").json()
    assert told["in_reply_to_id"] == first.external_id
    assert MASTODON.reconcile(sent, shaped, ctx).external_id == second.external_id


def test_answer_to_a_post_that_is_gone_is_refused(world):
    ctx = world.context("mastodon")
    shaped = Shaped("text_post", "Next", parent=Parent("404"))
    with pytest.raises(PlatformError) as caught:
        world.publish(shaped, ctx)
    assert (caught.value.failure, world.posts()) == (Failure.NOT_FOUND, [])


@pytest.mark.parametrize(
    "words", [WORDS, "Two\nlines & <b>", "ask @ann@nobody.example or @ann@example.social now", "a  b ", "é 👩‍💻"]
)
def test_text_is_recognised_in_the_html_of_the_server(world, words):
    shaped, ctx = Shaped("text_post", words), world.context("mastodon")
    sent = world.committed(world.to_armed(shaped, ctx))
    done = MASTODON.step(sent, shaped, ctx)
    found = MASTODON.reconcile(sent, shaped, ctx)
    assert (found.verdict, found.external_id, found.url) == (Verdict.PUBLISHED, done.external_id, done.url)
    other = MASTODON.reconcile(sent, Shaped("text_post", words + "!"), ctx)
    assert other.verdict is Verdict.UNKNOWN


def test_same_key_makes_one_post_where_keys_are_kept_and_two_elsewhere(world):
    shaped = Shaped("text_post", "Once", key="delivery-1")
    ctx = world.context("mastodon")
    sent = world.committed(world.to_armed(shaped, ctx))
    first, second = MASTODON.step(sent, shaped, ctx), MASTODON.step(sent, shaped, ctx)
    assert (first.external_id, len(world.posts())) == (second.external_id, 1)
    world.clock.move(timedelta(minutes=61))
    assert MASTODON.step(sent, shaped, ctx).external_id != first.external_id
    elsewhere = other_server(ctx)
    sent = world.committed(world.to_armed(shaped, elsewhere))
    assert sent.handles == {}
    assert MASTODON.step(sent, shaped, elsewhere).external_id != MASTODON.step(sent, shaped, elsewhere).external_id
    assert len(world.posts()) == 4


def test_post_taken_down_is_not_made_again_under_its_key(world):
    shaped, ctx = Shaped("text_post", "Gone", key="d9"), world.context("mastodon")
    sent = world.committed(world.to_armed(shaped, ctx))
    MASTODON.delete(MASTODON.step(sent, shaped, ctx).external_id, ctx)
    with pytest.raises(PlatformError) as caught:
        MASTODON.step(sent, shaped, ctx)
    assert (caught.value.failure, len(world.posts())) == (Failure.NOT_FOUND, 1)


def test_media_used_up_by_a_post_prove_that_the_post_is_there(world):
    """The first call took effect after we had given up on it, on a server without keys."""
    shaped, ctx = Shaped("image_post", "Look", media=(world.picture(),)), other_server(world.context("mastodon"))
    sent = world.committed(world.to_armed(shaped, ctx))
    first = MASTODON.step(sent, shaped, ctx)
    with pytest.raises(PlatformError) as caught:
        MASTODON.step(sent, shaped, ctx)
    assert (caught.value.failure, caught.value.existing) == (Failure.DUPLICATE_CONTENT, first.external_id)
    outcome = MASTODON.reconcile(sent, shaped, ctx)
    assert (outcome.verdict, outcome.external_id, len(world.posts())) == (Verdict.PUBLISHED, first.external_id, 1)
    gone = answer_of(world, "GET", f"/api/v1/media/{sent.handles['media_0']}", ctx.account.access_token)
    assert gone.status == 404


def test_post_with_other_media_is_not_taken_for_ours(world):
    ctx, shaped = world.context("mastodon"), Shaped("image_post", "Look", media=(world.picture(),))
    world.publish(shaped, ctx)
    sent = world.committed(world.to_armed(shaped, ctx))
    world.clock.move(timedelta(seconds=10))
    assert MASTODON.reconcile(sent, shaped, ctx).verdict is Verdict.NOT_PUBLISHED


def test_metrics_then_delete_then_gone(world):
    ctx = world.context("mastodon")
    state = world.publish(Shaped("text_post", "Count me"), ctx)
    world.clock.move(timedelta(hours=24))
    measured = MASTODON.metrics(state.external_id, "text_post", ctx)
    assert (set(measured.values), measured.extra) == ({"likes", "comments", "shares"}, {"quotes": 0.0})
    assert (measured.values["likes"] or 0) > 10
    MASTODON.delete(state.external_id, ctx)
    MASTODON.delete(state.external_id, ctx)
    with pytest.raises(PlatformError) as caught:
        MASTODON.metrics(state.external_id, "text_post", ctx)
    assert caught.value.failure is Failure.NOT_FOUND


def test_profile_says_what_its_server_takes(world):
    ctx = world.context("mastodon")
    one = MASTODON.profiles(ctx)[0]
    host = world.base.split("/")[2]
    assert (one.external_id, one.display_name) == ("17000000123", f"@sandbox_17000000123@{host}")
    assert (one.base_url, one.limits) == (
        f"{world.base}/mastodon",
        {
            "max_characters": 500, "max_media_attachments": 4, "description_limit": 1500, "image_size_limit": 16 * 1024**2,
            "video_size_limit": 99 * 1024**2, "mime_types": one.limits["mime_types"], "idempotency": True,
        },
    )  # fmt: skip
    assert "image/jpeg" in one.limits["mime_types"]
    other = MASTODON.profiles(other_server(ctx))[0]
    assert (other.limits["max_characters"], other.limits["idempotency"]) == (5000, False)
    assert MASTODON.validate(Shaped("text_post", "a" * 5000), other.limits) == []
    assert [issue.rule for issue in MASTODON.validate(Shaped("text_post", "a" * 501), one.limits)] == ["text_limit"]


def test_application_is_registered_and_a_login_brings_a_token(world):
    back = "https://desk.example/callback"
    keys = registered(world.http, world.clock, f"{world.base}/mastodon/", back)
    form = {
        "grant_type": "authorization_code", "client_id": keys.client_id, "client_secret": keys.client_secret,
        "redirect_uri": back, "code": "sandbox.mastodon.17000000123.0",
    }  # fmt: skip
    address = f"{world.base}/mastodon/oauth/token"
    told = world.http.request("POST", address, Call(data=form)).json()
    assert (told["access_token"], told["scope"].split()) == (form["code"], list(MASTODON.facts.login.scopes))
    for changed in ({"code": "nonsense"}, {"redirect_uri": "https://evil.example"}, {"client_secret": "x"}):
        answer = world.http.request("POST", address, Call(data={**form, **changed}))
        assert answer.json()["error"] == ("invalid_client" if "client_secret" in changed else "invalid_grant")


def test_token_cannot_be_renewed(world):
    with pytest.raises(PlatformError) as caught:
        MASTODON.refresh(world.context("mastodon"))
    assert (caught.value.failure, bool(caught.value.remedy)) == (Failure.AUTH_REVOKED, True)
    assert world.calls() == []


def test_connector_and_simulator_count_alike():
    from agency_core.sandbox.mastodon.words import counted

    for words in (WORDS, "", "https://a.example", "(see https://a.example/b.)", "@me and @you@b.example!", "x@y.example"):
        assert counted(words) == length(words), words
