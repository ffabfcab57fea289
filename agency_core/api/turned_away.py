"""What of the gate's refusals the audit trail is told: whom it turned away, and for which part of the product."""

from __future__ import annotations

from urllib.parse import quote

from starlette.types import Scope

from agency_core.agency import Agency
from agency_core.api.asked import WRITES, address_of, cookie, headers_of
from agency_core.api.dependencies import ACTOR
from agency_core.services.sessions import COOKIES

_TOLD = frozenset({401, 403, 404, 421, 429})
_WITH_PARTS = frozenset({"api", "_stcore"})
_LONGEST = 60


def tell(agency: Agency, scope: Scope, status: int, code: str) -> None:
    """Count a refusal for the trail; none that say nothing about who may what, and nobody who only has not signed in yet."""
    if status not in _TOLD or (status == 401 and not _tried(scope)):
        return
    asked = f"{scope.get('method', 'WEBSOCKET')[:10]} {place(scope['path'])}"
    agency.door.refusals.tell(scope.get("state", {}).get(ACTOR), address_of(scope), code, asked)


def place(path: str) -> str:
    """The part of the product that a path leads to; what stands behind it may be a name or a proof."""
    first, *others = path.lstrip("/").split("/")
    return quote("/" + "/".join((first, *others[:1]) if first in _WITH_PARTS else (first,)))[:_LONGEST]


def _tried(scope: Scope) -> bool:
    """Whether somebody shows a session or token, wants to change something, or opens a websocket."""
    headers = headers_of(scope)
    shown = "authorization" in headers or any(cookie(headers, name) for name in COOKIES)
    return shown or scope["type"] == "websocket" or scope["method"] in WRITES
