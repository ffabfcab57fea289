"""The way over the identity provider of the organisation: out, and back with its answer."""

from __future__ import annotations

import secrets

from starlette.responses import RedirectResponse, Response

from agency_core.api.pages import drawing
from agency_core.api.pages.drawing import Visit, page
from agency_core.api.pages.entering import entered
from agency_core.errors import AgencyError


def leave(visit: Visit) -> Response:
    """Send somebody to the provider; their browser keeps what only it can come back with."""
    browser = secrets.token_urlsafe(32)
    where = drawing.local(visit.request.query_params.get("next", "/"))
    answer = RedirectResponse(
        visit.door.provider.begin(browser, where, drawing.origin(visit.request)), 303,
        {"Cache-Control": "no-store", "Referrer-Policy": drawing.REFERRER},
    )
    drawing.put(answer, visit.request, drawing.PROVIDER, browser)
    return answer


def come_back(visit: Visit) -> Response:
    """Let in whom the provider vouches for."""
    browser = drawing.kept(visit.request, drawing.PROVIDER)
    try:
        entry, where = visit.door.provider.come_back(dict(visit.request.query_params), browser, drawing.origin(visit.request))
    except AgencyError as error:
        answer = page(visit.request, "message.html", {"title": "Sign in"}, error=error)
    else:
        answer = entered(visit.request, entry, drawing.local(where))
    drawing.drop(answer, visit.request, drawing.PROVIDER)
    return answer
