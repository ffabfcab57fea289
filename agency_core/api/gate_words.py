"""What the gate says, and which parts of the product it treats in which way."""

from __future__ import annotations

from urllib.parse import quote

from starlette.types import Scope

from agency_core.api.asked import WRITES, Headers, cookie, is_api
from agency_core.api.problems import Problem, of_agency_error
from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.media import ADDRESS
from agency_core.errors import Forbidden
from agency_core.services.access import demand_own_page
from agency_core.services.sessions import COOKIES

_WHOLE = ("/metrics", "/_stcore/metrics", "/sandbox/_control")
_HANDED_OUT = ("/media/", "/_stcore/upload_file/")
_OFF = ("/_stcore/agent", "/auth/", "/oauth2callback")
FOREIGN_HOST = Problem(
    421, "foreign_host", "The host is not this agency.",
    "Host has to be a name that this agency is opened at.", "Host",
    "Open it by the address in AGENCY_PUBLIC_URL, or add its name: AGENCY_HOSTS='[\"desk.example\"]'.",
)
UNKNOWN = Problem(
    401, "not_signed_in", "Sign in first.", "This needs a session or a token.", "Authorization",
    "Open /login in a browser; programs send Authorization: Bearer and their token.",
)
_UNPROVEN = Problem(
    403, "forbidden", "This is not allowed.", "The page that asks is not the agency's own.", "Origin",
    "Ask from a page of the agency.",
)


def shown(scope: Scope, headers: Headers) -> str:
    """What a browser shows of its session; the cookie of plain HTTP counts for nothing over TLS."""
    return cookie(headers, COOKIES[scope.get("scheme") not in {"https", "wss"}])


def unproven(scope: Scope, headers: Headers, actor: Actor) -> Problem | None:
    """The refusal of a change with a session that a foreign page could have sent."""
    if scope["method"] not in WRITES or not actor.session_id:
        return None
    if not is_api(scope["path"]):
        return None if "origin" in headers else _UNPROVEN
    try:
        demand_own_page(headers)
    except Forbidden as error:
        return of_agency_error(error)
    return None


def is_fetched(scope: Scope) -> bool:
    """Whether this may be a network that fetches a file by an address that was signed for it."""
    return scope["path"].startswith(ADDRESS) and scope["method"] in {"GET", "HEAD"}


def query(scope: Scope) -> str:
    """What stands behind the path of an address."""
    return str(scope.get("query_string", b""), "latin-1")


def fetcher(address: str) -> Actor:
    """Who a network is that shows a signed address: somebody who sees media, and is let in for that one file alone."""
    return Actor(
        ActorKind.SYSTEM, f"fetch:{address}", can_write=False, scopes=frozenset({"medium:view", "medium:admin"}), address=address,
    )


def takes_tokens(path: str) -> bool:
    """Whether programs may ask for this with a token; pages are for browsers that are signed in."""
    return is_api(path) or path == "/metrics"


def is_whole(path: str) -> bool:
    """Whether this tells about all clients at once."""
    return path.startswith(_WHOLE)


def is_handed_out(path: str) -> bool:
    """Whether this was handed to one session: a file of a page, or a place to send one to."""
    return path.startswith(_HANDED_OUT)


def is_off(path: str) -> bool:
    """Whether this is a door of the framework that the product does not use."""
    return path.startswith(_OFF)


def nothing_at(path: str) -> Problem:
    """The refusal of what is not there, or not for the one who asks."""
    return Problem(404, "not_found", "Not Found", f"There is nothing at {quote(path)}.", "", "Check the address.")


def is_browsing(scope: Scope, headers: Headers) -> bool:
    """Whether somebody opens a page, who is better shown the way in than a refusal."""
    if scope["method"] not in {"GET", "HEAD"}:
        return False
    if "sec-fetch-mode" in headers:
        return headers["sec-fetch-mode"] == ("navigate",)
    return not is_api(scope["path"]) and any("text/html" in each for each in headers.get("accept", ()))


def way_in(scope: Scope) -> str:
    """The page to sign in at, which leads back to what was asked for."""
    asked = query(scope)
    back = quote(scope["path"], safe="/") + (f"?{asked}" if asked else "")
    is_local = back.startswith("/") and not back.startswith(("//", "/\\")) and back != "/"
    return f"/login?next={quote(back, safe='')}" if is_local else "/login"
