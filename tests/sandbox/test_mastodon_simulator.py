"""What the simulator of Mastodon refuses, and in which words and headers."""

from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.publishing import Failure, PlatformError, RateNote, Shaped
from agency_core.http_client import Answer, Call
from agency_core.platforms import CONNECTORS, Context
from agency_core.sandbox.mastodon.words import html

TOKEN, OTHER = "sandbox.mastodon.17000000123.0", "sandbox.mastodon.gts1.0"


def call(world, method: str, path: str, token: str = TOKEN, headers: dict | None = None, **body) -> Answer:
    sent = {"Authorization": f"Bearer {token}", **(headers or {})}
    return world.http.request(method, f"{world.base}/mastodon{path}", Call(sent, **body))


def post(world, token: str = TOKEN, headers: dict | None = None, **fields) -> Answer:
    return call(world, "POST", "/api/v1/statuses", token, headers, json=fields)


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"status": " "}, {"status": "a" * 501}, {"status": "a", "spoiler_text": "a" * 500}, {"status": 5},
        {"status": "a", "surprise": "b"}, {"status": "a", "visibility": "everybody"}, {"status": "a", "media_ids": ["1"]},
        {"status": "a", "media_ids": "1"}, {"status": "a", "scheduled_at": "2026-11-23T10:00:00Z"},
    ],
)  # fmt: skip
@pytest.mark.parametrize(("token", "status"), [(TOKEN, 422), (OTHER, 400)])
def test_wrong_post_is_refused_in_the_manner_of_its_server(world, fields, token, status):
    fields = {name: value * 10 if value == "a" * 501 else value for name, value in fields.items()}
    fields = {name: value * 10 if value == "a" * 500 else value for name, value in fields.items()}
    answer = post(world, token, **fields)
    assert (answer.status, list(answer.json()), world.posts()) == (status, ["error"], [])


def test_answer_to_nobody_is_refused(world):
    assert post(world, status="a", in_reply_to_id="1").status == 404


@pytest.mark.parametrize("language", ["en", "de", "ja"])
def test_reason_is_told_in_the_language_of_the_caller(world, language):
    spoken = {each: post(world, headers={"Accept-Language": each}).json()["error"] for each in ("en", "de", "ja")}
    assert len(set(spoken.values())) == 3
    assert post(world, headers={"Accept-Language": f"{language}-XX,en;q=0.5"}).json()["error"] == spoken[language]
    assert post(world).json()["error"] in spoken.values()


@pytest.mark.parametrize("authorization", ["", "Bearer nonsense", "Bearer sandbox.linkedin.17000000123.0", f"Basic {TOKEN}"])
def test_call_without_an_accepted_token_is_refused(world, authorization):
    for method, path in (("POST", "/api/v1/statuses"), ("GET", "/api/v1/accounts/verify_credentials"), ("POST", "/api/v2/media")):
        assert call(world, method, path, headers={"Authorization": authorization}).status == 401


def test_headers_tell_what_is_left_until_when(world):
    heard: list[RateNote] = []
    known = world.context("mastodon")
    CONNECTORS["mastodon"].step(
        world.committed(world.to_armed(Shaped("text_post", "Hi"), known)), Shaped("text_post", "Hi"),
        Context(known.account, known.http, known.clock, heard=heard.append),
    )  # fmt: skip
    assert heard == [RateNote(300, 299, datetime(2026, 11, 23, 12, tzinfo=UTC))]
    answer = post(world, status="More")
    assert answer.headers["x-ratelimit-reset"] == "2026-11-23T12:00:00.000000Z"
    assert answer.headers["x-ratelimit-remaining"] == "298"


def test_allowance_that_is_used_up_comes_back_at_the_named_time(world):
    world.mount = "strict"
    try:
        world.http.request("DELETE", f"{world.base}/_control/state")
        statuses = [post(world, status=f"Post {count}").status for count in range(7)]
        assert statuses == [200] * 6 + [429]
        ctx, shaped = world.context("mastodon"), Shaped("text_post", "Too many")
        with pytest.raises(PlatformError) as caught:
            world.publish(shaped, ctx)
        assert (caught.value.failure, caught.value.retry_at) == (Failure.RATE_LIMITED, datetime(2026, 11, 23, 12, tzinfo=UTC))
        world.clock.move(timedelta(hours=3))
        assert world.publish(shaped, ctx).external_id
    finally:
        world.mount = "sandbox"


def test_file_that_is_no_picture_is_refused(world):
    for kind, data in (("image/jpeg", b"no picture"), ("video/mp4", b""), ("application/pdf", b"%PDF")):
        files = {"file": ("a", data, kind)}
        assert call(world, "POST", "/api/v2/media", files=files).status == 422
    assert call(world, "POST", "/api/v2/media", data={"description": "no file"}).status == 422


def test_medium_belongs_to_its_profile_and_to_one_post(world):
    picture = world.picture()
    files = {"file": ("a.jpg", world.served[picture.url.rsplit("/", 1)[-1]][1], "image/jpeg")}
    name = call(world, "POST", "/api/v2/media", files=files).json()["id"]
    assert call(world, "GET", f"/api/v1/media/{name}", OTHER).status == 404
    assert post(world, OTHER, status="a", media_ids=[name]).status == 400
    assert post(world, status="a", media_ids=[name]).status == 200
    assert post(world, status="b", media_ids=[name]).status == 422


def test_post_of_somebody_else_cannot_be_taken_down(world):
    name = post(world, status="Mine").json()["id"]
    assert call(world, "DELETE", f"/api/v1/statuses/{name}", OTHER).status == 404
    removed = call(world, "DELETE", f"/api/v1/statuses/{name}")
    assert (removed.status, removed.json()["text"]) == (200, "Mine")
    assert call(world, "DELETE", f"/api/v1/statuses/{name}").status == 404


def test_posts_of_an_account_are_told_newest_first(world):
    for count in range(3):
        world.clock.move(timedelta(seconds=1))
        post(world, status=f"Post {count}")
    told = call(world, "GET", "/api/v1/accounts/17000000123/statuses?limit=2").json()
    assert [each["content"] for each in told] == ["<p>Post 2</p>", "<p>Post 1</p>"]
    assert call(world, "GET", "/api/v1/accounts/1/statuses").status == 404


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"client_name": "a", "redirect_uris": "b"}, 200), ({"redirect_uris": "b"}, 422), ({"client_name": "a"}, 422),
        ({"client_name": "a", "redirect_uris": "b", "scopes": "everything"}, 422),
    ],
)  # fmt: skip
def test_application_needs_a_name_an_address_and_known_scopes(world, form, status):
    assert call(world, "POST", "/api/v1/apps", data=form).status == status


def test_text_becomes_html_as_servers_write_it():
    assert html("a & b\n<c>\n\nd", "u") == "<p>a &amp; b<br />&lt;c&gt;</p><p>d</p>"
    link = html("https://www.example.com/a/path/that/is/too/long/to/show.", "u")
    assert '<span class="invisible">https://www.</span><span class="ellipsis">example.com/a/path/that/is/too</span>' in link
    assert link.endswith("</span></a>.</p>")
    assert '<span class="h-card">' in html("@ann@example.social", "u")
    assert html("@ann@nobody.example", "u") == "<p>@ann@nobody.example</p>"
