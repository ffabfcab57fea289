"""LinkedIn's documents, comments, thumbnails, profiles and ghosts, through real HTTP."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.domain.publishing import Failure, Parent, Phase, PlatformError, PublishState, Shaped, Verdict
from agency_core.http_client import Call
from agency_core.platforms import CONNECTORS
from agency_core.platforms.linkedin.text import escaped

LINKEDIN = CONNECTORS["linkedin"]
ORG, PERSON = "urn:li:organization:17000000123", "urn:li:person:17000000123"
WORDS = "Read (this) #one_two * <now> @all | \\ {x} [y] ~"
HEADERS = {
    "Authorization": "Bearer sandbox.linkedin.17000000123.0", "LinkedIn-Version": "202607", "X-Restli-Protocol-Version": "2.0.0",
}  # fmt: skip


def call(world, method: str, path: str, json: object = None):
    return world.http.request(method, f"{world.base}/linkedin{path}", Call(HEADERS, json=json))


def code(answer) -> tuple[int, str]:
    said = answer.json()
    return answer.status, said.get("errorDetails", {}).get("inputErrors", [{}])[0].get("code") or said["code"]


def paper(world, data: bytes = b"%PDF-1.7 a paper"):
    return world.file(f"d{len(world.served)}.pdf", "application/pdf", data, (0, 0))


def failure_of(attempt) -> PlatformError:
    with pytest.raises(PlatformError) as caught:
        attempt()
    return caught.value


def first_post(world, ctx) -> Parent:
    state = world.publish(Shaped("text_post", "The first"), ctx)
    world.clock.move(timedelta(seconds=1))
    return Parent(state.external_id, state.handles, state.external_id, state.handles)


@pytest.mark.parametrize("author", [ORG, PERSON])
def test_document_goes_up_and_is_posted_under_its_title(world, author):
    shaped = Shaped("document", "Our paper", "The title", media=(paper(world),))
    state = world.publish(shaped, world.context("linkedin", external_id=author))
    post = world.posts("linkedin")[0]
    assert (state.phase, post["kind"], post["media"]) == (Phase.CONFIRMED, "document", [state.handles["document"]])
    routes = [each["route"] for each in world.calls("linkedin")]
    polls = ["poll"] * 3 if author == ORG else []
    assert routes == ["container", "upload", *polls, "commit"]


def test_document_that_cannot_be_read_is_rejected_while_polling(world):
    ctx, shaped = world.context("linkedin"), Shaped("document", "x", "Title", media=(paper(world, b"no paper"),))
    error = failure_of(lambda: world.to_armed(shaped, ctx))
    assert (error.failure, error.field) == (Failure.MEDIA_REJECTED, "media")


def test_document_needs_a_title_also_on_the_network(world):
    ctx = world.context("linkedin")
    state = world.to_armed(Shaped("document", "x", "Title", media=(paper(world),)), ctx)
    post = {
        "author": ORG, "commentary": "x", "visibility": "PUBLIC", "lifecycleState": "PUBLISHED",
        "distribution": {"feedDistribution": "MAIN_FEED"}, "content": {"media": {"id": state.handles["document"]}},
    }  # fmt: skip
    assert code(call(world, "POST", "/rest/posts", post)) == (400, "MISSING_FIELD")
    post["content"]["media"]["title"] = " "
    assert code(call(world, "POST", "/rest/posts", post)) == (400, "INVALID_VALUE_BLANK_FIELD")


def test_document_is_no_video_when_asked_for(world):
    state = world.to_armed(Shaped("document", "x", "Title", media=(paper(world),)), world.context("linkedin"))
    path = state.handles["document"].replace(":", "%3A")
    assert [call(world, "GET", f"/rest/{kind}/{path}").status for kind in ("documents", "videos")] == [200, 404]


def test_article_shows_its_first_picture(world):
    shaped = Shaped("article", "Read", "Title", "https://example.com/a", media=(world.picture(),))
    state = world.publish(shaped, world.context("linkedin"))
    post = world.posts("linkedin")[0]
    assert (post["kind"], post["media"], state.phase) == ("article", [state.handles["image_0"]], Phase.CONFIRMED)


@pytest.mark.parametrize("author", [ORG, PERSON])
def test_comment_is_plain_text_below_the_first_post(world, author):
    ctx = world.context("linkedin", external_id=author)
    root = first_post(world, ctx)
    shaped = Shaped("text_post", WORDS, parent=root)
    state = world.publish(shaped, ctx)
    world.clock.move(timedelta(seconds=1))
    second = world.publish(replace(shaped, text="And", parent=replace(root, external_id=state.external_id)), ctx)
    comments = [post for post in world.posts("linkedin") if post["kind"] == "comment"]
    assert [post["text"] for post in comments] == [WORDS, "And"]
    assert [post["id"] for post in comments] == [state.external_id, second.external_id]
    assert escaped(WORDS) != WORDS
    assert state.external_id.startswith(f"urn:li:comment:({root.external_id},")
    assert state.url.startswith(f"{world.base}/linkedin/feed/update/{root.external_id}/?commentUrn=urn%3Ali%3Acomment")
    assert world.http.request("GET", state.url).status == 200


@pytest.mark.parametrize("kind", ["error_before", "error_after", "timeout_after", "no_id"])
def test_comment_whose_answer_was_lost_is_read_back(world, kind):
    ctx = world.context("linkedin")
    shaped = Shaped("text_post", WORDS, parent=first_post(world, ctx))
    sent = world.committed(world.to_armed(shaped, ctx))
    world.order("linkedin", "commit", kind)
    assert failure_of(lambda: LINKEDIN.step(sent, shaped, ctx)).failure is Failure.UNKNOWN_OUTCOME
    there = kind != "error_before"
    assert LINKEDIN.reconcile(sent, shaped, ctx).verdict is (Verdict.PUBLISHED if there else Verdict.UNKNOWN)
    world.clock.move(timedelta(seconds=8))
    outcome = LINKEDIN.reconcile(sent, shaped, ctx)
    comments = [post["id"] for post in world.posts() if post["kind"] == "comment"]
    assert (outcome.verdict, [outcome.external_id]) == (
        (Verdict.PUBLISHED, comments) if there else (Verdict.NOT_PUBLISHED, [""])
    )  # fmt: skip
    assert LINKEDIN.reconcile(sent, replace(shaped, text="Other words"), ctx).verdict is Verdict.NOT_PUBLISHED


def test_comment_of_somebody_else_in_the_same_words_is_not_ours(world):
    ctx = world.context("linkedin")
    shaped = Shaped("text_post", "Well said", parent=first_post(world, ctx))
    world.publish(shaped, world.context("linkedin", external_id=PERSON))
    sent = world.committed(world.to_armed(shaped, ctx))
    world.clock.move(timedelta(seconds=10))
    assert LINKEDIN.reconcile(sent, shaped, ctx).verdict is Verdict.NOT_PUBLISHED


@pytest.mark.parametrize("kind", ["error_before", "bad_json", "rate_limit"])
def test_comment_that_cannot_be_looked_for_is_unknown(world, kind):
    ctx = world.context("linkedin")
    shaped = Shaped("text_post", "Below", parent=first_post(world, ctx))
    sent = world.committed(world.to_armed(shaped, ctx))
    world.clock.move(timedelta(minutes=1))
    world.order("linkedin", "read", kind)
    assert LINKEDIN.reconcile(sent, shaped, ctx).verdict is Verdict.UNKNOWN
    person = world.context("linkedin", external_id=PERSON)
    assert LINKEDIN.reconcile(sent, shaped, person).verdict is Verdict.UNKNOWN
    world.order("linkedin", "any", "expire_token")
    world.http.request("DELETE", f"{world.base}/_control/faults")
    world.order("linkedin", "read", "expire_token")
    assert failure_of(lambda: LINKEDIN.reconcile(sent, shaped, ctx)).failure is Failure.AUTH_EXPIRED


def test_comment_is_neither_a_post_nor_a_duplicate(world):
    ctx = world.context("linkedin")
    shaped = Shaped("text_post", "Twice the same", parent=first_post(world, ctx))
    world.publish(shaped, ctx)
    world.publish(shaped, ctx)
    sent = world.committed(PublishState().at(Phase.ARMED))
    world.clock.move(timedelta(seconds=20))
    assert LINKEDIN.reconcile(sent, Shaped("text_post", "Twice the same"), ctx).verdict is Verdict.NOT_PUBLISHED
    assert world.publish(Shaped("text_post", "Twice the same"), ctx).phase is Phase.CONFIRMED


def test_comment_is_measured_then_taken_down_twice(world):
    ctx = world.context("linkedin")
    urn = world.publish(Shaped("text_post", "Below", parent=first_post(world, ctx)), ctx).external_id
    world.clock.move(timedelta(hours=30))
    measured = LINKEDIN.metrics(urn, "text_post", ctx)
    assert (measured.values["comments"], (measured.values["likes"] or 0) > 1) == (0, True)
    person = world.context("linkedin", external_id=PERSON)
    assert LINKEDIN.metrics(urn, "text_post", person).values == {"likes": None, "comments": None}
    LINKEDIN.delete(urn, ctx)
    LINKEDIN.delete(urn, ctx)
    assert failure_of(lambda: LINKEDIN.metrics(urn, "text_post", ctx)).failure is Failure.NOT_FOUND
    assert [bool(post["deleted_at"]) for post in world.posts()] == [False, True]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"surprise": 1}, (400, "INVALID_FIELD")), ({"actor": None}, (400, "MISSING_FIELD")),
        ({"actor": "urn:li:person:9"}, (403, "ACCESS_DENIED")), ({"object": "urn:li:share:9"}, (400, "INVALID_VALUE_FOR_FIELD")),
        ({"message": None}, (400, "MISSING_FIELD")), ({"message": {"text": " "}}, (400, "MISSING_FIELD")),
        ({"message": {"text": "a" * 1251}}, (400, "FIELD_LENGTH_TOO_LONG")),
        ({"message": {"text": "a", "more": 1}}, (400, "INVALID_FIELD")),
    ],
)  # fmt: skip
def test_wrong_comment_is_refused(world, changes, expected):
    post = first_post(world, world.context("linkedin")).external_id
    body = {"actor": ORG, "object": post, "message": {"text": "Hello"}, **changes}
    sent = {name: value for name, value in body.items() if value is not None}
    assert code(call(world, "POST", f"/rest/socialActions/{post.replace(':', '%3A')}/comments", sent)) == expected
    assert len(world.posts()) == 1


def test_comment_below_nothing_is_refused(world):
    ctx = world.context("linkedin")
    error = failure_of(lambda: world.publish(Shaped("text_post", "x", parent=Parent("urn:li:share:1")), ctx))
    assert (error.failure, world.posts()) == (Failure.NOT_FOUND, [])


def test_comments_of_a_member_cannot_be_read(world):
    post = first_post(world, world.context("linkedin", external_id=PERSON)).external_id
    answer = call(world, "GET", f"/rest/socialActions/{post.replace(':', '%3A')}/comments")
    assert code(answer) == (403, "ACCESS_DENIED")


def test_duplicate_of_a_living_post_is_believed_and_a_ghost_is_not(world):
    ctx, shaped = world.context("linkedin"), Shaped("text_post", "The same words")
    first = world.publish(shaped, ctx)
    error = failure_of(lambda: world.publish(shaped, ctx))
    assert (error.failure, error.existing) == (Failure.DUPLICATE_CONTENT, first.external_id)
    world.order("linkedin", "read", "error_before")
    error = failure_of(lambda: world.publish(shaped, ctx))
    assert (error.failure, error.existing) == (Failure.DUPLICATE_CONTENT, first.external_id)
    LINKEDIN.delete(first.external_id, ctx)
    error = failure_of(lambda: world.publish(shaped, ctx))
    assert (error.failure, error.existing, error.field) == (Failure.CONTENT_REJECTED, "", "text")
    assert [bool(post["deleted_at"]) for post in world.posts()] == [True]


def test_member_cannot_verify_a_duplicate_and_does_not_ask(world):
    ctx, shaped = world.context("linkedin", external_id=PERSON), Shaped("text_post", "The same words")
    first = world.publish(shaped, ctx)
    error = failure_of(lambda: world.publish(shaped, ctx))
    assert (error.failure, error.existing) == (Failure.DUPLICATE_CONTENT, first.external_id)
    assert [each["route"] for each in world.calls()] == ["commit", "commit"]


def test_profiles_are_the_member_and_the_pages_it_administers(world):
    found = LINKEDIN.profiles(world.context("linkedin"))
    assert [(one.external_id, one.display_name) for one in found] == [
        (PERSON, "Sandbox member 17000000123"), (ORG, "Sandbox page 17000000123"),
    ]  # fmt: skip
    assert code(call(world, "GET", "/rest/organizations/5")) == (403, "ACCESS_DENIED")
    assert code(call(world, "GET", "/rest/organizationAcls?q=organization")) == (400, "QUERY_PARAM_NOT_ALLOWED")
