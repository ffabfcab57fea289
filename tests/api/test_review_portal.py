"""The client's page behind a link, as a browser meets it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from agency_core.api.pages import door_routes
from agency_core.api.public import told
from agency_core.domain.client import NewClient
from agency_core.domain.content import ContentChanges, ContentType, NewContent
from agency_core.domain.report_plan import Brand
from agency_core.domain.terms import ClientTerms, Step

ATTACK = "\"><script>window.PWN=1</script><img src=x onerror=window.PWN=1>{{7*7}}"


@pytest.fixture
def visit(agency):
    desk = Starlette(routes=door_routes(lambda: agency))
    with TestClient(desk, base_url="https://desk.example", follow_redirects=False) as made:
        yield made


def waiting_of(agency, owner, client_id, title, text="Fresh bread."):
    """Content of a client that waits for its verdict."""
    agency.clients.create(owner, new=NewClient(client_id, "Europe/Berlin", id=client_id))
    agency.keeping.terms.save(owner, client_id, terms=ClientTerms((Step.INTERNAL, Step.CLIENT)))
    new = NewContent(ContentType.TEXT_POST, title, text, ("linkedin",), client_id=client_id)
    return agency.review.approve(owner, agency.draft.create(owner, new=new).id)


@pytest.fixture
def bread(agency, owner):
    return waiting_of(agency, owner, "bread", "A new oven")


def link_of(agency, owner, client_id="bread", **more):
    made = agency.door.review_links.make(owner, client_id, **more)
    return "/r/" + made.link.rpartition("/r/")[2], made.view.id


def hidden(text):
    return {name: unescape(each) for name, each in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text)}


def test_the_client_reads_and_approves(agency, owner, visit, bread):
    link, _ = link_of(agency, owner)
    page = visit.get(link)
    assert (page.status_code, page.text.count("Fresh bread."), page.headers["x-robots-tag"]) == (200, 1, "noindex")
    done = visit.post(link, data={**hidden(page.text), "name": "Carla", "did": "approve"})
    assert (done.status_code, done.text.count("Approved. It goes out as you read it.")) == (200, 1)
    last = agency.door.approvals.list(owner, bread.id)[-1]
    assert (last.step, last.verdict, last.by, last.words) == ("client", "approved", "reviewer:Carla", bread.approvable_hash)
    assert agency.draft.get(owner, bread.id).status == "approved"


def test_what_was_changed_meanwhile_is_read_again(agency, owner, visit, bread):
    link, _ = link_of(agency, owner)
    form = hidden(visit.get(link).text)
    agency.draft.update(owner, bread.id, changes=ContentChanges(content_body="Stale bread."))
    agency.review.approve(owner, bread.id)
    answer = visit.post(link, data={**form, "name": "Carla", "did": "approve"})
    assert (answer.status_code, answer.text.count("It was changed meanwhile.")) == (409, 1)
    assert agency.draft.get(owner, bread.id).status == "in_review"


def test_changes_need_a_reason(agency, owner, visit, bread):
    link, _ = link_of(agency, owner)
    form = {**hidden(visit.get(link).text), "name": "Carla", "did": "changes"}
    assert visit.post(link, data=form).status_code == 422
    assert visit.post(link, data={**form, "why": "Shorter."}).status_code == 200
    assert agency.draft.get(owner, bread.id).review_note == "Shorter."


def test_another_clients_content_is_not_behind_the_link(agency, owner, visit, bread):
    other = waiting_of(agency, owner, "beer", "Secret beer")
    link, _ = link_of(agency, owner)
    page = visit.get(link)
    assert page.text.count("Secret beer") == 0
    form = {**hidden(page.text), "content": other.id, "words": other.approvable_hash, "name": "Carla", "did": "approve"}
    assert visit.post(link, data=form).status_code == 404
    assert agency.draft.get(owner, other.id).status == "in_review"


def test_a_form_from_elsewhere_is_refused(agency, owner, visit, bread):
    link, _ = link_of(agency, owner)
    form = {**hidden(visit.get(link).text), "csrf": "0" * 64, "name": "Carla", "did": "approve"}
    assert visit.post(link, data=form).status_code == 403


def test_words_of_content_are_never_markup(agency, owner, visit):
    waiting_of(agency, owner, "bread", ATTACK[:100], ATTACK)
    agency.keeping.terms.save_brand(owner, "bread", brand=Brand(name="<b>Bread</b>"))
    page = visit.get(link_of(agency, owner)[0])
    assert (page.status_code, page.text.count("{{7*7}}")) == (200, 2)
    assert [page.text.count(each) for each in ("<script", "<img", "<b>")] == [0, 0, 0]
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")


def test_a_link_that_is_over_says_so(agency, owner, visit, clock, bread):
    link, link_id = link_of(agency, owner)
    agency.door.review_links.revoke(owner, "bread", link_id)
    old, _ = link_of(agency, owner)
    clock.move(timedelta(days=14))
    answers = [visit.get(path) for path in (link, old, "/r/never")]
    assert [(each.status_code, each.text.count("Ask your agency for a new one.")) for each in answers] == [(404, 1)] * 3


def test_a_log_never_tells_the_token():
    assert (told("/r/secret/media/a.png"), told("/login")) == ("/r/...", "/login")
