"""KPIs, custom rules and replays against plain counts of the same facts; on both kinds of database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil
from random import Random
from types import SimpleNamespace

import pytest
from sqlalchemy import insert

from agency_core.domain.agent import NewAgent
from agency_core.domain.client import NewClient
from agency_core.domain.custom_rule import NewRule
from agency_core.domain.ids import new_id
from agency_core.domain.kpi import APART, KPIS
from agency_core.errors import Invalid, NotFound
from agency_core.models import ContentRow, DeliveryRow, HistoryRow, MessageRow

DAYS = 10
FAILURES = ("transient", "content_rejected", "auth_revoked", "unknown_outcome", "media_rejected", "before_failed")


@pytest.fixture
def lived(agency, owner, clock):
    """A client with two agents and a past of random deliveries, messages and content; the rows as they were written."""
    clock.move(timedelta(minutes=7, seconds=13))
    client = agency.clients.create(owner, new=NewClient("Bread", timezone="Asia/Kathmandu"))
    for name in ("anna", "ben"):
        new = NewAgent(name, name.title(), "data_decoder", ("linkedin",), ("article",), "weekly", client_id=client.id)
        agency.agents.register(owner, new=new)
    account = next(each for each in agency.accounts.list(owner, client_id=client.id) if each.platform == "linkedin")
    luck, now = Random(5), clock.now()
    past = SimpleNamespace(client=client, deliveries=[], messages=[], content=[], history=[])

    def moment() -> datetime:
        return now - timedelta(milliseconds=luck.randrange(1, 14 * 86_400_000))

    for _ in range(160):
        made, agent = moment(), luck.choice(("anna", "ben", ""))
        approved = luck.choice((None, made + timedelta(hours=1)))
        past.content.append({
            "id": new_id(made), "client_id": client.id, "creator_agent_id": agent, "persona": "", "content_type": "article",
            "title": "T", "content_body": "B", "target_platforms": ["linkedin"], "scheduled_time": None,
            "status": "draft", "created_at": made, "updated_at": made, "approved_at": approved,
            "approved_by": luck.choice(("person:owner", "system:engine")) if approved else "",
            "recurrence_id": luck.choice(("", "", "r")),
        })
        if luck.random() < 0.4:
            came = luck.choice(("in_review", "scheduled", ""))
            past.history.append({
                "client_id": client.id, "noun": "content", "subject_id": past.content[-1]["id"], "from_state": came,
                "to_state": "draft", "actor": "person:owner", "at": made, "why": "",
            })
        due = moment()
        state = luck.choice(("delivered", "delivered", "delivered", "failed", "missed", "pending"))
        late = timedelta(milliseconds=luck.choice((0, 400, 5000, 59_999, 60_000, 3_600_000)))
        at = min(due + late, now - timedelta(milliseconds=1))
        past.deliveries.append({
            "id": new_id(due), "client_id": client.id, "content_id": past.content[-1]["id"], "account_id": account.id,
            "platform": "linkedin", "state": state, "due_at": min(due, at), "next_attempt_at": due, "created_at": due,
            "updated_at": at, "delivered_at": at if state == "delivered" else None, "part": 0,
            "failure": luck.choice(FAILURES) if state == "failed" else "",
        })
        ready = moment()
        done = min(ready + timedelta(milliseconds=luck.randrange(0, 900_000)), now - timedelta(milliseconds=1))
        past.messages.append({
            "id": new_id(ready), "client_id": client.id, "sender_agent_id": "system",
            "receiver_agent_id": luck.choice(("anna", "ben")), "message_type": "content_request", "payload": {}, "priority": 3,
            "status": luck.choice(("done", "done", "dead")),
            "created_at": ready, "available_at": ready, "done_at": done,
        })
    with agency.db.transaction() as session:
        for row, values in (
            (ContentRow, past.content), (DeliveryRow, past.deliveries), (MessageRow, past.messages), (HistoryRow, past.history),
        ):
            session.execute(insert(row), values)
    return past


@pytest.fixture
def told(agency, owner, lived):
    """KPIs by name and subject."""
    found = agency.watchroom.kpis.of_client(owner, client_id=lived.client.id, days=DAYS)
    return {(each.name, each.subject): each for each in found}


@pytest.fixture
def since(clock):
    """Midnight in Kathmandu, nine days ago: 18:15 UTC of the day before."""
    assert clock.now() == datetime(2026, 11, 23, 9, 7, 13, tzinfo=UTC)
    return datetime(2026, 11, 13, 18, 15, tzinfo=UTC)


def ended(past, since, state):
    """Deliveries that ended in a state from a moment on."""
    return [each for each in past.deliveries if each["state"] == state and each["updated_at"] >= since]


def test_distribution_success_is_what_counting_each_delivery_gives(told, lived, since):
    done, failed = ended(lived, since, "delivered"), ended(lived, since, "failed")
    wrong = [each for each in failed if each["failure"] not in APART]
    kpi = told["distribution_success", ""]
    assert (kpi.value, kpi.sample) == (len(done) / (len(done) + len(wrong)), len(done) + len(wrong))
    assert kpi.note.startswith(f"{len(failed) - len(wrong)} counted apart")
    assert (round(kpi.budget.allowed, 9), kpi.budget.spent) == (round(0.05 * kpi.sample, 9), len(wrong))
    assert sum(point.cases for point in kpi.trend) == kpi.sample


def test_lateness_is_the_95th_of_100_in_whole_seconds(told, lived, since):
    late = sorted((each["delivered_at"] - each["due_at"]) // timedelta(seconds=1) for each in ended(lived, since, "delivered"))
    assert told["lateness_p95", ""].value == late[ceil(0.95 * len(late)) - 1]


@pytest.mark.parametrize("agent", ["", "anna", "ben"])
def test_answers_take_what_they_took(told, lived, since, agent):
    took = [
        (each["done_at"] - each["available_at"]) / timedelta(seconds=1) for each in lived.messages
        if each["status"] == "done" and each["done_at"] >= since and agent in {"", each["receiver_agent_id"]}
    ]  # fmt: skip
    kpi = told["agent_response" if agent else "message_seconds", agent]
    assert (kpi.value, kpi.sample) == (pytest.approx(sum(took) / len(took), abs=0.001), len(took))


def proposed(past, since, agent):
    """What agents proposed from a moment on."""
    return [
        each for each in past.content
        if each["created_at"] >= since and each["creator_agent_id"] and not each["recurrence_id"]
        and agent in {"", each["creator_agent_id"]}
    ]  # fmt: skip


@pytest.mark.parametrize("agent", ["", "anna", "ben"])
def test_content_per_day_counts_what_agents_proposed(told, lived, since, agent):
    pieces = len(proposed(lived, since, agent))
    among = 1 if agent else 2
    assert (told["content_per_day", agent].value, told["content_per_day", agent].sample) == (pieces / DAYS / among, pieces)


@pytest.mark.parametrize("agent", ["", "anna", "ben"])
def test_brand_consistency_is_the_share_that_was_never_returned(told, lived, since, agent):
    returned = {each["subject_id"] for each in lived.history if each["from_state"]}
    decided = [
        each["id"] not in returned for each in proposed(lived, since, agent)
        if each["id"] in returned or each["approved_by"] == "person:owner"
    ]  # fmt: skip
    kpi = told["brand_consistency", agent]
    assert (kpi.value, kpi.sample) == (sum(decided) / len(decided), len(decided))


def test_every_kpi_is_told(told):
    assert {name for name, _ in told} == set(KPIS)


def test_what_was_not_measured_says_so(told):
    assert (told["api_ms", ""].enough, told["api_ms", ""].note[:16]) == (False, "Not measured yet")


def test_a_replay_finds_what_looking_each_five_minutes_would_have_found(agency, owner, lived, clock):
    new = NewRule("Many", "failed", "above", 1, 720, hold_minutes=30, client_id=lived.client.id)
    failed = sorted(each["updated_at"] for each in lived.deliveries if each["state"] == "failed")
    step = timedelta(minutes=5)
    at = datetime(2026, 11, 13, 9, 10, tzinfo=UTC)
    fired, held = [], None
    while at <= clock.now():
        if sum(at - timedelta(hours=12) <= each < at for each in failed) > 1:
            held = held or at
        else:
            fired += [(held + timedelta(minutes=30), at)] if held and at - step >= held + timedelta(minutes=30) else []
            held = None
        at += step
    fired += [(held + timedelta(minutes=30), None)] if held and at - step >= held + timedelta(minutes=30) else []
    found = agency.watchroom.replay.tried(owner, new=new, days=10)
    assert [(each.since, each.until) for each in found.fired] == fired
    assert (found.times, found.times > 0) == (len(fired), True)


def test_a_rule_finds_now_what_its_replay_says_of_now(agency, owner, lived, clock):
    clock.move(timedelta(minutes=-clock.now().minute % 5, seconds=-13))
    new = NewRule("Many", "failed", "above", 0, 2880, client_id=lived.client.id)
    rule = agency.watchroom.custom_rules.create(owner, new=new)
    (found,) = agency.watchroom.custom_rules.findings(clock.now())
    failed = [each for each in lived.deliveries if each["state"] == "failed"]
    count = sum(clock.now() - timedelta(days=2) <= each["updated_at"] < clock.now() for each in failed)
    assert (found.rule, found.finding.client_id, found.finding.values["value"]) == (f"custom_{rule.id}", lived.client.id, count)
    assert agency.watchroom.replay.saved(owner, rule.id).fired[-1].until is None


def test_a_rule_becomes_an_alert_and_resolves_when_it_is_switched_off(agency, owner, lived, clock):
    rule = agency.watchroom.custom_rules.create(owner, new=NewRule("Many", "failed", "above", 0, 2880, severity="critical"))
    agency.watch.evaluate()
    own = [each for each in agency.watch.list(owner, state="firing").items if each.rule == f"custom_{rule.id}"]
    assert [(each.severity, each.client_id, each.summary[:5]) for each in own] == [("critical", lived.client.id, "Many:")]
    agency.watchroom.custom_rules.switch(owner, rule.id, is_on=False)
    for _ in range(3):
        clock.move(timedelta(minutes=1))
        agency.watch.evaluate()
    assert [each for each in agency.watch.list(owner, state="firing").items if each.rule == f"custom_{rule.id}"] == []


def test_a_sample_keeps_what_cannot_be_counted_afterwards(agency, owner, lived, clock):
    agency.watchroom.gauges.sample(api=(2.0, 40))
    clock.move(timedelta(minutes=5))
    agency.watchroom.gauges.sample(api=(1.0, 10))
    clock.move(timedelta(seconds=1))
    found = {each.name: each for each in agency.watchroom.kpis.of_client(owner, client_id=lived.client.id, days=1)}
    assert (found["api_ms"].value, found["api_ms"].sample) == (60.0, 50)
    backlog = NewRule("B", "backlog", "above", 0, 60)
    assert agency.watchroom.replay.tried(owner, new=backlog, days=1).reaches == clock.now() - timedelta(minutes=5, seconds=1)
    clock.move(timedelta(days=91))
    assert (agency.watchroom.gauges.prune() > 0, agency.watchroom.gauges.prune()) == (True, 0)


def test_a_stranger_sees_and_changes_nothing(agency, owner, stranger, lived):
    room, new = agency.watchroom, NewRule("Many", "failed", "above", 0, 60, client_id=lived.client.id)
    rule = room.custom_rules.create(owner, new=new)
    assert room.custom_rules.list(stranger) == ()
    for tried in (
        lambda: room.kpis.of_client(stranger, client_id=lived.client.id), lambda: room.custom_rules.get(stranger, rule.id),
        lambda: room.custom_rules.delete(stranger, rule.id), lambda: room.replay.saved(stranger, rule.id),
        lambda: room.replay.tried(stranger, new=new), lambda: room.uptime.month(stranger, client_id=lived.client.id),
        lambda: room.custom_rules.create(stranger, new=new),
    ):
        with pytest.raises(NotFound):
            tried()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "), ("metric", "agent_uptime"), ("comparison", "equal"), ("threshold", -1.0), ("threshold", float("nan")),
        ("window_minutes", 7), ("window_minutes", 50_000), ("fewest", -1), ("hold_minutes", -1), ("severity", "loud"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_by_name(agency, owner, field, value):
    usual = {"name": "N", "metric": "failed", "comparison": "above", "threshold": 1.0, "window_minutes": 60}
    with pytest.raises(Invalid) as refused:
        agency.watchroom.custom_rules.create(owner, new=NewRule(**{**usual, field: value}))
    assert refused.value.field == field


def test_the_queries_do_not_grow_with_the_agents(agency, owner, lived, count_queries):
    with count_queries(agency) as before:
        agency.watchroom.kpis.of_client(owner, client_id=lived.client.id)
    for number in range(20):
        new = NewAgent(f"a{number}", "A", "data_decoder", ("linkedin",), ("article",), "weekly", client_id=lived.client.id)
        agency.agents.register(owner, new=new)
    with count_queries(agency) as after:
        agency.watchroom.kpis.of_client(owner, client_id=lived.client.id)
    assert after.selects == before.selects
