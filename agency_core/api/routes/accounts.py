"""/api/accounts: the profiles we act for. No answer holds a token."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.accounts import Spacing
from agency_core.api.schemas.clients import AccountStatusWish, LiveAccount, SandboxAccount
from agency_core.api.schemas.words import ClientQuery, ThePart
from agency_core.domain.account import AccountHealth, AccountView, CheckedAccount
from agency_core.domain.platform import ConnectorFacts

router = APIRouter(tags=["Accounts"])


@router.get("/accounts", response_model=answers.list_model("accounts", AccountView))
def list_accounts(agency: TheAgency, actor: TheActor, query: Annotated[ClientQuery, Query()]) -> Response:
    """All accounts, or those of one client."""
    return answers.part("accounts", AccountView, agency.accounts.list(actor, client_id=query.client_id), query.page())


@router.post("/accounts", status_code=201, response_model=AccountView)
def connect_live(agency: TheAgency, actor: TheActor, body: LiveAccount) -> Response:
    """Connect a profile on the real network."""
    view = agency.accounts.connect_live(actor, new=body.new())
    return answers.one(AccountView, view, status=201, location=f"/accounts?client_id={view.client_id}")


@router.post("/accounts/sandbox", status_code=201, response_model=AccountView)
def connect_sandbox(agency: TheAgency, actor: TheActor, body: SandboxAccount) -> Response:
    """Connect a profile on the sandbox network."""
    view = agency.accounts.connect_sandbox(actor, body.client_id, name=body.platform)
    return answers.one(AccountView, view, status=201, location=f"/accounts?client_id={view.client_id}")


@router.put("/accounts/{account_id}/status", response_model=AccountView)
def set_status(agency: TheAgency, actor: TheActor, account_id: str, body: AccountStatusWish) -> Response:
    """Say whether an account is used."""
    return answers.one(AccountView, agency.accounts.set_status(actor, account_id, status=body.status))


@router.put("/accounts/{account_id}/spacing", response_model=AccountView)
def set_spacing(agency: TheAgency, actor: TheActor, account_id: str, body: Spacing) -> Response:
    """Keep two posts of an account apart."""
    return answers.one(AccountView, agency.accounts.set_spacing(actor, account_id, seconds=body.seconds))


@router.post("/accounts/{account_id}/disconnect", response_model=AccountView)
def disconnect(agency: TheAgency, actor: TheActor, account_id: str) -> Response:
    """Delete the login of an account; what is planned for it waits."""
    return answers.one(AccountView, agency.accounts.disconnect(actor, account_id))


@router.post("/accounts/{account_id}/test", response_model=CheckedAccount)
def test(agency: TheAgency, actor: TheActor, account_id: str) -> Response:
    """Ask the network whether the login still acts for this profile; `said` is the answer in words."""
    return answers.one(CheckedAccount, agency.accounts.test(actor, account_id))


@router.get("/accounts/health", response_model=answers.list_model("health", AccountHealth))
def health(agency: TheAgency, actor: TheActor, query: Annotated[ClientQuery, Query()]) -> Response:
    """How all accounts, or those of one client, are: scopes, end of its login, calls left, the last test."""
    found = agency.accounts.health(actor, client_id=query.client_id)
    return answers.part("health", AccountHealth, found.values(), query.page())


@router.get("/connectors", response_model=answers.list_model("connectors", ConnectorFacts))
def connectors(agency: TheAgency, query: ThePart) -> Response:
    """The platforms that can publish today, and what they can carry."""
    return answers.part("connectors", ConnectorFacts, agency.accounts.connectors(), query.page())
