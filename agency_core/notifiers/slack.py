"""Slack, by an incoming webhook; also what speaks the same (Mattermost, Rocket.Chat)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agency_core.http_client import Call
from agency_core.notifiers.addresses import checked_url, shown
from agency_core.notifiers.base import Field, Post, Ways, post, words
from agency_core.notifiers.letter import Letter, Markup, clip, counted, fitting_block, more

SECTION_LIMIT, HEADER_LIMIT, MOST_SHOWN = 3_000, 150, 40
_SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_MARKS = re.compile(r"([*_~`])")


def _escape(text: str) -> str:
    """Harmless: no mention, no link, and no formatting (a joiner of no width keeps its signs from meaning anything)."""
    return _MARKS.sub("\u2060\\1\u2060", text).translate(_SIGNS)


MARKUP = Markup(escape=_escape, strong=lambda text: f"*{text}*", link=lambda label, url: f"<{url.replace('&', '&amp;')}|{label}>")


class _Slack:
    name = "slack"
    label = "Slack"
    about = "A message to one room of Slack, or of a service that takes the same webhooks (Mattermost, Rocket.Chat)."
    fields = (
        Field("url", "Webhook address", "The address of an incoming webhook. Whoever knows it can post: it is kept sealed.",
              secret=True, example="https://hooks.slack.com/services/T000/B000/XXXX"),
    )

    def check(self, values: Mapping[str, str], allowed: frozenset[str]) -> dict[str, str]:
        return {"url": checked_url(values.get("url", ""), "url", allowed)}

    def target(self, values: Mapping[str, str]) -> str:
        return shown(values["url"])

    def send(self, letter: Letter, values: Mapping[str, str], ways: Ways) -> str:
        answer = post(ways, Post(values["url"], Call(json=payload(letter)), self.label))
        return f"Slack answered: {words(answer.body) or answer.status}"


def payload(letter: Letter) -> dict[str, Any]:
    """The message in Slack's blocks, each alert in its own; `text` is what a preview shows."""
    shown_ones, left = counted(letter.entries, MOST_SHOWN)
    texts = [MARKUP.escape(letter.why), *(fitting_block(each, MARKUP, SECTION_LIMIT) for each in shown_ones)]
    texts += [MARKUP.escape(more(left))] if left else []
    sections = [{"type": "section", "text": {"type": "mrkdwn", "text": each, "verbatim": True}} for each in texts]
    header = {"type": "header", "text": {"type": "plain_text", "text": clip(letter.headline, HEADER_LIMIT), "emoji": False}}
    link = {"type": "section", "text": {"type": "mrkdwn", "text": MARKUP.link("All alerts", letter.link), "verbatim": True}}
    return {"text": MARKUP.escape(letter.headline), "blocks": [header, *sections, link], "unfurl_links": False}


NOTIFIER = _Slack()
