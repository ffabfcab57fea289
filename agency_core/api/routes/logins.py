"""/api/accounts/...: logging in at a network. A browser is sent there and comes back; no answer holds a token."""

from __future__ import annotations

import re
import secrets
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Cookie, Query, Request, Response
from starlette.responses import RedirectResponse

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.accounts import (
    ApplicationForgotten,
    ApplicationGiven,
    AppPasswordGiven,
    Back,
    Chosen,
    LoginBegun,
)
from agency_core.api.schemas.words import ThePart
from agency_core.domain.account import AccountView
from agency_core.domain.login import STATE_LASTS, ApplicationView, Consent, LoginView
from agency_core.errors import AgencyError

router = APIRouter(tags=["Accounts"])
BROWSER = "agency_login"
PAGE = "/accounts"
_PATH = "/api/accounts"
_SECRET = re.compile(r"[\w-]{43}")
TheBrowser = Annotated[str, Cookie(alias=BROWSER, max_length=100)]


@router.get("/accounts/connect", status_code=303, include_in_schema=False)
def begin(
    request: Request, agency: TheAgency, actor: TheActor, wish: Annotated[LoginBegun, Query()], known: TheBrowser = "",
) -> Response:
    """Send a browser to the page on which the network asks for consent. Only this browser can bring the answer back."""
    browser = known if _SECRET.fullmatch(known) else secrets.token_urlsafe(32)
    led = agency.connect.send(actor, wish=wish.wish(), browser=browser)
    answer = RedirectResponse(led.url if isinstance(led, Consent) else _page(led), 303)
    answer.set_cookie(
        BROWSER, browser, max_age=int(STATE_LASTS.total_seconds()), path=_PATH, httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


@router.get("/accounts/callback", status_code=303, include_in_schema=False)
def callback(agency: TheAgency, actor: TheActor, back: Annotated[Back, Query()], known: TheBrowser = "") -> Response:
    """Where networks send a browser back to. It ends on the page Accounts, which says what was found or went wrong."""
    try:
        login = agency.connect.finish(actor, state=back.state, browser=known, code=back.code, error=back.error)
    except AgencyError as error:
        return RedirectResponse(f"{PAGE}?{urlencode({'accounts_problem': error.code})}", 303)
    return RedirectResponse(_page(login), 303)


@router.get("/accounts/logins/{login_id}", response_model=LoginView)
def login(agency: TheAgency, actor: TheActor, login_id: str) -> Response:
    """A login, and the profiles that it found."""
    return answers.one(LoginView, agency.connect.view(actor, login_id))


@router.post("/accounts/logins/{login_id}/choose", status_code=201, response_model=answers.list_model("accounts", AccountView))
def choose(agency: TheAgency, actor: TheActor, login_id: str, body: Chosen) -> Response:
    """Connect some of the profiles that a login found; it is then over."""
    made = agency.connect.choose(actor, login_id, external_ids=body.external_ids)
    answer = answers.every("accounts", AccountView, made)
    answer.status_code = 201
    return answer


@router.post("/accounts/app-password", status_code=201, response_model=AccountView)
def app_password(agency: TheAgency, actor: TheActor, body: AppPasswordGiven) -> Response:
    """Connect a profile by a password that was made for us on its platform."""
    view = agency.connect.app_password(actor, given=body.given())
    return answers.one(AccountView, view, status=201, location=f"/accounts?client_id={view.client_id}")


@router.get("/applications", response_model=answers.list_model("applications", ApplicationView))
def applications(agency: TheAgency, actor: TheActor, query: ThePart) -> Response:
    """What platforms know this agency by, without the secrets."""
    return answers.part("applications", ApplicationView, agency.connect.applications.list(actor), query.page())


@router.put("/applications", response_model=ApplicationView)
def enter_application(agency: TheAgency, actor: TheActor, body: ApplicationGiven) -> Response:
    """Keep the id and secret that a platform gave us."""
    view = agency.connect.applications.enter(
        actor, name=body.platform, app_id=body.app_id, secret=body.secret, base_url=body.base_url,
    )
    return answers.one(ApplicationView, view)


@router.post("/applications/forget", status_code=204)
def forget_application(agency: TheAgency, actor: TheActor, body: ApplicationForgotten) -> Response:
    """Delete the id and secret that were kept for a platform, or for one server of it."""
    agency.connect.applications.forget(actor, name=body.platform, base_url=body.base_url)
    return answers.nothing()


def _page(login: LoginView) -> str:
    return f"{PAGE}?{urlencode({'client': login.client_id, 'accounts_login': login.id})}"
