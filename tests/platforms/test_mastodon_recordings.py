"""Real answers of a Mastodon server, recorded by the authors of `Mastodon.py`, read by our connector.

The recordings are in the source distribution of that client, which is fetched once into a cache folder of the user and never
kept with this product. Where it cannot be had, these tests are skipped.
"""

import ast
import gzip
import json
import os
import re
import subprocess
import sys
import tarfile
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from agency_core.domain.clock import MovableClock
from agency_core.domain.platform import Platform
from agency_core.domain.publishing import Account, Failure, Media, Phase, PlatformError, PublishState, RateNote, Shaped, Verdict
from agency_core.http_client import Answer
from agency_core.platforms import CONNECTORS, Context
from agency_core.platforms.mastodon import registered
from agency_core.platforms.mastodon.publish import post_body
from agency_core.platforms.mastodon.text import as_read, length, read

VERSION = "2.3.3"
ARCHIVE = f"mastodon_py-{VERSION}.tar.gz"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "agency-desk-tests"
SPOKEN = re.compile(
    r"^https?://[^/]+(/api/v1/statuses|/api/v1/statuses/\d+|/api/v1/accounts/\d+/statuses|/api/v2/media|/api/v1/media/\d+"
    r"|/api/v1/accounts/verify_credentials|/api/v2/instance|/nodeinfo/2\.0|/api/v1/apps)/?(?:\?.*)?$"
)
MASTODON = CONNECTORS["mastodon"]
NOW = datetime(2026, 10, 14, 19, tzinfo=UTC)


@dataclass(frozen=True)
class Recorded:
    """One call of the recordings: `path` without ids, what was sent as a form, and what came back."""

    method: str
    path: str
    sent: dict[str, list[str]]
    answer: Answer

    @property
    def body(self):
        return json.loads(self.answer.body)


