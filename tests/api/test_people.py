"""/api/people: who is seen, invited and changed by whom, and what is refused."""

from __future__ import annotations

import pytest

from agency_core.domain.client import NewClient
from agency_core.domain.permission import Role
from agency_core.security import totp
from agency_core.services import people
from agency_core.services.links import LinkOver
from agency_core.services.people import NOBODY, NewPerson
from tests.api.conftest import problem
from tests.api.test_authentication import OURS, cookie
from tests.entrance import HERE, PASSWORD, token_in
from tests.security.signed_in import open_door

OTHER = "other"
GUEST = {"email": "guest@example.org", "role": "viewer"}
CALLS = [
    ("GET", "", None), ("GET", "/{editor}", None), ("PATCH", "/{editor}", {"name": "Mia"}), ("GET", "/invitations", None),
    ("POST", "/invitations", GUEST), ("DELETE", "/invitations/x", None), ("DELETE", "/{editor}/second-factor", None),
]


@pytest.fixture
def door(agency, owner):
    """An agency with an owner, an editor of one client, and managers of it and of another client."""
    made = open_door(agency, owner)
    agency.clients.create(made.owner, new=NewClient("Other", "UTC", id=OTHER))
    made.ids = {"owner": made.owner_id, "editor": made.editor_id}
    with agency.db.transaction() as session:
        for name, client_id in (("manager", made.client_id), ("stranger", OTHER)):
            row = people.admitted(session, f"{name}@example.org", name, agency.clock.now())
            people.give(session, row.id, (client_id, Role.MANAGER), NOBODY, agency.clock.now())
            made.ids[name] = row.id
    yield made
    agency.door.refusals.close()  # as the gate does at its end


@pytest.fixture
def ask(door):
    """Asks as somebody, by a session of theirs; as nobody when none is named."""
    with door.api() as api:
        def asking(who, method, path="", body=None):
            shown = {**cookie(door.session(door.ids[who])), **OURS} if who else OURS
            return api.request(method, f"/api/people{path.format(**door.ids)}", headers=shown, json=body)

        yield asking


def names(answer):
    return [each["name"] for each in answer.json()["people"]]


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_nobody_is_told_and_changes_nothing(ask, method, path, body):
    problem(ask("", method, path, body), 401, "sign_in_needed")


@pytest.mark.parametrize(
    ("who", "seen"),
    [("owner", ["editor", "manager", "owner", "stranger"]), ("manager", ["editor", "manager"]), ("stranger", ["stranger"]),
     ("editor", [])],
)
def test_people_are_listed_for_who_looks_after_them(ask, who, seen):
    assert names(ask(who, "GET")) == seen


def test_people_come_in_parts_and_a_person_is_shown_without_a_secret(door, ask):
    first = ask("owner", "GET", "?limit=1").json()
    said = ask("manager", "GET", "/{editor}").json()
    assert [each["name"] for each in first["people"]] == ["editor"]
    assert (said["id"], said["email"], said["roles"]) == (door.editor_id, "editor@example.org", {door.client_id: "editor"})
    assert {"password", "totp", "recovery", "subject"} & set(said) == set()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("GET", "/{editor}", None), ("PATCH", "/{editor}", {"is_active": False}), ("PATCH", "/{editor}", {"name": "Mia"}),
     ("PATCH", "/{editor}", {"email": "mia@example.org"}), ("GET", "/nobody", None)],
)
def test_a_person_of_another_client_is_not_there(ask, method, path, body):
    assert problem(ask("stranger", method, path, body), 404, "not_found")["field"] == "person_id"
    assert ask("editor", "GET", "/{editor}").json()["name"] == "editor"


def test_a_person_is_changed_and_let_in_no_more(door, ask):
    shown = cookie(door.session(door.editor_id))
    changed = ask("manager", "PATCH", "/{editor}", {"name": "Mia", "roles": {door.client_id: "viewer"}})
    assert (changed.status_code, changed.json()["name"], changed.json()["roles"]) == (200, "Mia", {door.client_id: "viewer"})
    disabled = ask("manager", "PATCH", "/{editor}", {"is_active": False}).json()
    with door.api() as api:
        problem(api.get("/api/me", headers=shown), 401, "sign_in_needed")
    assert disabled["status"] == "disabled"
    assert ask("manager", "PATCH", "/{editor}", {"is_active": True}).json()["status"] == "active"


@pytest.mark.parametrize(
    ("who", "path", "body"),
    [("editor", "/{editor}", {"roles": {"{client}": "manager"}}), ("editor", "/{editor}", {"is_active": False}),
     ("manager", "/{editor}", {"roles": {"": "owner"}}), ("manager", "/{editor}", {"roles": {"": "viewer"}})],
)
def test_nobody_gives_more_than_they_may(door, ask, who, path, body):
    roles = {key.format(client=door.client_id): role for key, role in body.get("roles", {}).items()}
    told = {"roles": roles} if roles else body
    problem(ask(who, "PATCH", path, told), 403, "forbidden")
    assert ask("owner", "GET", path).json()["roles"] == {door.client_id: "editor"}


