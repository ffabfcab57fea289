"""How views become answers: written to JSON in one step by their own schema, without being validated again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter, computed_field, create_model
from starlette.responses import Response

from agency_core.domain.agent import AgentView
from agency_core.domain.paging import Listing, Page, cut

ROOT = "/api"
JSON = "application/json"


@dataclass(frozen=True)
class AgentAnswer(AgentView):
    """An agent with its uptime, the share of its answers that were not failures (0 to 1; null before the first)."""

    @computed_field  # type: ignore[prop-decorator]  # pydantic reads the property below it
    @property
    def uptime(self) -> float | None:
        """Share of answers that were not failures."""
        total = self.answers + self.failures
        return self.answers / total if total else None


def agent(view: AgentView) -> AgentAnswer:
    """`view` as the API shows it."""
    return AgentAnswer(**vars(view))


def one(kind: Any, view: object, *, status: int = 200, location: str = "") -> Response:  # noqa: ANN401 - a type form
    """One view of type `kind`; `location` is the path, under the API, of what was created."""
    headers = {"Location": ROOT + location} if location else None
    return Response(_adapter(kind).dump_json(view, warnings=False), status, headers, JSON)


def listing(name: str, kind: Any, found: Listing[Any]) -> Response:  # noqa: ANN401 - a type form
    """A page of views of type `kind` under `name`, with how many they are and the cursor of the next page."""
    return _page(name, _adapter(tuple[kind, ...]).dump_json(found.items, warnings=False), found)


def written(name: str, found: Listing[str]) -> Response:
    """The same for views that the database has written as JSON already."""
    return _page(name, f"[{','.join(found.items)}]".encode(), found)


def every(name: str, kind: Any, found: Iterable[Any]) -> Response:  # noqa: ANN401 - a type form
    """All rows of a report, in the shape of `listing`."""
    return listing(name, kind, Listing(tuple(found)))


def part(name: str, kind: Any, found: Iterable[Any], page: Page) -> Response:  # noqa: ANN401 - a type form
    """The asked part of a list that is short by nature and read as a whole."""
    return listing(name, kind, cut(tuple(found), page))


def nothing() -> Response:
    """Done, and nothing to say about it."""
    return Response(status_code=204)


def _page(name: str, items: bytes, found: Listing[Any]) -> Response:
    tail = f',"count":{len(found.items)},"next_cursor":{json.dumps(found.next_cursor or None)}}}'
    return Response(b'{"%s":%s%s' % (name.encode(), items, tail.encode()), 200, None, JSON)


@cache
def list_model(name: str, kind: Any) -> type[BaseModel]:  # noqa: ANN401 - a type form
    """The schema of `listing`, for the OpenAPI document."""
    fields: dict[str, Any] = {name: (list[kind], ...), "count": (int, ...), "next_cursor": (str | None, ...)}
    return create_model(f"{name.title()}List", __doc__=f"A page of {name}.", **fields)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - a type form
    return TypeAdapter(kind)
