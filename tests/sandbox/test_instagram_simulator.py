"""What the simulator of Instagram refuses, by code and subcode."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.domain.publishing import Failure, Parent, PlatformError, Shaped, Verdict
from agency_core.http_client import Answer, Call
from agency_core.platforms import CONNECTORS

USER = "17000000123"
TOKEN = f"sandbox.instagram.{USER}.0"


def call(world, method: str, path: str, form: dict | None = None, **headers: str) -> Answer:
    sent = {"Authorization": f"Bearer {TOKEN}", **headers}
    return world.http.request(method, f"{world.base}/instagram{path}", Call(sent, data=form))


def code(answer: Answer) -> tuple[int, int]:
    error = answer.json()["error"]
    return error["code"], error.get("error_subcode", 0)


def container(world, **form: str) -> str:
    form = form or {"image_url": world.picture().url, "caption": "Hi"}
    return call(world, "POST", f"/v26.0/{USER}/media", form).json()["id"]


@pytest.mark.parametrize(
    ("path", "headers", "expected"),
    [
        (f"/v20.0/{USER}/media", {}, (2635, 0)),
        ("/v26.0/999/media", {}, (100, 33)),
        (f"/v26.0/{USER}/media", {"Authorization": ""}, (2500, 0)),
        (f"/v26.0/{USER}/media", {"Authorization": "Bearer x"}, (190, 0)),
        (f"/v26.0/{USER}/media", {"Authorization": f"Bearer sandbox.linkedin.{USER}.0"}, (190, 0)),
    ],
)
def test_wrong_version_account_or_token_is_refused(world, path, headers, expected):
    assert code(call(world, "POST", path, {"image_url": "x"}, **headers)) == expected


def test_token_is_taken_from_header_address_or_form(world):
    path = f"{world.base}/instagram/v26.0/{USER}?fields=username"
    answers = [
        world.http.request("GET", path, Call({"Authorization": f"OAuth {TOKEN}"})),
        world.http.request("GET", f"{path}&access_token={TOKEN}&appsecret_proof=x"),
    ]
    assert [answer.json() for answer in answers] == [{"username": f"sandbox_{USER}", "id": USER}] * 2
    media = f"{world.base}/instagram/v26.0/{USER}/media"
    form = {"image_url": world.picture().url, "access_token": TOKEN}
    assert world.http.request("POST", media, Call(data=form)).status == 200
    assert all(TOKEN not in each["path"] for each in world.calls())


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"image_url": "{jpeg}", "surprise": "1"}, (100, 0)),
        ({"image_url": "{jpeg}", "media_type": "POSTER"}, (100, 2207023)),
        ({"caption": "no media"}, (100, 2207023)),
        ({"image_url": "{jpeg}", "video_url": "{video}"}, (100, 2207023)),
        ({"video_url": "{video}"}, (100, 2207023)),
        ({"image_url": "{jpeg}", "media_type": "REELS"}, (100, 2207023)),
        ({"video_url": "{video}", "media_type": "VIDEO"}, (100, 2207023)),
        ({"image_url": "{jpeg}", "media_type": "STORIES", "caption": "x"}, (100, 0)),
        ({"image_url": "{jpeg}", "is_carousel_item": "true", "caption": "x"}, (100, 0)),
        ({"image_url": "{jpeg}", "caption": "a" * 2201}, (36004, 2207010)),
        ({"image_url": "{jpeg}", "caption": "#tag " * 31}, (100, 2207040)),
        ({"image_url": "{jpeg}", "caption": "@you " * 21}, (100, 2207040)),
        ({"media_type": "CAROUSEL", "children": "1"}, (100, 2207028)),
        ({"media_type": "CAROUSEL", "children": "1,2"}, (24, 2207008)),
        ({"image_url": "{missing}"}, (9004, 2207052)),
        ({"image_url": "http://192.168.1.1/a.jpg"}, (9004, 2207052)),
        ({"image_url": "file:///etc/passwd"}, (9004, 2207052)),
        ({"image_url": "{png}"}, (36001, 2207005)),
        ({"image_url": "{tiny}"}, (36001, 2207005)),
        ({"image_url": "{wide}"}, (36003, 2207009)),
        ({"image_url": "{huge}"}, (36000, 2207004)),
        ({"video_url": "{text}", "media_type": "REELS"}, (352, 2207026)),
    ],
)
def test_wrong_container_is_refused(world, form, expected):
    media = {
        "jpeg": lambda: world.picture().url, "png": lambda: world.picture(kind="PNG").url,
        "tiny": lambda: world.picture((319, 319)).url, "wide": lambda: world.picture((1080, 500)).url,
        "video": lambda: world.video(80_000).url, "missing": lambda: f"{world.origin}/media/none.jpg",
        "text": lambda: world.video(80_000, "text/plain").url,
        "huge": lambda: world.file("huge.jpg", "image/jpeg", b"x" * 8_400_000, (0, 0)).url,
    }  # fmt: skip
    filled = {
        name: media[value[1:-1]]() if value[1:-1] in media and value[0] == "{" else value for name, value in form.items()
    }
    answer = call(world, "POST", f"/v26.0/{USER}/media", filled)
    assert (answer.status, code(answer)) == (400, expected)


def test_container_is_ready_after_a_look_and_cannot_be_published_before(world):
    made = container(world)
    early = call(world, "POST", f"/v26.0/{USER}/media_publish", {"creation_id": made})
    assert (code(early), world.posts()) == ((9007, 2207027), [])
    path = f"/v26.0/{made}?fields=status_code"
    assert [call(world, "GET", path).json()["status_code"] for _ in range(3)] == ["IN_PROGRESS", "FINISHED", "FINISHED"]
    published = call(world, "POST", f"/v26.0/{USER}/media_publish", {"creation_id": made}).json()["id"]
    assert call(world, "GET", path).json()["status_code"] == "PUBLISHED"
    again = call(world, "POST", f"/v26.0/{USER}/media_publish", {"creation_id": made})
    assert (again.status, [post["id"] for post in world.posts()]) == (400, [published])


def test_container_is_ready_after_some_time_without_a_look(world):
    made = container(world)
    world.clock.move(timedelta(seconds=5))
    assert call(world, "POST", f"/v26.0/{USER}/media_publish", {"creation_id": made}).status == 200


def test_container_expires_after_a_day(world):
    made = container(world)
    world.clock.move(timedelta(hours=24, seconds=1))
    assert call(world, "GET", f"/v26.0/{made}?fields=status_code").json()["status_code"] == "EXPIRED"
    answer = call(world, "POST", f"/v26.0/{USER}/media_publish", {"creation_id": made})
    assert code(answer) == (-2, 2207020)


def test_carousel_needs_children_that_are_ready(world):
    first = container(world, image_url=world.picture().url, is_carousel_item="true")
    second = container(world, video_url=world.video(80_000).url, media_type="VIDEO", is_carousel_item="true")
    form = {"media_type": "CAROUSEL", "children": f"{first},{second}", "caption": "Both"}
    assert code(call(world, "POST", f"/v26.0/{USER}/media", form)) == (9007, 2207027)
    for _ in range(3):
        call(world, "GET", f"/v26.0/{second}?fields=status_code")
    assert call(world, "POST", f"/v26.0/{USER}/media", form).status == 200
    assert call(world, "POST", f"/v26.0/{USER}/media_publish", {"creation_id": first}).status == 400


def test_daily_quota_is_a_rolling_day(world):
    strict = replace(world, origin=world.origin, mount="strict")
    made = [container(strict) for _ in range(3)]
    world.clock.move(timedelta(minutes=1))
    answers = [call(strict, "POST", f"/v26.0/{USER}/media_publish", {"creation_id": each}) for each in made]
    assert ([answer.status for answer in answers], code(answers[2])) == ([200, 200, 403], (9, 2207042))
    limit = call(strict, "GET", f"/v26.0/{USER}/content_publishing_limit?fields=quota_usage,config").json()
    assert limit["data"][0] == {"quota_usage": 2, "config": {"quota_total": 2, "quota_duration": 86400}}
    ctx = strict.context("instagram")
    with pytest.raises(PlatformError) as caught:
        strict.publish(Shaped("image_post", "Too much", media=(world.picture(),)), ctx)
    assert (caught.value.failure, caught.value.retry_at) == (
        Failure.QUOTA_EXHAUSTED, world.clock.now() + timedelta(hours=24),
    )  # fmt: skip
    world.clock.move(timedelta(hours=24, minutes=1))
    assert strict.publish(Shaped("image_post", "Again", media=(world.picture(),)), ctx).external_id != ""


def test_rate_limit_tells_when_to_come_back(world):
    ctx = world.context("instagram")
    shaped = Shaped("image_post", "Later", media=(world.picture(),))
    world.order("instagram", "container", "rate_limit", seconds=600)
    with pytest.raises(PlatformError) as caught:
        world.to_armed(shaped, ctx)
    assert (caught.value.failure, caught.value.retry_at) == (
        Failure.RATE_LIMITED, world.clock.now() + timedelta(minutes=10),
    )  # fmt: skip


def test_one_metric_that_does_not_exist_spoils_the_call_and_the_connector_goes_on_without(world, monkeypatch):
    ctx, connector = world.context("instagram"), CONNECTORS["instagram"]
    state = world.publish(Shaped("image_post", "Count", media=(world.picture(),)), ctx)
    world.clock.move(timedelta(hours=30))
    asked = f"/v26.0/{state.external_id}/insights?metric="
    assert code(call(world, "GET", f"{asked}views,impressions")) == (100, 0)
    monkeypatch.setattr("agency_core.platforms.instagram.metrics._FEED", ("views", "impressions", "reach"))
    measured = connector.metrics(state.external_id, "image_post", ctx)
    assert set(measured.values) == {"views", "reach"}


@pytest.mark.parametrize(
    ("kind", "names", "extra"),
    [
        ("reel", {"views", "reach", "saves", "likes", "comments", "shares"}, "ig_reels_avg_watch_time"),
        ("story", {"views", "reach", "shares"}, "replies"),
    ],
)
def test_metrics_follow_the_kind_of_post(world, kind, names, extra):
    ctx, connector = world.context("instagram"), CONNECTORS["instagram"]
    media = world.video(80_000) if kind == "reel" else world.picture((1080, 1920))
    state = world.publish(Shaped(kind, "", media=(media,)), ctx)
    world.clock.move(timedelta(hours=20))
    measured = connector.metrics(state.external_id, kind, ctx)
    assert (set(measured.values), extra in measured.extra) == (names, True)
    if kind == "story":
        world.clock.move(timedelta(hours=5))
        with pytest.raises(PlatformError) as caught:
            connector.metrics(state.external_id, kind, ctx)
        assert caught.value.failure is Failure.NOT_FOUND


def test_refresh_renews_a_living_token_and_refuses_one_that_ran_out(world):
    connector = CONNECTORS["instagram"]
    tokens = connector.refresh(world.context("instagram"))
    assert (tokens.access_token, tokens.refresh_token) == (f"sandbox.instagram.{USER}.1", "")
    assert tokens.expires_at == world.clock.now() + timedelta(days=60)
    world.order("instagram", "delete", "expire_token")
    with pytest.raises(PlatformError) as caught:
        connector.delete("1", world.context("instagram", generation=1))
    assert caught.value.failure is Failure.AUTH_EXPIRED
    with pytest.raises(PlatformError) as caught:
        connector.refresh(world.context("instagram", generation=1))
    assert caught.value.failure is Failure.AUTH_REVOKED


def test_reconcile_does_not_take_the_newest_post_for_ours(world):
    """Somebody posts the same caption by hand: two candidates, so the post is known by its container only."""
    shaped = Shaped("image_post", "Same words", media=(world.picture(),))
    ctx, connector = world.context("instagram"), CONNECTORS["instagram"]
    sent = world.committed(world.to_armed(shaped, ctx))
    connector.step(sent, shaped, ctx)
    world.publish(shaped, ctx)
    assert connector.reconcile(sent, shaped, ctx).external_id == sent.handles["container_id"]
    other = replace(shaped, text="Other words")
    later = world.committed(world.to_armed(other, ctx))
    done = connector.step(later, other, ctx)
    assert connector.reconcile(later, other, ctx).external_id == done.external_id


def test_comment_follows_a_post_and_is_found_again(world):
    ctx, connector = world.context("instagram"), CONNECTORS["instagram"]
    post = world.publish(Shaped("image_post", "Look", media=(world.picture(),)), ctx)
    comment = Shaped("text_post", "First #comment", parent=Parent("reply", root=post.external_id))
    sent = world.committed(world.to_armed(comment, ctx))
    assert connector.reconcile(sent, comment, ctx).verdict is Verdict.UNKNOWN
    done = connector.step(sent, comment, ctx)
    found = connector.reconcile(sent, comment, ctx)
    assert (found.verdict, found.external_id) == (Verdict.PUBLISHED, done.external_id)
    assert {(each["kind"], each["text"]) for each in world.posts()} == {("image", "Look"), ("comment", "First #comment")}
    listed = call(world, "GET", f"/v26.0/{USER}/media?fields=id").json()["data"]
    assert [each["id"] for each in listed] == [post.external_id]
    assert call(world, "GET", f"/v26.0/{done.external_id}?fields=text").json()["text"] == "First #comment"
    connector.delete(done.external_id, ctx)
    world.clock.move(timedelta(minutes=1))
    assert connector.reconcile(sent, comment, ctx).verdict is Verdict.NOT_PUBLISHED


@pytest.mark.parametrize(("words", "expected"), [("", (100, 0)), ("a" * 301, (100, 0))])
def test_wrong_comment_is_refused(world, words, expected):
    post = world.publish(Shaped("image_post", "Look", media=(world.picture(),)), world.context("instagram"))
    assert code(call(world, "POST", f"/v26.0/{post.external_id}/comments", {"message": words})) == expected


def test_profiles_are_the_accounts_behind_the_pages(world):
    ctx, connector = world.context("instagram"), CONNECTORS["instagram"]
    person = replace(ctx, account=replace(ctx.account, access_token=f"sandbox.instagram.u{USER}.0"))
    told = [(each.external_id, each.display_name, each.access_token) for each in connector.profiles(person)]
    assert told == [(USER, f"sandbox_{USER}", TOKEN)]
    assert [(each.external_id, each.access_token) for each in connector.profiles(ctx)] == [(USER, "")]


def test_login_of_a_person_is_lengthened(world):
    answer = call(world, "GET", f"/v26.0/oauth/access_token?grant_type=fb_exchange_token&fb_exchange_token={TOKEN}")
    assert answer.json()["access_token"] == f"sandbox.instagram.{USER}.1"
    assert code(call(world, "GET", "/v26.0/oauth/access_token?grant_type=other")) == (100, 0)
