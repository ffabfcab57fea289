"""Insights: noted with their evidence, decided by people."""

import pytest

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.client import NewClient
from agency_core.domain.paging import Page
from agency_core.errors import Forbidden, Invalid, NotFound

EVIDENCE = {"sample_size": 12, "median_rate": 0.034}


@pytest.fixture
def note(agency, owner):
    """Notes an insight of the own client; gives it."""
    agency.clients.own(owner)

    def noting(claim="Questions do better.", actor=owner, agent_id="dora", evidence=EVIDENCE, client_id="default"):
        return agency.learn.note(actor, client_id=client_id, agent_id=agent_id, claim=claim, evidence=evidence)

    return noting


def test_insight_is_open_with_its_evidence(agency, owner, note, clock):
    noted = note()
    assert (noted.status, noted.evidence, noted.created_at) == ("open", EVIDENCE, clock.now())
    assert agency.learn.list(owner, client_id="default").items == (noted,)


def test_same_open_claim_gets_the_newer_evidence(agency, owner, note):
    first = note()
    again = note(evidence={"sample_size": 20})
    assert (again.id, again.evidence) == (first.id, {"sample_size": 20})
    assert len(agency.learn.list(owner).items) == 1


def test_claim_that_was_decided_on_may_be_made_again(agency, owner, note):
    agency.learn.dismiss(owner, note().id)
    assert note().status == "open"


@pytest.mark.parametrize(("values", "field"), [
    ({"claim": "  "}, "claim"),
    ({"claim": "x" * 1001}, "claim"),
    ({"evidence": {}}, "evidence"),
    ({"evidence": {"sample_size": -1}}, "evidence"),
    ({"evidence": {"sample_size": True}}, "evidence"),
    ({"evidence": {"sample_size": 1, "x": float("inf")}}, "evidence"),
    ({"evidence": {"sample_size": 1, "rows": "x" * 70_000}}, "evidence"),
])
def test_insight_without_evidence_is_refused(note, values, field):
    with pytest.raises(Invalid) as caught:
        note(**values)
    assert caught.value.field == field


def test_unknown_client_is_refused(note):
    with pytest.raises(NotFound):
        note(client_id="nowhere")


def test_applied_and_dismissed_are_found_by_status(agency, owner, note):
    applied, dismissed, left = note("One."), note("Two."), note("Three.")
    agency.learn.apply(owner, applied.id)
    agency.learn.dismiss(owner, dismissed.id)
    by_status = {
        status: [each.id for each in agency.learn.list(owner, status=status).items]
        for status in ("open", "applied", "dismissed")
    }
    assert by_status == {"open": [left.id], "applied": [applied.id], "dismissed": [dismissed.id]}
    assert len(agency.learn.list(owner, status="", page=Page(limit=2)).items) == 2


def test_decision_can_be_changed_and_repeated(agency, owner, note):
    insight_id = note().id
    assert agency.learn.apply(owner, insight_id).status == "applied"
    assert agency.learn.apply(owner, insight_id).status == "applied"
    assert agency.learn.dismiss(owner, insight_id).status == "dismissed"
    assert agency.learn.apply(owner, insight_id).status == "applied"


def test_unknown_status_is_named(agency, owner):
    with pytest.raises(Invalid) as caught:
        agency.learn.list(owner, status="maybe")
    assert caught.value.field == "status"


def test_agent_may_note_and_not_decide(agency, note):
    agent = Actor(ActorKind.AGENT, "dora", frozenset({"default"}), can_decide=False)
    noted = note(actor=agent)
    with pytest.raises(Forbidden):
        agency.learn.apply(agent, noted.id)


def test_stranger_sees_and_decides_nothing(agency, owner, stranger, note):
    agency.clients.create(owner, new=NewClient("Elsewhere", id="elsewhere", connect_sandbox=False))
    noted = note()
    assert agency.learn.list(stranger).items == ()
    for act in (
        lambda: agency.learn.list(stranger, client_id="default"), lambda: agency.learn.apply(stranger, noted.id),
        lambda: agency.learn.dismiss(stranger, noted.id), lambda: note(actor=stranger),
    ):
        with pytest.raises(NotFound):
            act()
