"""Claim: deliveries taken from the ledger to be sent; what cannot be read is put aside, so that the others go out."""

from __future__ import annotations

import logging
import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.domain.clock import Clock
from agency_core.domain.content import ContentView
from agency_core.domain.delivery import LEASE, DeliveryState
from agency_core.domain.ids import new_id
from agency_core.domain.pacing import counted_until, waits_until
from agency_core.domain.publishing import Account, Parent, PlatformError, PublishState
from agency_core.errors import AgencyError, Busy, StorageFailed
from agency_core.models import AccountRow, AttemptRow, ClientRow, ContentRow, DeliveryRow
from agency_core.services.as_approved import is_as_approved
from agency_core.services.follow import parents
from agency_core.services.networks import Networks
from agency_core.services.put_aside import Aside, put_aside
from agency_core.services.record import ENGINE
from agency_core.services.stamp import other_files
from agency_core.store.database import Database
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import ledger

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claim:
    """A delivery taken: what to send, for whom, and the fence under which it may be written."""

    id: str
    fence: int
    attempt: int
    due_at: datetime
    lease_until: datetime
    part: int
    parent: Parent | None
    content: ContentView
    client_name: str
    account: Account
    state: PublishState
    request_id: str = ""


class LostClaim(AgencyError):
    """Somebody else holds this delivery now; nothing may be sent under the old claim."""


class Claims:
    """Takes deliveries in batches, one an account at a time, and hands them out one by one."""

    def __init__(self, db: Database, clock: Clock, networks: Networks, owner: str, *, batch: int) -> None:
        """Take for `owner`, at most `batch` at once."""
        self._db = db
        self._clock = clock
        self._networks = networks
        self._owner = owner
        self._batch = batch
        self._ready: deque[Claim] = deque()
        self._taking = threading.Lock()

    def next(self) -> Claim | None:
        """A delivery that can be sent now; None when there is none."""
        with self._taking:
            while not self._ready:
                taken, opened = self._take()
                if not taken:
                    return None
                self._ready.extend(opened)
            return self._ready.popleft()

    def only(self, delivery_id: str) -> Claim | None:
        """This delivery, when it can be sent now."""
        _, opened = self._take(delivery_id)
        return opened[0] if opened else None

    def waiting(self) -> frozenset[str]:
        """Ids of the deliveries that are taken and not handed out."""
        with self._taking:
            return frozenset(claim.id for claim in self._ready)

    def returned(self) -> list[Claim]:
        """What was taken and will not be handed out."""
        with self._taking:
            left = list(self._ready)
            self._ready.clear()
            return left

    def _take(self, only: str = "") -> tuple[int, list[Claim]]:
        now = self._clock.now()
        with self._db.reading() as session:
            if not ledger.any_due(session, now):
                return 0, []
        with self._db.transaction() as session:
            rows = ledger.claim(session, self._owner, now, 1 if only else self._batch, only)
            desk = _Desk(session, self._networks, self._clock)
            opened = desk.opened(rows)
        for each in desk.aside:
            self._put_aside(each)
        return len(rows), opened

    def _put_aside(self, each: Aside) -> None:
        try:
            put_aside(self._db, self._clock, each)
        except (Busy, StorageFailed) as error:  # the others go out all the same; it is taken again once its lease ran out
            log.warning("delivery %s could not be put aside: %s", each.id, error.message)


class _Desk:
    """Opens the tries of rows that were just taken and reads their words, all rows with the same few questions."""

    def __init__(self, session: Session, networks: Networks, clock: Clock) -> None:
        self._session = session
        self._networks = networks
        self._clock = clock
        self.aside: list[Aside] = []

    def opened(self, rows: list[DeliveryRow]) -> list[Claim]:
        """The claims of `rows`; one that cannot be sent is not due any more: it waits, or has failed."""
        if not rows:
            return []
        session = self._session
        tries = ledger.open_attempts(session, [row.id for row in rows])
        wanted = AccountRow.id.in_({row.account_id for row in rows})
        accounts = {each.id: each for each in session.scalars(select(AccountRow).where(wanted))}
        wanted = ContentRow.id.in_({row.content_id for row in rows})
        contents = {each.id: each for each in session.scalars(select(ContentRow).where(wanted))}
        wanted = ClientRow.id.in_({row.client_id for row in rows})
        clients = {each.id: each for each in session.scalars(select(ClientRow).where(wanted))}
        before, exchanged = parents(session, rows), other_files(session, list(contents.values()))
        found = []
        for row in rows:
            account = accounts[row.account_id]
            if not self._paused(row, account) and self._approved(row, contents[row.content_id], exchanged):
                if row.id not in tries:
                    self._begin(row)
                claim = self._claim(row, account, contents[row.content_id], clients[row.client_id], before.get(row.id))
                found += [claim] if claim else []
        return found

    def _approved(self, row: DeliveryRow, content: ContentRow, exchanged: frozenset[str]) -> bool:
        is_approved = is_as_approved(row, content, has_other_files=content.id in exchanged)
        if not is_approved:
            self.aside.append(Aside(row.id, row.fence))
        return is_approved

    def _begin(self, row: DeliveryRow) -> None:
        now = self._clock.now()
        row.attempts += 1
        self._session.add(
            AttemptRow(id=new_id(now), delivery_id=row.id, number=row.attempts, started_at=now, outcome="", steps=[])
        )

    def _paused(self, row: DeliveryRow, account: AccountRow) -> bool:
        """Let the account rest when its allowance is spent."""
        now = self._clock.now()
        if row.platform not in self._networks.connectors:
            return False
        until = waits_until(account.budget, self._networks.connectors[row.platform].facts.capabilities.allowances, now)
        if until is None:
            return False
        account.parked_until, account.budget = until, counted_until(account.budget, now)
        why = "The account has used what the platform allows for now."
        row.state, row.why, row.lease_owner, row.lease_until = DeliveryState.PENDING, why, "", None
        return True

    def _claim(
        self, row: DeliveryRow, account: AccountRow, content: ContentRow, client: ClientRow, parent: Parent | None
    ) -> Claim | None:
        session, now = self._session, self._clock.now()
        try:
            if row.platform not in self._networks.connectors or (row.part and parent is None):
                raise LookupError("its platform, or the post that it follows, is not known")
            return Claim(
                row.id, row.fence, row.attempts, row.due_at, now + LEASE, row.part, parent, content.view(), client.name,
                self._networks.account(account), PublishState.from_json(row.publish_state), row.request_id,
            )
        except PlatformError as error:
            account.status, account.last_error = "reconnect", error.message
            deliveries.change(session, row, DeliveryState.PENDING, actor=ENGINE, at=now, why=error.message)
        except (LookupError, ValueError, TypeError, AttributeError) as error:  # what is stored makes no sense to this version
            log.exception("delivery %s cannot be read", row.id)
            why = f"It cannot be read ({type(error).__name__}: {error}), so nothing was sent."
            self.aside.append(Aside(row.id, row.fence, why))
        return None
