"""Until when an alert is silenced: said with the reason that its evaluation wrote down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from agency_core.alerts.silencing import fits, holds
from agency_core.domain.alert import AlertView
from agency_core.domain.watching import SilenceView
from agency_core.ui import context, kit

SILENCE = "silence: "


def explained(alerts: Iterable[AlertView]) -> list[AlertView]:
    """The alerts, those that are silenced with until when."""
    listed = list(alerts)
    if not any(one.muted_by.startswith(SILENCE) for one in listed):
        return listed
    now = context.now()
    known = [one for one in context.agency().watchroom.silences.list(context.actor()).items if holds(one, now)]
    return [_explained(one, known, now) for one in listed]


def _explained(alert: AlertView, silences: Iterable[SilenceView], now: datetime) -> AlertView:
    if not alert.muted_by.startswith(SILENCE):
        return alert
    ends = [one.ends_at for one in silences if one.client_id in {"", alert.client_id} and fits(one.match, alert)]
    until = f", until {kit.when(max(ends), context.zone(), now)}" if ends else ""
    return replace(alert, muted_by=alert.muted_by + until)
