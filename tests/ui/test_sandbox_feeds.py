"""The ways from the desk to what a client published on the sandbox."""

import pytest

from agency_core.domain.platform import LABELS
from agency_core.domain.sandbox import feed_address


@pytest.fixture
def feeds(agency, owner, client) -> dict[str, str]:
    """The addresses of the client's feeds by platform."""
    base = agency.settings.sandbox_base
    found = agency.accounts.list(owner, client_id="bread")
    return {one.platform: feed_address(base, one.platform, one.external_id) for one in found}


def test_an_address_keeps_a_urn_in_one_piece():
    address = feed_address("http://127.0.0.1:8501/sandbox", "linkedin", "urn:li:organization:17/a?b")
    assert address == "http://127.0.0.1:8501/sandbox/linkedin/feed/urn%3Ali%3Aorganization%3A17%2Fa%3Fb"


def test_each_sandbox_account_leads_to_its_feed(feeds, open_page):
    page = open_page("accounts", client="bread")
    buttons = [one.proto for one in page.get("link_button")]
    assert {one.url for one in buttons if one.label == "See the sandbox feed"} == set(feeds.values())


def test_the_command_center_leads_to_every_feed(feeds, open_page):
    page = open_page("command_center", client="bread")
    (said,) = [one.value for one in page.caption if one.value.startswith("See the sandbox feeds:")]
    assert [f"[{LABELS[name]}]({address})" in said for name, address in feeds.items()] == [True] * len(feeds)


def test_who_does_not_rehearse_is_led_nowhere(agency, owner, client, feeds, open_page):
    for one in agency.accounts.list(owner, client_id="bread"):
        agency.accounts.disconnect(owner, one.id)
    command_center, accounts = open_page("command_center", client="bread"), open_page("accounts", client="bread")
    assert [one for one in command_center.caption if "sandbox feeds" in one.value] == []
    assert [one for one in accounts.get("link_button") if one.proto.label == "See the sandbox feed"] == []
