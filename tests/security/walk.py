"""Asks every route of the API as somebody, with the ids of one client in every place that takes one."""

from __future__ import annotations

import json

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.permission import Role
from tests.security.asked_of_routes import BODIES, FORMS, SPAN
from tests.security.two_clients import OURS, path_values

PEOPLE = {
    role: Actor(ActorKind.PERSON, f"{role}-of-a", clients=frozenset({OURS}), roles={OURS: role})
    for role in Role if role is not Role.OWNER
}
PEOPLE[Role.OWNER] = Actor(ActorKind.PERSON, "reaches-a", clients=frozenset({OURS}))


class AsSomebody:
    """Stands where the gate does: says who asks."""

    def __init__(self, app):
        self.app, self.actor = app, None

    async def __call__(self, scope, receive, send):
        scope.setdefault("state", {})["actor"] = self.actor
        await self.app(scope, receive, send)


def operations(document):
    """Method, path and description of everything that the API offers."""
    return [(method.upper(), path, told) for path, methods in document["paths"].items() for method, told in methods.items()]


def _said(body, client):
    text = json.dumps({key: value for key, value in body.items() if key != "file"})
    for noun in ("client", "content", "agent", "alert"):
        text = text.replace(f"<{noun}>", path_values(client)[f"{noun}_id"])
    return json.loads(text)


def asked(http, method, path, told, client):
    """What a route answers when every id in the question is one of `client`: in the path, in the query, in the body."""
    key = f"{method} {path}"
    values = path_values(client) | ({"name": "deliver"} if path.startswith("/tasks/") else {})
    url = f"/api{path}"
    for name, value in values.items():
        url = url.replace(f"{{{name}}}", value)
    query = {each["name"]: values[each["name"]] for each in told.get("parameters", ())
             if each["in"] == "query" and each["name"] in {"client_id", "content_id", "agent_id", "notifier_id"}}
    if any(each["name"] == "first" and each["in"] == "query" for each in told.get("parameters", ())):
        query |= SPAN
    if path.endswith("/calendar"):
        query |= {"start": "2026-11-01T00:00:00Z", "end": "2026-12-01T00:00:00Z"}
    given = BODIES.get(key)
    if "requestBody" in told:
        assert given is not None, f"{key} has a body and no entry in asked_of_routes.py"
    if given is None:
        return http.request(method, url, params=query)
    if "" in given:
        return http.request(method, url, params=query, content=given[""])
    if key in FORMS:
        return http.request(method, url, params=query, data=_said(given, client), files={"file": given["file"]})
    return http.request(method, url, params=query, json=_said(given, client))
