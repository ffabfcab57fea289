"""ntfy, at ntfy.sh or a server of one's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agency_core.domain.rule import Severity
from agency_core.errors import Invalid
from agency_core.http_client import Call
from agency_core.notifiers.addresses import checked_url, ending, host_of
from agency_core.notifiers.base import Field, Post, Ways, post
from agency_core.notifiers.letter import Letter, Markup, body, utf8

TEXT_BYTES = 4_096
URGENCY = {Severity.CRITICAL: 5, Severity.WARNING: 4, Severity.INFO: 3}
OVER = 2
_SERVER = "https://ntfy.sh"
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MARKUP = Markup(size=utf8)


class _Ntfy:
    name = "ntfy"
    label = "ntfy"
    about = "A push message to phones and desks that follow a topic of ntfy."
    fields = (
        Field("topic", "Topic", "On a public server whoever knows it can read along: make it hard to guess. It is kept sealed.",
              secret=True, example="agency-7f3kq9"),
        Field("token", "Access token", "Where the server asks for one.", secret=True, required=False),
        Field("server", "Server", "Your own, if it is not ntfy.sh.", required=False, usual=_SERVER),
    )

    def check(self, values: Mapping[str, str], allowed: frozenset[str]) -> dict[str, str]:
        topic, token = values.get("topic", "").strip(), values.get("token", "").strip()
        if not _TOPIC.fullmatch(topic):
            raise Invalid("This is no topic.", field="topic", remedy="Use 1 to 64 letters, digits, - and _.")
        if not (token.isascii() and token.isprintable()) or " " in token:
            raise Invalid("This is no access token.", field="token", remedy="Copy it from the account page of the server.")
        server = checked_url(values.get("server", "") or _SERVER, "server", allowed).rstrip("/")
        return {"topic": topic, "token": token, "server": server}

    def target(self, values: Mapping[str, str]) -> str:
        return f"{host_of(values['server'])} {ending(values['topic'])}"

    def send(self, letter: Letter, values: Mapping[str, str], ways: Ways) -> str:
        headers = {"Authorization": f"Bearer {values['token']}"} if values["token"] else {}
        post(ways, Post(values["server"], Call(headers=headers, json=payload(letter, values["topic"])), self.label))
        return f"{host_of(values['server'])} took it."


def payload(letter: Letter, topic: str) -> dict[str, Any]:
    """The message; a tap on it opens the page that fixes it."""
    click = letter.entries[0].link if len(letter.entries) == 1 else letter.link
    urgency = OVER if letter.is_over else URGENCY.get(Severity(letter.severity), 3)
    return {
        "topic": topic, "title": letter.headline, "message": body(letter, _MARKUP, TEXT_BYTES), "priority": urgency,
        "click": click,
    }


NOTIFIER = _Ntfy()
