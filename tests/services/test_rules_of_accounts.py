"""Rules about accounts and their networks, from rows on: silent one step below, firing above, resolved afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from agency_core.models import AccountRow
from agency_core.platforms import CONNECTORS
from agency_core.store.queries.secret import place
from tests.services.lookout import DAY, HOUR, MINUTE, SECOND


def account(watching, **values: Any) -> str:
    watching.change(AccountRow, **values)
    return "c1-account"


def test_a_login_that_nobody_renews_ends_within_a_week(watching, clock):
    account(watching, token_expires_at=clock.now() + 7 * DAY + 5 * MINUTE)
    assert watching.firing("token_expiring", 5) == []
    account(watching, token_expires_at=clock.now() + 7 * DAY - SECOND)
    assert watching.firing("token_expiring", 5) == ["c1-account"]
    assert watching.told("token_expiring").summary == "The login of L on LinkedIn ends in 6 d 23 h."
    account(watching, token_expires_at=None)
    assert watching.firing("token_expiring", 3) == []


def test_a_login_that_renews_itself_is_told_when_its_renewal_is_an_hour_overdue(watching, clock):
    end = clock.now() + 20 * MINUTE
    with watching.agency.db.transaction() as session:
        row = session.get(AccountRow, "c1-account")
        secret = {"access_token": "a", "refresh_token": "r", "renewed_at": (end - HOUR).isoformat()}
        row.credentials, row.token_expires_at = watching.agency.watchroom.alerts._around.vault.seal(secret, place(row)), end
    assert watching.firing("token_expiring", 5) == []
    clock.move(60 * MINUTE)
    assert watching.firing("token_expiring", 4) == []
    clock.move(MINUTE)
    assert watching.firing("token_expiring", 5) == ["c1-account"]
    account(watching, token_expires_at=clock.now() + 30 * DAY, credentials={})
    assert watching.firing("token_expiring", 3) == []


def test_an_account_that_must_be_connected_again(watching):
    account(watching, status="reconnect", last_error="The user revoked it.")
    assert watching.firing("token_expiring", 5) == ["c1-account"]
    assert watching.told("token_expiring").detail == "The network said: The user revoked it. Connect the account again."
    account(watching, status="disconnected")
    assert watching.firing("token_expiring", 3) == []


def test_an_account_rests_after_five_failures_in_a_row(watching, clock):
    watching.books.deliveries(20, "failed", failure="transient")
    account(watching, failures_in_a_row=4, parked_until=clock.now() + HOUR, last_error="503")
    assert watching.firing("network_down") == []
    account(watching, failures_in_a_row=5)
    assert watching.firing("network_down") == ["c1:linkedin"]
    account(watching, failures_in_a_row=0, parked_until=None)
    assert watching.firing("network_down", 3) == []


def test_an_account_has_used_up_nine_tenths_of_its_day(watching, clock):
    account(watching, budget={"spent": [135], "at": clock.now().isoformat()})
    assert watching.firing("rate_budget") == []
    account(watching, budget={"spent": [136], "at": clock.now().isoformat()})
    assert watching.firing("rate_budget") == ["c1-account"]
    assert watching.told("rate_budget").summary == "L has used 91% of what LinkedIn allows."
    assert watching.firing("rate_budget", 12) == []


def test_a_network_says_that_little_is_left(watching, clock):
    said = {"limit": 100, "remaining": 10, "reset_at": (clock.now() + 5 * MINUTE).isoformat()}
    account(watching, budget=said)
    assert watching.firing("rate_budget") == []
    account(watching, budget={**said, "remaining": 9})
    assert watching.firing("rate_budget") == ["c1-account"]
    assert watching.firing("rate_budget", 8) == []


def test_an_interface_ends_in_less_than_ninety_days(watching, monkeypatch, clock):
    def ends(days: int) -> None:
        day = clock.now().date() + timedelta(days=days)
        monkeypatch.setattr(CONNECTORS["linkedin"], "facts", replace(CONNECTORS["linkedin"].facts, sunset=day))

    ends(90)
    assert watching.firing("api_sunset") == []
    ends(89)
    assert watching.firing("api_sunset") == ["linkedin"]
    ends(400)
    assert watching.firing("api_sunset", 3) == []
