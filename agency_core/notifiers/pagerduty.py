"""PagerDuty, by its Events API v2: each alert is one incident there, which ends when the alert does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agency_core.domain.rule import Severity
from agency_core.domain.watching import Reason
from agency_core.errors import Invalid
from agency_core.http_client import Call
from agency_core.notifiers.addresses import checked_url, ending, host_of
from agency_core.notifiers.base import Field, Post, Ways, post
from agency_core.notifiers.letter import Entry, Letter, clip

SUMMARY_LIMIT = 1_024
_SERVER = "https://events.pagerduty.com"
_KEY = re.compile(r"[A-Za-z0-9]{32}")
_ACTIONS = {"resolved": "resolve", "acknowledged": "acknowledge"}
_SUMMARY = "A summary is no incident: nothing was sent."


class _PagerDuty:
    name = "pagerduty"
    label = "PagerDuty"
    about = "An incident for each alert: triggered when it fires, resolved when it is over. Summaries are not sent."
    fields = (
        Field("key", "Integration key", "Of an integration Events API v2 of the service (32 characters).", secret=True),
        Field("server", "Server", "https://events.eu.pagerduty.com for accounts in the EU.", required=False, usual=_SERVER),
    )

    def check(self, values: Mapping[str, str], allowed: frozenset[str]) -> dict[str, str]:
        key = values.get("key", "").strip()
        if not _KEY.fullmatch(key):
            raise Invalid("This is no integration key.", field="key", remedy="Copy its 32 characters from the integration.")
        return {"key": key, "server": checked_url(values.get("server", "") or _SERVER, "server", allowed).rstrip("/")}

    def target(self, values: Mapping[str, str]) -> str:
        return f"{host_of(values['server'])} {ending(values['key'])}"

    def send(self, letter: Letter, values: Mapping[str, str], ways: Ways) -> str:
        if letter.reason == Reason.SUMMARY:
            return _SUMMARY
        events = payloads(letter, values["key"])
        for event in events:
            post(ways, Post(f"{values['server']}/v2/enqueue", Call(json=event), self.label))
        return f"PagerDuty took {len(events)} {'event' if len(events) == 1 else 'events'}."


def payloads(letter: Letter, key: str) -> list[dict[str, Any]]:
    """One event for each alert; a test is triggered and resolved at once. The same event twice changes nothing there."""
    events = [_event(letter, each, key, _ACTIONS.get(each.state, "trigger")) for each in letter.entries]
    if letter.reason == Reason.TEST:
        events += [_event(letter, each, key, "resolve") for each in letter.entries]
    return events


def _event(letter: Letter, entry: Entry, key: str, action: str) -> dict[str, Any]:
    event: dict[str, Any] = {"routing_key": key, "event_action": action, "dedup_key": f"agency-{entry.alert_id}"}
    if action != "trigger":
        return event
    severity = entry.severity if entry.severity in set(Severity) else Severity.INFO
    return {
        **event, "client": "Agency", "client_url": entry.link, "links": [{"href": entry.link, "text": "Open"}],
        "payload": {
            "summary": clip(entry.summary, SUMMARY_LIMIT), "source": entry.client or "agency", "severity": severity,
            "timestamp": entry.began_at.isoformat(), "class": entry.rule,
            "custom_details": {"why": clip(entry.why, SUMMARY_LIMIT), "told because": letter.why, **(entry.figures or {})},
        },
    }


NOTIFIER = _PagerDuty()
