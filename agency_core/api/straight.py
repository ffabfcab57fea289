"""The short way to lists that are read again and again: their query is checked, and their route is called, by us.

The routes are the framework's own and are documented as such; only looking them up and solving what they depend on, which
costs more than the list itself, is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from agency_core.agency import Agency
from agency_core.api import dependencies
from agency_core.domain.actor import Actor

Q = TypeVar("Q", bound=BaseModel)


def shorten(app: FastAPI, path: str, query: type[Q], route: Callable[[Agency, Actor, Q], Response]) -> None:
    """Answer GET at `path` by `route`; to be called before the routers are included."""

    async def ask(request: Request) -> Response:
        request.scope["route"] = here
        try:
            asked = query.model_validate(dict(request.query_params))
        except ValidationError as error:
            raise RequestValidationError([{**each, "loc": ("query", *each["loc"])} for each in error.errors()]) from None
        agency, actor = await dependencies.agency(request), await dependencies.actor(request)
        return await run_in_threadpool(route, agency, actor, asked)

    here = Route(path, ask, methods=["GET"], include_in_schema=False)
    app.router.routes.append(here)
