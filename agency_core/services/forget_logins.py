"""When the key is lost for good: delete what nobody can open any more, so that accounts can be connected again."""

from __future__ import annotations

from agency_core.domain.account import AccountStatus
from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.operations import Change
from agency_core.errors import Forbidden
from agency_core.models import AccountRow, NotifierRow, PersonRow
from agency_core.security.sealing import is_sealed
from agency_core.store.database import Database
from agency_core.store.queries import history
from agency_core.store.queries import secret as secrets

LOST = "Its login was deleted, as the key was lost: connect it again."
LOST_ADDRESS = "Its address was deleted, as the key was lost: enter it again and switch it on."


def forget_logins(actor: Actor, db: Database, clock: Clock) -> int:
    """Delete every sealed login and application secret; how many accounts have to be connected again.

    Raises:
        Forbidden: only the owner may do this.
    """
    if not actor.owns("setting"):
        raise Forbidden("Only the owner may do this.", remedy="Ask the owner.")
    count = 0
    with db.transaction() as session:
        for held in [each for each in secrets.kept(session) if is_sealed(each.stored)]:
            if isinstance(held.row, NotifierRow):
                held.row.secret, held.row.is_on, held.row.last_error = {}, False, LOST_ADDRESS
                continue
            if isinstance(held.row, PersonRow):
                held.row.totp, held.row.recovery = {}, []
                continue
            if not isinstance(held.row, AccountRow):
                session.delete(held.row)
                continue
            row, before = held.row, held.row.status
            row.credentials, row.token_expires_at = {}, None
            if before != AccountStatus.DISCONNECTED:
                row.status, row.last_error = AccountStatus.RECONNECT, LOST
                change = Change(row.client_id, "account", row.id, before, row.status, actor.label, clock.now(), LOST)
                history.note(session, change)
                count += 1
        for key in secrets.wrapped(session):
            session.delete(key)
    return count
