"""Discord, by a webhook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agency_core.domain.rule import Severity
from agency_core.http_client import Call
from agency_core.notifiers.addresses import checked_url, shown
from agency_core.notifiers.base import Field, Post, Ways, post
from agency_core.notifiers.letter import Letter, Markup, body, clip, utf16

TEXT_LIMIT, TITLE_LIMIT = 4_096, 256
_TITLE_SHOWN = 100
"""Escaped, each character may become two."""
COLOURS = {Severity.CRITICAL: 0xD32F2F, Severity.WARNING: 0xF57C00, Severity.INFO: 0x1976D2}
OVER = 0x388E3C
_SIGNS = re.compile(r"([\\*_~`|>#\[\]()<:-])")
_AT = re.compile(r"@(?=\w)")


def _escape(text: str) -> str:
    """Harmless: each sign of the markup is escaped, and nobody is called by name."""
    return _AT.sub("@\u2060", _SIGNS.sub(r"\\\1", text))


MARKUP = Markup(
    escape=_escape, strong=lambda text: f"**{text}**", link=lambda label, url: f"[{label}]({url})", size=utf16
)


class _Discord:
    name = "discord"
    label = "Discord"
    about = "A message to one room of a Discord server."
    fields = (
        Field("url", "Webhook address", "The address of a webhook. Whoever knows it can post: it is kept sealed.",
              secret=True, example="https://discord.com/api/webhooks/123/XXXX"),
    )

    def check(self, values: Mapping[str, str], allowed: frozenset[str]) -> dict[str, str]:
        return {"url": checked_url(values.get("url", ""), "url", allowed)}

    def target(self, values: Mapping[str, str]) -> str:
        return shown(values["url"])

    def send(self, letter: Letter, values: Mapping[str, str], ways: Ways) -> str:
        answer = post(ways, Post(values["url"], Call(json=payload(letter)), self.label))
        return f"Discord answered {answer.status}."


def payload(letter: Letter) -> dict[str, Any]:
    """The message as one embed; it mentions nobody, whatever it says."""
    title = MARKUP.escape(clip(letter.headline, _TITLE_SHOWN))
    colour = OVER if letter.is_over else COLOURS.get(Severity(letter.severity), COLOURS[Severity.INFO])
    embed = {
        "title": title, "url": letter.link, "description": body(letter, MARKUP, TEXT_LIMIT), "color": colour,
        "timestamp": letter.at.isoformat(),
    }
    return {"embeds": [embed], "allowed_mentions": {"parse": []}}


NOTIFIER = _Discord()
