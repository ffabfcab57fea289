"""The client's page through the gate, as a browser meets it: no session, one link, and nothing else behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

import pytest
import requests
from sqlalchemy import delete, update

from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.clock import SystemClock
from agency_core.domain.content import ContentChanges, ContentType, NewContent
from agency_core.domain.terms import ClientTerms, Step
from agency_core.models import LinkRow, TriesRow
from agency_core.services.tries import BY_ADDRESS

OTHER_WORDS = "Stale bread."


@dataclass
class Portal:
    """The page of one link in a browser."""

    browser: requests.Session
    url: str

    def read(self):
        """What it shows."""
        return self.browser.get(self.url, timeout=20, allow_redirects=False)

    def say(self, form, did, **more):
        """Send one of its forms."""
        own = {"Origin": self.url.partition("/r/")[0]}
        body = {**form, "name": "Carla", "did": did, **more}
        return self.browser.post(self.url, data=body, headers=own, timeout=20, allow_redirects=False)


def forms(page):
    """What each form on the page carries."""
    parts = page.text.split("<form ")[1:]
    hidden = r'<input type="hidden" name="(\w+)" value="([^"]*)"'
    return [{name: unescape(value) for name, value in re.findall(hidden, part)} for part in parts]


@pytest.fixture
def bread(desk):
    """A piece that waits for the client's verdict."""
    desk.agency.keeping.terms.save(LOCAL_OWNER, "bread", terms=ClientTerms((Step.INTERNAL, Step.CLIENT)))
    new = NewContent(ContentType.TEXT_POST, "An oven", "Fresh bread.", ("linkedin",), client_id="bread")
    made = desk.agency.review.approve(LOCAL_OWNER, desk.agency.draft.create(LOCAL_OWNER, new=new).id)
    yield made
    desk.agency.keeping.terms.save(LOCAL_OWNER, "bread", terms=ClientTerms())
    with desk.agency.db.transaction() as session:
        session.execute(delete(TriesRow))


@pytest.fixture
def portal(desk, bread):
    """The page of a link to that piece, and the link's id."""
    made = desk.agency.door.review_links.make(LOCAL_OWNER, "bread", content_id=bread.id)
    with requests.Session() as browser:
        yield Portal(browser, f"{desk.url}/r/{made.link.rpartition('/r/')[2]}"), made.view.id


def test_the_link_alone_opens_the_page_and_takes_one_answer(desk, portal, bread):
    page, _ = portal
    first = page.read()
    (form,) = forms(first)
    assert page.say(form, "approve").status_code == 200
    assert desk.agency.draft.get(LOCAL_OWNER, bread.id).status == "approved"
    again = page.say(form, "changes", why="No.")
    assert (again.status_code, forms(page.read())) == (404, [])
    assert desk.agency.draft.get(LOCAL_OWNER, bread.id).status == "approved"


def test_the_page_is_not_kept_framed_or_told_to_others(portal):
    page, _ = portal
    said = page.read().headers
    assert (said["cache-control"], said["x-frame-options"], said["x-robots-tag"]) == ("no-store", "DENY", "noindex")
    assert said["referrer-policy"] in {"strict-origin", "no-referrer"}
    policy = {part.split()[0]: part.split()[1:] for part in said["content-security-policy"].split("; ")}
    assert (policy["default-src"], policy["frame-ancestors"], policy["base-uri"]) == (["'none'"],) * 3
    assert "script-src" not in policy


def test_a_wish_for_changes_goes_back_to_the_author(desk, portal, bread):
    page, _ = portal
    (form,) = forms(page.read())
    assert page.say(form, "changes").status_code == 422
    assert page.say(form, "changes", why="Shorter.").status_code == 200
    back = desk.agency.draft.get(LOCAL_OWNER, bread.id)
    assert (back.status, back.review_note) == ("draft", "Shorter.")


def test_words_that_were_changed_meanwhile_are_shown_anew(desk, portal, bread):
    page, _ = portal
    (old,) = forms(page.read())
    desk.agency.draft.update(LOCAL_OWNER, bread.id, changes=ContentChanges(content_body=OTHER_WORDS))
    desk.agency.review.approve(LOCAL_OWNER, bread.id)
    answer = page.say(old, "approve")
    (new,) = forms(answer)
    assert (answer.status_code, answer.text.count(OTHER_WORDS)) == (409, 1)
    assert old["words"] != new["words"] == desk.agency.draft.get(LOCAL_OWNER, bread.id).approvable_hash
    assert page.say(new, "approve").status_code == 200


def test_ended_expired_and_made_up_links_are_not_told_apart(desk, portal):
    page, link_id = portal
    late = desk.agency.door.review_links.make(LOCAL_OWNER, "bread")
    with desk.agency.db.transaction() as session:
        past = SystemClock().now() - timedelta(seconds=1)
        session.execute(update(LinkRow).where(LinkRow.created_at == late.view.created_at).values(expires_at=past))
    desk.agency.door.review_links.revoke(LOCAL_OWNER, "bread", link_id)
    root = page.url.rpartition("/")[0]
    answers = [
        requests.get(each, timeout=20) for each in (page.url, f"{root}/{late.link.rpartition('/')[2]}", f"{root}/{'x' * 43}")
    ]
    assert [each.status_code for each in answers] == [404] * 3
    assert len({re.sub(r'value="[^"]*"', "", each.text) for each in answers}) == 1


def test_guessing_links_is_slow(desk, portal):
    page, _ = portal
    with requests.Session() as stranger:
        statuses = [stranger.get(f"{desk.url}/r/guess{number}", timeout=20).status_code for number in range(BY_ADDRESS + 1)]
    assert statuses == [404] * BY_ADDRESS + [429]
    assert page.read().status_code == 200


def test_a_form_that_a_foreign_page_sends_is_refused(desk, portal, bread):
    page, _ = portal
    (form,) = forms(page.read())
    body = {**form, "name": "Mallory", "did": "approve"}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert page.browser.post(page.url, data=body, headers=headers, timeout=20).status_code == 403
    with requests.Session() as other:
        assert other.post(page.url, data=body, headers={"Origin": desk.url}, timeout=20).status_code == 403
    assert desk.agency.draft.get(LOCAL_OWNER, bread.id).status == "in_review"
