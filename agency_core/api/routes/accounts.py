"""/api/accounts: the profiles we act for. No answer holds a token."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.clients import AccountStatusWish, LiveAccount, SandboxAccount
from agency_core.api.schemas.words import ClientQuery, ThePart
from agency_core.domain.account import AccountView
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


@router.post("/accounts/{account_id}/test", response_model=dict[str, str])
def test(agency: TheAgency, actor: TheActor, account_id: str) -> Response:
    """Ask the network whether it knows the account; `answer` is what it said."""
    return answers.one(dict[str, str], {"answer": agency.accounts.test(actor, account_id)})


@router.get("/connectors", response_model=answers.list_model("connectors", ConnectorFacts))
def connectors(agency: TheAgency, query: ThePart) -> Response:
    """The platforms that can publish today, and what they can carry."""
    return answers.part("connectors", ConnectorFacts, agency.accounts.connectors(), query.page())
