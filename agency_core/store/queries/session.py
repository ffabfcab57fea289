"""Questions about browsers that are signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from agency_core.domain.permission import Role
from agency_core.domain.person import Purpose
from agency_core.models import MembershipRow, PersonRow, SessionRow
from agency_core.store.queries import token as tokens


@dataclass(frozen=True)
class SignedIn:
    """A session that was not revoked, and what its person is for each client."""

    session: SessionRow
    status: str
    roles: dict[str, Role]


def signed_in(session: Session, token: str) -> SignedIn | None:
    """What the hash of a token stands for: the session, its person's status and roles, in one question."""
    question = (
        select(SessionRow, PersonRow.status, MembershipRow.client_id, MembershipRow.role)
        .join(PersonRow, PersonRow.id == SessionRow.person_id)
        .outerjoin(MembershipRow, MembershipRow.person_id == SessionRow.person_id)
        .where(SessionRow.token == token, SessionRow.revoked_at.is_(None))
    )
    found = session.execute(question).all()
    if not found:
        return None
    roles = {client_id: Role(role) for _, _, client_id, role in found if role is not None}
    return SignedIn(found[0][0], found[0][1], roles)


def of_person(session: Session, person_id: str, now: datetime, idle_since: datetime) -> list[SessionRow]:
    """The sessions of a person that still hold, the last begun first."""
    question = select(SessionRow).where(
        SessionRow.person_id == person_id, SessionRow.revoked_at.is_(None), SessionRow.ends_at > now,
        SessionRow.seen_at > idle_since,
    )
    return list(session.scalars(question.order_by(SessionRow.id.desc())))


def seen(session: Session, session_id: str, now: datetime, address: str) -> None:
    """Remember that a session was used."""
    session.execute(update(SessionRow).where(SessionRow.id == session_id).values(seen_at=now, address=address))
    person = select(SessionRow.person_id).where(SessionRow.id == session_id).scalar_subquery()
    session.execute(update(PersonRow).where(PersonRow.id == person).values(last_seen_at=now))


def revoke(session: Session, session_id: str, now: datetime) -> None:
    """End one session."""
    session.execute(
        update(SessionRow).where(SessionRow.id == session_id, SessionRow.revoked_at.is_(None)).values(revoked_at=now)
    )


def revoke_all(session: Session, person_id: str, now: datetime, besides: str = "") -> None:
    """End the sessions of a person, but the one called `besides`, and what programs were granted by the same password."""
    session.execute(
        update(SessionRow)
        .where(SessionRow.person_id == person_id, SessionRow.id != besides, SessionRow.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    tokens.revoke_owned(session, person_id, (Purpose.REFRESH,), now)


def forget(session: Session, before: datetime) -> int:
    """Delete sessions that ended before a moment; how many."""
    gone = session.execute(delete(SessionRow).where(SessionRow.ends_at < before).returning(SessionRow.id))
    return len(gone.all())
