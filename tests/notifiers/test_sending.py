"""Each service is sent what it documents, and its refusals are understood."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agency_core.errors import Invalid
from agency_core.http_client import HttpClient
from agency_core.notifiers import NOTIFIERS
from agency_core.notifiers.base import NotTaken
from tests.notifiers.receiver import Reply

TOKEN = "123456:ABCdefGHIjklMNOpqrSTUvwx"
KEY = "0123456789abcdef0123456789abcdef"


def values(kind, receiver):
    """Valid fields of each kind, leading to the receiver."""
    return {
        "slack": {"url": f"{receiver.url}/services/T/B/secret"},
        "discord": {"url": f"{receiver.url}/api/webhooks/1/secret"},
        "teams": {"url": f"{receiver.url}/workflows/secret"},
        "telegram": {"token": TOKEN, "chat": "-100", "topic": "7", "server": receiver.url},
        "ntfy": {"topic": "hard-to-guess", "token": "tk_1", "server": receiver.url},
        "pagerduty": {"key": KEY, "server": receiver.url},
        "webhook": {"url": f"{receiver.url}/hook", "secret": "sixteen letters or more"},
    }[kind]


def send(kind, receiver, ways, letter):
    return NOTIFIERS[kind].send(letter, NOTIFIERS[kind].check(values(kind, receiver), ways.allowed), ways)


BY_WEB = ["slack", "discord", "teams", "telegram", "ntfy", "pagerduty", "webhook"]


def test_slack_is_sent_blocks(receiver, ways, letter):
    assert send("slack", receiver, ways, letter()) == "Slack answered: ok"
    (got,) = receiver.requests
    assert (got.path, got.headers["content-type"]) == ("/services/T/B/secret", "application/json")
    header, why, alert, link = got.json["blocks"]
    assert header == {"type": "header", "text": {"type": "plain_text", "text": "🔴 LinkedIn fails", "emoji": False}}
    assert why == {"type": "section", "text": {"type": "mrkdwn", "text": "It began.", "verbatim": True}}
    assert alert["text"]["text"].split("\n") == [
        "🔴 *LinkedIn fails (1).*", "critical, Bakery, since 2026-11-23 09:00 UTC",
        "12 of 40 failed within the hour. (failed share 0.3, deliveries 40)",
        "<https://desk.example/deliveries?state=failed&amp;x=1|Open>",
    ]
    assert link["text"]["text"] == "<https://desk.example/alerts|All alerts>"
    assert (got.json["text"], got.json["unfurl_links"]) == ("🔴 LinkedIn fails", False)


def test_discord_is_sent_an_embed_that_mentions_nobody(receiver, ways, letter):
    receiver.replies = [Reply(204, "")]
    assert send("discord", receiver, ways, letter()) == "Discord answered 204."
    sent = receiver.requests[0].json
    assert sent["allowed_mentions"] == {"parse": []}
    (embed,) = sent["embeds"]
    assert (embed["title"], embed["url"], embed["color"]) == ("🔴 LinkedIn fails", "https://desk.example/alerts", 0xD32F2F)
    assert embed["timestamp"] == "2026-11-23T09:00:00+00:00"
    assert embed["description"].split("\n")[2] == "🔴 **LinkedIn fails \\(1\\).**"
    assert embed["description"].endswith("[Open](https://desk.example/deliveries?state=failed&x=1)")


def test_teams_is_sent_an_adaptive_card(receiver, ways, letter):
    receiver.replies = [Reply(202, "")]
    assert send("teams", receiver, ways, letter()) == "Microsoft Teams answered 202."
    sent = receiver.requests[0].json
    (attached,) = sent["attachments"]
    assert (sent["type"], attached["contentType"]) == ("message", "application/vnd.microsoft.card.adaptive")
    card = attached["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert card["body"][0]["inlines"][0]["text"] == "🔴 LinkedIn fails"
    assert card["body"][2]["items"][-1]["inlines"][0]["selectAction"]["url"] == "https://desk.example/deliveries?state=failed&x=1"


def test_teams_that_says_yes_and_means_no_is_asked_again(receiver, ways, letter):
    receiver.replies = [Reply(200, "Webhook message delivery failed with error: endpoint returned HTTP error 429")]
    with pytest.raises(NotTaken) as caught:
        send("teams", receiver, ways, letter())
    assert not caught.value.is_final


def test_telegram_is_sent_html_to_a_chat_and_topic(receiver, ways, letter):
    receiver.replies = [Reply(200, '{"ok":true}')]
    assert send("telegram", receiver, ways, letter(severity="info")) == "Telegram took it."
    (got,) = receiver.requests
    assert got.path == f"/bot{TOKEN}/sendMessage"
    assert {name: value for name, value in got.json.items() if name != "text"} == {
        "chat_id": "-100", "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}, "disable_notification": True,
        "message_thread_id": 7,
    }
    assert got.json["text"].startswith("<b>🔵 LinkedIn fails</b>\nIt began.\n\n🔴 <b>LinkedIn fails (1).</b>\n")


def test_ntfy_is_sent_json_with_urgency_and_a_tap(receiver, ways, letter, told):
    send("ntfy", receiver, ways, letter())
    send("ntfy", receiver, ways, letter(told(), told(2), reason="resolved"))
    first, second = receiver.requests
    assert (first.path, first.headers["authorization"]) == ("/", "Bearer tk_1")
    sent = {name: value for name, value in first.json.items() if name != "message"}
    assert sent == {
        "topic": "hard-to-guess", "title": "🔴 LinkedIn fails", "priority": 5,
        "click": "https://desk.example/deliveries?state=failed&x=1",
    }
    assert (second.json["priority"], second.json["click"]) == (2, "https://desk.example/alerts")


def test_pagerduty_is_sent_one_event_an_alert(receiver, ways, letter, told):
    receiver.replies = [Reply(202, '{"status":"success"}')] * 3
    every = (told(1), told(2, state="resolved"), told(3, state="acknowledged"))
    assert send("pagerduty", receiver, ways, letter(*every)) == "PagerDuty took 3 events."
    first, second, third = (each.json for each in receiver.requests)
    assert {each.path for each in receiver.requests} == {"/v2/enqueue"}
    assert (first["routing_key"], first["event_action"], first["dedup_key"]) == (KEY, "trigger", "agency-a1")
    assert first["payload"] == {
        "summary": "LinkedIn fails (1).", "source": "Bakery", "severity": "critical", "timestamp": "2026-11-23T09:00:00+00:00",
        "class": "distribution_failure",
        "custom_details": {
            "why": "12 of 40 failed within the hour. (failed share 0.3, deliveries 40)", "told because": "It began.",
            "failed_share": 0.3, "deliveries": 40,
        },
    }
    assert second == {"routing_key": KEY, "event_action": "resolve", "dedup_key": "agency-a2"}
    assert third == {"routing_key": KEY, "event_action": "acknowledge", "dedup_key": "agency-a3"}


def test_pagerduty_is_tested_without_leaving_an_incident_and_told_no_summaries(receiver, ways, letter):
    send("pagerduty", receiver, ways, letter(reason="test"))
    send("pagerduty", receiver, ways, letter(reason="summary"))
    assert [each.json["event_action"] for each in receiver.requests] == ["trigger", "resolve"]


@pytest.mark.parametrize("kind", BY_WEB)
@pytest.mark.parametrize("status", [401, 403, 404, 400])
def test_a_no_for_good_is_final(kind, status, receiver, ways, letter):
    receiver.replies = [Reply(status, "invalid_token")]
    with pytest.raises(NotTaken, match=f"answered {status}: invalid_token") as caught:
        send(kind, receiver, ways, letter())
    assert caught.value.is_final


@pytest.mark.parametrize("kind", BY_WEB)
@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_no_for_now_is_tried_again(kind, status, receiver, ways, letter):
    receiver.replies = [Reply(status, "", {"Retry-After": "17"})]
    with pytest.raises(NotTaken) as caught:
        send(kind, receiver, ways, letter())
    assert (caught.value.is_final, caught.value.wait) == (False, 17.0)


@pytest.mark.parametrize(
    ("reply", "wait"),
    [
        (Reply(429, '{"parameters":{"retry_after":9}}'), 9.0), (Reply(429, '{"retry_after":1.5}'), 1.5),
        (Reply(429, "", {"Retry-After": "Mon, 23 Nov 2026 09:00:30 GMT"}), 30.0), (Reply(429, "", {"Retry-After": "soon"}), None),
        (Reply(429, "", {"Retry-After": "99999999"}), 21_600.0), (Reply(429, "", {"Retry-After": "nan"}), None),
    ],
)
def test_the_time_that_a_service_asks_for_is_understood(reply, wait, receiver, ways, letter):
    receiver.replies = [reply]
    with pytest.raises(NotTaken) as caught:
        send("telegram", receiver, ways, letter())
    assert caught.value.wait == wait


def test_a_redirect_is_not_followed(receiver, ways, letter):
    receiver.replies = [Reply(302, "", {"Location": f"{receiver.url}/elsewhere"})]
    with pytest.raises(NotTaken, match="answered 302") as caught:
        send("slack", receiver, ways, letter())
    assert (caught.value.is_final, len(receiver.requests)) == (True, 1)


def test_a_page_of_html_is_not_repeated(receiver, ways, letter):
    receiver.replies = [Reply(500, "<html>Oops</html>")]
    with pytest.raises(NotTaken, match=r"^Slack answered 500\.$"):
        send("slack", receiver, ways, letter())


@pytest.mark.parametrize("kind", BY_WEB)
def test_an_address_of_the_own_network_is_neither_kept_nor_called(kind, receiver, ways, letter):
    with pytest.raises(Invalid) as caught:
        NOTIFIERS[kind].check(values(kind, receiver), frozenset())
    assert "AGENCY_NOTIFY_HOSTS" in caught.value.remedy
    closed = replace(ways, http=HttpClient(), allowed=frozenset())
    with pytest.raises(NotTaken, match="private network") as refused:
        NOTIFIERS[kind].send(letter(), {"topic": "", **values(kind, receiver)}, closed)
    assert (refused.value.is_final, receiver.requests) == (True, [])
    assert "AGENCY_NOTIFY_HOSTS" in refused.value.remedy


@pytest.mark.parametrize("url", ["ftp://x.example", "https://", "https://u:p@x.example/", "http://x.example/h", "x"])
def test_an_address_that_cannot_be_right_is_refused(url):
    with pytest.raises(Invalid) as caught:
        NOTIFIERS["slack"].check({"url": url}, frozenset())
    assert caught.value.field == "url"


@pytest.mark.parametrize("host", ["10.0.0.1", "127.0.0.1", "localhost", "[::1]", "169.254.169.254", "[::ffff:10.0.0.1]"])
def test_an_address_that_says_it_is_private_is_refused_at_once(host):
    with pytest.raises(Invalid, match="private network"):
        NOTIFIERS["webhook"].check({"url": f"https://{host}/x", "secret": "x" * 16}, frozenset())


@pytest.mark.parametrize(
    ("kind", "field", "bad"),
    [
        ("telegram", "token", "abc"), ("telegram", "chat", "a chat"), ("telegram", "topic", "x"), ("ntfy", "topic", "a/b"),
        ("ntfy", "token", "a\nb"), ("pagerduty", "key", "short"), ("webhook", "secret", "short"),
    ],
)
def test_a_field_that_cannot_be_right_is_named(kind, field, bad, receiver, ways):
    with pytest.raises(Invalid) as caught:
        NOTIFIERS[kind].check({**values(kind, receiver), field: bad}, ways.allowed)
    assert caught.value.field == field
    assert caught.value.remedy


@pytest.mark.parametrize("kind", BY_WEB)
def test_where_it_leads_is_shown_without_what_is_secret(kind, receiver, ways):
    notifier = NOTIFIERS[kind]
    given = notifier.check(values(kind, receiver), ways.allowed)
    secret = [given[each.name] for each in notifier.fields if each.secret]
    assert [each for each in secret if each and each in notifier.target(given)] == []
    assert notifier.target(given)


def test_every_kind_describes_its_form():
    for name in NOTIFIERS:
        notifier = NOTIFIERS[name]
        assert (notifier.name, bool(notifier.label), bool(notifier.about)) == (name, True, True)
        assert [each.name for each in notifier.fields if not (each.label and each.help)] == []
