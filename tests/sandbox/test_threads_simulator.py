"""What the simulator of Threads refuses, by code and subcode, and what it shows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.domain.publishing import Failure, Parent, PlatformError, Shaped, Verdict
from agency_core.http_client import Answer, Call
from agency_core.platforms import CONNECTORS
from agency_core.sandbox.threads import publishing

USER = "17000000123"
TOKEN = f"sandbox.threads.{USER}.0"
THREADS = CONNECTORS["threads"]


def call(world, method: str, path: str, form: dict | None = None, token: str = TOKEN) -> Answer:
    return world.http.request(method, f"{world.base}/threads{path}", Call({"Authorization": f"Bearer {token}"}, data=form))


def code(answer: Answer) -> tuple[int, int]:
    error = answer.json()["error"]
    return error["code"], error.get("error_subcode", 0)


def container(world, **form: str) -> str:
    return call(world, "POST", f"/v1.0/{USER}/threads", form or {"media_type": "TEXT", "text": "Hi"}).json()["id"]


def publish(world, made: str) -> Answer:
    return call(world, "POST", f"/v1.0/{USER}/threads_publish", {"creation_id": made})


@pytest.mark.parametrize(
    ("path", "token", "expected"),
    [
        (f"/v26.0/{USER}/threads", TOKEN, (2635, 0)),
        ("/v1.0/999/threads", TOKEN, (100, 33)),
        (f"/v1.0/{USER}/threads", "x", (190, 0)),
        (f"/v1.0/{USER}/threads", f"sandbox.instagram.{USER}.0", (190, 0)),
    ],
)
def test_wrong_version_account_or_token_is_refused(world, path, token, expected):
    assert code(call(world, "POST", path, {"media_type": "TEXT", "text": "x"}, token)) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"media_type": "TEXT"}, (100, 0)),
        ({"media_type": "POSTER", "text": "x"}, (100, 0)),
        ({"text": "x"}, (100, 0)),
        ({"media_type": "TEXT", "text": "x", "surprise": "1"}, (100, 0)),
        ({"media_type": "TEXT", "text": "x", "image_url": "{jpeg}"}, (100, 0)),
        ({"media_type": "IMAGE", "text": "x"}, (100, 0)),
        ({"media_type": "VIDEO", "image_url": "{jpeg}"}, (100, 0)),
        ({"media_type": "IMAGE", "image_url": "{jpeg}", "link_attachment": "https://x.example"}, (100, 0)),
        ({"media_type": "IMAGE", "image_url": "{jpeg}", "is_carousel_item": "true", "text": "x"}, (100, 0)),
        ({"media_type": "TEXT", "text": "a" * 501}, (100, 0)),
        ({"media_type": "TEXT", "text": "😀" * 126}, (100, 0)),
        ({"media_type": "TEXT", "text": " ".join(f"https://e.example/{place}" for place in range(6))}, (100, 0)),
        ({"media_type": "TEXT", "text": "x", "reply_control": "nobody"}, (100, 0)),
        ({"media_type": "TEXT", "text": "x", "reply_to_id": "1"}, (100, 0)),
        ({"media_type": "CAROUSEL", "children": "1"}, (100, 0)),
        ({"media_type": "CAROUSEL", "children": ",".join(["1"] * 21)}, (100, 0)),
        ({"media_type": "CAROUSEL", "children": "1,2"}, (24, 2207008)),
        ({"media_type": "IMAGE", "image_url": "{missing}"}, (9004, 2207052)),
        ({"media_type": "IMAGE", "image_url": "http://192.168.1.1/a.jpg"}, (9004, 2207052)),
        ({"media_type": "IMAGE", "image_url": "{narrow}"}, (36003, 2207009)),
        ({"media_type": "IMAGE", "image_url": "{text}"}, (36001, 2207005)),
        ({"media_type": "VIDEO", "video_url": "{text}"}, (352, 2207026)),
    ],
)
def test_wrong_container_is_refused(world, form, expected):
    media = {
        "jpeg": lambda: world.picture().url, "missing": lambda: f"{world.origin}/media/none.jpg",
        "narrow": lambda: world.picture((1100, 100)).url, "text": lambda: world.video(80_000, "text/plain").url,
    }  # fmt: skip
    filled = {name: media[value[1:-1]]() if value[:1] == "{" else value for name, value in form.items()}
    answer = call(world, "POST", f"/v1.0/{USER}/threads", filled)
    assert (answer.status, code(answer)) == (400, expected)


def test_container_is_ready_after_a_look_and_publishes_once(world):
    made = container(world)
    assert (code(publish(world, made)), world.posts()) == ((9007, 2207027), [])
    path = f"/v1.0/{made}?fields=status,error_message"
    assert [call(world, "GET", path).json()["status"] for _ in range(2)] == ["IN_PROGRESS", "FINISHED"]
    assert publish(world, made).status == 200
    assert call(world, "GET", path).json()["status"] == "PUBLISHED"
    assert (publish(world, made).status, len(world.posts())) == (400, 1)


def test_container_expires_after_a_day(world):
    made = container(world)
    world.clock.move(timedelta(hours=24, seconds=1))
    assert call(world, "GET", f"/v1.0/{made}?fields=status").json()["status"] == "EXPIRED"
    assert code(publish(world, made)) == (-2, 2207020)


def test_carousel_takes_children_that_are_ready_and_no_child_stands_alone(world):
    picture = container(world, media_type="IMAGE", image_url=world.picture().url, is_carousel_item="true")
    video = container(world, media_type="VIDEO", video_url=world.video(80_000).url, is_carousel_item="true")
    form = {"media_type": "CAROUSEL", "children": f"{picture},{video}", "text": "Both"}
    assert code(call(world, "POST", f"/v1.0/{USER}/threads", form)) == (9007, 2207027)
    world.clock.move(timedelta(seconds=5))
    assert publish(world, picture).status == 400
    made = container(world, **form)
    world.clock.move(timedelta(seconds=5))
    assert publish(world, made).status == 200
    assert [(post["kind"], post["media"]) for post in world.posts()] == [("carousel", [picture, video])]


def test_posts_and_replies_have_quotas_of_their_own(world, monkeypatch):
    monkeypatch.setattr(publishing, "POSTS_A_DAY", 2)
    monkeypatch.setattr(publishing, "REPLIES_A_DAY", 1)
    ctx = world.context("threads")
    first = world.publish(Shaped("text_post", "One"), ctx)
    world.publish(Shaped("text_post", "Below", parent=Parent(first.external_id)), ctx)
    world.publish(Shaped("text_post", "Two"), ctx)
    for shaped in (Shaped("text_post", "Three"), Shaped("text_post", "More", parent=Parent(first.external_id))):
        with pytest.raises(PlatformError) as caught:
            world.publish(shaped, ctx)
        assert (caught.value.failure, caught.value.retry_at) == (
            Failure.QUOTA_EXHAUSTED, world.clock.now() + timedelta(hours=24),
        )  # fmt: skip
    told = call(world, "GET", f"/v1.0/{USER}/threads_publishing_limit?fields=quota_usage,config").json()["data"][0]
    assert (told["quota_usage"], told["reply_quota_usage"], told["config"]["quota_total"]) == (2, 1, 2)
    world.clock.move(timedelta(hours=25))
    assert world.publish(Shaped("text_post", "Three"), ctx).external_id != ""


@pytest.mark.parametrize(
    ("kind", "media", "shown"),
    [("text_post", "", "text"), ("image_post", "1", "image"), ("image_post", "3", "carousel"), ("video_post", "video", "video")],
)
def test_every_kind_is_published_found_counted_answered_and_taken_down(world, kind, media, shown):
    ctx = world.context("threads")
    files = (world.video(80_000),) if media == "video" else tuple(world.picture() for _ in range(int(media or 0)))
    shaped = Shaped(kind, "Once 😀", media=files)
    sent = world.committed(world.to_armed(shaped, ctx))
    done = THREADS.step(sent, shaped, ctx)
    found = THREADS.reconcile(sent, shaped, ctx)
    assert (found.verdict, found.external_id, found.url) == (Verdict.PUBLISHED, done.external_id, done.url)
    assert (world.posts()[0]["id"], world.posts()[0]["kind"]) == (done.external_id, shown)
    assert world.http.request("GET", done.url).status == 200
    reply = Shaped("image_post", "Next", media=(world.picture(),), parent=Parent(done.external_id))
    sent = world.committed(world.to_armed(reply, ctx))
    next_one = THREADS.step(sent, reply, ctx)
    assert THREADS.reconcile(sent, reply, ctx).external_id == next_one.external_id
    world.clock.move(timedelta(hours=24))
    assert set(THREADS.metrics(done.external_id, kind, ctx).values) == set(THREADS.facts.capabilities.metrics)
    listed = call(world, "GET", f"/v1.0/{USER}/threads?fields=is_reply").json()["data"]
    assert [(post["id"], post["is_reply"]) for post in listed] == [(done.external_id, False)]
    THREADS.delete(done.external_id, ctx)
    THREADS.delete(done.external_id, ctx)
    with pytest.raises(PlatformError) as caught:
        THREADS.metrics(done.external_id, kind, ctx)
    assert caught.value.failure is Failure.NOT_FOUND


def test_one_metric_that_does_not_exist_spoils_the_call(world):
    state = world.publish(Shaped("text_post", "Count"), world.context("threads"))
    assert code(call(world, "GET", f"/v1.0/{state.external_id}/insights?metric=views,impressions")) == (100, 0)


def test_video_that_cannot_be_used_says_why(world):
    ctx = world.context("threads")
    world.order("threads", "poll", "processing_failure")
    with pytest.raises(PlatformError) as caught:
        world.to_armed(Shaped("video_post", "x", media=(world.video(80_000),)), ctx)
    assert (caught.value.failure, caught.value.network_code) == (Failure.MEDIA_REJECTED, "FAILED_PROCESSING_VIDEO")


def test_profile_and_renewed_token(world):
    ctx = world.context("threads")
    assert [(each.external_id, each.display_name) for each in THREADS.profiles(ctx)] == [(USER, f"sandbox_{USER}")]
    tokens = THREADS.refresh(ctx)
    assert (tokens.access_token, tokens.expires_at) == (f"sandbox.threads.{USER}.1", world.clock.now() + timedelta(days=60))
    exchanged = call(world, "GET", f"/access_token?grant_type=th_exchange_token&access_token={TOKEN}")
    assert exchanged.json()["access_token"] == f"sandbox.threads.{USER}.2"
    world.order("threads", "metrics", "revoke_token")
    with pytest.raises(PlatformError):
        THREADS.metrics("1", "text_post", ctx)
    with pytest.raises(PlatformError) as caught:
        THREADS.refresh(replace(ctx))
    assert caught.value.failure is Failure.AUTH_REVOKED
