"""Faults that can be ordered: which call they hit, what happens, how often."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, select, update

from agency_core.domain.platform import Platform, platform
from agency_core.errors import Invalid
from agency_core.sandbox.tables import FAULTS


class FaultKind(StrEnum):
    """What goes wrong.

    refuse: nothing happens and the line is cut without an answer. error_before, error_after: 503 before or after the effect.
    timeout_after: the effect, then silence for `seconds`, then the line is cut. rate_limit: refused, free again after
    `seconds`. expire_token, revoke_token: the token used ends here. slow_processing: media is not ready yet.
    processing_failure: media cannot be used. bad_json, no_id: the effect, and an answer that is not JSON or names no id.
    delay: `seconds` pass before anything happens. clock_skew: the network's clock is `seconds` ahead for this call.
    """

    REFUSE = "refuse"
    ERROR_BEFORE = "error_before"
    ERROR_AFTER = "error_after"
    TIMEOUT_AFTER = "timeout_after"
    RATE_LIMIT = "rate_limit"
    EXPIRE_TOKEN = "expire_token"  # noqa: S105 - the name of a fault
    REVOKE_TOKEN = "revoke_token"  # noqa: S105 - the name of a fault
    SLOW_PROCESSING = "slow_processing"
    PROCESSING_FAILURE = "processing_failure"
    BAD_JSON = "bad_json"
    NO_ID = "no_id"
    DELAY = "delay"
    CLOCK_SKEW = "clock_skew"


ROUTES = ("commit", "container", "poll", "upload", "read", "metrics", "delete", "refresh", "any")
_MOST_SECONDS = 600.0


@dataclass(frozen=True)
class Fault:
    """One ordered fault: it hits the next `times` calls of a route."""

    platform: str
    route: str
    kind: str
    times: int = 1
    seconds: float = 1.0


def read_fault(asked: Any) -> Fault:  # noqa: ANN401 - whatever JSON came
    """The fault that a JSON object orders.

    Raises:
        Invalid: it orders none.
    """
    if not isinstance(asked, dict):
        raise Invalid("A fault is a JSON object.")
    route, kind = str(asked.get("route", "any")), str(asked.get("kind", ""))
    if route not in ROUTES:
        raise Invalid(f"{route!r} is not a route.", field="route", remedy=f"Use one of: {', '.join(ROUTES)}.")
    if kind not in set(FaultKind):
        raise Invalid(f"{kind!r} is not a kind of fault.", field="kind", remedy=f"Use one of: {', '.join(FaultKind)}.")
    times, seconds = asked.get("times", 1), asked.get("seconds", 1)
    if not isinstance(times, int) or not 1 <= times <= 1_000_000:
        raise Invalid("times is a number of calls from 1 to 1,000,000.", field="times")
    if not isinstance(seconds, int | float) or not 0 <= seconds <= _MOST_SECONDS:
        raise Invalid("seconds is a number from 0 to 600.", field="seconds")
    return Fault(platform(str(asked.get("platform", ""))), route, kind, times, float(seconds))


def order(tx: Connection, fault: Fault) -> None:
    """Let `fault` happen."""
    row = {"platform": fault.platform, "route": fault.route, "kind": fault.kind}
    tx.execute(FAULTS.insert().values(**row, times=fault.times, seconds=fault.seconds))


def forget(tx: Connection) -> None:
    """Let no ordered fault happen any more."""
    tx.execute(delete(FAULTS))


def waiting(tx: Connection) -> list[dict[str, Any]]:
    """The faults still to come, oldest first."""
    return [dict(row._mapping) for row in tx.execute(select(FAULTS).order_by(FAULTS.c.id))]


def take(tx: Connection, name: Platform, route: str) -> Fault | None:
    """The oldest fault that hits this call, counted down by one."""
    hits = select(FAULTS).where(FAULTS.c.platform == name, FAULTS.c.route.in_((route, "any")))
    row = tx.execute(hits.order_by(FAULTS.c.id).limit(1)).first()
    if row is None:
        return None
    if row.times <= 1:
        tx.execute(delete(FAULTS).where(FAULTS.c.id == row.id))
    else:
        tx.execute(update(FAULTS).where(FAULTS.c.id == row.id).values(times=row.times - 1))
    return Fault(row.platform, row.route, row.kind, row.times, row.seconds)
