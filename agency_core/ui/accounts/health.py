"""How an account is, in words: each line says one thing, the worrying ones first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agency_core.domain.account import AccountHealth, AccountStatus, AccountView
from agency_core.ui import kit

SOON = timedelta(days=7)


def health_lines(account: AccountView, health: AccountHealth, zone: ZoneInfo, now: datetime) -> Iterator[str]:
    """What there is to know of an account, as Markdown."""
    if account.last_error:
        yield f":red[:material/error: {kit.plain(account.last_error)}]"
    if health.missing:
        yield (
            f":orange[:material/warning: These permissions are missing: {kit.plain(', '.join(health.missing))}. "
            "Connect again and allow them.]"
        )
    if account.parked_until and account.parked_until > now:
        yield f":orange[:material/hourglass: The network asked us to wait until {kit.absolute(account.parked_until, zone, now)}.]"
    if health.failures_in_a_row > 1:
        yield f":orange[:material/warning: {kit.count(health.failures_in_a_row, 'failure')} in a row]"
    yield from _quiet(account, health, zone, now)


def _quiet(account: AccountView, health: AccountHealth, zone: ZoneInfo, now: datetime) -> Iterator[str]:
    if account.status == AccountStatus.DISCONNECTED:
        yield "Its login was deleted. What was planned for it waits."
        return
    yield _end(health, zone, now)
    said = kit.plain(health.check_said)
    yield f"Tested {kit.relative(health.checked_at, now)}: {said}" if health.checked_at else "Not tested yet"
    if health.calls_left:
        left = health.calls_left
        of = f" of {kit.number(left.limit)}" if left.limit else ""
        until = f" until {kit.absolute(left.reset_at, zone, now)}" if left.reset_at else ""
        yield f"{kit.number(left.remaining)}{of} calls left{until}"
    if health.spacing_seconds:
        yield f"At least {kit.span(timedelta(seconds=health.spacing_seconds))} between posts"


def _end(health: AccountHealth, zone: ZoneInfo, now: datetime) -> str:
    if health.expires_at is None:
        return "The login has no known end"
    end = kit.absolute(health.expires_at, zone, now)
    if health.renews_itself:
        return f"The login renews itself; the present one lasts until {end}"
    if health.expires_at - now < SOON:
        return f":orange[:material/warning: The login ends {end}. Connect again before that.]"
    return f"The login ends {end}; connect again before that"
