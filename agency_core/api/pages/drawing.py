"""How a page at the door is drawn: its template, its headers, and the cookie that its forms are bound to."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from agency_core.agency import Agency
from agency_core.api.pages.house import house_of
from agency_core.domain.person import ABSOLUTE, SECOND_FACTOR_FOR
from agency_core.errors import AgencyError, Forbidden, TooLarge
from agency_core.services.door import Door
from agency_core.services.people import Origin
from agency_core.services.sessions import COOKIES
from agency_core.services.tries import TooManyTries

TEMPLATES = Path(__file__).resolve().parent / "templates"
FORM, PENDING, PROVIDER = "form", "pending", "provider"
"""What the cookies beside that of the session are for; their names are made from these."""
REFERRER = "strict-origin"
"""Other pages, ours too, learn from which site one comes, and never the address, which may hold a token. (With no-referrer a
browser would send its forms with the origin "null".)"""
_MOST_BYTES, _MOST_FIELDS = 16_384, 20
NOWHERE = " 'none'"
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]*")
_FORM_VALUE = re.compile(r"[A-Za-z0-9_-]{43}")

Form = Mapping[str, str]


@dataclass(frozen=True)
class Visit:
    """Somebody at the door of an agency: what they ask for, and what their form says (nothing, when they only look)."""

    agency: Agency
    request: Request
    form: Form

    @property
    def door(self) -> Door:
        """The services of the door."""
        return self.agency.door


@cache
def _drawn() -> tuple[Environment, str]:
    """The templates, and the style that each page carries."""
    env = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    style = (TEMPLATES / "door.css").read_text(encoding="utf-8")
    return env, style


def _policy(style: str, source: str) -> str:
    """The policy that allows this style, pictures and videos from one source, and nothing else."""
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:{source}; media-src{source or NOWHERE}; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def page(
    request: Request, template: str, values: Mapping[str, Any], *, error: AgencyError | None = None, own_style: str | None = None
) -> Response:
    """A page; with an error, as the answer to what cannot be done, which says so first.

    With a style of its own (a client's colours) it may show pictures and videos of this address.
    """
    env, style = _drawn()
    house = house_of(request)
    style += own_style or (house.style if house else "")
    policy = _policy(style, "" if own_style is None else " 'self'")
    form, is_new = _form_value(request)
    status = error.status if error else 200
    body = env.get_template(template).render(
        {"style": Markup(style), "error": error, "csrf": _bound(form), "house": house, **values},  # noqa: S704 - our own style sheet
    )
    headers = {
        "Content-Security-Policy": policy, "Referrer-Policy": REFERRER, "Cache-Control": "no-store",
        "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex",
    }
    if isinstance(error, TooManyTries):
        headers["Retry-After"] = str(error.seconds)
    answer = HTMLResponse(body, status, headers)
    if is_new:
        put(answer, request, FORM, form)
    return answer


def onward(where: str) -> Response:
    """On to another page of ours; never to somewhere else."""
    return RedirectResponse(local(where), 303, {"Cache-Control": "no-store", "Referrer-Policy": REFERRER})


def to_login(news: str = "") -> Response:
    """On to the form of the password, which says what happened."""
    where = f"/login?news={news}" if news else "/login"
    return RedirectResponse(where, 303, {"Cache-Control": "no-store", "Referrer-Policy": REFERRER})


def local(where: str) -> str:
    """A path of ours; the beginning, when it is something else."""
    return where if _LOCAL.fullmatch(where) and not where.startswith(("/login", "/logout")) else "/"


def signed_in(request: Request, token: str, answer: Response) -> Response:
    """`answer`, that leaves the browser signed in, and forgets what led there."""
    answer.set_cookie(
        COOKIES[not is_secure(request)], token, max_age=int(ABSOLUTE.total_seconds()), httponly=True, samesite="lax",
        secure=is_secure(request),
    )
    drop(answer, request, PENDING)
    drop(answer, request, FORM)
    return answer


def signed_out(request: Request, answer: Response) -> Response:
    """`answer`, that leaves the browser without a session."""
    answer.delete_cookie(COOKIES[not is_secure(request)], httponly=True, samesite="lax", secure=is_secure(request))
    return answer


def session_token(request: Request) -> str:
    """What the browser shows of its session."""
    return request.cookies.get(COOKIES[not is_secure(request)], "")


def put(answer: Response, request: Request, purpose: str, value: str) -> None:
    """Let the browser remember something for the way in."""
    answer.set_cookie(
        _name(request, purpose), value, max_age=int(SECOND_FACTOR_FOR.total_seconds()) if purpose != FORM else None,
        httponly=True, samesite="lax", secure=is_secure(request),
    )


def drop(answer: Response, request: Request, purpose: str) -> None:
    """Let the browser forget it."""
    answer.delete_cookie(_name(request, purpose), httponly=True, samesite="lax", secure=is_secure(request))


def kept(request: Request, purpose: str) -> str:
    """What the browser remembers."""
    return request.cookies.get(_name(request, purpose), "")


async def filled(request: Request) -> Form:
    """What a form says.

    Raises:
        Forbidden: it is no form that this browser got from us.
        TooLarge: it says too much.
    """
    body = b""
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > _MOST_BYTES:
                raise TooLarge("The form says too much.", remedy="Use shorter words.")
        form = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except (ValueError, ClientDisconnect):  # no text, or more fields than any form of ours has
        form = {}
    cookie = kept(request, FORM)
    if not _FORM_VALUE.fullmatch(cookie) or not hmac.compare_digest(_bound(cookie), form.get("csrf", "")):
        raise Forbidden("This form is too old, or came from elsewhere.", remedy="Fill it in again.")
    return form


def origin(request: Request) -> Origin:
    """Where this comes from."""
    return Origin(request.client.host if request.client else "", request.headers.get("user-agent", ""))


def is_secure(request: Request) -> bool:
    """Whether it came over HTTPS."""
    return request.url.scheme == "https"


def _name(request: Request, purpose: str) -> str:
    return f"{COOKIES[not is_secure(request)]}-{purpose}"


def _form_value(request: Request) -> tuple[str, bool]:
    there = kept(request, FORM)
    return (there, False) if _FORM_VALUE.fullmatch(there) else (secrets.token_urlsafe(32), True)


def _bound(cookie: str) -> str:
    """What a form carries so that it can be told to belong to the browser with this cookie."""
    return hashlib.sha256(f"form|{cookie}".encode()).hexdigest()
