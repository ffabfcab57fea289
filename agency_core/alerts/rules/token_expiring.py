"""A login ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote

from agency_core.domain.facts import AccountFacts, Facts
from agency_core.domain.health import in_words
from agency_core.domain.platform import LABELS, Platform
from agency_core.domain.rule import Finding, Limit, Severity

SOON = Limit("days", "Days before its end", 7, "days", most=60)


class TokenExpiring:
    """The login of an account ends soon and nobody renews it, or it has ended."""

    name = "token_expiring"
    label = "Login ends"
    severity = Severity.WARNING
    hold = timedelta(minutes=5)
    explains = (
        f"The login of an account ends in less than {SOON.usual:g} days and is not renewed by itself, its renewal is an hour "
        "overdue, or the network has ended it: nothing can be published there until the account is connected again."
    )
    limits = (SOON,)
    mutes = ()
    runbook = "a-login-ends"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each such account."""
        found = []
        for account in facts.accounts:
            soon = timedelta(days=facts.limit(self.name, SOON, account.client_id))
            why = _why(account, soon, facts.now)
            if why:
                found.append(_finding(account, why, facts.now))
        return found


def _why(account: AccountFacts, soon: timedelta, now: datetime) -> str:
    if account.lost:
        return f"The network said: {account.last_error}" if account.last_error else "The network does not accept its login."
    if account.renewal_overdue:
        return "It should have been renewed by itself, and was not: the network may refuse it, or cannot be reached."
    if account.ends_at is not None and not account.renews and account.ends_at - now < soon:
        return "It is not renewed by itself."
    return ""


def _finding(account: AccountFacts, why: str, now: datetime) -> Finding:
    left = account.ends_at - now if account.ends_at else None
    who = f"{account.name} on {LABELS[Platform(account.platform)]}"
    if account.lost or left is None:
        summary = f"{who} must be connected again."
    elif left > timedelta(0):
        summary = f"The login of {who} ends in {in_words(left)}."
    else:
        summary = f"The login of {who} has ended."
    at = f" It ends at {account.ends_at:%Y-%m-%d %H:%M} UTC." if account.ends_at else ""
    return Finding(
        subject=account.id,
        client_id=account.client_id,
        summary=summary,
        detail=f"{why}{at} Connect the account again.",
        link=f"/accounts?client={quote(account.client_id)}&account={quote(account.id)}",
        values={"days": left / timedelta(days=1)} if left is not None else {},
    )


RULE = TokenExpiring()
