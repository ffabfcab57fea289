"""How many follow an account: asked of every connector, answered by every simulator, and growing with what is posted."""

from datetime import timedelta

import pytest

from agency_core.domain.platform import Platform
from agency_core.domain.publishing import Failure, PlatformError, Shaped
from agency_core.http_client import Call
from agency_core.platforms import CONNECTORS
from agency_core.sandbox.following import at_first

KEPT_FROM_US = {"tiktok"}
TELLING = [name for name in CONNECTORS if name not in KEPT_FROM_US]
ROUTES = {"instagram": "poll", "facebook": "poll", "threads": "metrics", "linkedin": "metrics"}


def followers(world, platform: str, **changes) -> int | None:
    return CONNECTORS[platform].audience(world.context(platform, **changes))


def shown(platform: str, exact: int) -> int:
    """YouTube tells three digits only."""
    return exact // 10 ** max(0, len(str(exact)) - 3) * 10 ** max(0, len(str(exact)) - 3) if platform == "youtube" else exact


@pytest.mark.parametrize("platform", TELLING)
def test_a_profile_that_never_posted_has_those_it_began_with(world, platform):
    author = world.account(platform).external_id
    assert followers(world, platform) == shown(platform, at_first(Platform(platform), author))


@pytest.mark.parametrize("platform", KEPT_FROM_US)
def test_a_login_without_the_permission_tells_nothing_and_stays_connected(world, platform):
    assert followers(world, platform) is None
    assert world.calls(platform)[-1]["status"] == 401


@pytest.mark.parametrize("platform", ["bluesky", "mastodon", "x", "linkedin", "facebook", "threads"])
def test_what_is_posted_brings_followers_and_asking_twice_tells_the_same(world, platform):
    before = followers(world, platform)
    for number in range(4):
        world.publish(Shaped("text_post", f"Lesson {number}"), world.context(platform))
        world.clock.move(timedelta(minutes=20))
    world.clock.move(timedelta(days=3))
    after = followers(world, platform)
    assert after > before
    assert followers(world, platform) == after


def test_a_person_on_linkedin_is_not_asked_about(world):
    assert followers(world, "linkedin", external_id="urn:li:person:17000000123") is None
    assert world.calls("linkedin") == []


@pytest.mark.parametrize("platform", list(CONNECTORS))
def test_a_token_that_was_taken_back_is_told_apart(world, platform):
    route = ROUTES.get(platform, "read")
    world.order(platform, route, "revoke_token")
    with pytest.raises(PlatformError) as refused:
        followers(world, platform)
    assert refused.value.failure in {Failure.AUTH_REVOKED, Failure.AUTH_EXPIRED}


@pytest.mark.parametrize("platform", list(CONNECTORS))
def test_too_many_calls_are_told_apart(world, platform):
    world.order(platform, ROUTES.get(platform, "read"), "rate_limit", seconds=60)
    with pytest.raises(PlatformError) as refused:
        followers(world, platform)
    assert refused.value.failure is Failure.RATE_LIMITED


@pytest.mark.parametrize("platform", list(CONNECTORS))
def test_whose_followers_are_counted_is_declared(platform):
    assert CONNECTORS[platform].facts.capabilities.followers


@pytest.mark.parametrize(
    ("platform", "address"),
    [
        ("threads", "v1.0/17000000123/threads_insights?metric=followers_count,likes_of_1999"),
        ("linkedin", "rest/networkSizes/urn%3Ali%3Aorganization%3A17000000123?edgeType=FOLLOWED"),
        ("linkedin", "rest/networkSizes/urn%3Ali%3Aperson%3A17000000123?edgeType=COMPANY_FOLLOWED_BY_MEMBER"),
        ("x", "2/users/me?user.fields=followers"),
        ("facebook", "v26.0/17000000123?fields=followers"),
    ],
)
def test_the_simulators_refuse_what_the_networks_do_not_have(world, platform, address):
    account = world.account(platform)
    headers = {
        "Authorization": f"Bearer {account.access_token}", "LinkedIn-Version": "202607", "X-Restli-Protocol-Version": "2.0.0",
    }
    assert world.http.request("GET", f"{world.base}/{platform}/{address}", Call(headers)).status in {400, 403}
