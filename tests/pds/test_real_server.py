"""Our connector on a real Bluesky server: what it writes is read back and compared."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from agency_core.domain.clock import MovableClock, SystemClock
from agency_core.domain.publishing import Failure, Parent, Phase, PlatformError, RateNote, Shaped, Verdict
from agency_core.platforms import Context
from agency_core.platforms.bluesky import session
from agency_core.platforms.bluesky.record import post_record
from tests.pds.conftest import BLUESKY, RealServer

pytestmark = pytest.mark.pds
WORDS = "Héllo 👩‍👩‍👧 @bob.test, see https://example.com/ü?a=(1). #café #2026 @nobody.test 🇩🇪 https://example.com!"
COLLECTION = "app.bsky.feed.post"


def failure_of(attempt) -> tuple[Failure, str]:
    with pytest.raises(PlatformError) as caught:
        attempt()
    return caught.value.failure, caught.value.network_code


def test_text_with_links_mention_and_hashtag_is_read_back_as_sent(real: RealServer):
    shaped = Shaped("text_post", WORDS)
    state = real.publish(shaped)
    read = real.record(state.external_id)
    bob = real.asked("com.atproto.identity.resolveHandle", handle="bob.test").json()["did"]
    assert read["value"] == post_record(shaped, state.handles, real.account)
    assert (read["uri"], read["cid"]) == (state.handles["uri"], state.handles["cid"])
    data = read["value"]["text"].encode()
    found = [
        (data[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(), *sorted(facet["features"][0].values()))
        for facet in read["value"]["facets"]
    ]
    kind = "app.bsky.richtext.facet"
    assert found == [
        ("@bob.test", f"{kind}#mention", bob),
        ("https://example.com/ü?a=(1)", f"{kind}#link", "https://example.com/ü?a=(1)"),
        ("#café", f"{kind}#tag", "café"),
        ("https://example.com", f"{kind}#link", "https://example.com"),
    ]
    assert state.url == f"https://bsky.app/profile/{real.account.external_id}/post/{state.external_id}"


def test_pictures_are_kept_byte_by_byte(real: RealServer):
    media = (real.picture("square.png", "PNG", (40, 40)), real.picture("wide.jpg", "JPEG", (64, 36)))
    media = (*media, real.picture("small.webp", "WEBP", (20, 30)))
    state = real.publish(Shaped("image_post", "Look", media=media))
    images = real.record(state.external_id)["value"]["embed"]["images"]
    assert [image["alt"] for image in images] == ["A square.png", "A wide.jpg", "A small.webp"]
    assert [image["image"]["mimeType"] for image in images] == ["image/png", "image/jpeg", "image/webp"]
    assert [image["aspectRatio"] for image in images] == [{"width": each.width, "height": each.height} for each in media]
    for image, each in zip(images, media, strict=True):
        names = {"did": real.account.external_id, "cid": image["image"]["ref"]["$link"]}
        assert real.asked("com.atproto.sync.getBlob", **names).body == Path(each.path).read_bytes()


def test_article_is_a_card_with_a_picture(real: RealServer):
    shaped = Shaped("article", "Read", "A title", "https://example.com/a", (real.picture("thumb.jpg", "JPEG", (60, 30)),))
    state = real.publish(shaped)
    card = real.record(state.external_id)["value"]["embed"]["external"]
    assert card == {
        "uri": "https://example.com/a", "title": "A title", "description": "", "thumb": json.loads(state.handles["blob_0"]),
    }  # fmt: skip


@pytest.mark.parametrize("kept", [True, False])
def test_thread_holds_together(real: RealServer, kept):
    first = real.publish(Shaped("text_post", "One"))
    second = real.publish(Shaped("text_post", "Two", parent=Parent(first.external_id, first.handles if kept else {})))
    above = Parent(second.external_id, second.handles if kept else {}, first.external_id, first.handles if kept else {})
    third = real.publish(Shaped("text_post", "Three", parent=above))
    one, two = (real.record(state.external_id) for state in (first, second))
    assert real.record(third.external_id)["value"]["reply"] == {
        "root": {"uri": one["uri"], "cid": one["cid"]}, "parent": {"uri": two["uri"], "cid": two["cid"]},
    }  # fmt: skip


def test_same_record_under_its_name_twice_is_one_post(real: RealServer):
    shaped, before = Shaped("text_post", "Once"), real.count()
    sent = real.armed(shaped)
    assert BLUESKY.step(sent, shaped, real.context) == BLUESKY.step(sent, shaped, real.context)
    assert real.count() == before + 1
    body = {"repo": real.account.external_id, "collection": COLLECTION, "rkey": sent.handles["rkey"]}
    again = real.told("com.atproto.repo.createRecord", {**body, "record": post_record(shaped, sent.handles, real.account)})
    assert (again.status, again.json()["error"]) == (500, "InternalServerError")


def test_reading_back_is_exact(real: RealServer):
    shaped = Shaped("text_post", "Is it there?")
    sent = real.armed(shaped)
    assert BLUESKY.reconcile(sent, shaped, real.context).verdict is Verdict.UNKNOWN
    later = replace(real.context, clock=MovableClock(SystemClock().now() + timedelta(seconds=10)))
    assert BLUESKY.reconcile(sent, shaped, later).verdict is Verdict.NOT_PUBLISHED
    done = BLUESKY.step(sent, shaped, real.context)
    outcome = BLUESKY.reconcile(sent, shaped, later)
    assert (outcome.verdict, outcome.external_id, outcome.url) == (Verdict.PUBLISHED, done.external_id, done.url)


def test_deleted_post_is_gone_and_may_be_deleted_again(real: RealServer):
    state = real.publish(Shaped("text_post", "For a moment"))
    assert dict(BLUESKY.metrics(state.external_id, "text_post", real.context).values) == dict.fromkeys(
        ("likes", "comments", "shares", "saves")
    )
    for _ in range(2):
        BLUESKY.delete(state.external_id, real.context)
    gone = failure_of(lambda: BLUESKY.metrics(state.external_id, "text_post", real.context))
    assert gone == (Failure.NOT_FOUND, "RecordNotFound")


def test_expired_token_is_a_400_and_is_renewed(real: RealServer):
    old = replace(real.account, access_token=real.expired_token())
    ctx = Context(old, real.http, SystemClock())
    shaped = Shaped("text_post", "After a while")
    sent, before = real.armed(shaped), real.count()
    assert failure_of(lambda: BLUESKY.step(sent, shaped, ctx)) == (Failure.AUTH_EXPIRED, "ExpiredToken")
    assert (real.count(), BLUESKY.reconcile(sent, shaped, ctx).verdict) == (before, Verdict.UNKNOWN)
    tokens = BLUESKY.refresh(ctx)
    assert tokens.expires_at is not None
    assert timedelta(hours=1) < tokens.expires_at - SystemClock().now() <= timedelta(hours=2)
    real.account = replace(old, access_token=tokens.access_token, refresh_token=tokens.refresh_token)
    assert BLUESKY.step(sent, shaped, real.context).phase is Phase.CONFIRMED


def test_what_is_no_token_means_connect_again(real: RealServer):
    for refresh in (real.account.access_token, "nonsense"):
        ctx = Context(replace(real.account, refresh_token=refresh), real.http, SystemClock())
        assert failure_of(lambda ctx=ctx: BLUESKY.refresh(ctx)) == (Failure.AUTH_REVOKED, "InvalidToken")
    wrong = failure_of(lambda: session(real.http, SystemClock(), real.base, "alice.test", "wrong"))
    assert wrong == (Failure.AUTH_REVOKED, "AuthenticationRequired")


def test_profile_names_the_server_that_keeps_it(real: RealServer):
    profile = BLUESKY.profiles(real.context)[0]
    assert (profile.external_id, profile.display_name, profile.base_url) == (real.account.external_id, "alice.test", real.base)


def test_calls_that_are_left_are_heard(real: RealServer):
    notes: list[RateNote] = []
    BLUESKY.profiles(replace(real.context, heard=notes.append))
    assert [note.limit for note in notes] == [3000]
    assert notes[0].reset_at is not None
    assert timedelta(0) <= notes[0].reset_at - SystemClock().now() <= timedelta(minutes=5, seconds=1)


CLUSTERS = [
    "a", "é", "e\u0301", "👩‍👩‍👧", "🇩🇪", "한", "\u1100\u1161\u11a8", "\u0915\u094d\u0937\u093f", "ก็", "1️⃣", "👍🏽",
    "\r\n", "\u200d", "ﷺ", "Z͑ͫ",
]  # fmt: skip


@pytest.mark.parametrize("cluster", CLUSTERS, ids=[cluster.encode("unicode_escape").decode() for cluster in CLUSTERS])
@pytest.mark.parametrize("more", [0, 1])
def test_server_counts_as_we_do(real: RealServer, cluster, more):
    """At the limit, and one over it; a text of too many bytes for its graphemes is refused by both as well."""
    text = (cluster + " ") * 149 + cluster + "." * (1 + more)
    rules = [issue.rule for issue in BLUESKY.validate(Shaped("text_post", text), {})]
    refused = None
    try:
        BLUESKY.delete(real.publish(Shaped("text_post", text)).external_id, real.context)
    except PlatformError as error:
        refused = error
    assert bool(rules) is (refused is not None), (rules, BLUESKY.length(text), refused)
    if refused is not None:
        assert (refused.failure, refused.field) == (Failure.CONTENT_REJECTED, "text")
