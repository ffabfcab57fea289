"""What every connector promises, tried on each of them, with a network that answers anything at all."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agency_core.domain.clock import MovableClock
from agency_core.domain.content import ContentType
from agency_core.domain.platform import LABELS, MediaSort
from agency_core.domain.publishing import Account, Failure, Media, Phase, PlatformError, PublishState, Shaped, Verdict
from agency_core.http_client import Answer, AnswerLost, NothingSent
from agency_core.platforms import CONNECTORS, Context
from agency_core.sandbox.simulators import SIMULATORS

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
METRICS = {"views", "impressions", "reach", "likes", "comments", "shares", "saves", "clicks"}
IDS = {
    "linkedin": ("urn:li:organization:1", "urn:li:person:1"),
    "instagram": ("1",),
    "facebook": ("1",),
    "threads": ("1",),
    "bluesky": ("did:plc:1",),
    "mastodon": ("1",),
    "x": ("1",),
    "youtube": ("UC1",),
    "tiktok": ("open-1",),
}
HANDLES = {
    "image_0": "urn:li:image:1", "upload_0": "https://www.linkedin.com/dms-uploads/1", "sent_0": "1", "container_id": "77",
    "session": "https://youtube.example/upload?upload_id=1", "size": "4", "offset": "0",
    "media_0": "1", "rkey": "3m6ck5xyz2222", "created_at": "2026-11-23T09:00:00.000Z", "blob_0": '{"$type": "blob"}',
}  # fmt: skip
FOLLOWED = {"youtube", "tiktok"}
"""Platforms that go on after the irreversible call: the state stays COMMIT_SENT until the outcome is certain."""
QUESTIONS = {"youtube": {"GET", "PUT"}, "tiktok": {"POST"}}
"""How a platform is asked, where not by GET alone."""
SAYS_NO = {"youtube": {404, 410}}
"""Answers that are not 2xx and yet say that nothing was published."""
SENT = replace(PublishState(Phase.COMMIT_SENT, HANDLES), committed_at=NOW)


class Scripted:
    """A network that gives the answers it was told, the last one for ever; an exception is raised."""

    def __init__(self, *answers) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str]] = []

    def request(self, method, url, call=None, *, deadline=30.0, cap=5_000_000):
        self.asked.append((method, url))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture(params=list(CONNECTORS))
def connector(request):
    return CONNECTORS[request.param]


@pytest.fixture
def picture(tmp_path, connector) -> Media:
    """A picture; a video where the platform carries no pictures."""
    if "image_post" not in connector.facts.capabilities.kinds:
        file = tmp_path / "a.mp4"
        file.write_bytes(b"film")
        return Media("https://media.example/a.mp4", str(file), "video/mp4", 1080, 1920, 4)
    file = tmp_path / "a.jpg"
    file.write_bytes(b"jpeg")
    return Media("https://media.example/a.jpg", str(file), "image/jpeg", 1080, 1080, 4)


def context(connector, http, external_id: str = "") -> Context:
    name = connector.facts.key
    account = Account("a", name, f"https://{name}.example", external_id or IDS[name][0], "token", "refresh")
    return Context(account, http, MovableClock(NOW))


def image_post(picture: Media) -> Shaped:
    if picture.mime.startswith("video"):
        return Shaped("video_post", "Hello", "A title", media=(picture,))
    return Shaped("image_post", "Hello", media=(picture,))


def outcome_of(connector, state, shaped, http) -> tuple[Failure | None, Phase | None]:
    try:
        return None, connector.step(state, shaped, context(connector, http)).phase
    except PlatformError as error:
        return error.failure, None


def test_facts_are_complete(connector):
    facts = connector.facts
    can = facts.capabilities
    assert (facts.key in LABELS, bool(facts.spec_version), bool(facts.verified)) == (True, True, True)
    assert facts.sunset is None or facts.sunset > date(2026, 11, 22)
    assert can.content_types <= set(ContentType)
    assert set(can.metrics) <= METRICS
    assert (can.text_limit > 0, can.settling_seconds > 0) == (True, True)
    assert all(0 <= carries.least <= carries.most for carries in can.kinds.values())
    assert {sort for carries in can.kinds.values() for sort in carries.sorts} == set(can.files)


def test_registry_names_the_platform(connector):
    assert CONNECTORS[connector.facts.key] is connector


def test_good_draft_breaks_no_rule_and_bad_ones_are_named(connector, picture):
    facts, post = connector.facts, image_post(picture)
    assert connector.validate(post, {}) == []
    sort, most = picture.mime.partition("/")[0], facts.capabilities.kinds[post.content_type].most
    found = [
        *connector.validate(replace(post, text="a" * (2 * facts.capabilities.text_limit + 7)), {}),
        *connector.validate(replace(post, media=()), {}),
        *connector.validate(Shaped("opera", "x"), {}),
        *connector.validate(replace(post, media=(picture,) * (most + 1)), {}),
        *connector.validate(replace(post, media=(replace(picture, mime=f"{sort}/tiff"),)), {}),
        *connector.validate(replace(post, media=(replace(picture, bytes=10**12),)), {}),
        *connector.validate(replace(post, media=(Media("", mime=picture.mime),)), {}),
    ]
    rules = [issue.rule for issue in found]
    address = "media_url" if MediaSort.IMAGE in facts.capabilities.fetches else "media_file"
    assert rules == ["text_limit", "media_min", "content_type", "media_max", f"{sort}_type", f"{sort}_bytes", address]
    assert all(issue.blocking and issue.remedy and issue.platform == facts.key for issue in found)


def test_draft_whose_pictures_are_not_fetched_yet_breaks_no_rule(connector):
    for kind, name in {"image_post": "a.jpg", "reel": "a.mp4?x=1", "video_post": "a.mp4?x=1"}.items():
        if kind in connector.facts.capabilities.content_types:
            shaped = Shaped(kind, "Hello", "A title", media=(Media(f"https://media.example/{name}"),))
            assert connector.validate(shaped, {}) == []


def test_length_of_text_within_the_limit_never_breaks_it(connector, picture):
    limit = connector.facts.capabilities.text_limit
    assert connector.length("a" * limit) == limit
    assert connector.validate(replace(image_post(picture), text="a" * limit), {}) == []


def test_nothing_sent_is_transient_even_at_the_commit(connector, picture):
    shaped = image_post(picture)
    for state in (PublishState(), SENT):
        assert outcome_of(connector, state, shaped, Scripted(NothingSent("no way"))) == (Failure.TRANSIENT, None)


def test_lost_answer_is_transient_before_the_commit_and_unknown_at_it(connector, picture):
    shaped = image_post(picture)
    assert outcome_of(connector, PublishState(), shaped, Scripted(AnswerLost("?"))) == (Failure.TRANSIENT, None)
    assert outcome_of(connector, SENT, shaped, Scripted(AnswerLost("?"))) == (Failure.UNKNOWN_OUTCOME, None)


@pytest.mark.parametrize("status", [302, 408, 409, 500, 502, 503, 504, 599])
def test_stumbling_network_proves_nothing_at_the_commit(connector, picture, status):
    page = Answer(status, {}, b"<html>")
    assert outcome_of(connector, SENT, image_post(picture), Scripted(page)) == (Failure.UNKNOWN_OUTCOME, None)
    assert outcome_of(connector, PublishState(), image_post(picture), Scripted(page)) == (Failure.TRANSIENT, None)


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b'{"id": null}', b'{"id": ""}', b'{"id": {}}', b"<html>"])
def test_success_without_an_id_is_unknown(connector, picture, body):
    answer = Answer(201, {}, body)
    assert outcome_of(connector, SENT, image_post(picture), Scripted(answer)) == (Failure.UNKNOWN_OUTCOME, None)


def test_armed_and_confirmed_states_make_no_call(connector, picture):
    http = Scripted(AssertionError("no call is due"))
    for phase in (Phase.ARMED, Phase.CONFIRMED):
        state = PublishState(phase, HANDLES)
        assert connector.step(state, image_post(picture), context(connector, http)) == state
    assert http.asked == []


def test_a_step_makes_one_call(connector, picture):
    blob = b'{"ref": {"$link": "bafk1"}, "mimeType": "image/jpeg", "size": 4}'
    data = b'{"id": "5", "privacy_level_options": ["PUBLIC_TO_EVERYONE"]}'
    urls = b'{"image": "urn:li:image:1", "uploadUrl": "https://x.example/1"}'
    reply = b'{"id": "5", "value": %b, "blob": %b, "data": %b}' % (urls, blob, data)
    http = Scripted(Answer(200, {"location": "https://youtube.example/upload?upload_id=1"}, reply))
    state = connector.step(PublishState(), image_post(picture), context(connector, http))
    assert (len(http.asked), state.phase in {Phase.MEDIA_UPLOADING, Phase.MEDIA_PROCESSING, Phase.ARMED}) == (1, True)
    assert PublishState.from_json(state.to_json()) == state


def test_reconcile_only_reads(connector, picture):
    for answer in (Answer(200, {}, b'{"elements": [], "status_code": "FINISHED", "data": []}'), Answer(500, {}, b"")):
        http = Scripted(answer)
        connector.reconcile(SENT, image_post(picture), context(connector, http))
        assert {method for method, _ in http.asked} <= QUESTIONS.get(connector.facts.key, {"GET"})


def test_reconcile_without_the_moment_of_sending_is_unknown(connector, picture):
    state, http = PublishState(Phase.COMMIT_SENT), Scripted(AssertionError("nothing to ask"))
    assert connector.reconcile(state, image_post(picture), context(connector, http)).verdict is Verdict.UNKNOWN


def test_tokens_are_sent_in_headers_only(connector, picture):
    http = Scripted(Answer(200, {}, b"{}"))
    ctx = context(connector, http)
    for state in (PublishState(), SENT):
        with pytest.raises(PlatformError):
            connector.step(state, image_post(picture), ctx)
    ended(lambda: connector.metrics("5", "image_post", ctx))
    assert [url for _, url in http.asked if "token" in url] == []


NAMES = st.sampled_from(
    ["id", "error", "code", "error_subcode", "status_code", "status", "value", "image", "uploadUrl", "elements", "data",
     "message", "errorDetails", "inputErrors", "video", "uploadInstructions", "totalShareStatistics", "count", "values",
     "items", "publish_id", "upload_url", "fail_reason", "privacy_level_options", "errors", "reason",
     "name", "caption", "commentary", "timestamp", "createdAt", "lastModifiedAt", "permalink", "access_token", "expires_in",
     "content", "created_at", "media_attachments", "favourites_count", "username", "configuration", "software", "error"]
)  # fmt: skip
LEAVES = (
    st.none() | st.booleans() | st.integers(-3, 10**13) | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["PUBLISHED", "FINISHED", "ERROR", "AVAILABLE", "Hello", "DUPLICATE_POST", "urn:li:share:1"])
    | st.sampled_from(["ok", "FAILED", "PUBLISH_COMPLETE", "videoNotFound"])
)  # fmt: skip
BODIES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=12
)
USAGES = ["[]", "{", '{"1": [{"estimated_time_to_regain_access": 5}]}', '{"1": 5}']
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "x-restli-id": st.sampled_from(["", "nonsense", "urn:li:share:1"]),
        "retry-after": st.sampled_from(["7", "soon", "-1", "99999999999", "Mon, 23 Nov 2026 10:00:00 GMT"]),
        "x-business-use-case-usage": st.sampled_from(USAGES),
        "etag": st.just("e"),
        "x-ratelimit-reset": st.sampled_from(["soon", "2026-11-23T10:00:00.5Z", "0001-01-01T00:00:00+23:00", "9999-12-31"]),
    },
)
STATUSES = st.sampled_from([200, 201, 204, 301, 400, 401, 403, 404, 409, 410, 413, 422, 426, 429, 500, 503])


@st.composite
def answers(draw) -> Answer:
    return Answer(draw(STATUSES), draw(HEADERS), json.dumps(draw(BODIES)).encode())


def ended(attempt) -> tuple[object, Failure | None]:
    """What an attempt returned, or the class of its failure; anything but a classified failure breaks the test."""
    try:
        return attempt(), None
    except PlatformError as error:
        assert error.retry_at is None or abs(error.retry_at - NOW) <= timedelta(days=1), error.retry_at  # noqa: PT017
        return None, error.failure


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(replies=st.lists(answers(), min_size=1, max_size=3), number=st.integers(0, 1))
def test_whatever_the_network_answers_only_classified_errors_come_out(connector, picture, replies, number):
    """And nothing counts as published that has no id, and nothing as unpublished after a 5xx."""
    names = IDS[connector.facts.key]
    shaped, polling = image_post(picture), PublishState(Phase.MEDIA_PROCESSING, {"container_id": "7"})
    first = replies[0]

    def tried(attempt) -> tuple[object, Failure | None]:
        return ended(lambda: attempt(context(connector, Scripted(*replies), names[number % len(names)])))

    state, failure = tried(lambda ctx: connector.step(SENT, shaped, ctx))
    if failure is None:
        followed = connector.facts.key in FOLLOWED
        expected = (Phase.COMMIT_SENT, False, True) if followed else (Phase.CONFIRMED, True, True)
        assert (state.phase, bool(state.external_id), first.ok) == expected
    if first.status >= 500 or 300 <= first.status < 400:
        assert failure in {Failure.UNKNOWN_OUTCOME, Failure.DUPLICATE_CONTENT}
    others = [
        tried(lambda ctx: connector.step(PublishState(), shaped, ctx)),
        tried(lambda ctx: connector.step(polling, shaped, ctx)),
        tried(lambda ctx: connector.metrics("urn:li:share:1", "image_post", ctx)),
        tried(lambda ctx: connector.delete("5", ctx)),
        tried(lambda ctx: connector.refresh(ctx)),
    ]
    assert Failure.UNKNOWN_OUTCOME not in [found for _, found in others]
    outcome, failure = tried(lambda ctx: connector.reconcile(SENT, shaped, ctx))
    assert failure in {None, Failure.AUTH_EXPIRED, Failure.AUTH_REVOKED}
    says_no = first.ok or first.status in SAYS_NO.get(connector.facts.key, set())
    assert outcome is None or outcome.verdict is not Verdict.NOT_PUBLISHED or says_no


def test_platforms_with_a_simulator_are_those_with_a_connector():
    assert set(SIMULATORS) == set(CONNECTORS)
    for each in SIMULATORS.all():
        assert {line.platform for line in each.lines} == {each.platform}
        assert any(line.is_commit for line in each.lines)
