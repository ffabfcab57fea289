"""The ways on which the watchdog calls somebody: a webhook, mail, a command of this machine."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any, Protocol
from urllib.parse import urlsplit

from agency_core.errors import AgencyError, Invalid
from agency_core.http_client import Call, HttpClient
from agency_core.mail import Mail

DEADLINE = 10.0
COMMAND_DEADLINE = 30.0
KINDS = ("auto", "json", "slack", "discord", "ntfy")
_HOSTS = {"hooks.slack.com": "slack", "discord.com": "discord", "discordapp.com": "discord", "ntfy.sh": "ntfy"}


@dataclass(frozen=True)
class Notice:
    """What is told: the state, one line, all of it, since when, and which agency it is about."""

    state: str
    title: str
    text: str
    since: datetime
    at: datetime
    url: str


class NotTold(AgencyError):
    """Nobody was told."""

    code = "not_told"


class Way(Protocol):
    """A way to tell somebody; `name` shows no secret."""

    name: str

    def tell(self, notice: Notice) -> None:
        """Tell.

        Raises:
            AgencyError: it was not told, or nobody knows whether it was.
        """
        ...


class Webhook:
    """Posts to an address: JSON, or what Slack, Discord or ntfy want to read."""

    def __init__(self, url: str, kind: str = "auto") -> None:
        """Post to `url`, which may lie in a private network.

        Raises:
            Invalid: it is no http address, or there is no such kind.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Invalid("The webhook is no http address.", field="webhook", remedy="Write https://host/path.")
        if kind not in KINDS:
            raise Invalid(f"There is no kind of webhook {kind!r}.", field="kind", remedy=f"Use one of: {', '.join(KINDS)}.")
        self._url = url
        self._kind = _HOSTS.get(parts.hostname, "json") if kind == "auto" else kind
        self._http = HttpClient(frozenset({parts.hostname}))
        self.name = f"webhook {parts.hostname}"

    def tell(self, notice: Notice) -> None:
        """Post it.

        Raises:
            AgencyError: it was not taken.
        """
        answer = self._http.request("POST", self._url, _shaped(self._kind, notice), deadline=DEADLINE, cap=100_000)
        if not answer.ok:
            raise NotTold(f"It answered {answer.status}.")


class Letter:
    """Mails."""

    def __init__(self, mail: Mail, to: str) -> None:
        """Send to the address `to`.

        Raises:
            Invalid: mail is off, or set up wrongly.
        """
        if mail.problem:
            raise Invalid(mail.problem, field="AGENCY_SMTP_URL", remedy="Set AGENCY_SMTP_URL and AGENCY_MAIL_FROM.")
        self._mail, self._to = mail, to
        self.name = "mail"

    def tell(self, notice: Notice) -> None:
        """Send it.

        Raises:
            MailRefused: the server did not take it.
        """
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = notice.title, self._mail.sender, self._to
        message.set_content(notice.text)
        self._mail.send(message, self._to)


class Command:
    """Runs a command, without a shell; it finds the notice in its environment."""

    def __init__(self, line: str) -> None:
        """`line` is split into words as a shell would.

        Raises:
            Invalid: it cannot be split.
        """
        try:
            self._words = shlex.split(line)
        except ValueError:
            self._words = []
        if not self._words:
            raise Invalid("The command cannot be read.", field="run", remedy="Close its quotes.")
        self.name = f"command {self._words[0]}"

    def tell(self, notice: Notice) -> None:
        """Run it.

        Raises:
            NotTold: it could not be started, took too long, or ended with another status than 0.
        """
        said = {f"WATCHDOG_{name.upper()}": str(value) for name, value in _facts(notice).items()}
        try:
            done = subprocess.run(  # noqa: S603 - the owner named it
                self._words, env={**os.environ, **said}, timeout=COMMAND_DEADLINE, stdin=subprocess.DEVNULL, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotTold(f"It could not be run: {type(error).__name__}.") from error
        if done.returncode:
            raise NotTold(f"It ended with {done.returncode}.")


def _facts(notice: Notice) -> Mapping[str, str]:
    return {
        "state": notice.state, "title": notice.title, "text": notice.text, "since": notice.since.isoformat(),
        "at": notice.at.isoformat(), "url": notice.url,
    }


def _shaped(kind: str, notice: Notice) -> Call:
    if kind == "ntfy":
        priority = "default" if notice.state == "recovered" else "urgent"
        return Call(data=notice.text.encode(), headers={"Title": notice.title, "Priority": priority})
    bodies: dict[str, Any] = {"slack": {"text": notice.text}, "discord": {"content": notice.text[:2000]}}
    return Call(data=json.dumps(bodies.get(kind, _facts(notice))).encode(), headers={"Content-Type": "application/json"})
