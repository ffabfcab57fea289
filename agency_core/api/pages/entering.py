"""The way in and out: address and password, the second factor, and the door from inside."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from agency_core.api.pages import drawing
from agency_core.api.pages.drawing import Visit, page
from agency_core.errors import AgencyError
from agency_core.security.qr import qr_of
from agency_core.services.links import LinkOver
from agency_core.services.sign_in import Entry

_LOGIN = "login.html"
_NEWS = {
    "password": "Your new password is set. Sign in with it.", "role": "The invitation is accepted. Sign in to see what is new.",
    "out": "You are signed out.",
}
"""What the page may say first; never what an address says by itself."""


def show(visit: Visit) -> Response:
    """The form of the password, unless somebody is signed in already or nobody has to be."""
    where = drawing.local(visit.request.query_params.get("next", "/"))
    door = visit.door
    if not door.sessions.needs_sign_in() or door.sessions.resolve(drawing.session_token(visit.request), is_active=False):
        return drawing.onward(where)
    return page(visit.request, _LOGIN, _values(visit, where, ""))


def enter(visit: Visit) -> Response:
    """Let in who knows the password, or ask for the second factor."""
    where, email = drawing.local(visit.form.get("next", "/")), visit.form.get("email", "")
    try:
        entry = visit.door.sign_in.password(email, visit.form.get("password", ""), drawing.origin(visit.request))
    except AgencyError as error:
        return page(visit.request, _LOGIN, _values(visit, where, email), error=error)
    visit.door.sessions.end(drawing.session_token(visit.request))
    return entered(visit.request, entry, where)


def entered(request: Request, entry: Entry, where: str) -> Response:
    """On, with a session, or to the second factor."""
    if entry.token:
        return drawing.signed_in(request, entry.token, drawing.onward(where))
    answer = drawing.onward(f"/second-factor?{urlencode({'next': where})}")
    drawing.put(answer, request, drawing.PENDING, entry.pending)
    return answer


def show_second(visit: Visit) -> Response:
    """The form of the second factor; with a picture for the app, when it has to be added first."""
    return _second(visit, drawing.local(visit.request.query_params.get("next", "/")), None)


def give_second(visit: Visit) -> Response:
    """Let in who has the second factor too."""
    where = drawing.local(visit.form.get("next", "/"))
    try:
        entry = visit.door.sign_in.second(
            drawing.kept(visit.request, drawing.PENDING), visit.form.get("code", ""), drawing.origin(visit.request)
        )
    except LinkOver:
        return drawing.to_login()
    except AgencyError as error:
        return _second(visit, where, error)
    if not entry.recovery:
        return drawing.signed_in(visit.request, entry.token, drawing.onward(where))
    shown = page(visit.request, "recovery.html", {"codes": entry.recovery, "next": where})
    return drawing.signed_in(visit.request, entry.token, shown)


def show_out(visit: Visit) -> Response:
    """Ask whether to sign out."""
    return page(visit.request, "logout.html", {})


def leave(visit: Visit) -> Response:
    """Sign out."""
    visit.door.sessions.end(drawing.session_token(visit.request))
    return drawing.signed_out(visit.request, page(visit.request, _LOGIN, _values(visit, "/", "", "out")))


def _second(visit: Visit, where: str, error: AgencyError | None) -> Response:
    try:
        new = visit.door.sign_in.enrolment(drawing.kept(visit.request, drawing.PENDING))
    except LinkOver:
        return drawing.to_login()
    values = {"next": where, "secret": new.secret if new else "", "picture": qr_of(new.address) if new else ""}
    return page(visit.request, "second_factor.html", values, error=error)


def _values(visit: Visit, where: str, email: str, news: str = "") -> dict[str, object]:
    said = news or visit.request.query_params.get("news", "")
    return {
        "next": where, "email": email, "news": _NEWS.get(said, ""), "provider": visit.door.provider.name,
        "has_owner": visit.door.first_run.is_over(),
    }
