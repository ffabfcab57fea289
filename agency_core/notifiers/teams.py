"""Microsoft Teams, by the webhook of a workflow: an adaptive card whose words are plain text runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from agency_core.http_client import Call
from agency_core.notifiers.addresses import checked_url, shown
from agency_core.notifiers.base import Field, NotTaken, Post, Ways, post, words
from agency_core.notifiers.letter import Entry, Letter, cut_short, facts, more

CARD_BYTES = 27_000
_CAPS = (300, 400)
_FAILED = "failed with error"


class _Teams:
    name = "teams"
    label = "Microsoft Teams"
    about = "A card in a team or chat of Microsoft Teams."
    fields = (
        Field("url", "Webhook address", "The address of the workflow's webhook. Whoever knows it can post: it is kept sealed.",
              secret=True, example="https://prod-00.westeurope.logic.azure.com:443/workflows/XXXX"),
    )

    def check(self, values: Mapping[str, str], allowed: frozenset[str]) -> dict[str, str]:
        return {"url": checked_url(values.get("url", ""), "url", allowed)}

    def target(self, values: Mapping[str, str]) -> str:
        return shown(values["url"])

    def send(self, letter: Letter, values: Mapping[str, str], ways: Ways) -> str:
        answer = post(ways, Post(values["url"], Call(json=payload(letter)), self.label))
        said = words(answer.body)
        if _FAILED in said:  # older webhooks say yes and mean no
            raise NotTaken(f"Microsoft Teams answered: {said}")
        return f"Microsoft Teams answered {answer.status}."


def payload(letter: Letter) -> dict[str, Any]:
    """The card, with as many alerts as it can carry."""
    room = CARD_BYTES - _bytes(_message(letter, [], len(letter.entries)))
    alerts = []
    for made in (_alert(cut_short(each, _CAPS)) for each in letter.entries):
        room -= _bytes(made) + len(", ")
        if room < 0:
            break
        alerts.append(made)
    return _message(letter, alerts, len(letter.entries) - len(alerts))


def _bytes(part: dict[str, Any]) -> int:
    return len(json.dumps(part).encode())


def _message(letter: Letter, alerts: list[dict[str, Any]], left: int) -> dict[str, Any]:
    parts = [_runs([_run(letter.headline, weight="Bolder", size="Large")]), _runs([_run(letter.why)])]
    parts += alerts
    parts += [_runs([_run(more(left))])] if left else []
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
        "msteams": {"width": "Full"}, "body": parts,
        "actions": [{"type": "Action.OpenUrl", "title": "All alerts", "url": letter.link}],
    }
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}],
    }


def _alert(entry: Entry) -> dict[str, Any]:
    lines = [_runs([_run(f"{entry.mark} {entry.summary}", weight="Bolder")]), _runs([_run(facts(entry), isSubtle=True)])]
    lines += [_runs([_run(entry.why)])] if entry.why else []
    lines.append(_runs([_run("Open", selectAction={"type": "Action.OpenUrl", "url": entry.link})]))
    return {"type": "Container", "separator": True, "items": lines}


def _runs(inlines: list[dict[str, Any]]) -> dict[str, Any]:
    """Text that Teams takes as it is: a run knows no markup."""
    return {"type": "RichTextBlock", "inlines": inlines}


def _run(text: str, **looks: object) -> dict[str, Any]:
    return {"type": "TextRun", "text": text, **looks}


NOTIFIER = _Teams()
