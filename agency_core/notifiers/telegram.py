"""Telegram, by a bot that is a member of the chat."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from agency_core.domain.rule import Severity
from agency_core.errors import Invalid
from agency_core.http_client import Call
from agency_core.notifiers.addresses import checked_url, ending
from agency_core.notifiers.base import Field, Post, Ways, post
from agency_core.notifiers.letter import Letter, Markup, body, clip, utf16

TEXT_LIMIT = 4_096
_TITLE_SHOWN = 120
_SERVER = "https://api.telegram.org"
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,100}")
_CHAT = re.compile(r"-?\d{1,20}|@[A-Za-z][A-Za-z0-9_]{3,63}")
_TOPIC = re.compile(r"\d{0,15}")
_AT = re.compile(r"@(?=\w)")


def _escape(text: str) -> str:
    """Harmless: no tag, and nobody is called by name (a joiner of no width follows the sign that would)."""
    return escape(_AT.sub("@\u2060", text))


MARKUP = Markup(
    escape=_escape, strong=lambda text: f"<b>{text}</b>",
    link=lambda label, url: f'<a href="{escape(url)}">{label}</a>', size=utf16,
)


class _Telegram:
    name = "telegram"
    label = "Telegram"
    about = "A message to a chat or group of Telegram."
    fields = (
        Field("token", "Token", "The token that @BotFather gave for your bot.", secret=True, example="123456:ABC-DEF…"),
        Field("chat", "Chat", "The number of the chat, or its @name.", example="-1001234567890"),
        Field("topic", "Topic", "The number of a topic, in a group that has topics.", required=False),
        Field("server", "Server", "Only for a Bot API server of your own.", required=False, usual=_SERVER),
    )

    def check(self, values: Mapping[str, str], allowed: frozenset[str]) -> dict[str, str]:
        token, chat, topic = (values.get(name, "").strip() for name in ("token", "chat", "topic"))
        if not _TOKEN.fullmatch(token):
            raise Invalid("This is no token of a bot.", field="token", remedy="It looks like 123456:ABC-DEF, from @BotFather.")
        if not _CHAT.fullmatch(chat):
            raise Invalid("This is no chat.", field="chat", remedy="Enter its number (groups begin with -), or @name.")
        if not _TOPIC.fullmatch(topic):
            raise Invalid("A topic is a number.", field="topic", remedy="Leave it empty, or take it from the topic's link.")
        server = checked_url(values.get("server", "") or _SERVER, "server", allowed).rstrip("/")
        return {"token": token, "chat": chat, "topic": topic, "server": server}

    def target(self, values: Mapping[str, str]) -> str:
        return f"chat {values['chat']} by {values['token'].partition(':')[0]}:{ending(values['token'])}"

    def send(self, letter: Letter, values: Mapping[str, str], ways: Ways) -> str:
        url = f"{values['server']}/bot{values['token']}/sendMessage"
        post(ways, Post(url, Call(json=payload(letter, values["chat"], values["topic"])), self.label))
        return "Telegram took it."


def payload(letter: Letter, chat: str, topic: str) -> dict[str, Any]:
    """The message in Telegram's HTML; what only informs comes without a sound."""
    title = MARKUP.strong(MARKUP.escape(clip(letter.headline, _TITLE_SHOWN)))
    end = MARKUP.link("All alerts", letter.link)
    text = body(letter, MARKUP, TEXT_LIMIT - utf16(f"{title}\n\n\n{end}"))
    more: dict[str, Any] = {"message_thread_id": int(topic)} if topic else {}
    return {
        "chat_id": chat, "text": f"{title}\n{text}\n\n{end}", "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True}, "disable_notification": letter.severity == Severity.INFO, **more,
    }


NOTIFIER = _Telegram()
