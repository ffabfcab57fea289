"""Approvals over the API: who may say what about which content, each as the gate would let them in."""

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.client import NewClient
from agency_core.domain.content import ContentType, NewContent
from agency_core.domain.permission import Role
from agency_core.domain.terms import ClientTerms, Step
from tests.served import api_of

YES = {"step": "client", "verdict": "approved"}


class Asking:
    """The API in the place behind the gate: `actor` is whoever asks."""

    def __init__(self, agency):
        self.actor = None
        api = api_of(lambda: agency)

        async def let_in(scope, receive, send):
            scope.setdefault("state", {})["actor"] = self.actor
            await api(scope, receive, send)

        self._client = TestClient(Starlette(routes=[Mount("/api", let_in)]), raise_server_exceptions=False)

    def ask(self, actor, method, path, **more):
        """What somebody gets."""
        self.actor = actor
        return self._client.request(method, f"/api{path}", **more)


def person(role, client_id="bread"):
    return Actor(ActorKind.PERSON, f"{role}", frozenset({client_id}), roles={client_id: role})


@pytest.fixture
def asking(agency):
    return Asking(agency)


@pytest.fixture
def bread(agency, owner):
    """What the client is asked about; there is another client beside it."""
    for client_id in ("bread", "beer"):
        agency.clients.create(owner, new=NewClient(client_id.title(), "UTC", id=client_id))
    agency.keeping.terms.save(owner, "bread", terms=ClientTerms((Step.INTERNAL, Step.CLIENT)))
    new = NewContent(ContentType.TEXT_POST, "An oven", "Fresh bread.", ("linkedin",), client_id="bread")
    return agency.review.approve(owner, agency.draft.create(owner, new=new).id)


@pytest.mark.parametrize(("role", "status"), [
    (Role.MANAGER, 200), (Role.APPROVER, 200), (Role.CLIENT_REVIEWER, 200), (Role.EDITOR, 403), (Role.ANALYST, 403),
    (Role.VIEWER, 403),
])
def test_the_clients_verdict_is_given_by_those_who_may(asking, bread, role, status):
    path = f"/content/{bread.id}/approvals"
    assert asking.ask(person(role), "GET", path).json()["count"] == 1
    assert asking.ask(person(role), "POST", path, json={**YES, "words": bread.approvable_hash}).status_code == status
    assert asking.ask(person(role), "GET", path).json()["count"] == 1 + (status == 200)


def test_somebody_of_the_client_does_not_speak_for_the_agency(agency, owner, asking, bread):
    new = NewContent(ContentType.TEXT_POST, "A mill", "Fresh flour.", ("linkedin",), client_id="bread")
    other = agency.review.submit(owner, agency.draft.create(owner, new=new).id)
    path, reviewer = f"/content/{other.id}/approvals", person(Role.CLIENT_REVIEWER)
    assert asking.ask(reviewer, "POST", path, json={**YES, "step": "internal"}).status_code == 403
    assert asking.ask(reviewer, "POST", path, json=YES).status_code == 409
    assert asking.ask(person(Role.APPROVER), "POST", path, json={**YES, "step": "internal"}).status_code == 200


@pytest.mark.parametrize("step", ["internal", "client"])
def test_an_agent_approves_nothing_not_even_its_own(asking, bread, step):
    agent = Actor(ActorKind.AGENT, "stella_001", frozenset({"bread"}), can_decide=False)
    assert asking.ask(agent, "POST", f"/content/{bread.id}/approvals", json={**YES, "step": step}).status_code == 403
    assert asking.ask(agent, "POST", "/clients/bread/review-links", json={}).status_code == 403


def test_of_another_client_there_is_nothing(asking, bread):
    stranger = person(Role.MANAGER, "beer")
    for method, path, body in (
        ("GET", f"/content/{bread.id}/approvals", None), ("POST", f"/content/{bread.id}/approvals", YES),
        ("GET", "/clients/bread/review-links", None), ("POST", "/clients/bread/review-links", {}),
        ("POST", "/clients/beer/review-links", {"content_id": bread.id}),
    ):
        assert asking.ask(stranger, method, path, json=body).status_code == 404, path


def test_other_words_and_other_verdicts_are_refused(asking, bread):
    path, reviewer = f"/content/{bread.id}/approvals", person(Role.CLIENT_REVIEWER)
    for body, status in (
        ({**YES, "words": "0" * 64}, 409), ({**YES, "verdict": "void"}, 422), ({**YES, "verdict": "changes"}, 422),
        ({**YES, "verdict": "changes", "why": "Shorter."}, 200), (YES, 404),
    ):
        assert asking.ask(reviewer, "POST", path, json=body).status_code == status, body


def test_links_are_made_listed_and_ended_by_those_who_may_answer_for_the_client(asking, bread):
    path, approver = "/clients/bread/review-links", person(Role.APPROVER)
    made = asking.ask(approver, "POST", path, json={"content_id": bread.id})
    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    listed = asking.ask(approver, "GET", path)
    assert made.json()["link"].rpartition("/")[2] not in listed.text
    assert [each["content_id"] for each in listed.json()["review_links"]] == [bread.id]
    ending = f"{path}/{made.json()['view']['id']}"
    for role in (Role.VIEWER, Role.EDITOR, Role.CLIENT_REVIEWER):
        assert asking.ask(person(role), "POST", path, json={}).status_code == 403
        assert asking.ask(person(role), "DELETE", ending).status_code == 403
    assert asking.ask(approver, "DELETE", ending).status_code == 204
    assert asking.ask(approver, "GET", path).json()["count"] == 0
