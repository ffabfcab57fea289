"""The first visit: the owner by the first-run link, everybody else by an invitation."""

from __future__ import annotations

from starlette.responses import Response

from agency_core.api.pages import drawing
from agency_core.api.pages.drawing import Form, Visit, page
from agency_core.api.pages.entering import entered
from agency_core.domain.person import Purpose
from agency_core.errors import AgencyError, Invalid
from agency_core.security.passwords import LONGEST, SHORTEST
from agency_core.services.links import LinkOver
from agency_core.services.people import NewPerson
from agency_core.services.sign_in import Entry

_PAGE = "arrive.html"


def show_first_run(visit: Visit) -> Response:
    """The form of who will own the agency."""
    token = visit.request.query_params.get("token", "")
    visit.door.links.look(token, Purpose.FIRST_RUN)
    return page(visit.request, _PAGE, _first_values(token, {}))


def first_run(visit: Visit) -> Response:
    """Make the owner."""
    token = visit.form.get("token", "")
    try:
        made = visit.door.first_run.accept(token, _person(visit.form), drawing.origin(visit.request))
    except LinkOver:
        raise
    except AgencyError as error:
        return page(visit.request, _PAGE, _first_values(token, visit.form), error=error)
    return entered(visit.request, Entry(token=made), "/")


def show_invitation(visit: Visit) -> Response:
    """The form of who was invited; who signs in here already is only asked whether they want to."""
    return page(visit.request, _PAGE, _invited_values(visit, visit.request.query_params.get("token", ""), {}))


def accept(visit: Visit) -> Response:
    """Let them come."""
    token = visit.form.get("token", "")
    values = _invited_values(visit, token, visit.form)
    try:
        new = None if values["is_known"] else _person(visit.form)
        entry = visit.door.invitations.accept(token, new, drawing.origin(visit.request))
    except LinkOver:
        raise
    except AgencyError as error:
        return page(visit.request, _PAGE, values, error=error)
    return entered(visit.request, entry, "/") if entry else drawing.to_login("role")


def _person(form: Form) -> NewPerson:
    if form.get("password", "") != form.get("again", ""):
        raise Invalid("The two passwords differ.", field="again", remedy="Type the same twice.")
    return NewPerson(form.get("name", ""), form.get("password", ""), form.get("email", ""))


def _first_values(token: str, form: Form) -> dict[str, object]:
    return {
        "title": "Own this agency", "action": "/first-run", "token": token, "email": form.get("email", ""),
        "name": form.get("name", ""), "is_known": False, "invited": "", "role": "", "shortest": SHORTEST, "longest": LONGEST,
    }


def _invited_values(visit: Visit, token: str, form: Form) -> dict[str, object]:
    invitee = visit.door.invitations.look(token)
    return {
        "title": "Your invitation", "action": "/invite", "token": token, "email": invitee.email, "name": form.get("name", ""),
        "is_known": invitee.is_known, "invited": invitee.email, "role": invitee.role.replace("_", " "), "shortest": SHORTEST,
        "longest": LONGEST,
    }
