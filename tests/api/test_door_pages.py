"""The pages at the door: forms, cookies and headers as a browser meets them."""

import re
from html import unescape

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from agency_core.api.pages import PUBLIC_PATHS, door_routes
from agency_core.api.pages.drawing import local
from agency_core.domain.actor import LOCAL_OWNER
from tests.entrance import PASSWORD, Entrance

ADA = {"email": "ada@agency.example", "password": PASSWORD}


@pytest.fixture
def visit(agency):
    """A browser over HTTPS that follows nobody."""
    desk = Starlette(routes=door_routes(lambda: agency))
    with TestClient(desk, base_url="https://desk.example", follow_redirects=False) as made:
        yield made


@pytest.fixture
def owner(agency, clock):
    return Entrance(agency, clock).owner()


def filled(visit, path, **more):
    """What comes of a form of the page at `path`, filled in."""
    page = visit.get(path)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    return visit.post(path.partition("?")[0], data={**{name: unescape(each) for name, each in hidden.items()}, **more})


def test_the_owner_comes_by_the_link_and_is_signed_in(agency, visit):
    link = agency.door.first_run.link(LOCAL_OWNER).removeprefix("http://127.0.0.1:8501")
    answer = filled(visit, link, name="Ada", again=PASSWORD, **ADA)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    said = answer.headers.get_list("set-cookie")[0].lower()
    assert said.startswith("__host-agency=")
    assert [each for each in ("httponly", "secure", "samesite=lax", "path=/") if each not in said] == []
    assert visit.get(link).status_code == 409


def test_who_signs_in_goes_where_they_wanted(agency, visit, owner):
    answer = filled(visit, "/login?next=/people?person=1", **ADA)
    assert (answer.status_code, answer.headers["location"]) == (303, "/people?person=1")
    assert visit.get("/login").headers["location"] == "/"


def test_a_wrong_password_is_said_once_and_kept_nowhere(visit, owner):
    answer = filled(visit, "/login", email=ADA["email"], password="another lamp ocean")
    assert answer.status_code == 401
    assert answer.text.count("Address or password are not right.") == 1
    assert "another lamp ocean" not in answer.text
    assert "__Host-agency" not in visit.cookies


def test_a_sixth_try_is_told_when_to_come_again(visit, owner):
    answers = [filled(visit, "/login", email=ADA["email"], password="another lamp ocean") for _ in range(6)]
    assert [each.status_code for each in answers] == [401] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "60"


def test_a_new_session_begins_at_each_sign_in(agency, visit, owner):
    page = visit.get("/login").text
    form = {"csrf": re.search(r'name="csrf" value="(\w+)"', page)[1], **ADA}
    cookies = f"__Host-agency-form={visit.cookies['__Host-agency-form']}; __Host-agency={'a' * 43}"
    visit.cookies.clear()
    answer = visit.post("/login", data=form, headers={"cookie": cookies})
    assert (answer.status_code, answer.cookies["__Host-agency"] == "a" * 43) == (303, False)


@pytest.mark.parametrize("path", ["/login", "/logout", "/reset", "/second-factor", "/first-run", "/invite"])
def test_a_form_from_elsewhere_is_refused(visit, owner, path):
    assert visit.post(path, data=ADA).status_code == 403
    visit.get("/logout")
    assert visit.post(path, data={**ADA, "csrf": "0" * 64}).status_code == 403


@pytest.mark.parametrize("body", [b"x" * 20_000, b"\xff\xfe", "&".join(f"a{each}=1" for each in range(50)).encode(), b""])
def test_a_form_that_is_none_is_refused(visit, body):
    answer = visit.post("/login", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code in {403, 413}


def test_signing_out_ends_the_session(agency, visit, owner):
    filled(visit, "/login", **ADA)
    token = visit.cookies["__Host-agency"]
    assert filled(visit, "/logout").status_code == 200
    assert agency.door.sessions.resolve(token) is None
    assert "__Host-agency" not in visit.cookies


def test_the_second_factor_has_a_page_of_its_own(agency, clock, visit, owner):
    entrance = Entrance(agency, clock)
    secret, _ = entrance.with_second_factor(owner)
    answer = filled(visit, "/login?next=/alerts", **ADA)
    assert answer.headers["location"] == "/second-factor?next=%2Falerts"
    assert "__Host-agency" not in visit.cookies
    assert filled(visit, answer.headers["location"], code="000000").status_code == 422
    assert filled(visit, answer.headers["location"], code=entrance.code(secret)).headers["location"] == "/alerts"
    assert agency.door.sessions.resolve(visit.cookies["__Host-agency"]).id == owner.id


def test_owners_who_have_to_add_a_second_factor_see_its_picture_and_codes(agency, clock, visit, owner):
    entrance = Entrance(agency, clock)
    entrance.owner("grace@agency.example")
    entrance.with_second_factor(owner)
    agency.door.second_factor.demand(owner, of_owners=True)
    where = filled(visit, "/login", email="grace@agency.example", password=PASSWORD).headers["location"]
    page = visit.get(where).text
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    assert 'src="data:image/svg' in page
    shown = filled(visit, where, code=entrance.code(secret))
    assert len(re.findall(r"<li><code>", shown.text)) == 10


def test_asking_for_a_new_password_answers_everybody_alike(agency, visit, owner, monkeypatch):
    sent, mail = [], agency.door.passwords._post.mail
    monkeypatch.setattr(mail, "problem", "")
    monkeypatch.setattr(mail, "sender", "desk@agency.example", raising=False)
    monkeypatch.setattr(mail, "send", lambda letter, to: sent.append(letter.get_content()))
    known, unknown = (filled(visit, "/reset", email=each) for each in (ADA["email"], "nobody@agency.example"))
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert len(sent) == 1
    link = re.search(r"http://127.0.0.1:8501(\S+)", sent[0])[1]
    assert link not in known.text
    new = "green engine cloud"
    assert filled(visit, link, password=new, again=f"{new}s").status_code == 422
    assert filled(visit, link, password=new, again=new).headers["location"] == "/login?news=password"
    assert filled(visit, "/login", email=ADA["email"], password=new).status_code == 303


@pytest.mark.parametrize("path", sorted(PUBLIC_PATHS - {"/login/provider"}))
def test_every_page_is_locked_down(visit, path):
    answer = visit.get(path)
    headers = answer.headers
    assert answer.status_code < 500
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "strict-origin"  # with no-referrer browsers send forms with the origin "null"
    if answer.status_code != 303:
        assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert "<script" not in answer.text


@pytest.mark.parametrize(
    "where", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\nb", "/login?next=/x"]
)
def test_nobody_is_sent_elsewhere(where):
    assert local(where) == "/"


def test_words_in_the_address_are_not_said(visit, owner):
    assert "Call 555" not in visit.get("/login?news=Call 555").text


def test_what_is_typed_is_shown_as_text(visit, owner):
    answer = filled(visit, "/login", email='"><img src=x onerror=alert(1)>', password="x")
    assert "<img" not in answer.text


def test_nobody_is_asked_to_sign_in_on_a_machine_of_its_own(visit):
    assert visit.get("/login").headers["location"] == "/"
