"""Claim: a delivery taken from the ledger to be sent; what cannot be read is put aside, so that the others go out."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from agency_core.domain.clock import Clock
from agency_core.domain.content import ContentView
from agency_core.domain.delivery import DeliveryState
from agency_core.domain.ids import new_id
from agency_core.domain.publishing import Account, PlatformError, PublishState
from agency_core.errors import AgencyError
from agency_core.models import AccountRow, AttemptRow, ClientRow, DeliveryRow
from agency_core.services.deliver import settle
from agency_core.services.networks import Networks
from agency_core.services.record import ENGINE, end_attempt
from agency_core.store.queries import content as contents
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import ledger

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claim:
    """A delivery taken: what to send, for whom, and the fence under which it may be written."""

    id: str
    fence: int
    attempt_id: str
    attempt: int
    due_at: datetime
    content: ContentView
    client_name: str
    account: Account
    state: PublishState

    @property
    def key(self) -> tuple[str, int]:
        """What the ledger checks before each write."""
        return self.id, self.fence


class LostClaim(AgencyError):
    """Somebody else holds this delivery now; nothing may be sent under the old claim."""


def opened(session: Session, row: DeliveryRow, networks: Networks, clock: Clock) -> Claim | None:
    """The claim of a row that was just taken: its try is opened (or gone on with), its words are read again.

    None: it cannot be sent. Then its account asks to be connected again, or the delivery has failed; either way it is not
    due any more.
    """
    now = clock.now()
    attempt = ledger.open_attempt(session, row.id)
    if attempt is None:
        row.attempts += 1
        attempt = AttemptRow(id=new_id(now), delivery_id=row.id, number=row.attempts, started_at=now, steps=[])
        session.add(attempt)
    account = session.get_one(AccountRow, row.account_id)
    try:
        return _read(session, row, attempt, networks.account(account))
    except PlatformError as error:
        account.status, account.last_error = "reconnect", error.message
        deliveries.change(session, row, DeliveryState.PENDING, actor=ENGINE, at=now, why=error.message)
    except (LookupError, ValueError, TypeError, AttributeError) as error:  # what is stored makes no sense to this version
        log.exception("delivery %s cannot be read", row.id)
        why = f"It cannot be read ({type(error).__name__}: {error}), so nothing was sent."
        deliveries.change(session, row, DeliveryState.FAILED, actor=ENGINE, at=now, why=why)
        end_attempt(attempt, now, DeliveryState.FAILED)
        attempt.detail = why
        settle(session, row, ENGINE, clock)
    return None


def _read(session: Session, row: DeliveryRow, attempt: AttemptRow, acting: Account) -> Claim:
    return Claim(
        row.id, row.fence, attempt.id, row.attempts, row.due_at, contents.get(session, row.content_id).view(),
        session.get_one(ClientRow, row.client_id).name, acting, PublishState.from_json(row.publish_state),
    )
