"""Preflight: look at what is due within a day, and within an hour, and say what would go wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from agency_core.domain.account import AccountStatus
from agency_core.domain.clock import Clock
from agency_core.domain.content import ContentView
from agency_core.domain.delivery import DeliveryState
from agency_core.domain.pacing import waits_until
from agency_core.domain.platform import Network
from agency_core.domain.preflight import AHEAD, PREFLIGHT, Problem, Stage, is_due, stage_at
from agency_core.domain.publishing import Failure, PlatformError
from agency_core.models import AccountRow, ClientRow, ContentRow, DeliveryRow
from agency_core.services.refresh import Refresher
from agency_core.services.shape import Shaper
from agency_core.store.database import Database
from agency_core.store.queries import delivery as deliveries

AT_ONCE = 100
_RECONNECT = "Connect the account again on the Accounts page."
log = logging.getLogger(__name__)


class Preflight:
    """Looks ahead. It asks each account's network once a run whether it still knows us, and writes nothing there."""

    def __init__(self, db: Database, clock: Clock, shaper: Shaper) -> None:
        """Set up; nothing is asked before `run`."""
        self._db = db
        self._clock = clock
        self._shaper = shaper
        self._networks = shaper.networks
        self._refresher = Refresher(db, shaper.networks)

    def run(self) -> int:
        """Look at what is due for it; how many deliveries were looked at."""
        now = self._clock.now()
        with self._db.reading() as session:
            coming = deliveries.looked_at(session, now, now + AHEAD[Stage.DAY], AT_ONCE * 5)
            waiting = [each for each in coming if is_due(each[0].preflight or {}, each[0].due_at, now)][:AT_ONCE]
        logins: dict[str, list[Problem]] = {}
        for row, content, account, client in waiting:
            if account.id not in logins:
                logins[account.id] = self._login(account, row.due_at)
            problems = [*logins[account.id], *self._problems(row, content, account, client)]
            self._write(row, problems, now)
        return len(waiting)

    def _login(self, account: AccountRow, due_at: datetime) -> list[Problem]:
        """What keeps the account from publishing: found in its row, or said by its network."""
        if account.status == AccountStatus.PAUSED:
            return [Problem("account", f"{account.display_name} is paused.", "Take it up again on the Accounts page.")]
        if account.status != AccountStatus.CONNECTED:
            return [Problem("account", f"{account.display_name} must be connected again.", _RECONNECT)]
        expires_at = account.token_expires_at
        if expires_at is not None and expires_at <= due_at and not self._refresher.can_renew(account):
            return [Problem("account", f"The login of {account.display_name} ends before it is due.", _RECONNECT)]
        wanted = set(self._networks.connectors[account.platform].facts.login.scopes)
        missing = sorted(wanted - set(account.scopes)) if account.scopes and account.network == Network.LIVE else []
        if missing:
            return [Problem("account", f"{account.display_name} may not do all of it: {', '.join(missing)}.", _RECONNECT)]
        return self._asked(account)

    def _asked(self, account: AccountRow) -> list[Problem]:
        try:
            connector = self._networks.connectors[account.platform]
            connector.profiles(self._networks.context(self._refresher.current(account)))
        except PlatformError as error:
            if error.failure in {Failure.AUTH_EXPIRED, Failure.AUTH_REVOKED, Failure.ACCOUNT_RESTRICTED}:
                return [Problem("account", f"The network refuses {account.display_name}: {error.message}", _RECONNECT)]
            log.info("account %s could not be asked: %s", account.id, error.message)
        return []

    def _problems(self, row: DeliveryRow, content: ContentRow, account: AccountRow, client: ClientRow) -> list[Problem]:
        view = content.view()
        found = []
        if content.approved_hash != view.approvable_hash:
            remedy = "Submit and approve it again."
            found.append(Problem("approval", "What was approved is not what stands there now.", remedy))
        allowances = self._networks.connectors[row.platform].facts.capabilities.allowances
        until = waits_until(account.budget or {}, allowances, row.due_at)
        if until is not None:
            said = f"The platform lets {account.display_name} post again at {until:%H:%M} UTC only."
            found.append(Problem("limits", said, "Choose a later time."))
        return found if row.part else [*found, *self._rules(view, row.platform, client, account)]

    def _rules(self, view: ContentView, platform: str, client: ClientRow, account: AccountRow) -> Iterable[Problem]:
        live = account.network == Network.LIVE
        for issue in self._shaper.issues(view, platform, client.view(), live=live, limits=account.limits):
            if issue.blocking:
                yield Problem("media" if issue.field == "media" else "rules", issue.message, issue.remedy)
        shaped = self._shaper.shape(view, platform, client.name, sandbox=not live)
        for medium in shaped.media:
            if medium.path and not Path(medium.path).exists():
                yield Problem("media", f"The file {Path(medium.path).name} is gone.", "Upload it again.")

    def _write(self, seen: DeliveryRow, problems: list[Problem], now: datetime) -> None:
        with self._db.transaction() as session:
            row = deliveries.get(session, seen.id)
            if row.state != DeliveryState.PENDING or row.due_at != seen.due_at:
                return
            stage = stage_at(row.due_at, now)
            row.preflight = {"stage": stage, "at": now.isoformat(), "problems": [asdict(each) for each in problems]}
            if problems:
                row.failure, row.why = PREFLIGHT, f"Would fail: {problems[0].said} {problems[0].remedy}"
            elif row.failure == PREFLIGHT:
                row.failure, row.why = "", ""
