"""Links: tokens in addresses, each for one purpose, good once and for a while; what is kept of them opens nothing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from agency_core.domain.clock import Clock
from agency_core.domain.person import Purpose
from agency_core.errors import Conflict
from agency_core.models import LinkRow
from agency_core.services.sessions import TOKEN_BYTES, hashed
from agency_core.store.database import Database
from agency_core.store.queries import link as links


class LinkOver(Conflict):
    """This link is not good any more."""

    code = "link_over"


@dataclass(frozen=True)
class NewLink:
    """What a link is for: whom it concerns, how long it is good, what is kept with it, and who made it."""

    purpose: Purpose
    subject_id: str
    lasts: timedelta
    said: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""


@dataclass(frozen=True)
class OpenLink:
    """A link that is still good."""

    subject_id: str
    said: Mapping[str, Any]
    expires_at: datetime


class Links:
    """Makes, looks at and uses up links."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Links are kept in `db`."""
        self._db = db
        self._clock = clock

    def make(self, session: Session, new: NewLink) -> str:
        """The token of a new link; those made before for the same purpose and subject are good no more."""
        now, token = self._clock.now(), secrets.token_urlsafe(TOKEN_BYTES)
        links.revoke(session, new.purpose, new.subject_id, now)
        session.add(LinkRow(
            token=hashed(token), purpose=new.purpose, subject_id=new.subject_id, client_id="", said=dict(new.said),
            created_by=new.by, created_at=now, expires_at=now + new.lasts, used_at=None, revoked_at=None,
        ))
        return token

    def look(self, token: str, purpose: Purpose) -> OpenLink:
        """What a link is for, without using it up.

        Raises:
            LinkOver: it was used, is too old, is for something else, or never was.
        """
        with self._db.reading() as session:
            row = links.open_one(session, hashed(token), purpose, self._clock.now())
            if row is None:
                raise _over()
            return OpenLink(row.subject_id, dict(row.said), row.expires_at)

    def use(self, session: Session, token: str, purpose: Purpose) -> OpenLink:
        """Use a link up: of many who try at the same time, one gets it.

        Raises:
            LinkOver: it was used, is too old, is for something else, or never was.
        """
        row = links.use(session, hashed(token), purpose, self._clock.now())
        if row is None:
            raise _over()
        return OpenLink(row.subject_id, dict(row.said), row.expires_at)

    def prune(self) -> int:
        """Forget links that ended more than a month ago; how many."""
        with self._db.transaction() as session:
            return links.forget(session, self._clock.now() - timedelta(days=30))


def _over() -> LinkOver:
    return LinkOver(remedy="Ask for a new one: each works once and for a limited time.")
