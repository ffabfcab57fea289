"""Notifiers: entered, checked, sealed, tried, changed and deleted; their secrets are never seen again."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest
from sqlalchemy import select

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.notifier import DELETED, NewNotifier, NotifierChanges
from agency_core.domain.watching import Matcher, QuietHours
from agency_core.errors import Forbidden, Invalid, NotFound
from agency_core.models import HistoryRow, NotifierRow
from agency_core.security.sealing import is_sealed
from agency_core.services.courier import hidden
from agency_core.services.forget_logins import forget_logins
from tests.notifiers.receiver import Reply
from tests.services.told_people import HMAC, SECRET


def test_a_notifier_is_kept_with_its_address_sealed(outbox):
    made = outbox.slack(match=Matcher(("new_agent",), ("critical",)), quiet=QuietHours(60, 420, "Europe/Berlin"), after_minutes=5)
    assert outbox.notifiers.list(outbox.owner) == (made,)
    assert outbox.notifiers.get(outbox.owner, made.id) == made
    assert (made.is_on, made.settings, made.target) == (True, {}, f"{outbox.receiver.host} …-see")
    assert (made.match.severities, made.quiet.begin, made.after_minutes) == (("critical",), 60, 5)
    assert is_sealed(outbox.sealed(made.id))
    assert SECRET not in json.dumps(outbox.sealed(made.id))


def test_its_secret_is_never_seen_again(outbox, caplog):
    caplog.set_level(logging.DEBUG)
    slack, program = outbox.slack(), outbox.webhook()
    outbox.receiver.replies = [Reply(404, f"no such thing: /services/{SECRET}")]
    for each in (slack, program):
        outbox.tell(each)
        outbox.notify.drain()
    trials = [outbox.notifiers.test(outbox.owner, each.id) for each in (slack, program)]
    seen = [repr(outbox.notifiers.list(outbox.owner)), repr(outbox.notify.list(outbox.owner)), repr(trials), caplog.text]
    with outbox.agency.db.reading() as session:
        seen += [row.why for row in session.scalars(select(HistoryRow))]
    assert [each for each in seen if SECRET in each or HMAC in each] == []
    assert "no such thing: …" in seen[1]


def test_a_test_sends_a_real_message_and_says_what_was_answered(outbox):
    slack = outbox.slack()
    trial = outbox.notifiers.test(outbox.owner, slack.id)
    assert (trial.ok, trial.said) == (True, "Slack answered: ok")
    assert outbox.titles() == ["✅ Test of Ops"]
    outbox.receiver.replies = [Reply(403, "invalid_token")]
    trial = outbox.notifiers.test(outbox.owner, slack.id)
    assert (trial.ok, trial.said) == (False, "Slack answered 403: invalid_token")
    assert trial.remedy == "Check its address and token, and that it still exists there."
    logged = outbox.notify.list(outbox.owner).items
    assert sorted(each.state for each in logged) == ["failed", "sent"]
    assert {each.reason for each in logged} == {"test"}
    assert outbox.notifiers.get(outbox.owner, slack.id).last_error == f"{trial.said}. {trial.remedy}"


def test_a_changed_notifier_keeps_the_secret_that_was_not_given(outbox):
    program = outbox.webhook()
    before = outbox.sealed(program.id)
    changes = NotifierChanges(name=" On  call ", values={"url": f"{outbox.receiver.url}/new", "secret": " "}, repeat_minutes=30)
    changed = outbox.notifiers.update(outbox.owner, program.id, changes=changes)
    assert (changed.name, changed.repeat_minutes) == ("On call", 30)
    assert outbox.sealed(program.id) != before
    assert outbox.notifiers.test(outbox.owner, program.id).ok
    assert outbox.receiver.requests[0].path == "/new"
    assert outbox.opened(program.id)["secret"] == HMAC


def test_a_deleted_notifier_is_gone_and_its_log_stays(outbox):
    never, used = outbox.slack("Never"), outbox.slack("Used")
    outbox.tell(used, 1)
    outbox.notify.drain()
    waiting = outbox.tell(used, 2)
    for each in (never, used):
        outbox.notifiers.delete(outbox.owner, each.id)
        with pytest.raises(NotFound):
            outbox.notifiers.get(outbox.owner, each.id)
    assert outbox.notifiers.list(outbox.owner) == ()
    assert outbox.row(waiting)[::3] == ("failed", "The notifier was deleted before this was sent.")
    with outbox.agency.db.reading() as session:
        (left,) = session.scalars(select(NotifierRow))
        assert (left.id, left.kind, left.is_on, left.secret) == (used.id, DELETED, False, {})
    assert len(outbox.notify.list(outbox.owner).items) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"), ({"name": "x" * 81}, "name"), ({"values": {}}, "url"),
        ({"values": {"url": "https://x.example", "b": ""}}, "b"),
        ({"values": {"url": "https://x.example/" + "x" * 2_000}}, "url"), ({"after_minutes": -1}, "after_minutes"),
        ({"repeat_minutes": 10**6}, "repeat_minutes"), ({"quiet": QuietHours(0, 1440)}, "quiet"),
        ({"quiet": QuietHours(0, 1, "Mars")}, "quiet.timezone"), ({"match": Matcher(severities=("bad",))}, "match.severities"),
        ({"match": Matcher(rules=("",))}, "match.rules"), ({"kind": "pigeon"}, "notifier"),
        ({"client_id": "nobody"}, "client_id"),
    ],
)
def test_what_cannot_be_right_is_refused_by_name(outbox, changes, field):
    new = replace(NewNotifier("slack", "Ops", {"url": "https://hooks.slack.com/services/T/B/X"}), **changes)
    with pytest.raises((Invalid, NotFound)) as caught:
        outbox.notifiers.create(outbox.owner, new=new)
    assert caught.value.remedy
    assert caught.value.field == field


def test_only_who_decides_for_a_client_sets_who_is_told(outbox, writer, stranger):
    slack = outbox.slack()
    new = NewNotifier("slack", "Ops", {"url": "https://hooks.slack.com/services/T/B/X"})
    with pytest.raises(Forbidden):
        outbox.notifiers.create(writer, new=new)
    with pytest.raises(NotFound):
        outbox.notifiers.create(stranger, new=new)
    for attempt in (outbox.notifiers.get, outbox.notifiers.test, outbox.notifiers.delete):
        with pytest.raises(NotFound):
            attempt(stranger, slack.id)
    with pytest.raises(Forbidden):
        outbox.notifiers.update(writer, slack.id, changes=NotifierChanges(is_on=False))
    assert outbox.notifiers.list(stranger) == ()


def test_a_client_sees_its_own_notifiers_only(outbox):
    client = outbox.agency.clients.own(outbox.owner)
    own, _ = outbox.slack("Own", client_id=client.id), outbox.slack("All")
    person = Actor(ActorKind.PERSON, "ann", clients=frozenset({client.id}))
    assert outbox.notifiers.list(person) == (own,)
    assert {each.name for each in outbox.notifiers.list(outbox.owner, client_id=client.id)} == {"Own", "All"}


def test_the_forms_name_every_field(outbox):
    kinds = {kind.name: [each.name for each in kind.fields if each.required] for kind in outbox.notifiers.kinds()}
    assert kinds == {
        "email": ["to"], "slack": ["url"], "discord": ["url"], "teams": ["url"], "telegram": ["token", "chat"], "ntfy": ["topic"],
        "pagerduty": ["key"], "webhook": ["url", "secret"], "apprise": ["url"],
    }


def test_with_the_key_lost_a_notifier_stays_and_has_to_be_filled_in_again(outbox):
    slack = outbox.slack()
    forget_logins(outbox.owner, outbox.agency.db, outbox.clock)
    left = outbox.notifiers.get(outbox.owner, slack.id)
    assert (left.is_on, outbox.sealed(slack.id)) == (False, {})
    assert left.last_error == "Its address was deleted, as the key was lost: enter it again and switch it on."
    values = {"url": f"{outbox.receiver.url}/services/new"}
    outbox.notifiers.update(outbox.owner, slack.id, changes=NotifierChanges(values=values, is_on=True))
    assert outbox.notifiers.test(outbox.owner, slack.id).ok


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("POST /services/T0/verysecret: no", "POST …: no"), ("verysecret", "…"),
        ("https://x.example/services/T0/verysecret?a=1", "…"),
        ("https%3A%2F%2Fx.example%2Fservices%2FT0%2Fverysecret%3Fa%3D1", "…"), ("workers are down", "workers are down"),
    ],
)
def test_a_secret_is_hidden_in_whatever_a_service_says(text, expected):
    assert hidden(text, ["https://x.example/services/T0/verysecret?a=1", ""]) == expected
