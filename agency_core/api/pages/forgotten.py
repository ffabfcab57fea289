"""A forgotten password: ask for a link, and choose another by it."""

from __future__ import annotations

from starlette.background import BackgroundTask
from starlette.responses import Response

from agency_core.api.pages import drawing
from agency_core.api.pages.drawing import Visit, page
from agency_core.errors import AgencyError, Invalid
from agency_core.security.passwords import LONGEST, SHORTEST
from agency_core.services.links import LinkOver

_ASK, _SET = "reset_ask.html", "reset.html"


def show(visit: Visit) -> Response:
    """The form to ask for a link; by way of the link, that of the new password."""
    token = visit.request.query_params.get("token", "")
    if not token:
        return page(visit.request, _ASK, {"email": "", "is_asked": False, "is_mailed": visit.door.passwords.is_mailed})
    visit.door.passwords.look(token)
    return page(visit.request, _SET, _values(token))


def ask_or_set(visit: Visit) -> Response:
    """Send a link, or set the password that was chosen by it."""
    return _set(visit) if visit.form.get("token") else _ask(visit)


def _ask(visit: Visit) -> Response:
    email, reset = visit.form.get("email", ""), visit.door.passwords
    try:
        reset.ask(email, drawing.origin(visit.request))
    except AgencyError as error:
        values = {"email": email, "is_asked": False, "is_mailed": reset.is_mailed}
        return page(visit.request, _ASK, values, error=error)
    answer = page(visit.request, _ASK, {"email": "", "is_asked": True, "is_mailed": reset.is_mailed})
    answer.background = BackgroundTask(reset.send, email)
    return answer


def _set(visit: Visit) -> Response:
    token = visit.form["token"]
    try:
        if visit.form.get("password", "") != visit.form.get("again", ""):
            raise Invalid("The two passwords differ.", field="again", remedy="Type the same twice.")
        visit.door.passwords.reset(token, visit.form.get("password", ""))
    except LinkOver:
        raise
    except AgencyError as error:
        return page(visit.request, _SET, _values(token), error=error)
    return drawing.signed_out(visit.request, drawing.to_login("password"))


def _values(token: str) -> dict[str, object]:
    return {"token": token, "shortest": SHORTEST, "longest": LONGEST}
