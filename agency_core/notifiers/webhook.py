"""A program of one's own: JSON, signed so that the receiver can tell who sent it, when, and whether it came before."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from agency_core.errors import Invalid
from agency_core.http_client import Call
from agency_core.notifiers.addresses import checked_url, shown
from agency_core.notifiers.base import Field, Post, Ways, post
from agency_core.notifiers.letter import PLAIN, Letter, body, counted

LEAST_SECRET, MOST_TOLD = 16, 100
TEXT_LIMIT = 10_000


class _Webhook:
    name = "webhook"
    label = "Signed webhook"
    about = "JSON to a program of your own, signed with a secret that only you and the agency know."
    fields = (
        Field("url", "Address", "Where the program listens. Kept sealed, as addresses often hold a token.",
              secret=True, example="https://ops.example.com/agency"),
        Field("secret", "Secret", f"At least {LEAST_SECRET} characters; the program checks the signature with it.", secret=True),
    )

    def check(self, values: Mapping[str, str], allowed: frozenset[str]) -> dict[str, str]:
        secret = values.get("secret", "").strip()
        if len(secret) < LEAST_SECRET:
            raise Invalid(
                f"The secret has {len(secret)} characters.", field="secret",
                remedy=f"Use {LEAST_SECRET} or more, made by chance: openssl rand -hex 32.",
            )
        return {"url": checked_url(values.get("url", ""), "url", allowed), "secret": secret}

    def target(self, values: Mapping[str, str]) -> str:
        return shown(values["url"])

    def send(self, letter: Letter, values: Mapping[str, str], ways: Ways) -> str:
        raw = json.dumps(payload(letter), ensure_ascii=False, separators=(",", ":")).encode()
        stamp = str(int(ways.now.timestamp()))
        headers = {
            "Content-Type": "application/json", "X-Agency-Timestamp": stamp, "X-Agency-Delivery": letter.id,
            "X-Agency-Signature": signature(values["secret"], stamp, raw),
        }
        answer = post(ways, Post(values["url"], Call(headers=headers, data=raw), "The program"))
        return f"The program answered {answer.status}."


def signature(secret: str, stamp: str, raw: bytes) -> str:
    """Version 1: HMAC-SHA256 with the secret, over the timestamp, a dot and the body as it was sent."""
    return "v1=" + hmac.new(secret.encode(), stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()


def payload(letter: Letter) -> dict[str, Any]:
    """What is sent, for programs and for people."""
    told, left = counted(letter.entries, MOST_TOLD)
    return {
        "id": letter.id, "reason": letter.reason, "severity": letter.severity, "title": letter.title,
        "text": body(letter, PLAIN, TEXT_LIMIT), "link": letter.link, "created_at": letter.at.isoformat(), "more": left,
        "alerts": [
            {
                "id": each.alert_id, "rule": each.rule, "severity": each.severity, "state": each.state, "summary": each.summary,
                "why": each.why, "since": each.began_at.isoformat(), "client": each.client, "link": each.link,
                "figures": dict(each.figures or {}),
            }
            for each in told
        ],
    }


NOTIFIER = _Webhook()