class Replay:
    """A network that gives recorded answers, the last one for ever."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str]] = []

    def request(self, method, url, call=None, *, deadline=30.0, cap=5_000_000):
        self.asked.append((method, url))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def fetched() -> Path:
    """The archive, in the cache."""
    file = CACHE / ARCHIVE
    if not file.is_file():
        CACHE.mkdir(parents=True, exist_ok=True)
        wanted = [f"Mastodon.py=={VERSION}", "--no-deps", "--no-binary", ":all:", "--dest", str(CACHE)]
        command = [sys.executable, "-m", "pip", "download", "--quiet", *wanted]
        try:
            got = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        except subprocess.TimeoutExpired:
            pytest.skip("the recordings did not come within two minutes")
        if got.returncode or not file.is_file():
            pytest.skip(f"the recordings cannot be had: {got.stderr.strip()[-200:]}")
    return file


@pytest.fixture(scope="module")
def archive():
    with tarfile.open(fetched()) as opened:
        yield opened


@pytest.fixture(scope="module")
def recorded(archive) -> list[Recorded]:
    """Every call at the addresses that we speak to, of current servers and of older ones."""
    yaml = pytest.importorskip("yaml")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = []
    for member in archive.getmembers():
        name = member.name
        if "/tests/cassettes" not in name or not name.endswith(".yaml") or ".ws." in name or "_entity_tests" in name:
            continue
        for each in yaml.load(archive.extractfile(member).read(), Loader=loader)["interactions"]:
            where = SPOKEN.match(each["request"]["uri"])
            if where:
                found.append(one(each, where[1]))
    return found


def one(each, path: str) -> Recorded:
    sent, back = each["request"]["body"] or "", each["response"]
    raw = back["body"]["string"]
    raw = raw if isinstance(raw, bytes) else raw.encode()
    headers = {name.lower(): values[0] for name, values in back["headers"].items()}
    fields = parse_qs(sent, keep_blank_values=True) if isinstance(sent, str) else {}
    answer = Answer(back["status"]["code"], headers, gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw)
    return Recorded(each["request"]["method"], re.sub(r"\d{2,}", "1", path), fields, answer)


def of(recorded, method: str, path: str, *statuses: int) -> list[Recorded]:
    found = [each for each in recorded if (each.method, each.path) == (method, path) and each.answer.status in statuses]
    assert found, f"nothing is recorded of {method} {path} {statuses}"
    return found


def context(http, heard=None) -> Context:
    account = Account("a", Platform.MASTODON, "https://server.example", "1", "token", is_sandbox=False)
    return Context(account, http, MovableClock(NOW), heard=heard or (lambda note: None))


def failure_of(attempt) -> Failure:
    with pytest.raises(PlatformError) as caught:
        attempt()
    return caught.value.failure


SENT = replace(PublishState(Phase.COMMIT_SENT), committed_at=NOW)


def posts_of(recorded) -> list[Recorded]:
    """Posts that went out at once."""
    return [each for each in of(recorded, "POST", "/api/v1/statuses", 200) if "scheduled_at" not in each.body]


def test_every_recorded_post_is_confirmed_with_its_id_and_address(recorded):
    posts = posts_of(recorded)
    for each in posts:
        state = MASTODON.step(SENT, Shaped("text_post", "x"), context(Replay(each.answer)))
        assert (state.phase, state.external_id, state.url) == (Phase.CONFIRMED, each.body["id"], each.body["url"])
    assert len(posts) > 200


def test_what_is_left_is_heard_from_every_answer_that_says_it(recorded):
    told = [each.answer for each in posts_of(recorded) if "x-ratelimit-reset" in each.answer.headers]
    for answer in told:
        heard: list[RateNote] = []
        MASTODON.step(SENT, Shaped("text_post", "x"), context(Replay(answer), heard.append))
        assert (heard[0].limit, str(heard[0].remaining)) == (300, answer.headers["x-ratelimit-remaining"])
        assert heard[0].reset_at.isoformat(timespec="microseconds").replace("+00:00", "Z") == answer.headers["x-ratelimit-reset"]
    assert len(told) > 200


def test_text_is_recognised_in_the_html_of_every_recorded_post(recorded):
    plain = [each for each in posts_of(recorded) if "status" in each.sent and "quoted_status_id" not in each.sent]
    texts = [(each.sent["status"][0], each.body["content"]) for each in plain]
    assert [(sent, html) for sent, html in texts if read(html) != as_read(sent)] == []
    assert len({sent for sent, _ in texts}) > 20


def test_every_recorded_refusal_is_classified_without_reading_its_text(recorded):
    refused = of(recorded, "POST", "/api/v1/statuses", 401, 422)
    known = {401: Failure.AUTH_REVOKED, 422: Failure.CONTENT_REJECTED}
    for each in refused:
        failed = failure_of(lambda each=each: MASTODON.step(SENT, Shaped("text_post", "x"), context(Replay(each.answer))))
        assert failed is known[each.answer.status]
    assert len({each.body["error"][:4] for each in refused}) > 1, "texts in more than one language are recorded"


def test_fields_that_we_send_are_fields_that_were_sent(recorded):
    names = {name.removesuffix("[]") for each in posts_of(recorded) for name in each.sent}
    state = PublishState(handles={"media_0": "1"})
    from agency_core.domain.publishing import Parent

    ours = post_body(Shaped("image_post", "x", media=(Media("u"),), parent=Parent("1")), state)
    assert set(ours) <= names


def test_recorded_uploads_are_ready_or_waited_for(recorded, tmp_path):
    file = tmp_path / "a.mp4"
    file.write_bytes(b"video")
    shaped = Shaped("video_post", "x", media=(Media("u", str(file), "video/mp4"),))
    for each in of(recorded, "POST", "/api/v2/media", 200, 202):
        state = MASTODON.step(PublishState(), shaped, context(Replay(each.answer)))
        waits = each.answer.status == 202
        assert (state.handles["media_0"], "ready_0" in state.handles) == (each.body["id"], not waits)
        assert (state.phase is Phase.MEDIA_PROCESSING, state.not_before is not None) == (waits, waits)
    polling = PublishState(Phase.MEDIA_PROCESSING, {"media_0": "1"})
    for each in of(recorded, "GET", "/api/v1/media/1", 200):
        assert MASTODON.step(polling, shaped, context(Replay(each.answer))).handles["ready_0"] == "1"
    for each in of(recorded, "PUT", "/api/v1/media/1", 206):
        assert MASTODON.step(polling, shaped, context(Replay(each.answer))).phase is Phase.MEDIA_PROCESSING


def test_recorded_removals_succeed_also_of_what_is_gone(recorded):
    for each in of(recorded, "DELETE", "/api/v1/statuses/1", 200, 404):
        assert MASTODON.delete("1", context(Replay(each.answer))) is None
    assert of(recorded, "DELETE", "/api/v1/statuses/1", 404)


def test_numbers_are_those_of_the_recorded_posts(recorded):
    for each in of(recorded, "GET", "/api/v1/statuses/1", 200):
        measured = MASTODON.metrics("1", "text_post", context(Replay(each.answer)))
        told = each.body
        assert measured.values == {
            "likes": told["favourites_count"], "shares": told["reblogs_count"], "comments": told["replies_count"],
        }  # fmt: skip
        assert measured.extra == {"quotes": told["quotes_count"]}


def test_post_that_is_missing_was_recorded_and_is_not_found(recorded):
    missing = of(recorded, "GET", "/api/v1/statuses/0", 404)[0]
    assert failure_of(lambda: MASTODON.metrics("0", "text_post", context(Replay(missing.answer)))) is Failure.NOT_FOUND


def test_recorded_posts_are_found_again_in_recorded_lists(recorded):
    texts = {each.body["id"]: each.sent["status"][0] for each in posts_of(recorded) if "status" in each.sent}
    found = 0
    for each in of(recorded, "GET", "/api/v1/accounts/1/statuses", 200):
        for post in each.body:
            if post["id"] not in texts:
                continue
            sent = replace(SENT, committed_at=datetime.fromisoformat(post["created_at"]))
            only = replace(each.answer, body=json.dumps([post]).encode())
            shaped = Shaped("text_post", texts[post["id"]])
            outcome = MASTODON.reconcile(sent, shaped, context(Replay(only)))
            assert (outcome.verdict, outcome.external_id, outcome.url) == (Verdict.PUBLISHED, post["id"], post["url"])
            later = replace(sent, committed_at=sent.committed_at + timedelta(hours=1))
            assert MASTODON.reconcile(later, shaped, context(Replay(only))).verdict is not Verdict.PUBLISHED
            found += 1
    assert found > 20


def test_profile_and_its_limits_are_those_recorded(recorded):
    who = of(recorded, "GET", "/api/v1/accounts/verify_credentials", 200)
    instance = [each for each in of(recorded, "GET", "/api/v2/instance", 200) if each.body["version"] == "4.7.3"][-1]
    node = of(recorded, "GET", "/nodeinfo/2.0", 200)[0]
    media = instance.body["configuration"]["media_attachments"]
    for each in who:
        profile = MASTODON.profiles(context(Replay(each.answer, instance.answer, node.answer)))[0]
        assert (profile.external_id, profile.display_name) == (each.body["id"], f"@{each.body['username']}@server.example")
    assert profile.limits == {
        "max_characters": 500, "max_media_attachments": 4, "idempotency": True,
        "mime_types": media["supported_mime_types"], "description_limit": media["description_limit"],
        "image_size_limit": media["image_size_limit"], "video_size_limit": media["video_size_limit"],
    }  # fmt: skip
    assert MASTODON.validate(Shaped("text_post", "a" * 500), profile.limits) == []


def test_recorded_registration_names_our_keys(recorded):
    for each in of(recorded, "POST", "/api/v1/apps", 200):
        keys = registered(Replay(each.answer), MovableClock(NOW), "https://server.example", "https://desk.example/back")
        assert (keys.client_id, keys.client_secret) == (each.body["client_id"], each.body["client_secret"])


def test_texts_count_as_measured_on_a_real_server(archive):
    """Servers count what a reader takes for one character; we count code points, which are never fewer."""
    source = archive.extractfile(next(each for each in archive.getnames() if each.endswith("tests/test_status_length.py"))).read()
    table = next(
        node.value for node in ast.parse(source).body if isinstance(node, ast.Assign) and node.targets[0].id == "TEST_CASES"
    )
    cases = eval(compile(ast.Expression(table), "cases", "eval"), {"__builtins__": {}})
    plain = [(text, count) for text, count in cases if not any(joins(char) for char in text)]
    assert [(text, length(text), count) for text, count in plain if length(text) != count] == []
    assert all(length(text) >= count for text, count in cases)
    assert len(plain) > 20


def joins(char: str) -> bool:
    """Whether a character is read as a part of another one."""
    flag_or_skin = 0x1F1E6 <= ord(char) <= 0x1F1FF or 0x1F3FB <= ord(char) <= 0x1F3FF
    return bool(unicodedata.combining(char)) or char in "\u200d\ufe0f\r" or flag_or_skin
