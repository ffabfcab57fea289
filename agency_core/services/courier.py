"""Courier: hands one notification to one service, and tells how that went without anything that is secret."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from sqlalchemy.orm import Session

from agency_core.domain.clock import Clock
from agency_core.domain.watching import NotificationView
from agency_core.errors import AgencyError
from agency_core.http_client import HttpClient
from agency_core.mail import Mail
from agency_core.models import ClientRow, NotificationRow, NotifierRow
from agency_core.notifiers import NOTIFIERS
from agency_core.notifiers.base import NotTaken, Ways
from agency_core.notifiers.letter import clip, letter_of
from agency_core.security.sealing import Place
from agency_core.services.vault import Vault
from agency_core.settings import Settings
from agency_core.store.queries.secret import place

log = logging.getLogger(__name__)
SAID_LIMIT = 300
_SHORTEST_SECRET = 4
_FAULT = "The message could not be made or sent; the log says why."


@dataclass(frozen=True)
class Errand:
    """What to tell through which service; `attempt` is the fence under which the end is written."""

    told: NotificationView
    attempt: int
    notifier_id: str
    place: Place
    kind: str
    timezone: str
    settings: Mapping[str, str]
    sealed: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True)
class Outcome:
    """How it went: `said` in words, what to do, whether to try again, and how many seconds the service asked to wait."""

    ok: bool
    said: str
    remedy: str = ""
    is_final: bool = False
    wait: float | None = None

    @property
    def why(self) -> str:
        """What went wrong and what to do, in sentences."""
        return " ".join(each if each.endswith((".", "…")) else f"{each}." for each in (self.said, self.remedy) if each)


class Courier:
    """Reaches all services, by mail and by the one way to the outside."""

    def __init__(self, clock: Clock, vault: Vault, mail: Mail, chosen: Settings) -> None:
        """Open addresses with `vault`; of the own network only the hosts that the settings name are called."""
        self._clock = clock
        self._vault = vault
        self._mail = mail
        self._base = chosen.public_url or chosen.own_url
        self.allowed = frozenset(chosen.notify_hosts)
        self._http = HttpClient(allowed_hosts=self.allowed)

    def errand(self, session: Session, row: NotificationRow, notifier: NotifierRow) -> Errand:
        """What it takes to carry `row`, read at once."""
        client = session.get(ClientRow, row.client_id) if row.client_id else None
        return Errand(
            told=row.view(), attempt=row.attempts, notifier_id=notifier.id, place=place(notifier), kind=notifier.kind,
            timezone=client.timezone if client else "UTC", settings=dict(notifier.settings), sealed=dict(notifier.secret),
        )

    def values(self, place: Place, kind: str, settings: Mapping[str, str], sealed: Mapping[str, object]) -> dict[str, str]:
        """Every field of a notifier, opened; what is not given has its usual value."""
        opened = self._vault.open(sealed, place)
        return {**{each.name: each.usual for each in NOTIFIERS[kind].fields}, **settings, **opened}

    def carry(self, errand: Errand) -> Outcome:
        """Call the service; no transaction may be open meanwhile."""
        values: dict[str, str] = {}
        try:
            values = self.values(errand.place, errand.kind, errand.settings, errand.sealed)
            letter = letter_of(errand.told, self._base, errand.timezone)
            ways = Ways(self._http, self._mail, self.allowed, self._clock.now())
            return Outcome(True, self._hidden(NOTIFIERS[errand.kind].send(letter, values, ways), errand.kind, values))
        except NotTaken as error:
            said = self._hidden(error.message, errand.kind, values)
            return Outcome(False, said, self._hidden(error.remedy, errand.kind, values), error.is_final, error.wait)
        except AgencyError as error:  # its key is missing, or it was deleted meanwhile
            return Outcome(False, clip(error.message, SAID_LIMIT), clip(error.remedy, SAID_LIMIT), is_final=True)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not stop the rest, and its text may hold an address
            log.error("notification %s by %s: %s", errand.told.id, errand.kind, type(error).__name__)  # noqa: TRY400
            return Outcome(False, _FAULT)

    def _hidden(self, text: str, kind: str, values: Mapping[str, str]) -> str:
        secrets = [values.get(each.name, "") for each in NOTIFIERS[kind].fields if each.secret]
        return clip(hidden(text, secrets), SAID_LIMIT)


def hidden(text: str, secrets: Iterable[str]) -> str:
    """`text` without these secrets, also where only the path of an address, or its encoded form, is said."""
    parts: set[str] = set()
    for secret in secrets:
        split = urlsplit(secret) if "://" in secret else None
        said = {secret, quote(secret, safe="")} | ({split.path, split.query, *split.path.split("/")} if split else set())
        parts |= {each for each in said if len(each) >= (_SHORTEST_SECRET if each == secret else 2 * _SHORTEST_SECRET)}
    for each in sorted(parts, key=len, reverse=True):
        text = text.replace(each, "…")
    return text