def test_the_last_owner_stays(ask):
    for body in ({"is_active": False}, {"roles": {"": "manager"}}):
        assert problem(ask("owner", "PATCH", "/{owner}", body), 409, "conflict")["field"] == "person_id"


def test_an_address_is_had_once(ask):
    assert problem(ask("owner", "PATCH", "/{editor}", {"email": "Owner@example.org"}), 409, "exists")["field"] == "email"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [("/{editor}", {"roles": {"": "king"}}, "roles"), ("/{editor}", {"roles": {}}, "roles"), ("/{editor}", {"name": ""}, "name"),
     ("/{editor}", {"email": "no address"}, "email"), ("/{editor}", {"is_active": "perhaps"}, "is_active"),
     ("/{editor}", {"password": "x"}, "password"), ("/{editor}", {"roles": {OTHER: "owner"}}, "role")],
)
def test_a_change_that_says_nothing_sound_is_refused_by_its_field(ask, path, body, field):
    said = problem(ask("owner", "PATCH", path, body), 422, "invalid")
    assert [each["field"].partition(".")[0].partition("[")[0] for each in said["errors"]] == [field]


@pytest.mark.parametrize(
    ("body", "field"),
    [({"role": "viewer"}, "email"), ({"email": "guest@example.org"}, "role"), ({**GUEST, "role": "king"}, "role"),
     ({**GUEST, "email": "guest"}, "email"), ({**GUEST, "role": "owner", "client_id": OTHER}, "role"), ({**GUEST, "x": 1}, "x")],
)
def test_an_invitation_that_says_nothing_sound_is_refused_by_its_field(ask, body, field):
    said = problem(ask("owner", "POST", "/invitations", body), 422, "invalid")
    assert [each["field"] for each in said["errors"]] == [field]
    assert ask("owner", "GET", "/invitations").json()["invitations"] == []


def test_an_invitation_is_for_whom_one_looks_after(door, ask):
    problem(ask("editor", "POST", "/invitations", {**GUEST, "client_id": door.client_id}), 403, "forbidden")
    problem(ask("manager", "POST", "/invitations", GUEST), 403, "forbidden")
    problem(ask("manager", "POST", "/invitations", {**GUEST, "client_id": OTHER}), 404, "not_found")
    problem(ask("owner", "POST", "/invitations", {**GUEST, "client_id": "nowhere"}), 404, "not_found")


def test_a_link_of_an_invitation_is_told_once_and_good_once(door, ask):
    made = ask("manager", "POST", "/invitations", {**GUEST, "client_id": door.client_id})
    token = token_in(made.json()["link"])
    listed = ask("manager", "GET", "/invitations")
    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    assert ([each["id"] for each in listed.json()["invitations"]], token in listed.text) == ([made.json()["id"]], False)
    with door.api() as api:
        entry = door.agency.door.invitations.accept(token, NewPerson("Guest", PASSWORD), HERE)
        assert api.get("/api/me", headers=cookie(entry.token)).json()["person"]["roles"] == {door.client_id: "viewer"}
    with pytest.raises(LinkOver) as second:
        door.agency.door.invitations.accept(token, NewPerson("Again", PASSWORD), HERE)
    assert second.value.code == "link_over"
    assert ask("manager", "GET", "/invitations").json()["invitations"] == []


def test_an_invitation_of_another_client_is_not_there(door, ask):
    made = ask("manager", "POST", "/invitations", {**GUEST, "client_id": door.client_id}).json()["id"]
    assert ask("stranger", "GET", "/invitations").json()["invitations"] == []
    for who, which in (("stranger", made), ("editor", made), ("owner", "nothing")):
        problem(ask(who, "DELETE", f"/invitations/{which}"), 404, "not_found")
    assert [ask("manager", "DELETE", f"/invitations/{made}").status_code for _ in range(2)] == [204, 204]
    assert ask("owner", "GET", "/invitations").json()["invitations"] == []


def test_an_owner_alone_takes_the_second_factor_of_somebody_away(door, ask, clock):
    factor = door.agency.door.second_factor
    editor = door.agency.door.sessions.resolve(door.session(door.editor_id))
    secret = factor.enrol(editor).secret
    factor.confirm(editor, secret=secret, code=totp.code_at(secret, int(clock.now().timestamp()) // totp.SECONDS))
    problem(ask("manager", "DELETE", "/{editor}/second-factor"), 403, "forbidden")
    assert ask("owner", "GET", "/{editor}").json()["has_totp"] is True
    assert ask("owner", "DELETE", "/{editor}/second-factor").status_code == 204
    assert ask("owner", "GET", "/{editor}").json()["has_totp"] is False
    problem(ask("owner", "DELETE", "/nobody/second-factor"), 404, "not_found")
