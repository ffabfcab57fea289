"""Things that requests can name: made through the API when one is asked for, and anew for each operation."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from starlette.testclient import TestClient

_DAY, _LATER = "2026-12-01", "2026-12-24T09:00:00Z"
_PROPOSAL = {
    "persona": "strategic_storyteller", "content_type": "text_post", "title": "What the quarter taught us",
    "content_body": "Three lessons.", "target_platforms": ["linkedin"], "scheduled_time": _LATER,
}
_AGENT = {
    "name": "Strategic Storyteller", "persona": "strategic_storyteller", "primary_platforms": ["linkedin", "youtube"],
    "content_types": ["article", "text_post", "video_post"], "posting_frequency": "daily",
}


class Made:
    """What was made for the operation that is asked now, by the name of its id."""

    def __init__(self, door: TestClient) -> None:
        """Make things through `door`."""
        self._door = door
        self._found: dict[str, str] = {}
        self._number = count(1)

    def forget(self) -> None:
        """Another operation begins: what the one before left is not asked for again."""
        self._found.clear()

    def __call__(self, name: str) -> str | None:
        """The id of a thing whose ids are called `name`; None where there is no way to make one."""
        maker = _MAKERS.get(name)
        if maker is None:
            return None
        if name not in self._found:
            self._found[name] = maker(self)
        return self._found[name]

    def post(self, path: str, **body: Any) -> str:
        """Make a thing with `body`; its id."""
        answer = self._door.post(f"/api{path}", json=body)
        assert answer.status_code == 201, (path, answer.text)
        return str(answer.json()["id"])

    def first(self, path: str, of: str, **query: str) -> str:
        """The id of the first of those that are there anyhow."""
        return str(self._door.get(f"/api{path}", params=query).json()[of][0]["id"])

    def fresh(self, word: str) -> str:
        """A word that nothing is called yet."""
        return f"{word}_{next(self._number):05d}"


def _agent(made: Made) -> str:
    return made.post("/agents", id=made.fresh("storyteller"), client_id=made("client_id"), **_AGENT)


def _content(made: Made) -> str:
    return made.post("/content", creator_agent_id=made("agent_id"), **_PROPOSAL)


def _message(made: Made) -> str:
    return made.post(
        "/messages", sender_agent_id=made("agent_id"), receiver_agent_id=_agent(made), message_type="content_request",
        payload={}, priority=3,
    )


def _view(made: Made) -> str:
    return made.post("/views", name=made.fresh("View"), client_id=made("client_id"), query={})


_MAKERS: dict[str, Callable[[Made], str]] = {
    "client_id": lambda made: made.post("/clients", name=made.fresh("Acme")),
    "agent_id": _agent,
    "content_id": _content,
    "message_id": _message,
    "account_id": lambda made: made.first("/accounts", "accounts", client_id=made("client_id")),
    "view_id": _view,
    "annotation_id": lambda made: made.post("/annotations", client_id=made("client_id"), first=_DAY, label="Launch"),
    "competitor_id": lambda made: made.post("/competitors", client_id=made("client_id"), platform="x", handle=made.fresh("them")),
    "silence_id": lambda made: made.post("/silences", client_id=made("client_id"), ends_at=_LATER, why="A holiday"),
    "maintenance_id": lambda made: made.post("/maintenance", ends_at="2026-11-25T09:00:00Z", why="A move"),
    "slot_id": lambda made: made.post(f"/accounts/{made('account_id')}/slots", weekday=0, at="09:00"),
}
