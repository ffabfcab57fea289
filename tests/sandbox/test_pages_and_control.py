"""What people and tests see of the sandbox: feed pages, pictures, the list of calls, orders for faults."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.domain.publishing import PlatformError, Shaped
from agency_core.http_client import Call
from agency_core.platforms import CONNECTORS

SCRIPT = "<script>alert('x')</script> & \"quotes\""


def page(world, path: str) -> tuple[int, str, str]:
    answer = world.http.request("GET", f"{world.base}{path}")
    return answer.status, answer.body.decode(), answer.headers.get("content-security-policy", "")


@pytest.mark.parametrize(
    ("platform", "names"), [("linkedin", ["17000000123", "urn:li:organization:17000000123"]), ("instagram", ["17000000123"])]
)
def test_feed_shows_posts_escaped_with_their_pictures(world, platform, names):
    world.publish(Shaped("image_post", SCRIPT, media=(world.picture(),)), world.context(platform))
    for name in names:
        status, html, policy = page(world, f"/{platform}/feed/{name}")
        assert (status, "<script" in html, "&lt;script&gt;alert" in html, "1 post," in html) == (200, False, True, True)
        assert policy.startswith("default-src 'none'")
        source = html.split('<img src="')[1].split('"')[0]
        picture = world.http.request("GET", source)
        assert (picture.status, picture.headers["content-type"], picture.body[:2]) == (200, "image/jpeg", b"\xff\xd8")


def test_feed_and_post_page_follow_a_removal(world):
    ctx = world.context("instagram")
    state = world.publish(Shaped("image_post", "Gone soon", media=(world.picture(),)), ctx)
    CONNECTORS["instagram"].delete(state.external_id, ctx)
    assert "Gone soon" not in page(world, "/instagram/feed/17000000123")[1]
    assert page(world, f"/instagram/p/{state.external_id}/")[0] == 404
    assert page(world, "/linkedin/feed/%3Cb%3E")[1].count("<b>") == 0


def test_calls_are_listed_with_phase_status_and_fault(world):
    world.order("linkedin", "commit", "refuse")
    ctx = world.context("linkedin")
    with pytest.raises(PlatformError, match="No usable answer"):
        world.publish(Shaped("text_post", "One"), ctx)
    world.publish(Shaped("text_post", "Two"), ctx)
    told = [(call["method"], call["path"], call["phase"], call["status"], call["fault"]) for call in world.calls("linkedin")]
    assert told == [("POST", "/rest/posts", "COMMIT", 0, "refuse"), ("POST", "/rest/posts", "COMMIT", 201, "")]
    assert world.calls("instagram") == []


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"platform": "myspace", "route": "any", "kind": "refuse"}, "platform"),
        ({"platform": "linkedin", "route": "lunch", "kind": "refuse"}, "route"),
        ({"platform": "linkedin", "route": "any", "kind": "explode"}, "kind"),
        ({"platform": "linkedin", "route": "any", "kind": "refuse", "times": 0}, "times"),
        ({"platform": "linkedin", "route": "any", "kind": "refuse", "seconds": -1}, "seconds"),
        ([], ""),
    ],
)
def test_order_that_cannot_be_understood_is_refused(world, fault, field):
    answer = world.http.request("POST", f"{world.base}/_control/faults", Call(json=fault))
    assert (answer.status, answer.json()["field"]) == (422, field)
    assert world.http.request("GET", f"{world.base}/_control/faults").json() == []


def test_order_sent_as_a_browser_form_is_refused(world):
    form = Call({"Content-Type": "text/plain"}, data=b'{"platform": "linkedin", "route": "any", "kind": "refuse"}')
    assert world.http.request("POST", f"{world.base}/_control/faults", form).status == 415


def test_delay_passes_before_anything_happens(world):
    world.order("linkedin", "commit", "delay", seconds=0.3)
    began = time.monotonic()
    world.publish(Shaped("text_post", "Slow"), world.context("linkedin"))
    assert time.monotonic() - began >= 0.3


def test_slow_calls_do_not_hold_up_others(world):
    world.order("linkedin", "commit", "delay", times=20, seconds=1)
    ctx = world.context("linkedin")
    shaped = [Shaped("text_post", f"Slow {number}") for number in range(20)]
    threads = [threading.Thread(target=world.publish, args=(each, ctx)) for each in shaped]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    asked = time.monotonic()
    assert world.http.request("GET", f"{world.base}/_control/faults").status == 200
    quick = time.monotonic() - asked
    for thread in threads:
        thread.join()
    assert (len(world.posts()), quick < 0.6, time.monotonic() - began < 10) == (20, True, True)


def test_body_beyond_any_right_size_is_refused(world):
    sent = Call({"Authorization": "Bearer x"}, data=b"x" * (33 * 1024 * 1024))
    assert world.http.request("PUT", f"{world.base}/linkedin/dms-uploads/a/0", sent).status == 413


def test_profile_of_another_platform_shares_nothing(world):
    world.publish(Shaped("text_post", "Here"), world.context("linkedin"))
    assert (len(world.posts("linkedin")), len(world.posts("instagram")), len(world.posts())) == (1, 0, 1)
    answer = world.http.request("GET", f"{world.base}/_control/posts?platform=nowhere")
    assert answer.status == 422


def test_numbers_on_the_page_grow(world):
    state = world.publish(Shaped("text_post", "Grow"), world.context("linkedin"))
    path = f"/linkedin/feed/update/{state.external_id}/"
    before = page(world, path)[1]
    world.clock.move(timedelta(hours=12))
    assert ("<b>0</b> views" in before, "<b>0</b> views" in page(world, path)[1]) == (True, False)


def test_post_of_one_sandbox_is_not_on_another(world):
    strict = replace(world, mount="strict")
    world.publish(Shaped("text_post", "Here"), world.context("linkedin"))
    assert [post["text"] for post in strict.posts("linkedin")] == []
