"""The REST API as one application, to be mounted at /api."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware

from agency_core import __version__
from agency_core.agency import Agency
from agency_core.api import docs_page, problems
from agency_core.api.head import Head
from agency_core.api.limited import Limited
from agency_core.api.observed import Observed
from agency_core.api.routes import (
    accounts,
    agents,
    alerts,
    analytics,
    analytics_batch,
    approvals,
    audience,
    audit,
    backups,
    clients,
    competitors,
    content,
    custom_rules,
    data_protection,
    decisions,
    deliveries,
    imports,
    insights,
    kpis,
    logins,
    maintenance,
    matches,
    me,
    media,
    messages,
    notifiers,
    people,
    publishing,
    recipes,
    recurrences,
    rehearsals,
    reports,
    silences,
    slots,
    system,
    tokens,
    uploads,
    views,
)
from agency_core.api.routes import annotations as notes
from agency_core.api.schemas.analytics import SnapshotQuery
from agency_core.api.schemas.content import ContentQuery
from agency_core.api.straight import shorten
from agency_core.api.unexpected import Unexpected
from agency_core.services.sessions import COOKIES

NOUNS = (
    agents, messages, content, decisions, deliveries, uploads, recipes, matches, analytics, analytics_batch,
    clients, logins, accounts, alerts, system, media, slots, recurrences, imports, publishing, rehearsals,
    audience, competitors, reports, views, notes, notifiers, insights,
    silences, maintenance, kpis, custom_rules, backups, audit, tokens, people, me, data_protection, approvals,
)

EXPOSED = ["Location", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After", "X-Request-Id"]
"""Headers of an answer that pages of other sites may read."""
SCHEMES = {
    "token": {
        "type": "http", "scheme": "bearer",
        "description": "An access token from POST /token, the token of an agent (ag_...) or a personal key (pk_...).",
    },
    "session": {
        "type": "apiKey", "in": "cookie", "name": COOKIES[0],
        "description": "A browser that is signed in; its writes carry X-Agency-Request: 1 too. Over plain HTTP on loopback the "
        f"cookie is called {COOKIES[1]}.",
    },
}
"""How a call shows who makes it; on a machine without sign-in it need not."""


def create_api(
    agency_provider: Callable[[], Agency], *, cors_origins: Collection[str] = (), media_folder: Path | None = None
) -> FastAPI:
    """The API.

    Args:
        agency_provider: gives the agency of this process; asked once for each request.
        cors_origins: origins of other sites whose pages may call it.
        media_folder: where the drawn pictures lie; None when there are none.
    """
    app = _Api(
        title="Agency", version=__version__, summary="The operations desk as an interface for programs.",
        docs_url=None, redoc_url=None, redirect_slashes=False, generate_unique_id_function=_operation,
        responses=problems.DOCUMENTED,
    )
    app.state.agency = agency_provider
    app.state.media_folder = media_folder
    shorten(app, "/content", ContentQuery, content.list_content)
    shorten(app, "/analytics", SnapshotQuery, analytics.list_snapshots)
    for noun in NOUNS:
        app.include_router(noun.router)
    app.include_router(docs_page.router)
    problems.install(app)
    app.add_middleware(Limited, provider=agency_provider)
    app.add_middleware(Unexpected)
    app.add_middleware(Observed)
    app.add_middleware(Head)
    if cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=list(cors_origins), allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "X-Request-Id"], expose_headers=EXPOSED,
            max_age=600,
        )
    return app


class _Api(FastAPI):
    """FastAPI whose document knows what a refusal looks like."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, built once."""
        document = super().openapi()
        document["components"]["schemas"]["Problem"] = problems.SCHEMA
        document["components"]["securitySchemes"] = SCHEMES
        document["security"] = [{name: []} for name in SCHEMES] + [{}]
        document["paths"]["/token"]["post"]["security"] = []
        return document


def _operation(route: APIRoute) -> str:
    """A name for each operation that stays as it is when routes are added: `content_approve`."""
    noun = route.path.strip("/").partition("/")[0]
    return f"{noun}_{route.name}"
