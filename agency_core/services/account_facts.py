"""Accounts as the watch sees them: logins that run out, networks that do not answer, allowances that are nearly used up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from agency_core.domain.account import AccountStatus, is_due_for_renewal
from agency_core.domain.facts import AccountFacts
from agency_core.domain.pacing import used_up
from agency_core.errors import AgencyError
from agency_core.models import AccountRow
from agency_core.platforms import CONNECTORS
from agency_core.services.vault import Vault
from agency_core.store.queries.secret import place

LOOKED_AHEAD = timedelta(days=60)
"""Logins that end later than any threshold are not opened to see whether they renew themselves."""
GRACE = timedelta(hours=1)
"""So long after its time a renewal may still be on its way: the task looks often, and a network may rest."""


def account_facts(rows: Iterable[AccountRow], vault: Vault | None, now: datetime) -> tuple[AccountFacts, ...]:
    """Those accounts that there is something to say about."""
    made = (_facts(row, vault, now) for row in rows)
    return tuple(each for each in made if each.ends_at or each.lost or each.rests_until or each.spent)


def _facts(row: AccountRow, vault: Vault | None, now: datetime) -> AccountFacts:
    lost = row.status == AccountStatus.RECONNECT
    ends_at = row.token_expires_at if row.token_expires_at and row.token_expires_at < now + LOOKED_AHEAD else None
    renews, given = _renewal(row, vault) if ends_at and not lost else (False, None)
    overdue = renews and ends_at is not None and is_due_for_renewal(ends_at, given, now - GRACE)
    allowances = CONNECTORS[row.platform].facts.capabilities.allowances if row.platform in CONNECTORS else ()
    rests = row.parked_until if row.failures_in_a_row and row.parked_until and row.parked_until > now else None
    return AccountFacts(
        id=row.id, client_id=row.client_id, platform=row.platform, name=row.display_name, ends_at=ends_at, renews=renews,
        renewal_overdue=overdue, lost=lost, last_error=row.last_error, failures=row.failures_in_a_row, rests_until=rests,
        spent=used_up(row.budget, allowances, now) if row.budget else 0.0,
    )


def _renewal(row: AccountRow, vault: Vault | None) -> tuple[bool, datetime | None]:
    """Whether the login of an account renews itself, and when it was given."""
    if vault is None or "variable" in row.credentials or row.platform not in CONNECTORS:
        return False, None
    try:
        secret = vault.open(row.credentials, place(row))
    except AgencyError:  # a login that cannot be opened is not renewed either
        return False, None
    given = secret.get("renewed_at", "")
    renews = bool(secret.get("refresh_token")) or CONNECTORS[row.platform].facts.login.lengthen
    return renews, datetime.fromisoformat(given) if given else None
