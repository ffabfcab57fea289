"""What the simulator of Facebook Pages refuses, by code and subcode, and what it shows."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.domain.publishing import Failure, Parent, Phase, PlatformError, PublishState, Shaped, Verdict
from agency_core.http_client import Answer, Call
from agency_core.platforms import CONNECTORS

PAGE = "17000000123"
TOKEN, PERSON = f"sandbox.facebook.{PAGE}.0", f"sandbox.facebook.u{PAGE}.0"
FACEBOOK = CONNECTORS["facebook"]


def call(world, method: str, path: str, form: dict | None = None, token: str = TOKEN, **files: bytes) -> Answer:
    sent = {name: (name, data, "application/octet-stream") for name, data in files.items()} or None
    asked = Call({"Authorization": f"Bearer {token}"}, data=form, files=sent)
    return world.http.request(method, f"{world.base}/facebook{path}", asked)


def code(answer: Answer) -> tuple[int, int]:
    error = answer.json()["error"]
    return error["code"], error.get("error_subcode", 0)


def photo(world, **form: str) -> str:
    sent = {"url": world.picture().url, "published": "false", **form}
    return call(world, "POST", f"/v26.0/{PAGE}/photos", sent).json()["id"]


def attached(*photos: str) -> dict[str, str]:
    return {"message": "Look", "attached_media": json.dumps([{"media_fbid": each} for each in photos])}


def test_page_posts_with_its_own_token_only(world):
    path = f"/v26.0/{PAGE}/feed"
    assert code(call(world, "POST", path, {"message": "x"}, PERSON)) == (200, 0)
    accounts = call(world, "GET", "/v26.0/me/accounts?fields=id,name,access_token,tasks", token=PERSON).json()["data"]
    assert [(each["id"], each["access_token"]) for each in accounts] == [(PAGE, TOKEN)]
    assert call(world, "POST", path, {"message": "x"}, accounts[0]["access_token"]).status == 200
    assert code(call(world, "GET", "/v26.0/me/accounts")) == (100, 0)
    assert call(world, "GET", "/v26.0/me?fields=id,name").json() == {"id": PAGE, "name": f"Sandbox {PAGE}"}


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({}, (100, 0)),
        ({"message": "  "}, (100, 0)),
        ({"message": "x", "surprise": "1"}, (100, 0)),
        ({"message": "x", "link": "javascript:alert(1)"}, (100, 1609005)),
        ({"message": "x", "published": "false"}, (100, 0)),
        ({"message": "x", "attached_media": "nonsense"}, (100, 0)),
        ({"message": "x", "attached_media": '[{"media_fbid": "1"}]'}, (100, 0)),
    ],
)
def test_wrong_post_is_refused(world, form, expected):
    answer = call(world, "POST", f"/v26.0/{PAGE}/feed", form)
    assert (answer.status, code(answer), world.posts()) == (400, expected, [])


def test_attached_media_must_be_unpublished_photos_of_the_page(world):
    path = f"/v26.0/{PAGE}/feed"
    shown = call(world, "POST", f"/v26.0/{PAGE}/photos", {"url": world.picture().url, "caption": "Shown"}).json()
    assert code(call(world, "POST", path, attached(shown["id"]))) == (1366051, 0)
    ours = photo(world)
    assert code(call(world, "POST", path, attached(ours, ours))) == (100, 0)
    other = call(world, "POST", "/v26.0/18/feed", attached(ours), "sandbox.facebook.18.0")
    assert code(other) == (100, 0)
    assert call(world, "POST", path, attached(ours)).status == 200
    assert code(call(world, "POST", path, attached(ours))) == (1366051, 0)
    by_index = {"attached_media[0]": json.dumps({"media_fbid": photo(world)}), "message": "Other words"}
    assert call(world, "POST", path, by_index).status == 200
    assert [post["kind"] for post in world.posts()] == ["image", "image", "image"]


@pytest.mark.parametrize(
    ("form", "source", "expected"),
    [
        ({"url": "http://192.168.1.1/a.jpg"}, b"", (324, 2069019)),
        ({}, b"no picture", (324, 2069019)),
        ({}, b"", (100, 0)),
        ({"url": "https://media.example/a.jpg"}, b"both", (100, 0)),
        ({"surprise": "1"}, b"x", (100, 0)),
        ({}, b"x" * 10_000_001, (1, 1366046)),
    ],
)
def test_wrong_photo_is_refused(world, form, source, expected):
    files = {"source": source} if source else {}
    assert code(call(world, "POST", f"/v26.0/{PAGE}/photos", {"published": "false", **form}, **files)) == expected


def test_same_words_twice_in_a_row_are_refused(world):
    path = f"/v26.0/{PAGE}/feed"
    said = [call(world, "POST", path, {"message": words}) for words in ("One", "One", "Two", "One")]
    assert [answer.status for answer in said] == [200, 400, 200, 200]
    assert code(said[1]) == (506, 1455006)
    world.clock.move(timedelta(minutes=11))
    assert call(world, "POST", path, {"message": "One"}).status == 200


def test_pieces_of_a_video_join_without_a_gap(world):
    path, data = f"/v26.0/{PAGE}/videos", bytes(1_500_000)
    begun = call(world, "POST", path, {"upload_phase": "start", "file_size": str(len(data))}).json()
    assert (begun["start_offset"], begun["end_offset"]) == ("0", "1000000")
    piece = {"upload_phase": "transfer", "upload_session_id": begun["upload_session_id"]}
    finish = {"upload_phase": "finish", "upload_session_id": begun["upload_session_id"], "description": "Watch"}
    wrong = call(world, "POST", path, {**piece, "start_offset": "5"}, video_file_chunk=data[:10])
    assert (code(wrong), wrong.json()["error"]["error_data"]["start_offset"]) == ((6001, 1363037), "0")
    assert code(call(world, "POST", path, {**piece, "start_offset": "0"}, video_file_chunk=data[:1_000_001])) == (6000, 1363030)
    first = call(world, "POST", path, {**piece, "start_offset": "0"}, video_file_chunk=data[:1_000_000]).json()
    assert first == {"start_offset": "1000000", "end_offset": "1500000"}
    assert code(call(world, "POST", path, finish)) == (6001, 1363037)
    last = call(world, "POST", path, {**piece, "start_offset": "1000000"}, video_file_chunk=data[1_000_000:]).json()
    assert (last, world.posts()) == ({"start_offset": "1500000", "end_offset": "1500000"}, [])
    assert call(world, "POST", path, finish).json() == {"success": True}
    assert code(call(world, "POST", path, finish)) == (6000, 1363041)
    assert [(post["kind"], post["text"]) for post in world.posts()] == [("video", "Watch")]


def test_upload_of_a_video_ends_after_a_day(world):
    begun = call(world, "POST", f"/v26.0/{PAGE}/videos", {"upload_phase": "start", "file_size": "10"}).json()
    world.clock.move(timedelta(hours=25))
    form = {"upload_phase": "transfer", "upload_session_id": begun["upload_session_id"], "start_offset": "0"}
    assert code(call(world, "POST", f"/v26.0/{PAGE}/videos", form, video_file_chunk=b"0123456789")) == (6000, 1363041)


def test_reel_goes_through_its_phases(world):
    path = f"/v26.0/{PAGE}/video_reels"
    begun = call(world, "POST", path, {"upload_phase": "start"}).json()
    video = begun["video_id"]
    finish = {"upload_phase": "finish", "video_id": video, "video_state": "PUBLISHED", "description": "Look"}
    assert code(call(world, "POST", path, finish)) == (6000, 1363030)

    def sent(scheme: str, size: str) -> Answer:
        headers = {"Authorization": f"{scheme} {TOKEN}", "offset": "0", "file_size": size}
        return world.http.request("POST", begun["upload_url"], Call(headers, data=b"0123456789"))

    assert [sent("Bearer", "10").status, sent("OAuth", "11").status, sent("OAuth", "10").status] == [400, 400, 200]
    looks = [call(world, "GET", f"/v26.0/{video}?fields=status").json()["status"] for _ in range(4)]
    assert [each["uploading_phase"]["status"] for each in looks] == ["in_progress", "in_progress", "complete", "complete"]
    assert code(call(world, "POST", path, {**finish, "video_state": "DRAFT"})) == (100, 0)
    done = call(world, "POST", path, finish).json()
    assert (done["success"], [post["id"] for post in world.posts()]) == (True, [f"{PAGE}_{done['post_id']}"])
    assert code(call(world, "POST", path, finish)) == (100, 0)
    assert call(world, "GET", f"/v26.0/{video}?fields=published").json()["published"] is True


def test_thirty_reels_a_day_are_enough(world):
    path = f"/v26.0/{PAGE}/video_reels"
    for place in range(31):
        begun = call(world, "POST", path, {"upload_phase": "start"}).json()
        headers = {"Authorization": f"OAuth {TOKEN}", "offset": "0", "file_size": "1"}
        world.http.request("POST", begun["upload_url"], Call(headers, data=b"0"))
        finish = {"upload_phase": "finish", "video_id": begun["video_id"], "video_state": "PUBLISHED", "description": str(place)}
        last = call(world, "POST", path, finish)
    assert (code(last), len(world.posts())) == ((613, 0), 30)


def test_metric_of_former_years_spoils_the_call_and_the_connector_goes_on_without(world, monkeypatch):
    ctx = world.context("facebook")
    state = world.publish(Shaped("text_post", "Count"), ctx)
    world.clock.move(timedelta(hours=30))
    answer = call(world, "GET", f"/v26.0/{state.external_id}/insights?metric=post_media_view,post_impressions")
    assert code(answer) == (100, 0)
    former = {"post_media_view": "views", "post_impressions": "impressions"}
    monkeypatch.setattr("agency_core.platforms.facebook.metrics._NAMES", former)
    assert set(FACEBOOK.metrics(state.external_id, "text_post", ctx).values) == {"views", "likes", "comments", "shares"}


@pytest.mark.parametrize(
    ("kind", "media", "shown"),
    [
        ("text_post", "", "text"), ("article", "", "article"), ("image_post", "1", "image"), ("image_post", "4", "carousel"),
        ("video_post", "video", "video"), ("reel", "video", "reel"),
    ],
)  # fmt: skip
def test_every_kind_is_published_found_counted_commented_and_taken_down(world, kind, media, shown):
    ctx = world.context("facebook")
    files = (world.video(2_500_000),) if media == "video" else tuple(world.picture() for _ in range(int(media or 0)))
    shaped = Shaped(kind, "Once", "A title" if files else "", "https://example.com" if kind == "article" else "", files)
    sent = world.committed(world.to_armed(shaped, ctx))
    done = FACEBOOK.step(sent, shaped, ctx)
    found = FACEBOOK.reconcile(sent, shaped, ctx)
    assert (found.verdict, found.external_id, found.url) == (Verdict.PUBLISHED, done.external_id, done.url)
    assert (world.posts()[0]["id"], world.posts()[0]["kind"]) == (done.external_id, shown)
    assert world.http.request("GET", done.url).status == 200
    world.clock.move(timedelta(hours=24))
    measured = FACEBOOK.metrics(done.external_id, kind, ctx)
    assert set(measured.values) == set(FACEBOOK.facts.capabilities.metrics)
    comment = Shaped("text_post", "First comment", parent=Parent(done.external_id))
    below = world.publish(comment, ctx)
    FACEBOOK.delete(below.external_id, ctx)
    FACEBOOK.delete(done.external_id, ctx)
    FACEBOOK.delete(done.external_id, ctx)
    with pytest.raises(PlatformError) as caught:
        FACEBOOK.metrics(done.external_id, kind, ctx)
    assert caught.value.failure is Failure.NOT_FOUND


def test_feed_leaves_comments_and_what_is_gone_out(world):
    ctx = world.context("facebook")
    first = world.publish(Shaped("text_post", "One"), ctx)
    world.publish(Shaped("text_post", "Below", parent=Parent(first.external_id)), ctx)
    second = world.publish(Shaped("text_post", "Two"), ctx)
    FACEBOOK.delete(second.external_id, ctx)
    listed = call(world, "GET", f"/v26.0/{PAGE}/feed?fields=id,message").json()["data"]
    assert listed == [{"message": "One", "id": first.external_id}]
    assert code(call(world, "GET", f"/v26.0/{PAGE}/feed?limit=101")) == (100, 0)
    assert code(call(world, "GET", f"/v26.0/{PAGE}/feed?since=yesterday")) == (100, 0)


def test_comments_are_told_newest_first_when_asked(world):
    ctx = world.context("facebook")
    post = world.publish(Shaped("text_post", "One"), ctx)
    for words in ("a", "b"):
        world.publish(Shaped("text_post", words, parent=Parent(post.external_id)), ctx)
        world.clock.move(timedelta(seconds=5))
    path = f"/v26.0/{post.external_id}/comments?fields=message"
    assert [each["message"] for each in call(world, "GET", path).json()["data"]] == ["a", "b"]
    assert [each["message"] for each in call(world, "GET", f"{path}&order=reverse_chronological").json()["data"]] == ["b", "a"]
    assert code(call(world, "POST", f"/v26.0/{post.external_id}/comments", {"message": " "})) == (100, 0)
    assert code(call(world, "POST", "/v26.0/1_1/comments", {"message": "x"})) == (100, 33)


def test_rate_limit_tells_when_to_come_back_and_calls_left_are_heard(world):
    heard = []
    ctx = replace(world.context("facebook"), heard=heard.append)
    world.publish(Shaped("text_post", "One"), ctx)
    world.order("facebook", "commit", "rate_limit", seconds=600)
    sent = world.committed(PublishState(Phase.ARMED))
    with pytest.raises(PlatformError) as caught:
        FACEBOOK.step(sent, Shaped("text_post", "Two"), ctx)
    soon = world.clock.now() + timedelta(minutes=10)
    assert (caught.value.failure, caught.value.retry_at) == (Failure.RATE_LIMITED, soon)
    assert [(note.limit, note.remaining, note.reset_at) for note in heard] == [(100, 97, None), (100, 0, soon)]


def test_person_has_pages_and_a_page_itself(world):
    ctx = world.context("facebook")
    person = replace(ctx, account=replace(ctx.account, access_token=PERSON))
    told = [(each.external_id, each.access_token) for each in (*FACEBOOK.profiles(person), *FACEBOOK.profiles(ctx))]
    assert told == [(PAGE, TOKEN), (PAGE, "")]


def test_lengthened_token_of_a_person_ends_after_60_days_and_a_pages_never(world):
    ctx = world.context("facebook")
    person = FACEBOOK.refresh(replace(ctx, account=replace(ctx.account, access_token=PERSON)))
    assert (person.access_token, person.expires_at) == (f"sandbox.facebook.u{PAGE}.1", world.clock.now() + timedelta(days=60))
    assert FACEBOOK.refresh(ctx).expires_at is None
    world.order("facebook", "refresh", "expire_token")
    with pytest.raises(PlatformError) as caught:
        FACEBOOK.refresh(ctx)
    assert caught.value.failure is Failure.AUTH_REVOKED
